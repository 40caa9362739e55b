"""One sheet: a title, a line on what it holds and one real Excel table."""

from __future__ import annotations

import textwrap
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

TAB_LENGTH = 31
FONT = "Arial"
SIZE = 12
LINK_COLOUR = "0000EE"
WIDEST, NARROWEST = 60, 10
# of the 12-point font, in points
LINE_HEIGHT = 15.75
PERCENT, COUNT, DECIMAL, P_VALUE, DAY = "0.0%", "#,##0", "0.00", "0.0000", "d/m/yyyy"
FORMATS = {
    **dict.fromkeys(
        ["share_asked", "coder_low", "coder_high", "first_coder", "second_coder", "corrected",
         "prevalence", "raw", "share", "ci_low", "ci_high", "top2_a", "top2_b", "difference",
         "difference_low",
         "difference_high", "largest_difference", "margin", "detectable_difference",
         "not_answering_a", "not_answering_b"],
        PERCENT,
    ),
    **dict.fromkeys(
        ["p_value", "p_adjusted", "p_report", "within_p_value", "alpha_step"], P_VALUE
    ),
    **dict.fromkeys(
        ["n_eff", "deff", "df", "df2", "delta", "delta_low", "delta_high", "superiority",
         "detectable_delta", "icc", "deff_a", "deff_b", "statistic", "estimate", "alpha", "kappa"],
        DECIMAL,
    ),
    "date": DAY,
}  # fmt: skip
# what a spreadsheet may take for the start of a formula
FORMULA_SIGNS = ("=", "+", "-", "@")
# columns of numbers where an empty cell means that there is nothing to count
OPTIONAL = ("figure", "unit", "df2")
TABLE_STYLE = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)


@dataclass(frozen=True, eq=False)
class Sheet:
    """What a sheet holds. table: columns by id, words already in the reader's language.

    name: id, also of the Excel table. links: column whose cells are names of sheets to jump to.
    values: words in the column answer_kind of rows whose share is no share but a number.
    """

    name: str
    tab: str
    title: str
    about: str
    table: pd.DataFrame
    links: str | None = None
    values: frozenset[str] = frozenset()


class Writer:
    """Writes sheets in one workbook.

    headings: column id -> unique heading. missing, not_applicable: what stands in an empty cell of
    a column of numbers and of a column of text.
    """

    def __init__(self, book: Workbook, headings: dict[str, str], missing: str, not_applicable: str):
        self.book, self.headings = book, headings
        self.missing, self.not_applicable = missing, not_applicable
        self._styles: dict[tuple, Any] = {}

    def add(self, sheet: Sheet, lines: list[tuple[str, str | None]]) -> None:
        """Add `sheet`: title in A1, what it holds in A2, `lines`, then the table.

        lines: text and the tab it links to, or None.
        """
        page = self.book.create_sheet(sheet.tab)
        self.put(page.cell(1, 1), sheet.title, size=16, bold=True)
        self.put(page.cell(2, 1), sheet.about)
        for row, (text, target) in enumerate(lines, 3):
            self.put(page.cell(row, 1), text, target=target)
        top, table = len(lines) + 3, sheet.table
        for column, name in enumerate(table, 1):
            self.put(page.cell(top, column), self.headings[name], bold=True, wrap=True)
            self._column(page, sheet, name, top, column)
        self.fit_rows(page, top)
        last = f"{get_column_letter(table.shape[1])}{top + len(table)}"
        excel = Table(displayName=sheet.name, name=sheet.name, ref=f"A{top}:{last}")
        excel.tableStyleInfo = TABLE_STYLE
        page.add_table(excel)
        page.freeze_panes = page.cell(top + 1, 1)
        page.print_title_rows = f"{top}:{top}"
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True

    def fit_rows(self, page: Any, top: int) -> None:
        """Make rows from `top` high enough for wrapped text: not every program does so itself."""
        for row in page.iter_rows(min_row=top):
            page.row_dimensions[row[0].row].height = _height(page, row)

    def _column(self, page: Worksheet, sheet: Sheet, name: str, top: int, column: int) -> None:
        values = sheet.table[name]
        numeric = pd.api.types.is_numeric_dtype(values)
        empty = self.missing if numeric and name not in OPTIONAL else self.not_applicable
        kinds = sheet.table.get("answer_kind", pd.Series("", index=values.index))
        for row, (value, kind) in enumerate(zip(values, kinds, strict=True), top + 1):
            shown = empty if pd.isna(value) or value == "" else value
            target = value if name == sheet.links else None
            shape = FORMATS.get(name, COUNT if numeric else "General")
            shape = DECIMAL if shape == PERCENT and kind in sheet.values else shape
            cell = page.cell(row, column)
            self.put(cell, shown, wrap=True, right=numeric, shape=shape, target=target)
        page.column_dimensions[get_column_letter(column)].width = _width(
            self.headings[name], [] if numeric else [str(value) for value in values]
        )

    def put(
        self,
        cell: Any,
        value: Any,
        *,
        size: int = SIZE,
        bold: bool = False,
        wrap: bool = False,
        right: bool = False,
        shape: str = "General",
        target: str | None = None,
    ) -> None:
        """Write a value as what it is; text stays text, whatever it starts with.

        shape: number format of a number or day. target: the tab that the cell links to.
        """
        text = isinstance(value, str)
        if text:
            cell.value, cell.data_type = value, "s"
            if target:
                place = f"'{target}'!A1"
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=value)
        elif isinstance(value, date):
            cell.value = value
        else:
            number = float(value)
            whole = number.is_integer()
            cell.value = int(number) if whole else number
            shape = DECIMAL if shape == COUNT and not whole else shape
        quoted = text and value.startswith(FORMULA_SIGNS)
        key = (size, bold, wrap, right, "General" if text else shape, quoted, target is not None)
        if key not in self._styles:
            _style(cell, *key)
            self._styles[key] = copy(cell._style)
        # setting four properties on each of 20 000 cells takes seconds
        cell._style = copy(self._styles[key])


def _style(
    cell: Cell,
    size: int,
    bold: bool,
    wrap: bool,
    right: bool,
    shape: str,
    quoted: bool,
    linked: bool,
) -> None:
    link: Any = {"underline": "single", "color": LINK_COLOUR} if linked else {}
    cell.font = Font(name=FONT, size=size, bold=bold, **link)
    side = "right" if right else "left"
    cell.alignment = Alignment(side, "top", wrap_text=wrap, indent=int(wrap and not right))
    cell.number_format = shape
    cell.quotePrefix = quoted


def _width(heading: str, texts: list[str]) -> int:
    words = max(len(word) for word in heading.split())
    longest = max((len(text) for text in texts), default=0)
    return min(WIDEST, max(NARROWEST, longest, words) + 2)


def _height(page: Worksheet, row: tuple[Cell, ...]) -> float:
    """Room for the cell of `row` with the most lines."""
    lines = 1
    for cell in row:
        if isinstance(cell.value, str):
            room = int(page.column_dimensions[cell.column_letter].width) - 2
            if len(cell.value) > room:
                lines = max(lines, len(textwrap.wrap(cell.value, room)))
    return lines * LINE_HEIGHT
