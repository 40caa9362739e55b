"""Delimited text of any size: strict about quotes, encoding and ragged rows, no loop over rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from surveyreport.files.excel import MOST_COLUMNS
from surveyreport.files.problems import InputProblems, Problem
from surveyreport.sources.limesurvey.table import (
    CSV_AGAIN,
    SHOWN_ROWS,
    Table,
    refusal,
    refuse_duplicate_headings,
    without_empty_columns,
)

CHUNK = 1 << 24
# bytes: a part of the text that holds at least one whole record
LONGEST_RECORD = 1 << 25
TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
LF, CR = ord("\n"), ord("\r")
# what no text in any encoding of one byte holds
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
SEPARATORS = {";": "puntkomma", ",": "komma", "\t": "tab"}


def decoded_bytes(path: Path, data: bytes) -> memoryview:
    """The content without byte order mark and trailing line ends, known to be UTF-8 without NUL.

    Raises InputProblems for UTF-16/32 and for bytes that are not UTF-8, naming the position.
    """
    save = "bewaar of exporteer het bestand als UTF-8"
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Latin text in UTF-16 has a NUL in every second byte
    if marked or data[:1000].count(b"\0") > len(data[:1000]) // 3:
        raise refusal(path, "tekst in UTF-16", save, expected="UTF-8")
    start = 0
    while data.startswith(codecs.BOM_UTF8, start):
        start += len(codecs.BOM_UTF8)
    view = memoryview(data)
    decoder = codecs.getincrementaldecoder("utf-8")()
    for at in range(start, len(data) or 1, CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(view[at : at + CHUNK], final=at + CHUNK >= len(data))
        except UnicodeDecodeError as error:
            position = at - pending + error.start
            if CONTROL.search(data, 0, 4096):
                raise refusal(path, "iets anders dan tekst", CSV_AGAIN) from None
            raise refusal(
                path,
                f"byte {position + 1} (waarde {data[position]:#04x}) hoort niet in UTF-8;"
                " dat is vermoedelijk Latin-1 of Windows-1252",
                save,
                row=data.count(b"\n", 0, position) + 1,
                expected="UTF-8",
            ) from None
    nul = data.find(b"\0")
    if nul >= 0:
        raise refusal(path, f"een nulteken op byte {nul + 1}", save, expected="UTF-8-tekst")
    end = len(data)
    while end > start and data[end - 1] in b"\r\n":
        end -= 1
    return view[start:end]


def refuse_cut_end(path: Path, data: bytes, whole: tuple[bytes, ...]) -> None:
    """Raise InputProblems when the last byte shows that the last cell may have been cut."""
    if not data.endswith(whole):
        raise refusal(
            path,
            "de laatste rij heeft geen regeleinde: het bestand is afgebroken",
            CSV_AGAIN,
            row=data.count(b"\n") + 1,
        )


def count_records(path: Path, content: memoryview, separator: str, quote: str = '"') -> int:
    """Number of records (header included) of RFC 4180 text; raises on a quote out of place.

    A quote may only open right after a separator or line end and close right before one; two in
    a row stand for one. Anything else means the file was cut or changed, and rows would merge.
    """
    cells = np.frombuffer(content, dtype=np.uint8)
    is_boundary = np.zeros(256, dtype=bool)
    is_boundary[[ord(separator), LF, CR, ord(quote)]] = True
    records, inside = 1, False
    for at in range(0, len(cells), CHUNK):
        # a part with its neighbours; beside the text lies a boundary
        low, high = max(at - 1, 0), min(at + CHUNK + 1, len(cells))
        window = np.full(min(CHUNK, len(cells) - at) + 2, ord(separator), dtype=np.uint8)
        window[low - at + 1 : high - at + 1] = cells[low:high]
        before, part, after = window[:-2], window[1:-1], window[2:]
        is_quote = part == ord(quote)
        # an odd number of quotes so far, this byte included: a quote that opens, or a quoted cell
        quoted = np.bitwise_xor.accumulate(is_quote) ^ inside
        ends = ~quoted & ((part == LF) | ((part == CR) & (after != LF)))
        wrong = np.flatnonzero(is_quote & ~is_boundary[np.where(quoted, before, after)])
        if len(wrong):
            raise refusal(
                path,
                f"een aanhalingsteken midden in een cel (byte {at + int(wrong[0]) + 1})",
                f"het bestand is beschadigd of met de hand bewerkt; {CSV_AGAIN}",
                row=records + int(ends[: wrong[0]].sum()),
            )
        records += int(ends.sum())
        inside = bool(quoted[-1])
    if inside:
        raise refusal(
            path,
            "een cel met aanhalingsteken wordt niet gesloten: het bestand is afgebroken",
            CSV_AGAIN,
            row=records,
        )
    return records


def first_record(content: memoryview, separator: str, quote: str = '"') -> list[str]:
    """The cells of the first record of the text."""
    text = io.StringIO(bytes(content[: 1 << 22]).decode("utf-8", "ignore"), newline="")
    reader = csv.reader(text, delimiter=separator, quotechar=quote)
    try:
        return next(reader, [])
    except csv.Error:
        return []


def read_cells(path: Path, content: memoryview, separator: str, quote: str = '"') -> pd.DataFrame:
    """All records as text columns 0..n-1, the first record included; raises on ragged rows."""
    first = first_record(content, separator, quote)
    width = len(first)
    if width > MOST_COLUMNS:
        raise refusal(path, f"meer dan {MOST_COLUMNS} kolommen", CSV_AGAIN, row=1)
    records = count_records(path, content, separator, quote)
    if records == 1:
        return pd.DataFrame([first], dtype=TEXT)
    problems: list[Problem] = []

    def ragged(row: pyarrow.csv.InvalidRow) -> str:
        if len(problems) < SHOWN_ROWS:
            problems.append(
                Problem(
                    str(path),
                    f"{row.actual_columns} cellen",
                    "de rij is verschoven of afgebroken; " + CSV_AGAIN,
                    row=row.number,
                    expected=f"{row.expected_columns} cellen, zoals in de eerste rij",
                )
            )
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(content)),
            read_options=pyarrow.csv.ReadOptions(
                autogenerate_column_names=True,
                use_threads=False,  # row numbers of ragged rows are only known in one thread
                block_size=LONGEST_RECORD,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=separator,
                quote_char=quote,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=ragged,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={f"f{i}": pa.large_string() for i in range(width)}
            ),
        )
    except pa.ArrowInvalid:
        raise refusal(path, "onleesbare tekst", CSV_AGAIN) from None
    if problems:
        raise InputProblems(problems)
    if (table.num_rows, table.num_columns) != (records, width):
        raise refusal(
            path, f"{table.num_rows} gelezen rijen van {records}", CSV_AGAIN
        )  # a safety net: the parser and the count of line ends must agree
    frame = table.to_pandas(types_mapper={pa.large_string(): TEXT}.get, split_blocks=True)
    frame.columns = range(width)
    return frame


def without_separator_line(content: memoryview) -> tuple[memoryview, int]:
    """The content below the line `sep=;` that tells Excel the separator, and its 0 or 1 lines."""
    line = re.match(rb'"?sep=.?"?\r?\n', bytes(content[:16]))
    return (content[line.end() :], 1) if line else (content, 0)


def choose_separator(content: memoryview, is_heading) -> str | None:
    """The separator under which the first record has a known heading and most cells, or None."""
    content, _ = without_separator_line(content)
    records = {separator: first_record(content, separator) for separator in SEPARATORS}
    known = {s: cells for s, cells in records.items() if len(cells) > 1 and is_heading(cells)}
    return max(known, key=lambda s: len(known[s]), default=None)


def read_delimited(path: Path, content: memoryview, separator: str, *, masked: bool) -> Table:
    """A CSV or TSV export, index = record number; raises InputProblems for any damage.

    masked: False for files of RemoteControl, which never masks formulas.
    """
    content, above = without_separator_line(content)
    frame = read_cells(path, content, separator)
    refuse_duplicate_headings(path, [heading for heading in frame.iloc[0] if heading.strip()])
    cells = frame.iloc[1:]
    cells.index = pd.RangeIndex(2 + above, len(frame) + 1 + above, name="row")
    headings, cells = without_empty_columns(path, frame.iloc[0].tolist(), cells)
    cells.columns = pd.Index(headings, dtype=object)
    losses = (
        "CSV bewaart niet of een vraag niet getoond of opengelaten werd.",
        "CSV bewaart elk regeleinde in een open antwoord als een gewone regelovergang.",
    )
    return Table("csv", cells, losses=losses, masked=masked)
