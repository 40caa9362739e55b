"""What the workbooks that people fill in have in common: words as text, locked cells, notes."""

from __future__ import annotations

import re
import textwrap
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from surveyreport.files.whole import whole
from surveyreport.files.xlsxfile import workbook_bytes

AnyCell = Cell | MergedCell
# stamped on every workbook: the same content gives the same bytes
MOMENT = datetime(2020, 1, 1)
FONT, SIZE, LINE_HEIGHT = "Arial", 11, 15
LONGEST, TITLE_LENGTH, PROMPT_LENGTH = 32_000, 32, 250
# what XML, and so a workbook, cannot hold
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
LINES = re.compile(r"\r\n?|\u2028|\u2029")
# the page that says what a workbook is
ABOUT = "Over dit blad"
HEAD = PatternFill("solid", fgColor="FFE8EEF4")
OPEN = Protection(locked=False)
THIN = Side(style="thin", color="FFB0B8C0")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def sheet_text(text: str) -> str:
    """The text as a cell can hold it."""
    fit = UNFIT.sub(" ", LINES.sub("\n", text)).strip()
    return fit if len(fit) <= LONGEST else fit[:LONGEST] + " …"


def put(
    cell: AnyCell, value: Any, *, bold: bool = False, wrap: bool = True, **look: Any
) -> AnyCell:
    """Write a value; text stays text, whatever it starts with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        # so that a retyped "=x" or "1/2" stays what it is
        cell.number_format = "@"
        cell.quotePrefix = value[:1] in "=+-@"
    cell.font = Font(name=FONT, size=look.get("size", SIZE), bold=bold, color=look.get("colour"))
    cell.alignment = Alignment(
        look.get("side", "left"), look.get("vertical", "top"), look.get("turn", 0), wrap
    )
    if look.get("head"):
        cell.fill = HEAD
    return cell


def formula(cell: AnyCell, text: str, *, bold: bool = False, side: str = "left") -> None:
    """Write a formula."""
    put(cell, None, bold=bold, side=side, wrap=False)
    cell.value = text


def note(cell: AnyCell, text: str) -> None:
    """A note at a heading, large enough to read."""
    cell.comment = Comment(
        text, "codeboek", height=30 + 18 * len(textwrap.wrap(text, 48)), width=340
    )


def choices(
    page: Worksheet, cells: str, values: tuple[str, ...], title: str, prompt: str, error: str
) -> None:
    """Let cells hold one of `values` only, with help as soon as one is chosen."""
    rule = DataValidation("list", f'"{",".join(values)}"', allow_blank=True)
    rule.promptTitle, rule.prompt = title[:TITLE_LENGTH], prompt[:PROMPT_LENGTH]
    rule.errorTitle, rule.error = "x", error[:PROMPT_LENGTH]
    rule.showInputMessage = rule.showErrorMessage = True
    rule.add(cells)
    page.add_data_validation(rule)


def landscape(page: Worksheet) -> None:
    """Print a wide page on as many sheets of paper as it is long."""
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def lock(page: Worksheet) -> None:
    """Only unlocked cells can be typed in; without a password: it guards against slips."""
    page.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "autoFilter", "selectLockedCells"):
        setattr(page.protection, allowed, False)


def fitted(text: str, width: int) -> float:
    """The height of a row that shows all of a wrapped text in a column of `width` signs."""
    lines = sum(max(1, len(textwrap.wrap(line, width - 2))) for line in text.split("\n"))
    return LINE_HEIGHT * max(1, lines) + 3


def about_page(book: Workbook, title: str, facts: dict[str, str], lines: list[str]) -> None:
    """A page that says what the workbook is: `facts` for the programme, `lines` for people."""
    page = book.create_sheet(ABOUT)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 90
    put(page.cell(1, 1), title, bold=True, size=14, wrap=False)
    for row, (name, value) in enumerate(facts.items(), 3):
        put(page.cell(row, 1), name, bold=True)
        put(page.cell(row, 2), value)
    for row, line in enumerate(lines, 4 + len(facts)):
        put(page.cell(row, 2), line)
        page.row_dimensions[row].height = fitted(line, 90)
    lock(page)


def facts_of(page: Any) -> dict[str, str]:
    """The facts of a page that `about_page` wrote, whatever a spreadsheet made of them."""
    found = {}
    for name, value in page.iter_rows(min_row=3, max_col=2, values_only=True):
        if name is None:
            break
        found[str(name).strip()] = "" if value is None else str(value).strip()
    return found


def save(book: Workbook, path: Path) -> None:
    """Write the workbook whole or not at all."""
    with whole(path) as part:
        part.write_bytes(workbook_bytes(book, MOMENT))
