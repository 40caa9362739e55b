"""XLSX exports (LimeSurvey's type "xls"): one sheet, headings in row 1."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.table import (
    CSV_AGAIN,
    Table,
    refusal,
    refuse_duplicate_headings,
    without_empty_columns,
)

REMOTE_CONTROL_COLUMNS = 255


def as_text(value: object) -> str:
    """A stored cell as the text LimeSurvey wrote: whole numbers without point, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _calculated(path: Path, data: bytes) -> Worksheet:
    """The first sheet with the values that Excel calculated, None where it never did."""
    try:
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    except Exception:  # as above
        raise refusal(path, "een beschadigd Excel-bestand", CSV_AGAIN) from None


def read_workbook(path: Path, data: bytes) -> Table:
    """The only sheet as text; raises InputProblems for formulas, errors, several sheets.

    An answer that begins with = is written by LimeSurvey as a formula that was never calculated:
    its text is the answer. A formula with a value was made or changed in Excel.
    """
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
    except Exception:  # openpyxl raises a dozen unrelated types on damaged files
        raise refusal(path, "een beschadigd Excel-bestand", CSV_AGAIN) from None
    sheets = book.worksheets
    if len(sheets) != 1:
        names = ", ".join(sheet.title for sheet in sheets)
        raise refusal(path, f"{len(sheets)} bladen ({names})", "laat alleen het antwoordblad staan")
    problems = ProblemList()
    rows: list[list[str]] = []
    calculated = None
    for cells in sheets[0].iter_rows():
        rows.append([as_text(cell.value) for cell in cells])
        for cell in cells:
            if cell.data_type == "f" and isinstance(cell.value, str):
                calculated = calculated or _calculated(path, data)
                if calculated[cell.coordinate].value is None:
                    # LimeSurvey stores the = as part of the formula, and openpyxl adds its own
                    rows[-1][cell.column - 1] = re.sub("^==", "=", cell.value)
                    continue
            if cell.data_type in "fe":
                kind = "een formule" if cell.data_type == "f" else "een foutwaarde"
                problems.add(
                    path,
                    f"cel {cell.coordinate} bevat {kind}: {str(cell.value)[:60]}",
                    "een antwoord dat met = begint, is in Excel een formule geworden en gaat"
                    " verloren; exporteer als CSV, of gebruik het bestand zoals LimeSurvey het gaf",
                    row=cell.row,
                    column=rows[0][(cell.column or 1) - 1] if (cell.row or 1) > 1 else None,
                    expected="tekst of een getal",
                )
    problems.raise_if_any()
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise refusal(path, "een leeg werkblad", CSV_AGAIN)
    refuse_duplicate_headings(path, [heading for heading in rows[0] if heading.strip()])
    losses = [
        "XLSX bewaart niet of een vraag niet getoond of opengelaten werd.",
        "XLSX vervangt stuurtekens in open antwoorden door spaties en maakt van tekst die op een"
        " getal lijkt een getal.",
    ]
    if len(rows[0]) == REMOTE_CONTROL_COLUMNS:
        losses.append("Het blad telt precies 255 kolommen: RemoteControl kapt daar af.")
    index = pd.RangeIndex(2, len(rows) + 1, name="row")
    cells = pd.DataFrame(rows[1:], columns=range(len(rows[0])), index=index, dtype=str)
    headings, cells = without_empty_columns(path, rows[0], cells)
    cells.columns = pd.Index(headings, dtype=object)
    return Table("xlsx", cells, losses=tuple(losses), masked=True)
