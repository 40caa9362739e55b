"""Put a synthetic wave together: file names and their bytes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.sources.limesurvey.structures import load_structure
from synthetic.answers import answer_table
from synthetic.exports import export_bytes
from synthetic.logbook import data_log
from synthetic.opentext import read_pools
from synthetic.participants import with_tokens
from synthetic.plan import read_plan, read_table
from synthetic.registers import register_xlsx
from synthetic.rows import SYSTEM, Survey
from synthetic.settings import GroupFiles, Settings, read_settings
from synthetic.visits import FieldPeriod

FRAME = ("provider_id", "name", "type", "network", "province", "urban", "size")


def reference_wave(study: Path, wave: str, seed: int | None = None) -> dict[str, bytes]:
    """All files of data/raw/<wave> by name; the same study folder and seed give the same bytes.

    seed: None takes that of the wave. Raises InputProblems when the settings are not in order or
    the counts in the study folder contradict each other.
    """
    settings = read_settings(study, wave)
    settings = settings if seed is None else replace(settings, seed=seed)
    shared = provider_effects(study, settings)
    period = FieldPeriod(settings.opening, settings.closing)
    pools = read_pools()
    files: dict[str, bytes] = {}
    beside: dict[str, bytes] = {}
    for number, (name, group) in enumerate(read_plan(study, wave).items(), 1):
        rng = np.random.default_rng([settings.seed, number])
        valid = answer_table(group, shared, pools, rng)
        rows = Survey(group, valid, period, rng).rows()
        own = settings.groups[name]
        if own.participants:
            invited = f"{settings.opening:%Y-%m-%d}"
            rows, beside[own.participants] = with_tokens(rows, group, invited, rng)
        if own.structure:
            beside[own.structure] = (settings.folder / own.structure).read_bytes()
        rows = _as_fielded(rows, own, settings)
        files[own.file] = export_bytes(rows, own.dialect, own.title, settings.made)
    files |= beside | _lists(settings)
    return files | {"README.md": data_log(files, settings)}


def provider_effects(study: Path, settings: Settings) -> dict[str, float]:
    """provider_id -> standard normal effect; who took part before keeps that of the first time."""
    known: dict[str, float] = {}
    if settings.earlier:
        known = provider_effects(study, read_settings(study, settings.earlier))
    rng = np.random.default_rng([settings.seed, 0])
    names = [row["provider_id"] for row in read_table(settings.folder / "providers.csv")]
    return known | {name: float(rng.standard_normal()) for name in names if name not in known}


def _as_fielded(rows: pd.DataFrame, own: GroupFiles, settings: Settings) -> pd.DataFrame:
    """The columns of the export, in the order in which the survey has its questions."""
    rows = rows.rename(columns={"aanbieder": own.provider})
    columns = [name for name in rows if name not in (*SYSTEM, "person", "token")]
    if own.structure:
        structure = load_structure(settings.folder / own.structure)
        columns = [column.code for column in structure.columns()]
        asked = rows["startlanguage"].isin(structure.languages)
        rows["startlanguage"] = rows["startlanguage"].where(asked, structure.languages[0])
    after_seed = SYSTEM.index("seed") + 1
    token = ["token"] if own.participants else []
    return rows[[*SYSTEM[:after_seed], *token, *SYSTEM[after_seed:], *columns]]


def _lists(settings: Settings) -> dict[str, bytes]:
    """The frame, the registers in both forms and the visits."""
    folder = settings.folder
    files = {"aanbieders.csv": _frame(read_table(folder / "providers.csv"))}
    for name, source, measure, subject in (
        ("inschrijvingen", "enrolment", "pupils", "Aantal leerlingen"),
        ("scholen", "schools", "schools", "Aantal scholen met leerlingen"),
    ):
        path = folder / f"{source}.csv"
        files[f"{name}.csv"] = path.read_bytes()
        files[f"{name}.xlsx"] = register_xlsx(
            read_table(path), measure, subject, settings.register_note, settings.made
        )
    return files | {"bezochte_aanbieders.csv": (folder / "visited.csv").read_bytes()}


def _frame(providers: list[dict[str, str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, FRAME, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(providers)
    return buffer.getvalue().encode("utf-8")
