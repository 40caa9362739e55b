"""Enrolment and school counts as the kind of XLSX an administration sends."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from surveyreport.files.xlsxfile import workbook_bytes

PROVIDER_TYPES = {
    "regulier": "Regulier secundair onderwijs",
    "dbso": "Dbso",
    "syntra": "Syntra-opleidingscentra",
    "buso": "Buso",
    "totaal": "Eindtotaal",
}
GRADES = {"tweede": "  Tweede graad", "derde": "  Derde graad"}
PROGRAMMES = {"aanloopfase": "Aanloopfase", "duaal": "Duale opleiding", "totaal": "Eindtotaal"}
NOTE = "Noot: leeg = niet van toepassing of niet geteld. "
FIRST_ROW = 6


def register_xlsx(
    rows: list[dict[str, str]], measure: str, subject: str, note: str, made: datetime
) -> bytes:
    """A workbook with one sheet per reference date.

    rows: date (ISO), provider_type, grade, programme and `measure` (a count). Each sheet has title
    lines, a two-level header with merged cells, a subtotal row per provider type with indented
    grades below it, and `note`; what `rows` does not hold stays an empty cell. made: the moment
    that the file bears.
    """
    book = Workbook()
    book.remove(book.active)
    for day, counted in groupby(rows, key=lambda row: row["date"]):
        counts = {
            (row["provider_type"], row["grade"], row["programme"]): int(row[measure])
            for row in counted
        }
        moment = date.fromisoformat(day)
        _fill(
            book.create_sheet(f"{moment.day}-{moment.month}-{moment.year}"),
            counts,
            f"{subject} op {moment.day}/{moment.month}/{moment.year}",
            NOTE + note,
        )
    return workbook_bytes(book, made)


def _fill(sheet: Worksheet, counts: dict[tuple[str, str, str], int], title: str, note: str) -> None:
    programmes = [key for key in PROGRAMMES if any(programme == key for *_, programme in counts)]
    sheet["A1"] = "Duaal leren en aanloopfase"
    sheet["A1"].font = Font(bold=True)
    sheet["A2"] = title
    header = FIRST_ROW - 2
    sheet.cell(header, 1, "Onderwijs / graad")
    sheet.merge_cells(start_row=header, end_row=header + 1, start_column=1, end_column=1)
    sheet.cell(header, 2, title).alignment = Alignment(horizontal="center")
    sheet.merge_cells(
        start_row=header, end_row=header, start_column=2, end_column=1 + len(programmes)
    )
    for column, programme in enumerate(programmes, 2):
        sheet.cell(header + 1, column, PROGRAMMES[programme])
    row = FIRST_ROW
    for provider_type, label in PROVIDER_TYPES.items():
        for grade, text in {"totaal": label, **GRADES}.items():
            values = [counts.get((provider_type, grade, programme)) for programme in programmes]
            if all(value is None for value in values):
                continue
            for column, value in enumerate([text, *values], 1):
                cell = sheet.cell(row, column, value)
                cell.font = Font(bold=grade == "totaal")
            row += 1
    sheet.cell(row + 1, 1, note)
    sheet.column_dimensions["A"].width = 34
