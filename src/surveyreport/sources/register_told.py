"""The counts as they were read, in tables of text to lay beside the sheets they come from."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from surveyreport.files.dutch import date
from surveyreport.sources.register_days import without_days
from surveyreport.sources.register_tables import Sheet
from surveyreport.sources.register_words import COUNT_MARK, TOTAL

INDENT = "  "
# words beside a table: this many texts of at most this many signs are told
MOST_TEXTS, MOST_SIGNS = 12, 120


def told_back(table: pd.DataFrame, names: dict[str, Any]) -> str:
    """One table per date: rows types and their grades, columns programmes, blank where no count.

    table: as of `read_register`; the date is followed by the sheet and the cells it was read in.
    """
    return "\n\n".join(_of_day(day, rows, names) for day, rows in table.groupby("date", sort=True))


def told_visits(table: pd.DataFrame, names: dict[str, Any]) -> str:
    """One table: rows the visited providers and days, columns grades and programmes.

    table: as of `read_visited`.
    """
    keys = ["unit", "date", "grade", "programme"]
    counts = table.drop_duplicates(keys).set_index(keys)["count"]
    columns = [
        (grade, programme)
        for grade in names["grades"]
        for programme in names["programmes"]
        if ((table["grade"] == grade) & (table["programme"] == programme)).any()
    ]
    heads = [
        f"{names['grades'][grade]['label']}, {names['programmes'][programme]['label'].lower()}"
        for grade, programme in columns
    ]
    lines = [["Aanbieder", *heads]]
    for unit, day in table[["unit", "date"]].drop_duplicates().itertuples(index=False):
        cells = [str(counts.get((unit, day, *column), "")) for column in columns]
        lines.append([f"{unit} op {date(day)}", *cells])
    return _aligned(lines)


def told_words(sheet: Sheet, heading: int | None) -> list[str]:
    """One sentence with the titles, notes and marked counts of a sheet: what a person has to read
    beside the counts, since 'in tientallen' or '* minder dan 5' changes what they mean.

    heading: the row of the names of columns, when the sheet has one count to a row.
    """
    said = [
        f"{sheet.grid.at(place)} '{textwrap.shorten(meaning.text, MOST_SIGNS, placeholder=' …')}'"
        for place, meaning in sorted(sheet.meanings.items())
        if place[0] != heading
        and (
            COUNT_MARK.search(meaning.text)
            if meaning.kind == "count"
            else meaning.kind in ("text", "day") and without_days(meaning.text).strip("0123456789-")
        )
    ]
    if not said:
        return []
    where = f"blad {sheet.grid.name}: " if sheet.grid.name else ""
    more = f" en nog {len(said) - MOST_TEXTS}" if len(said) > MOST_TEXTS else ""
    return [f"{where}ga na of deze woorden iets aan de tellingen veranderen: "
            + "; ".join(said[:MOST_TEXTS]) + more]  # fmt: skip


def _of_day(day: str, rows: pd.DataFrame, names: dict[str, Any]) -> str:
    programmes = [code for code in names["programmes"] if code in set(rows["programme"])]
    counts = rows.set_index(["provider_type", "grade", "programme"])["count"]
    lines = [["", *(names["programmes"][code]["label"] for code in programmes)]]
    for kind, entry in names["provider_types"].items():
        own = {key[1] for key in counts.index if key[0] == kind}
        if own and TOTAL not in own:
            lines.append([entry["label"], *("" for _ in programmes)])
        for grade, level in names["grades"].items():
            if grade not in own:
                continue
            label = entry["label"] if grade == TOTAL else INDENT + level["label"]
            cells = [counts.get((kind, grade, code), "") for code in programmes]
            lines.append([label, *map(str, cells)])
    return f"Teldatum {date(day)}, gelezen in {_places(rows)}\n{_aligned(lines)}"


def _aligned(lines: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    )


def _places(rows: pd.DataFrame) -> str:
    """First and last cell per sheet."""
    cells = rows["cell"].str.rpartition("!")
    return "; ".join(
        (f"blad {sheet}: " if sheet else "")
        + (f"{own.iloc[0]} tot {own.iloc[-1]}" if len(own) > 1 else own.iloc[0])
        for sheet, own in cells[2].groupby(cells[0], sort=False)
    )
