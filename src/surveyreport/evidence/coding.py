"""The coding of a wave: its answers, its sheets and what was decided before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.evidence import sheet as shape
from surveyreport.evidence.differences import KIND as DIFFERENCES
from surveyreport.evidence.forgotten import SHEETS
from surveyreport.evidence.sheet_read import Filled, find_workbooks, read_sheet
from surveyreport.evidence.units import Unit, check_digits, units_of
from surveyreport.files.problems import ProblemList
from surveyreport.study.coded import Coded, read_coded
from surveyreport.study.model import Study

COUNT = re.compile(r"[1-9][0-9]?")


@dataclass
class Coding:
    """The coding of one wave. texts: as of `texts.open_texts`; project: folder of everything."""

    study: Study
    wave: str
    synthetic: bool
    texts: pd.DataFrame
    project: Path = Path(".")
    problems: ProblemList = field(default_factory=ProblemList)

    def __post_init__(self) -> None:
        self.folder = self.project / SHEETS / self.wave
        self.words: dict[str, Any] = self.study.texts["evidence"]
        every = {
            book.id: units_of(self.texts, book, self.wave) for book in self.study.codebooks.values()
        }
        self.units: dict[str, list[Unit]] = {name: units for name, units in every.items() if units}
        self.workbooks = [
            found for found in find_workbooks(self.folder, self.problems) if self.is_own(*found)
        ]
        self.coded = _renamed(read_coded(self.wave, self.problems, self.project), self.units)

    def of_kind(self, kind: str) -> list[tuple[Path, dict[str, str]]]:
        """(path, facts) of the workbooks of one kind that are of this wave."""
        return [entry for entry in self.workbooks if entry[1]["Soort"] == kind]

    def sheets(self, coders: int | None) -> dict[tuple[str, int], Filled]:
        """The filled sheets by book and coder; faults of the files go to `problems`."""
        found: dict[tuple[str, int], Filled] = {}
        for path, facts in self.of_kind(shape.KIND):
            name, coder, most = (facts.get(f, "") for f in ("Codeboek", "Codeur", "Codeurs"))
            known = COUNT.fullmatch(coder) and COUNT.fullmatch(most)
            if not known or int(coder) > (coders or int(most)):
                self.problems.add(
                    path,
                    f"codeur '{coder}' van '{most}'",
                    "geef CODERS het juiste aantal codeurs, of zet het blad terug",
                    expected=f"een getal van 1 tot {coders or 'het aantal codeurs'}",
                )
                continue
            if (name, int(coder)) in found:
                self.problems.add(
                    path,
                    f"nog een blad van codeur {coder} voor {name}",
                    f"houd er één: dit of {found[name, int(coder)].path.name}",
                )
                continue
            filled = read_sheet(path, facts, self.problems)
            if filled:
                found[name, int(coder)] = filled
        return found

    def is_own(self, path: Path, facts: dict[str, str]) -> bool:
        """Whether a workbook is of this wave and of a book with answers."""
        name, wave = facts.get("Codeboek", ""), facts.get("Golf", "")
        if facts["Soort"] not in (shape.KIND, DIFFERENCES):
            self.problems.add(path, f"een {facts['Soort']}", "haal het uit de map",
                              expected=f"{shape.KIND} of {DIFFERENCES}")  # fmt: skip
            return False
        if wave != self.wave:
            self.problems.add(
                path,
                f"dit blad is van golf {wave or '?'}",
                f"zet het in {SHEETS / wave}",
                expected=f"golf {self.wave}",
            )
            return False
        if name not in self.units:
            self.problems.add(
                path,
                f"codeboek '{name}' heeft in deze golf geen antwoorden",
                "haal het blad uit de map",
                expected="een van: " + ", ".join(self.units),
            )
            return False
        return True


def _renamed(coded: Coded, units: dict[str, list[Unit]]) -> Coded:
    """The same decisions under the keys that the units have now.

    A unit has another key once whoever wrote it first no longer counts. What belongs to no answer
    of today is left out.
    """
    at = {
        (name, item, response): unit
        for name, members in units.items()
        for unit in members
        for item, response in unit.responses
    }
    new: dict[tuple[str, str], str] = {}
    for row in coded.answers.itertuples():
        unit = at.get((row.codebook, row.item, row.response))
        if unit is not None and check_digits(unit.text) == row.check:
            new[row.codebook, row.unit] = unit.key
    ticks = {
        name: {new[name, key]: by for key, by in of.items() if (name, key) in new}
        for name, of in coded.ticks.items()
    }
    decisions = {
        name: {(new[name, k], code): said for (k, code), said in of.items() if (name, k) in new}
        for name, of in coded.decisions.items()
    }
    return replace(coded, ticks=ticks, decisions=decisions)
