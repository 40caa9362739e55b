"""Put the sheets in a workbook with cover, contents and notes, and save it."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from surveyreport.files.dutch import date as dutch_day
from surveyreport.files.dutch import decimal
from surveyreport.files.problems import ProblemList
from surveyreport.files.whole import whole
from surveyreport.files.xlsxfile import workbook_bytes
from surveyreport.study.model import Figure, Study
from surveyreport.workbook.content import Content
from surveyreport.workbook.sheet import Sheet, Writer

LANGUAGE = "nl-BE"
COVER_WIDTH = 80


def write_workbook(
    path: Path,
    study: Study,
    figures: list[Figure],
    numbers: dict[str, pd.DataFrame],
    tables: dict[str, pd.DataFrame],
    *,
    wave: str,
    label: str,
    synthetic: bool,
    first_day: date,
    last_day: date,
    level: float,
    families: dict[str, str],
) -> None:
    """Write every number of a wave to `path`, or leave what is there.

    numbers, tables, families: see Content. wave, label: its id and its name for a reader. level:
    of the intervals (0-1). The rules are those of the UK Analysis Function for statistics in
    spreadsheets: cover, contents and notes, one marked-up table a sheet, one heading row, no
    merged cells, nothing by colour alone, empty cells explained.
    Raises InputProblems for a column without a heading.
    """
    words: dict[str, Any] = study.texts["workbook"]
    sheets = Content(study, figures, numbers, tables, families).sheets()
    notes = _notes(words, level)
    front = [_contents(words, sheets, notes), notes]
    book = Workbook()
    mark = words["synthetic"] if synthetic else ""
    title = words["title"].format(wave=label)
    writer = Writer(book, _headings(words, sheets), words["missing"], words["not_applicable"])
    _cover(writer, words, title, mark, wave, first_day, last_day)
    for sheet in (*front, *sheets):
        lines: list[tuple[str, str | None]] = [(mark, None)] if mark else []
        if sheet is not front[0]:
            lines.append((words["back"], front[0].tab))
        writer.add(sheet, lines)
    properties = book.properties
    properties.title = f"{title} ({mark})" if mark else title
    properties.keywords = mark or None
    properties.description = mark or None
    properties.creator = "surveyreport"
    properties.language = LANGUAGE
    content = workbook_bytes(book, datetime.combine(last_day, time()))
    with whole(path) as part:
        part.write_bytes(content)


def _cover(
    writer: Writer,
    words: dict[str, Any],
    title: str,
    mark: str,
    wave: str,
    first_day: date,
    last_day: date,
) -> None:
    page: Any = writer.book.active
    page.title = words["tabs"]["cover"]
    page.column_dimensions["A"].width = COVER_WIDTH
    writer.put(page.cell(1, 1), title, size=16, bold=True)
    days = {"first": dutch_day(str(first_day)), "last": dutch_day(str(last_day))}
    lines = [
        words["period"].format(**days),
        words["sheets_say"].format(**words["tabs"]),
        words["numbers"],
        words["made"].format(wave=wave),
    ]
    for row, line in enumerate([mark, *lines] if mark else lines, 2):
        writer.put(page.cell(row, 1), line, bold=line == mark, wrap=True)
    writer.fit_rows(page, 2)
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _contents(words: dict[str, Any], sheets: list[Sheet], notes: Sheet) -> Sheet:
    rows = [(sheet.tab, sheet.title, len(sheet.table)) for sheet in (notes, *sheets)]
    return Sheet(
        "contents",
        words["tabs"]["contents"],
        words["titles"]["contents"],
        words["about"]["contents"],
        pd.DataFrame(rows, columns=["sheet", "about_sheet", "rows"]),
        links="sheet",
    )


def _notes(words: dict[str, Any], level: float) -> Sheet:
    texts = [text.format(level=f"{decimal(100 * level)} %") for text in words["notes"].values()]
    rows = [(_note(words, number), text) for number, text in enumerate(texts, 1)]
    return Sheet(
        "notes",
        words["tabs"]["notes"],
        words["titles"]["notes"],
        words["about"]["notes"],
        pd.DataFrame(rows, columns=["note_number", "note_text"]),
    )


def _headings(words: dict[str, Any], sheets: list[Sheet]) -> dict[str, str]:
    """Column id -> heading, with the notes it refers to."""
    problems = ProblemList()
    for sheet in sheets:
        for column in sheet.table:
            if column not in words["columns"]:
                problems.add(
                    "study/texts/nl.yaml",
                    f"geen kop voor de kolom '{column}' van het blad {sheet.tab}",
                    "vul ze aan onder workbook.columns, ook in schemas/texts.yaml",
                    column="workbook.columns",
                )
    problems.raise_if_any()
    notes = {name: _note(words, number) for number, name in enumerate(words["notes"], 1)}
    return {column: text.format(**notes) for column, text in words["columns"].items()}


def _note(words: dict[str, Any], number: int) -> str:
    return words["note"].format(number=number)
