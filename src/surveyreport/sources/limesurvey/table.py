"""The table as one dialect stores it, before headings and answers are brought to codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import InputProblems, Problem

CSV_AGAIN = "exporteer opnieuw als CSV met vraagcodes als kop en antwoordcodes (kort)"


SHOWN_ROWS = 20


@dataclass(frozen=True)
class Table:
    """Cells as text under the headings of the file; index = row number for people.

    labels: heading -> number -> label, as the dialect's own syntax declares its answers.
    masked: the web export may have put an apostrophe before an answer that starts with =.
    """

    dialect: str
    cells: pd.DataFrame
    knows_not_shown: bool = False
    losses: tuple[str, ...] = ()
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    masked: bool = False


def refusal(
    path: Path,
    found: str,
    remedy: str,
    *,
    row: int | None = None,
    column: str | None = None,
    expected: str | None = None,
) -> InputProblems:
    """The exception for a file that cannot be read on because of one problem."""
    return InputProblems([Problem(str(path), found, remedy, row, column, expected)])


def without_empty_columns(
    path: Path, headings: list[str], cells: pd.DataFrame
) -> tuple[list[str], pd.DataFrame]:
    """Headings and cells (same order) without the empty columns that Excel leaves beside a table.

    Raises InputProblems for a cell in a column without a heading.
    """
    bare = [place for place, heading in enumerate(headings) if not heading.strip()]
    problems = []
    for place in bare:
        filled = cells.iloc[:, place].fillna("").astype(str).str.strip().ne("")
        for row in cells.index[filled][:SHOWN_ROWS]:
            problems.append(
                Problem(
                    str(path),
                    f"een cel in kolom {place + 1}, die geen kop heeft",
                    f"zet er een kop boven of maak de cel leeg; of {CSV_AGAIN}",
                    row=int(row),
                )
            )
    if problems:
        raise InputProblems(problems)
    kept = [place for place in range(len(headings)) if place not in bare]
    return [headings[place] for place in kept], cells.iloc[:, kept]


def refuse_duplicate_headings(path: Path, headings: list[str]) -> None:
    """Raise InputProblems naming every heading that stands above more than one column."""
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(headings, 1):
        places.setdefault(heading, []).append(position)
    problems = [
        Problem(
            str(path),
            f"de kop '{heading}' staat boven kolommen {', '.join(map(str, at))}",
            f"welke kolom welke vraag is, valt niet te zeggen; {CSV_AGAIN}",
            row=1,
        )
        for heading, at in places.items()
        if len(at) > 1
    ]
    if problems:
        raise InputProblems(problems)
