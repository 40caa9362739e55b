"""A chapter written for a test, held against the tables of the reference wave."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import yaml
from publication_data import COMPARISONS
from support import ROOT, study_of

from surveyreport.files.problems import ProblemList
from surveyreport.report.bound_values import Values
from surveyreport.report.changes import Changes
from surveyreport.report.chapter_text import Placement
from surveyreport.report.chapters import Chapters, load_chapters
from surveyreport.report.claims import Claim
from surveyreport.report.model import Block
from surveyreport.report.source import Source
from surveyreport.report.structure import load_structure
from surveyreport.report.tables import Tables
from surveyreport.report.written import Writer
from surveyreport.study.load import load_study
from surveyreport.study.wave_entry import wave_of

DATA = ROOT / "tests/data/publication"
WAVE = "2023"
STUDY, ASKED = load_study(ROOT / "study"), study_of(WAVE)
TITLE = "# Proef\n\n"
# the row of a chapter's first paragraph
FIRST = 3


def tables() -> dict[str, pd.DataFrame]:
    return {name: table.copy() for name, table in _tables().items()}


@cache
def _tables() -> dict[str, pd.DataFrame]:
    names = ("response", "register", "estimates", "verdicts", "open_answers")
    return {name: pd.read_csv(DATA / f"{name}.csv", dtype={"unit": str}) for name in names}


def chapters(
    folder: Path,
    text: str,
    words: str | None = None,
    waves: tuple[str, ...] = (WAVE, "2025"),
    written_for: tuple[str, ...] | None = None,
) -> tuple[Chapters | None, list]:
    """The chapter `proef` with `text` under its title, and what is wrong with it."""
    study = folder / "study"
    for name in ("report", "texts"):
        (study / name).mkdir(parents=True, exist_ok=True)
    source = ROOT / "study/texts/size-words.yaml"
    (study / "texts/size-words.yaml").write_text(words or source.read_text("utf-8"), "utf-8")
    (study / "report/proef.md").write_text(TITLE + text, "utf-8")
    problems = ProblemList()
    read = load_chapters(study, STUDY, COMPARISONS, list(waves), problems, written_for)
    return read, problems.problems


def writer(
    read: Chapters,
    found: dict[str, pd.DataFrame] | None = None,
    others: dict[str, Tables] | None = None,
    withheld: frozenset[int] = frozenset(),
    changes: Changes | None = None,
) -> Writer:
    """Writes chapters from tables, those of the reference wave unless others are given."""
    settings = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    wave = wave_of(WAVE, settings["waves"][WAVE])
    source = Source(
        study=ASKED,
        structure=load_structure(ROOT / "study/report.yaml", STUDY),
        comparisons=COMPARISONS,
        wave=wave,
        tables=Tables(found or tables(), settings),
        figures=ASKED.figures_for(tuple(wave.exports), tuple(wave.registers)),
        folder=Path("results/2023"),
        withheld=withheld,
    )
    values = Values(source.tables, ASKED, others or {}, changes or Changes(None, WAVE))
    return Writer(source, read, values, _nothing)


def claims_of(folder: Path, text: str, found: dict[str, pd.DataFrame] | None = None) -> list[Claim]:
    """What the paragraph `text` claims; it must be free of faults."""
    read, problems = chapters(folder, text)
    assert not problems, "\n".join(map(str, problems))
    made = writer(read, found)
    made.section(read.texts["proef"], "1", False)
    return made.claims


def _nothing(_: Placement) -> list[Block]:
    return []
