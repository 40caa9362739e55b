"""What the frame knows of providers, as the study names it: `characteristics` in registers.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of
from surveyreport.study.number_classes import class_labels, class_of

if TYPE_CHECKING:
    import pandas as pd

COLUMN = re.compile(r"type|network|province|urban|size|visited|(trait|eligible)_[a-z][a-z0-9_]*")
NUMBER = re.compile(r"\d{1,9}([.,]\d+)?")


@dataclass(frozen=True)
class Characteristic:
    """label: for a reader; column: of the frame. classes: value -> its class; limits: of the
    classes of a number. With neither every value is a class of its own."""

    id: str
    label: str
    column: str
    classes: dict[str, str]
    limits: tuple[float, ...] = ()

    @property
    def named(self) -> list[str]:
        """The classes that the study names, in order; none where every value is one."""
        named = class_labels(self.limits) if self.limits else self.classes.values()
        return list(dict.fromkeys(named))

    def of(self, values: pd.Series) -> pd.Series:
        """The class of every value of the frame's column; a value without one is its own class."""
        if self.limits:
            names = class_labels(self.limits)
            return values.map(lambda text: names[class_of(_number(text), self.limits)])
        return values.map(lambda text: self.classes.get(text, text))

    def order(self, found: pd.Series) -> list[str]:
        """The classes in `found` (of `of`): as the study names them, then by name."""
        present = set(found)
        first = [name for name in self.named if name in present]
        return [*first, *sorted(present - set(first))]


def characteristics(registers: dict[str, Any]) -> list[Characteristic]:
    """Those of a checked registers.yaml; without the key only the type of provider.

    The types have the names that frame_types gives them, unless the study gives them others.
    """
    entries = registers.get("characteristics") or {"type": {"label": "Soort aanbieder"}}
    types = {name: entry["label"] for name, entry in registers.get("frame_types", {}).items()}
    found = []
    for name, entry in entries.items():
        column = entry.get("column", name)
        classes = entry.get("classes", types if column == "type" else {})
        found.append(
            Characteristic(
                name, entry["label"], column, dict(classes), tuple(entry.get("limits", ()))
            )
        )
    return found


def check_characteristics(path: Path, registers: dict[str, Any], problems: ProblemList) -> None:
    """Add a problem for what a schema cannot see: a column no frame has, classes with limits,
    limits that do not rise."""
    for name, entry in registers.get("characteristics", {}).items():
        row, at = partial(line_of, path, "characteristics", name), f"characteristics.{name}"
        column = entry.get("column", name)
        if not COLUMN.fullmatch(column):
            problems.add(
                path,
                f"'{column}' kan geen kolom van een kader zijn",
                "vul bij column de kolom van het kader in; een eigen kenmerk begint met trait_",
                expected="type, network, province, urban, size, visited, trait_… of eligible_…",
                row=row,
                column=at,
            )
        if "classes" in entry and "limits" in entry:
            problems.add(path, "zowel classes als limits", "houd er één over", row=row, column=at)
        limits = entry.get("limits", ())
        if any(low >= high for low, high in pairwise(limits)):
            fault = "de grenzen lopen niet op"
            problems.add(path, fault, "zet limits van klein naar groot", row=row, column=at)


def check_frame_values(
    frame: pd.DataFrame, path: Path, known: list[Characteristic], problems: ProblemList
) -> None:
    """Add a problem for every cell of the frame that should be a number and is not."""
    columns = {one.column for one in known if one.limits} | {"size"}
    for column in sorted(columns & set(frame.columns)):
        for row, cell in frame.loc[~frame[column].str.fullmatch(NUMBER), column].items():
            problems.add(
                path, f"'{cell[:30]}' is geen getal", "vul een getal in",
                row=int(row), column=column,
            )  # fmt: skip


def _number(text: str) -> float:
    return float(text.replace(",", "."))
