"""The sheet on which one person codes: answers in an order of chance, a column to tick per code."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from surveyreport.evidence import sheet_style as style
from surveyreport.study.codebooks import TEXTS, Code, Codebook

KIND = "codeerblad"
TICK, TABS = "x", ("Codeerblad", "Codeboek")
PARENTS, HEADS, IDS, FIRST = 3, 4, 5, 6
KEY, ANSWER, DONE, CODES = 1, 2, 3, 4
ANSWER_WIDTH, REMARK_WIDTH, CODE_WIDTH = 60, 40, 6.5
REMARK = "opmerking"
WARN = PatternFill("solid", bgColor="FFFFD7D0")


@dataclass
class CodingSheet:
    """What one coder has of one book: (key, answer) in order, ticks and remarks by key.

    coders: how many people code the book.
    """

    wave: str
    book: Codebook
    coder: int
    rows: list[tuple[str, str]]
    ticks: dict[str, frozenset[str]] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    coders: int = 2

    @property
    def facts(self) -> dict[str, str]:
        """What the programme reads on the page about the sheet."""
        return {
            "Soort": KIND,
            "Golf": self.wave,
            "Codeboek": self.book.id,
            "Codeur": str(self.coder),
            "Codeurs": str(self.coders),
            "Antwoorden": str(len(self.rows)),
        }


def sheet_path(folder: Path, book: str, coder: int) -> Path:
    """Where the sheet of a coder stands."""
    return folder / f"{book}-codeur-{coder}.xlsx"


def write_sheet(sheet: CodingSheet, path: Path, words: dict[str, Any], synthetic: bool) -> None:
    """Write the workbook: the sheet, the codebook and a page about both.

    words: texts.evidence.
    """
    workbook = Workbook()
    page = cast(Worksheet, workbook.active)
    page.title = TABS[0]
    codes, last = sheet.book.offered, FIRST + len(sheet.rows) - 1
    marked = f" {words['synthetic']}" if synthetic else ""
    title = words["sheet_title"].format(title=sheet.book.title, coder=sheet.coder) + marked
    style.put(page.cell(1, 1), title, bold=True, size=14, wrap=False)
    done = get_column_letter(DONE)
    count = f"SUM({done}{FIRST}:{done}{max(last, FIRST)})"
    progress = words["progress"].format(total=len(sheet.rows))
    style.formula(page.cell(2, 1), f'={count}&" {progress}"', bold=True)
    _headings(page, codes, words)
    _answers(page, sheet, codes)
    _columns(page, codes, max(last, FIRST), words)
    page.freeze_panes = f"{get_column_letter(CODES)}{FIRST}"
    page.print_title_rows = f"{PARENTS}:{HEADS}"
    style.landscape(page)
    style.lock(page)
    _codebook_page(workbook, sheet.book, words)
    lines = [line.format(total=len(sheet.rows)) for line in words["sheet_help"]]
    style.about_page(workbook, title, sheet.facts, lines)
    style.save(workbook, path)


def _headings(page: Worksheet, codes: tuple[Code, ...], words: dict[str, Any]) -> None:
    for column, name in ((KEY, "key"), (ANSWER, "answer"), (DONE, "done")):
        style.put(page.cell(HEADS, column), words[name], bold=True, head=True, vertical="bottom")
    for parent, members in groupby(enumerate(codes, CODES), lambda entry: entry[1].parent):
        style.put(page.cell(PARENTS, next(members)[0]), parent, bold=True, wrap=False)
    for column, code in enumerate(codes, CODES):
        head = style.put(page.cell(HEADS, column), code.label, bold=True, head=True)
        head.alignment = Alignment("center", "bottom", 90, wrap_text=True)
        style.note(head, described(code, words))
        style.put(page.cell(IDS, column), code.id, wrap=False)
    end = CODES + len(codes)
    style.put(page.cell(HEADS, end), words["remark"], bold=True, head=True, vertical="bottom")
    style.put(page.cell(IDS, end), REMARK)
    page.row_dimensions[HEADS].height = 205
    page.row_dimensions[IDS].hidden = True


def described(code: Code, words: dict[str, Any]) -> str:
    """What a code means, in the words of a note."""
    return words["described"].format(
        definition=code.definition, when=code.when, not_when=code.not_when, example=code.example
    )


def _answers(page: Worksheet, sheet: CodingSheet, codes: tuple[Code, ...]) -> None:
    first, last = get_column_letter(CODES), get_column_letter(CODES + len(codes) - 1)
    place = {code.id: column for column, code in enumerate(codes, CODES)}
    centre, font = Alignment("center", "top"), Font(name=style.FONT, size=style.SIZE)
    for row, (key, text) in enumerate(sheet.rows, FIRST):
        shown = style.sheet_text(text)
        for column, value in ((KEY, key), (ANSWER, shown)):
            cell = page.cell(row, column, value)
            cell.data_type, cell.number_format, cell.font = "s", "@", font
            cell.alignment = _WRAPPED if column == ANSWER else _PLAIN
            cell.quotePrefix = value[:1] in "=+-@"
        cell = page.cell(row, DONE, f"=IF(COUNTA({first}{row}:{last}{row})>0,1,0)")
        cell.font, cell.alignment = font, centre
        page.row_dimensions[row].height = style.fitted(shown, ANSWER_WIDTH)
        for code in sheet.ticks.get(key, ()):
            if code in place:
                cell = page.cell(row, place[code], TICK)
                cell.protection, cell.alignment, cell.border = style.OPEN, centre, style.GRID
        if remark := sheet.remarks.get(key):
            said = style.put(page.cell(row, CODES + len(codes)), style.sheet_text(remark))
            said.protection = style.OPEN


_WRAPPED, _PLAIN = Alignment("left", "top", wrap_text=True), Alignment("left", "top")


def _columns(page: Worksheet, codes: tuple[Code, ...], last: int, words: dict[str, Any]) -> None:
    """Widths, cells to type in, help, and a warning for a code beside 'no content'."""
    for column, width in ((KEY, 14), (ANSWER, ANSWER_WIDTH), (DONE, 7)):
        page.column_dimensions[get_column_letter(column)].width = width
    for column, code in enumerate(codes, CODES):
        letter = get_column_letter(column)
        shape = page.column_dimensions[letter]
        shape.width, shape.protection, shape.border = CODE_WIDTH, style.OPEN, style.GRID
        shape.alignment = Alignment("center", "top")
        prompt = f"{code.definition} {words['when']} {code.when}."
        cells = f"{letter}{FIRST}:{letter}{last}"
        style.choices(page, cells, (TICK,), code.label, prompt, words["tick_error"])
    remark = page.column_dimensions[get_column_letter(CODES + len(codes))]
    remark.width, remark.protection = REMARK_WIDTH, style.OPEN
    ends = [get_column_letter(column) for column in (CODES, CODES + len(codes) - 1)]
    empty = next(
        get_column_letter(c) for c, code in enumerate(codes, CODES) if code.kind == "no_content"
    )
    rule = f'AND(${empty}{FIRST}<>"",COUNTA(${ends[0]}{FIRST}:${ends[1]}{FIRST})>1)'
    area = f"{ends[0]}{FIRST}:{ends[1]}{last}"
    page.conditional_formatting.add(area, FormulaRule(formula=[rule], fill=WARN))


def _codebook_page(workbook: Workbook, book: Codebook, words: dict[str, Any]) -> None:
    page = workbook.create_sheet(TABS[1])
    heads = ("id", *TEXTS, "example")
    for column, (name, width) in enumerate(zip(heads, (18, 34, 50, 44, 44, 36), strict=True), 1):
        style.put(page.cell(1, column), words["codebook_heads"][name], bold=True, head=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for row, code in enumerate(book.offered, 2):
        for column, name in enumerate(heads, 1):
            style.put(page.cell(row, column), getattr(code, name))
        page.row_dimensions[row].height = max(
            style.fitted(code.definition, 50), style.fitted(code.not_when, 44)
        )
    page.freeze_panes = "B2"
    style.lock(page)
