"""A finished results folder of the reference wave, and the report published into it."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import yaml
from PIL import Image
from support import ROOT

from surveyreport.report.chapters import Chapters
from surveyreport.report.publish import publish
from surveyreport.report.source import Source
from surveyreport.report.structure import load_structure
from surveyreport.report.tables import Tables
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import wave_of

DATA = ROOT / "tests/data/publication"
COMPARISONS = load_comparisons(ROOT / "study/comparisons.yaml", load_study(ROOT / "study"))
# the figures of the tests are without the pictures of all comparisons
COMPARED = replace(COMPARISONS, comparisons=())
STRUCTURE = ROOT / "study/report.yaml"
WAVE = "2023"
TABLES = ("response", "register", "estimates", "verdicts", "open_answers", "published_check")


def settings() -> dict:
    """config.yaml, with one wave."""
    read = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    return read | {"waves": {WAVE: read["waves"][WAVE]}}


def new_results(folder: Path) -> Path:
    """Tables and figures of the reference wave, as the workflow leaves them."""
    folder.mkdir(parents=True)
    for name in TABLES:
        shutil.copy2(DATA / f"{name}.csv", folder)
    with zipfile.ZipFile(DATA / "figures.zip") as pictures:
        pictures.extractall(folder / "figures")
    for picture in (folder / "figures").glob("*.svg"):
        Image.new("RGB", (390, 200), "white").save(picture.with_suffix(".png"))
    return folder


def run(folder: Path, study: Study, chapters: Chapters | None = None) -> int:
    """Publish into `folder`; see `publish`."""
    structure = load_structure(STRUCTURE, study)
    return publish(study, structure, COMPARED, WAVE, settings(), folder, chapters)


def tables() -> dict[str, pd.DataFrame]:
    return {name: pd.read_csv(DATA / f"{name}.csv", dtype={"unit": str}) for name in TABLES}


def source(
    study: Study,
    folder: Path,
    found: dict[str, pd.DataFrame] | None = None,
    changed: dict | None = None,
) -> Source:
    """What the content is built from. found: tables; changed: settings of the wave."""
    values = settings()
    values["waves"][WAVE] |= changed or {}
    wave = wave_of(WAVE, values["waves"][WAVE])
    return Source(
        study=study,
        structure=load_structure(STRUCTURE, study),
        comparisons=COMPARED,
        wave=wave,
        tables=Tables(found or tables(), values),
        figures=study.figures_for(tuple(wave.exports), tuple(wave.registers)),
        folder=folder,
    )
