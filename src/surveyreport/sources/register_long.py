"""Counts one to a row, under headings that the project chose: date, type, grade, programme."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from surveyreport.sources.register_faults import Faults
from surveyreport.sources.register_tables import Sheet
from surveyreport.sources.register_words import EMPTY, is_note, key


def heading_row(sheet: Sheet, columns: Collection[str]) -> int | None:
    """The row that holds most of these headings, and at least three; None when there is none."""
    found = {
        row: len(set(columns) & {key(sheet.of(row, c).text) for c in sheet.columns(row)})
        for row in range(1, sheet.last_row + 1)
    }
    best = max(found, key=lambda row: found[row], default=None)
    return best if best is not None and found[best] >= min(3, len(columns)) else None


def read_long(sheet: Sheet, columns: tuple[str, ...], faults: Faults) -> pd.DataFrame:
    """All cells under these headings as text, one row a record; index = row in the file.

    Title rows above, notes below, and columns and rows without anything are left out; a column
    with another heading, an absent one, and cells under no heading go to `faults`.
    """
    start = heading_row(sheet, columns)
    assert start is not None, "asked of sheets with a heading row"
    places: dict[str, int] = {}
    strange: list[int] = []
    for column in sheet.columns(start):
        name = key(sheet.of(start, column).text)
        if name in columns and name not in places:
            places[name] = column
        else:
            strange.append(column)
    sheet.grid.headings = {column: name for name, column in places.items()}
    for column in strange:
        faults.add(
            "een kop die er al staat of die hier niet hoort",
            "verwijder of hernoem de kolom",
            (start, column),
            sheet.of(start, column).text,
            "kolommen " + ", ".join(columns),
        )
    for name in columns:
        if name not in places:
            faults.add(f"kolom '{name}' ontbreekt", "voeg de kolom toe", (start, 1), "",
                       "kolommen " + ", ".join(columns))  # fmt: skip
    if faults.found:
        return pd.DataFrame(columns=list(columns), dtype=str)
    rows = {}
    for row in range(start + 1, sheet.last_row + 1):
        cells = {name: sheet.of(row, column).text for name, column in places.items()}
        if (not any(cells.values()) and not sheet.columns(row)) or _is_repeated(cells):
            continue
        if _is_remark(sheet, row, places):
            continue
        for column in sheet.columns(row):
            if column not in places.values():
                faults.add("een cel onder geen kop", "haal haar weg, of zet er een kop boven",
                           (row, column), sheet.of(row, column).text)  # fmt: skip
        rows[row] = cells
    return pd.DataFrame(list(rows.values()), columns=list(columns), index=list(rows), dtype=str)


def _is_repeated(cells: dict[str, str]) -> bool:
    return all(key(text) == name for name, text in cells.items())


def _is_remark(sheet: Sheet, row: int, places: dict[str, int]) -> bool:
    """True for a note: nothing in the row is a name, a day or a count in its own column."""
    if not is_note(sheet.text(row)) and len(sheet.columns(row)) > 1:
        return False
    own = [sheet.of(row, column) for column in places.values()]
    return all(meaning is EMPTY or meaning.kind in ("text", "day") for meaning in own) and not any(
        meaning.kind == "day" and len(meaning.text) <= len("30 september 2024") for meaning in own
    )
