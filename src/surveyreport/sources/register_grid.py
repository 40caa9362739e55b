"""The sheets of a register as cells with their places, from a workbook or from delimited text."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import SHEET_MAIN_NS

from surveyreport.files.excel import MOST_COLUMNS
from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import Problem, ProblemList

Place = tuple[int, int]
AGAIN = "vraag het bestand opnieuw, of bewaar het in Excel als gewone werkmap (.xlsx)"
SEPARATORS = ";,\t|"
SEP_LINE = "sep="
# rows that tell the separator
SAMPLE = 1000
CELL, RESULT = f"{{{SHEET_MAIN_NS}}}c", f"{{{SHEET_MAIN_NS}}}v"
# formats by which a cell shows something else than its number: a share, words, nothing, thousands
SHOWN_OTHERWISE = re.compile(r'%|;;;|"[^"]*[\d<>≤≥][^"]*"|[0#?],+(?![0#?,])')


@dataclass
class Grid:
    """One sheet. cells: place -> value, row and column from 1; blank cells are absent.

    origin: place in a merged range -> its first place; the range shows the value of that place
    everywhere. formulas: places of formulas without a stored result. name: of the sheet, "" for
    text. letters: whether columns have letters, as in a sheet. headings: names of columns.
    """

    file: Path
    name: str = ""
    cells: dict[Place, object] = field(default_factory=dict)
    origin: dict[Place, Place] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    letters: bool = True
    headings: dict[int, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"{self.file} (blad {self.name})" if self.name else str(self.file)

    def at(self, place: Place) -> str:
        """The name of a cell: B5, or in text its row."""
        row, column = place
        return f"{get_column_letter(column)}{row}" if self.letters else f"rij {row}"

    def column(self, number: int) -> str:
        return get_column_letter(number) if self.letters else self.headings.get(number, str(number))


def read_grids(
    path: Path, known: Callable[[str], bool], problems: ProblemList
) -> tuple[list[Grid], list[str]]:
    """The visible sheets of a workbook, or the text of a CSV as one sheet; and what was left out,
    in Dutch.

    known: tells a name or count from other text, to find the separator. What cannot be read goes
    to `problems`.
    """
    data = file_bytes(path)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        problems.add(path, "een webpagina of XML-bestand", AGAIN)
        return [], []
    if data.startswith(b"PK"):
        return _workbook(path, data, problems)
    text = _decoded(path, data, problems)
    return ([_delimited(path, text, known, problems)] if text.strip() else []), []


def _workbook(path: Path, data: bytes, problems: ProblemList) -> tuple[list[Grid], list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
        if "xl/workbook.xml" not in names:
            is_document = "content.xml" in names
            problems.add(
                path,
                "een OpenDocument-bestand" if is_document else "een zip-bestand, geen werkmap",
                "bewaar het in LibreOffice of Excel als werkmap (.xlsx)" if is_document else AGAIN,
            )
            return [], []
        # with and without formulas: only so a formula without a stored result shows
        shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
        typed = openpyxl.load_workbook(io.BytesIO(data))
    except Exception:  # openpyxl raises a dozen unrelated types on damaged files
        problems.add(path, "een beschadigd Excel-bestand", AGAIN)
        return [], []
    grids, left_out = [], []
    blank = _blank_results(data)
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            left_out.append(f"blad {sheet.title}: verborgen, niet gelezen")
            continue
        grid = Grid(path, sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                place: Any = (cell.row, cell.column)
                value = _plain(cell.value)
                if isinstance(value, int | float) and SHOWN_OTHERWISE.search(cell.number_format):
                    value = f"{value} (getoond als {cell.number_format})"
                if value is not None:
                    grid.cells[place] = value
                elif (
                    typed[sheet.title].cell(*place).data_type == "f"
                    and (sheet.title, cell.coordinate) not in blank
                ):
                    grid.formulas.add(place)
        for merged in sheet.merged_cells.ranges:
            first = (merged.min_row, merged.min_col)
            for number in range(merged.min_row, merged.max_row + 1):
                for column in range(merged.min_col, merged.max_col + 1):
                    grid.origin[number, column] = first
                    if first in grid.cells:
                        grid.cells[number, column] = grid.cells[first]
        left_out += _marked(sheet, grid)
        grids.append(grid)
    return grids, left_out


def _blank_results(data: bytes) -> set[tuple[str, str]]:
    """(sheet, cell) of formulas of which the stored result is an empty text, as =IF(A1="","",A1)
    has: openpyxl shows these as never calculated."""
    reader = ExcelReader(io.BytesIO(data), data_only=True)
    reader.read_manifest()
    reader.read_workbook()
    found = set()
    for sheet, relation in reader.parser.find_sheets():
        if not relation.target.startswith("xl/worksheets/"):
            continue
        with reader.archive.open(relation.target) as file:
            for _, cell in ET.iterparse(file):
                if cell.tag == CELL and cell.get("t") == "str" and not cell.findtext(RESULT):
                    found.add((sheet.name, cell.get("r", "")))
    return found


def _marked(sheet: Worksheet, grid: Grid) -> list[str]:
    """That hidden rows and columns, and cells with a remark or struck out, are read, in Dutch: a
    filter hides what is still counted."""
    rows = sorted({row for row, _ in grid.cells if sheet.row_dimensions[row].hidden})
    spans = [(d.min or 0, d.max or 0) for d in sheet.column_dimensions.values() if d.hidden]
    filled = sorted({column for _, column in grid.cells})
    columns = [
        get_column_letter(c)
        for c in filled
        if any((low or 0) <= c <= (high or 0) for low, high in spans)
    ]
    hidden = [f"{kind} {', '.join(map(str, places))}"
              for kind, places in (("rij", rows), ("kolom", columns)) if places]  # fmt: skip
    cells = [sheet.cell(*place) for place in sorted(grid.cells)]
    told = {
        "verborgen": hidden,
        "met een opmerking": [cell.coordinate for cell in cells if cell.comment],
        "doorgestreept": [cell.coordinate for cell in cells if cell.font and cell.font.strike],
    }
    return [f"blad {sheet.title}: {' en '.join(places)} {what}, wel gelezen"
            for what, places in told.items() if places]  # fmt: skip


def _plain(value: object) -> object:
    """A cell without its superscripts: these are footnote marks, also behind a number."""
    if isinstance(value, CellRichText):
        value = "".join(
            part.text if isinstance(part, TextBlock) else part
            for part in value
            if not (isinstance(part, TextBlock) and part.font.vertAlign == "superscript")
        )
    if isinstance(value, str) and not value.strip():
        return None
    return value


def _decoded(path: Path, data: bytes, problems: ProblemList) -> str:
    """The text; UTF-8, UTF-16 with a byte order mark, or else what Windows writes."""
    encodings = ["utf-8-sig", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    problems.add(path, "geen leesbare tekst", "bewaar het bestand als CSV UTF-8 of als werkmap")
    return ""


def _delimited(path: Path, text: str, known: Callable[[str], bool], problems: ProblemList) -> Grid:
    lines = text.splitlines(keepends=True)
    separators, skipped = SEPARATORS, 0
    if lines[0].strip().casefold().startswith(SEP_LINE):
        # Excel's own first line: it names the separator
        separators, skipped = lines[0].strip()[len(SEP_LINE) :][:1] or "\t", 1
    body = "".join(lines[skipped:])
    wide = Problem(
        str(path),
        "een regel van meer cellen of tekens dan een rekenblad kan hebben",
        "geef het bestand met de tellingen",
    )
    try:
        best = max(separators, key=lambda each: _known_cells(body, each, known))
        records = list(_records(body, best, strict=True))
    except csv.Error as error:
        unclosed = Problem(
            str(path),
            "een aanhalingsteken dat niet sluit of midden in een cel staat",
            "het bestand is afgebroken of met de hand bewerkt; vraag het opnieuw",
        )
        problems.problems.append(wide if "field limit" in str(error) else unclosed)
        return Grid(path, letters=False)
    if any(len(record) > MOST_COLUMNS for _, record in records):
        problems.problems.append(wide)
        return Grid(path, letters=False)
    widths = [len(record) for _, record in records if len(record) > 1]
    shortest, last = min(widths[:-1], default=0), records[-1]
    if not text.endswith(("\n", "\r")) and 1 < len(last[1]) < shortest:
        problems.add(path, "de laatste rij is korter dan de andere: het bestand is afgebroken",
                     "vraag het bestand opnieuw", row=last[0] + skipped)  # fmt: skip
        return Grid(path, letters=False)
    cells: dict[tuple[int, int], object] = {
        (row + skipped, column): cell
        for row, record in records
        for column, cell in enumerate(record, 1)
        if cell.strip()
    }
    return Grid(path, cells=cells, letters=False)


def _known_cells(text: str, separator: str, known: Callable[[str], bool]) -> int:
    """How many cells of the first rows are known when `separator` parts them."""
    rows = islice(_records(text, separator, strict=False), SAMPLE)
    return sum(known(cell) for _, row in rows for cell in row[:MOST_COLUMNS])


def _records(text: str, separator: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """Line number of the end and cells of each record."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    for record in reader:
        yield reader.line_num, record
