"""Write rows in the exact shape of LimeSurvey 6 exports (question codes, answer codes)."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime

import pandas as pd
from openpyxl import Workbook

from surveyreport.files.xlsxfile import workbook_bytes

# Text that PhpSpreadsheet-like writers store as a number: no leading zero, no exponent, no comma.
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
SHEET_NAME_LENGTH = 31
JSON_NUMBERS = ("id", "lastpage")


def export_bytes(rows: pd.DataFrame, dialect: str, title: str, made: datetime) -> bytes:
    """The export of rows of text in a dialect of schemas/reference_wave.yaml.

    title and made: the survey and the moment of export, as the workbook has them.
    """
    if dialect == "remote_control_csv":
        return remote_control_csv(rows)
    if dialect == "remote_control_json":
        return remote_control_json(rows)
    if dialect == "remote_control_xlsx":
        return remote_control_xlsx(rows, title, made)
    return web_csv(rows, {"web_csv": ",", "web_tab": "\t"}[dialect])


def _csv(rows: pd.DataFrame, delimiter: str) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows(rows.itertuples(index=False))
    return buffer.getvalue()


def remote_control_csv(rows: pd.DataFrame) -> bytes:
    """RemoteControl CSV: BOM, semicolons, all cells quoted, CRLF and an extra empty line."""
    return (_csv(rows, ";") + "\r\n").encode("utf-8-sig")


def web_csv(rows: pd.DataFrame, separator: str) -> bytes:
    """CSV of the admin pages: BOM, cells that start with `=` masked by an apostrophe."""
    masked = rows.map(lambda cell: "'" + cell if cell.startswith("=") else cell)
    return _csv(masked, separator).encode("utf-8-sig")


def remote_control_json(rows: pd.DataFrame) -> bytes:
    """RemoteControl JSON: ids and pages are numbers, all else text, as PHP escapes it."""
    responses = [
        {
            name: int(cell) if name in JSON_NUMBERS and cell else cell
            for name, cell in zip(rows.columns, row, strict=True)
        }
        for row in rows.itertuples(index=False)
    ]
    text = json.dumps(responses, separators=(",", ":")).replace("/", "\\/")
    return f'{{"responses": {text}}}'.encode("ascii")


def remote_control_xlsx(rows: pd.DataFrame, title: str, made: datetime) -> bytes:
    """RemoteControl `xls`: one sheet named after the survey, digits become numbers, no masking.

    Text that starts with `=` becomes a formula cell, as in the real export.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[*:/\\?\[\]]", " ", title)[:SHEET_NAME_LENGTH]
    sheet.append(list(rows.columns))
    for row in rows.itertuples(index=False):
        sheet.append([_cell(text) for text in row])
    return workbook_bytes(book, made)


def _cell(text: str) -> str | int | float | None:
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text or None
