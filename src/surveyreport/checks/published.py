"""Does every published value name a number that the pipeline can compute?"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.estimates.published import SELECTORS
from surveyreport.files.excel import as_day, with_point
from surveyreport.files.problems import ProblemList
from surveyreport.study.model import Study

# per source its statistics, and the selectors they use
STATISTICS = {
    "estimates": ("percent", "share", "min_percent", "max_percent"),
    "register": ("count", "sum", "percent", "units", "units_without", "smallest_share"),
    "response": ("invited", "providers", "respondents", "minimum", "maximum", "mean", "rows",
                 "without_answers"),
}  # fmt: skip
USED = {
    "estimates": {"group", "item", "categories"},
    "register": {"register", "date", "provider_type", "grade", "programme"},
    "response": {"group", "provider_type"},
}
REGISTERS = ("pupils", "schools", "visited", "visited_interview")
EVERYONE = "alle"
TICKED = ("selected", "not_selected")
TOGETHER = ("top2", "bottom2")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def check_published(table: pd.DataFrame, path: Path, study: Study, problems: ProblemList) -> None:
    """Add a problem for every cell of the published values that names nothing of the study, and
    for numbers that are none. table: as `read_published` gives it."""
    seen: set[str] = set()
    for row, line in table.iterrows():
        _Line(line, int(row), path, study, problems).check(seen)
        seen.add(line["value_id"])


class _Line:
    def __init__(
        self, cells: pd.Series, row: int, path: Path, study: Study, problems: ProblemList
    ) -> None:
        self.cells, self.row, self.path = cells, row, path
        self.study, self.problems = study, problems

    def check(self, seen: Collection[str]) -> None:
        cells, study = self.cells, self.study
        if cells["value_id"] in seen or not cells["value_id"]:
            self.add("value_id", "dit id staat er al, of is leeg", "geef elke waarde een eigen id")
        self.known("figure", [str(number) for number in study.figures], empty=True)
        for code in filter(None, cells["discrepancies"].split(";")):
            if code not in study.discrepancies:
                self.add(
                    "discrepancies",
                    f"'{code}' bestaat niet",
                    "neem een nummer van study/discrepancies.yaml",
                )
        self.numbers()
        source = cells["source"]
        if not self.known("source", STATISTICS):
            return
        statistics = list(STATISTICS[source])
        if source == "response" and cells["statistic"].startswith("excluded_"):
            statistics.append(cells["statistic"])
        self.known("statistic", statistics)
        for name in SELECTORS:
            if cells[name] and name not in USED[source]:
                self.add(name, f"'{cells[name]}'", f"laat leeg: {source} kent geen {name}")
        getattr(self, source)()

    def estimates(self) -> None:
        study, names = self.study, self.cells["item"].split(";")
        if not self.known("group", study.groups):
            return
        own = {item.id: item for item in study.group_items(self.cells["group"])}
        for name in names:
            if name not in own:
                self.add(
                    "item",
                    f"'{name}' is geen vraag van {self.cells['group']}",
                    "neem een id van de vragenlijst",
                    about=study.absent(name),
                )
                return
            item = own[name]
            labels = item.scale.labels if item.scale else TICKED
            options = (*labels, *(TOGETHER if item.scale and item.scale.top2 else ()))
            if not self.known("categories", options, about=("level", *labels)):
                return

    def register(self) -> None:
        names = self.study.registers
        self.known("register", REGISTERS)
        types = [*names["provider_types"], *names["frame_types"]]
        self.known("provider_type", types, empty=True, about=("register word",))
        self.known("grade", names["grades"], empty=True)
        self.known("programme", names["programmes"], empty=True)
        for day in filter(None, self.cells["date"].split(";")):
            try:
                date.fromisoformat(day)
            except ValueError:
                self.add_day(day)

    def response(self) -> None:
        self.known("group", [*self.study.groups, EVERYONE])
        types = [*self.study.registers["frame_types"], EVERYONE]
        self.known("provider_type", types, about=("register word",))

    def numbers(self) -> None:
        """value, lo and hi are numbers, lo the smallest and hi the largest."""
        texts = [self.cells[name] for name in ("lo", "value", "hi")]
        for name, text in zip(("lo", "value", "hi"), texts, strict=True):
            if not NUMBER.fullmatch(text):
                point = with_point(text)
                self.add(
                    name,
                    f"'{text}'" + (", met een komma" if point else ""),
                    f"schrijf {point}, met een punt" if point else "schrijf een getal",
                )
                return
        low, _, high = map(float, texts)
        if low > high:
            self.add("lo", f"{texts[0]} is meer dan {texts[2]}", "zet het kleinste getal bij lo")

    def known(
        self,
        name: str,
        options: Collection[str],
        empty: bool = False,
        about: tuple[str, ...] = (),
    ) -> bool:
        """Whether every value in the cell (joined by ;) is one of the options."""
        text = self.cells[name]
        if not text and empty:
            return True
        for value in text.split(";"):
            if value not in options:
                self.add(
                    name,
                    f"'{value}' bestaat hier niet" if value else "niets",
                    "neem een bekende waarde",
                    expected="een van: " + ", ".join(options),
                    about=(*(about or ("published", name)), value),
                )
                return False
        return True

    def add_day(self, text: str) -> None:
        day = as_day(text)
        self.add(
            "date",
            f"'{text}'" + (", een dag zoals Excel ze schrijft" if day else " is geen dag"),
            f"schrijf {day}: jaar-maand-dag" if day else "schrijf een dag als jjjj-mm-dd",
            about=("day", text),
        )

    def add(self, column: str, found: str, remedy: str, **more: Any) -> None:
        self.problems.add(self.path, found, remedy, row=self.row, column=column, **more)
