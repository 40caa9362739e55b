"""What all parts of the audit found, and what a reader should know, in one dossier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from surveyreport.audit.dossier import CONFIDENTIAL, INTERNAL, PUBLIC, name_of, write_dossier
from surveyreport.audit.findings import Findings
from surveyreport.audit.public_scan import own_words
from surveyreport.audit.scan import Forbidden
from surveyreport.feedback.settings import Settings
from surveyreport.files.csvfile import read_table
from surveyreport.files.dutch import decimal
from surveyreport.protection.settings import Protection
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

INTERNAL_FILES = ("audit.csv", "totals.csv", "drawn.parquet")
NOT_SEEN = "staat er anders dan de audit hem bekeek; maak de uitgave opnieuw"


def index_of(indexes: Iterable[Path]) -> pd.DataFrame:
    """The lists of reports as one."""
    lists = [read_table(path) for path in indexes]
    return pd.concat(lists, ignore_index=True).sort_values("provider_id", ignore_index=True)


def write_audit(
    found: Findings, wave: Wave, rules: Protection, policy_file: Path, folder: Path,
    index: pd.DataFrame, public: Sequence[Path], names: Mapping[str, str], warnings: Iterable[str],
) -> bool:  # fmt: skip
    """Write audit.json and audit.html from what all parts found; whether all is well.

    found: all parts together, with what `look_at_draws` says of the draws. A file that goes out and
    is not what a part looked at is a fault.
    """
    reports = [
        (path, CONFIDENTIAL, row.provider_id)
        for row in index.itertuples()
        if not (found.wrong or row.provider_id in found.kept)
        for both in [[folder.parent / "feedback" / name for name in (row.file, row.page)]]
        if all(path.is_file() for path in both)
        for path in both
    ]
    out = [*reports, *((path, PUBLIC, "") for path in public)]
    unseen = [path for path, _, _ in out if not found.looked_at(path)]
    text = (folder / "audit.csv").read_text(encoding="utf-8").strip()
    odds = read_table(folder / "audit.csv").fillna({"category": "", "id": ""}) if text else None
    return write_dossier(
        folder,
        wave=wave.id,
        synthetic=wave.synthetic,
        rules=rules,
        policy_file=policy_file,
        key=found.mark,
        odds=pd.DataFrame() if odds is None else odds,
        answers=found.answers,
        kept=found.kept,
        faults=[*found.faults, *(f"{name_of(path, folder.parent)}: {NOT_SEEN}" for path in unseen)],
        leaks=found.leaks,
        released=[*out, *((folder / name, INTERNAL, "") for name in INTERNAL_FILES)],
        names=dict(names),
        versions=dict(zip(index["provider_id"], index["version"], strict=True)),
        warnings=warnings,
    )


def warnings_of(
    study: Study, settings: Settings, names: Iterable[str], themes_table: pd.DataFrame | None
) -> list[str]:
    """What a reader should know, which stops nothing. names: ids and names of providers."""
    ordinary = Forbidden.of(names, (), own_words(study, settings)).ordinary
    loose = [] if themes_table is None else loose_themes(themes_table, study, settings)
    return [*loose, *not_looked_for(ordinary)]


def not_looked_for(ordinary: Collection[str]) -> list[str]:
    """Which ids the scan cannot tell from any other number or word, in words."""
    if not ordinary:
        return []
    shown = ", ".join(f"‘{name}’" for name in sorted(ordinary)[:10])
    return [
        f"{shown}{' …' if len(ordinary) > 10 else ''}: zo'n id of naam van een aanbieder is ook een"
        " gewoon getal of een woord van de studie, en daar zoekt de audit niet naar; geef de"
        " aanbieders in het kader liever een eigen id, zoals A01"
    ]


def loose_themes(table: pd.DataFrame, study: Study, settings: Settings) -> list[str]:
    """The themes whose questions do not hang together, in words. table: as of `theme_table`."""
    titles = {theme.id: theme.title for theme in settings.themes}
    loose = table[table["coherent"].eq(False)]
    return [
        f"Thema ‘{titles[row.theme]}’ bij {study.groups[row.group].members}: de vragen "
        f"hangen weinig samen (omega {decimal(round(row.omega, 2))}, onder "
        f"{decimal(settings.omega_from)}); lees er elke vraag apart, of deel het thema "
        "anders in in study/feedback.yaml"
        for row in loose.itertuples()
    ]
