"""A register as an administration sends it: titles, a heading of two levels, indented subtotals."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from surveyreport.files.problems import ProblemList

DAY = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b")
NOTE = re.compile(r"(noot|nota|bron|opmerking)\b", re.IGNORECASE)


def is_workbook(path: Path) -> bool:
    """True when the content is a zip package, as XLSX is."""
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def read_register_workbook(
    path: Path, names: dict[str, Any], problems: ProblemList
) -> pd.DataFrame:
    """The counts of all sheets: date, provider_type, grade, programme, count; index = sheet row.

    Per sheet: the reference day stands in a cell above the counts; the heading row names the
    programmes; first column the provider types, with their grades below them. Empty cells hold
    no count. Labels are those of study/registers.yaml, blanks and capitals aside. A file that is
    damaged goes to `problems`.
    """
    rows: list[dict[str, Any]] = []
    index: list[int] = []
    try:
        sheets = load_workbook(path, data_only=True).worksheets
    except Exception as error:  # openpyxl raises a dozen unrelated types on damaged files
        problems.add(path, f"een beschadigd Excel-bestand ({error})", "vraag het bestand opnieuw")
        sheets = []
    for sheet in sheets:
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        where = f"{path} (blad {sheet.title})"
        for number, record in _sheet(where, cells, names, problems):
            index.append(number)
            rows.append(record)
    columns = ["date", "provider_type", "grade", "programme", "count"]
    return pd.DataFrame(rows, columns=columns, index=index)


def _sheet(
    where: str, cells: list[list[Any]], names: dict[str, Any], problems: ProblemList
) -> list[tuple[int, dict[str, Any]]]:
    programmes = _codes(names["programmes"])
    heading = next(
        (i for i, row in enumerate(cells) if sum(_key(v) in programmes for v in row[1:]) >= 2), None
    )
    if heading is None:
        problems.add(
            where,
            "geen rij met programma's",
            "zet de kolomkoppen terug",
            expected="koppen als " + ", ".join(v["label"] for v in names["programmes"].values()),
        )
        return []
    above = " ".join(str(v) for row in cells[: heading + 1] for v in row if v is not None)
    day = DAY.search(above)
    if day is None:
        problems.add(
            where,
            "geen teldatum boven de tabel",
            "schrijf de datum, bijvoorbeeld 1/2/2023",
            row=heading + 1,
        )
        return []
    date = f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
    columns = {
        j: programmes[_key(v)] for j, v in enumerate(cells[heading]) if _key(v) in programmes
    }
    types, grades = _codes(names["provider_types"]), _codes(names["grades"])
    found, provider_type = [], None
    for i, row in enumerate(cells[heading + 1 :], heading + 2):
        key = _key(row[0])
        if not key or NOTE.match(key):
            continue
        if key in types:
            provider_type, grade = types[key], "totaal"
        elif key in grades and provider_type:
            grade = grades[key]
        else:
            problems.add(
                where,
                f"onbekende rij '{row[0]}'",
                "verbeter de naam of vul haar aan in study/registers.yaml (spellings)",
                row=i,
                column="A",
                expected="een soort aanbieder of een graad",
            )
            continue
        for j, programme in columns.items():
            value = row[j]
            if value is None:
                continue
            if not isinstance(value, int) or value < 0:
                problems.add(
                    where, f"'{value}'", "vul een geheel aantal in", row=i, column=chr(65 + j)
                )
                continue
            found.append(
                (
                    i,
                    {
                        "date": date,
                        "provider_type": provider_type,
                        "grade": grade,
                        "programme": programme,
                        "count": value,
                    },
                )
            )
    return found


def _codes(vocabulary: dict[str, Any]) -> dict[str, str]:
    return {
        _key(name): code
        for code, entry in vocabulary.items()
        for name in (entry["label"], *entry.get("spellings", ()))
    }


def _key(value: Any) -> str:
    return " ".join(str(value).split()).casefold() if value is not None else ""
