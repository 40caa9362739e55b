"""A few made-up answers and coders who fill in their sheets, in a folder of a test."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from surveyreport.evidence import differences as third
from surveyreport.evidence import sheet as shape
from surveyreport.evidence.coding import Coding
from surveyreport.evidence.texts import COLUMNS
from surveyreport.files.problems import ProblemList
from surveyreport.study.coded import read_coded
from surveyreport.study.model import Study

WAVE, BOOK = "2031", "noden"
ANSWERS = [
    ("beleid.D15", "1", "Meer uren."),
    ("beleid.D15", "2", "=1 extra begeleider"),
    ("beleid.D15", "3", "n.v.t."),
    ("schoolteam.D24", "1", "meer uren"),
    ("schoolteam.D24", "4", "1/2 plaatsen"),
    ("schoolteam.D24", "5", "waar"),
    ("schoolteam.D24", "6", "12"),
    ("schoolteam.D24", "7", "Een kader\r\nen een diploma \x0b"),
]
CODES = {
    "Meer uren.": "middelen",
    "=1 extra begeleider": "middelen",
    "n.v.t.": "geen_inhoud",
    "1/2 plaatsen": "plaatsen",
    "waar": "niet_te_plaatsen",
    "12": "niet_te_plaatsen",
    "Een kader\r\nen een diploma \x0b": "richtlijnen studiebekrachtiging",
}


def coding(study: Study, project: Path, answers=None, wave: str = WAVE) -> Coding:
    """The coding of made-up answers as the folder stands."""
    rows = ANSWERS if answers is None else answers
    texts = pd.DataFrame(rows, columns=COLUMNS, dtype=str)
    return Coding(study, wave, True, texts, project)


def sheet_of(project: Path, coder: int = 1, wave: str = WAVE) -> Path:
    return shape.sheet_path(project / "data/sheets" / wave, BOOK, coder)


class Edited:
    """A coding sheet in the hands of a person."""

    def __init__(self, path: Path):
        self.path, self.book = path, load_workbook(path)
        self.page = self.book[shape.TABS[0]]
        columns = range(1, self.page.max_column + 1)
        self.column = {self.page.cell(shape.IDS, c).value: c for c in columns}
        self.row = {
            self.page.cell(r, shape.KEY).value: r
            for r in range(shape.FIRST, self.page.max_row + 1)
            if self.page.cell(r, shape.KEY).value
        }

    def tick(self, key: str, code: str, sign: object = "x") -> None:
        self.page.cell(self.row[key], self.column[code]).value = sign

    def save(self) -> None:
        self.book.save(self.path)


def fill(made: Coding, coder: int, other: dict[str, str] | None = None) -> None:
    """Tick every answer as CODES has it, some otherwise."""
    edited = Edited(sheet_of(made.project, coder, made.wave))
    wanted = CODES | (other or {})
    for unit in made.units[BOOK]:
        if unit.key in edited.row:
            for code in wanted[unit.text].split():
                edited.tick(unit.key, code)
    edited.save()


def decide(project: Path, said: str, why: str | None = "gelezen", wave: str = WAVE) -> None:
    """Give every difference the same decision."""
    path = third.differences_path(project / "data/sheets" / wave, BOOK)
    book = load_workbook(path)
    page = book[third.TAB]
    for row in range(third.FIRST, page.max_row + 1):
        page.cell(row, third.DECISION).value = said
        page.cell(row, third.REASON).value = why
    book.save(path)


def state(project: Path) -> dict[str, str]:
    return {
        path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(project.rglob("*"))
        if path.is_file()
    }


def final(study, project):
    found = read_coded(WAVE, ProblemList(), project).final(study.codebooks[BOOK])
    texts = {unit.key: unit.text for unit in coding(study, project).units[BOOK]}
    return {texts[key]: set(codes) for key, codes in found.items()}
