"""Write an export again with other words in some cells, in its own dialect."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from surveyreport.files.opened import file_bytes
from surveyreport.files.xlsxfile import workbook_bytes
from surveyreport.sources.limesurvey.delimited import (
    choose_separator,
    decoded_bytes,
    without_separator_line,
)
from surveyreport.sources.limesurvey.headings import codes_of, has_id_heading
from surveyreport.sources.limesurvey.recognise import read_table
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.limesurvey.table import CSV_AGAIN, refusal

# (index of the row as `read_table` has it, heading in the file) -> what comes in its place
Replacements = Mapping[tuple[int, str], str]


def in_the_file(
    path: Path,
    cells: Replacements,
    structure: Structure | None = None,
    companion: Path | None = None,
) -> dict[tuple[int, str], str]:
    """The same replacements under the headings of the file. cells: by row and LimeSurvey's code.
    structure, companion: as of `read_export`."""
    table = read_table(path, companion)
    headings = list(table.cells.columns)
    codes = codes_of(path, headings, structure, table.dialect)
    of_code = dict(zip(codes, headings, strict=True))
    return {(row, of_code[code]): said for (row, code), said in cells.items()}


def rewritten(path: Path, dialect: str, cells: Replacements) -> bytes:
    """The file with these cells replaced and everything else as it reads now.

    Raises InputProblems for a dialect that cannot be written: sav, spss and lsa.
    """
    data = file_bytes(path)
    if dialect in ("csv", "rdata"):
        return _delimited(path, data, cells)
    if dialect == "vv":
        return _vv(path, data, cells)
    if dialect == "json":
        return _json(path, data, cells)
    if dialect == "xlsx":
        return _workbook(data, cells)
    raise refusal(
        path,
        f"in dit bestand ({dialect}) is tekst niet te vervangen",
        f"{CSV_AGAIN}, zet dat bestand in config.yaml en haal dit weg",
    )


def _delimited(path: Path, data: bytes, cells: Replacements) -> bytes:
    content, above = without_separator_line(decoded_bytes(path, data))
    separator = choose_separator(content, has_id_heading)
    assert separator is not None
    text = bytes(content).decode()
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    column = {heading: place for place, heading in enumerate(rows[0])}
    for (row, heading), said in cells.items():
        rows[row - 1 - above][column[heading]] = said
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        rows
    )
    start = data[: data.index(bytes(content))]
    end = data[len(start) + len(content) :] or b"\r\n"
    return start + made.getvalue().removesuffix("\r\n").encode() + end


def _vv(path: Path, data: bytes, cells: Replacements) -> bytes:
    content = bytes(decoded_bytes(path, data)).decode()
    above, _, below = content.partition("\nid\t")
    lines = ("id\t" + below).split("\n")
    headings = [heading.strip('"\r') for heading in lines[0].split("\t")]
    column = {heading: place for place, heading in enumerate(headings)}
    for (row, heading), said in cells.items():
        line = lines[row - 2].split("\t")
        ended = "\r" if line[column[heading]].endswith("\r") else ""
        line[column[heading]] = f'"{said}"{ended}'
        lines[row - 2] = "\t".join(line)
    start = data[: data.index(content.encode())]
    end = data[len(start) + len(content.encode()) :]
    return start + (above + "\n" + "\n".join(lines)).encode() + end


def _json(path: Path, data: bytes, cells: Replacements) -> bytes:
    document = json.loads(bytes(decoded_bytes(path, data)), parse_int=str, parse_float=str)
    rows = [
        next(iter(row.values())) if len(row) == 1 and isinstance(next(iter(row.values())), dict)
        else row
        for row in document["responses"]
    ]  # fmt: skip
    for (row, heading), said in cells.items():
        rows[row - 1][heading] = said
    return json.dumps(document, ensure_ascii=False).encode()


def _workbook(data: bytes, cells: Replacements) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    column = {cell.value: place for place, cell in enumerate(page[1], 1)}
    for (row, heading), said in cells.items():
        page.cell(row, column[heading]).value = said
    return workbook_bytes(book, book.properties.created)
