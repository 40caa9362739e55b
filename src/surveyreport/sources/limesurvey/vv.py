"""VV files: tab separated, texts above codes, and the only text dialect that keeps null."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.table import SHOWN_ROWS, Table, refuse_duplicate_headings

CODES = re.compile(rb"\nid\t(token\t)?submitdate\t")
NOT_SHOWN = "{question_not_shown}"
WORDS = {"{newline}": "\n", "{cr}": "\r", "{tab}": "\t", "{lbrace}": "{"}  # brace last
DAMAGED = re.compile(
    r'\{(?!question_not_shown\}|quote\}|newline\}|cr\}|tab\}|lbrace\})|^"(?!.*"$)|^"$|\r', re.DOTALL
)
AGAIN = "de rij is verschoven of beschadigd; exporteer het VV-bestand opnieuw"


def is_vv(content: memoryview) -> bool:
    """True when a line after the first, outside quotes, starts with the code headings."""
    line = CODES.search(content)
    return line is not None and bytes(content[: line.start()]).count(b'"') % 2 == 0


def read_vv(path: Path, content: memoryview) -> Table:
    """Responses with None where a question was not shown; index = row in a spreadsheet.

    PHP writes a quote after a backslash undoubled, which derails ordinary CSV readers. Newline,
    CR and tab inside values are written as words, so splitting on LF and tab is exact.
    """
    text = bytes(content).decode().replace("\r\n", "\n")
    lines = ("id\t" + text.partition("\nid\t")[2]).split("\n")
    # LimeSurvey up to 3 ended its lines of headings in a tab, and some those of the answers too
    ended = lines[0].endswith("\t")
    headings = [_unquoted(cell) for cell in lines[0].removesuffix("\t").split("\t")]
    refuse_duplicate_headings(path, headings)
    rows = [line.split("\t") for line in lines[1:]]
    if ended:
        rows = [r[:-1] if len(r) == len(headings) + 1 and not r[-1] else r for r in rows]
    problems = ProblemList()
    for number, row in enumerate(rows, 3):
        if len(row) != len(headings):
            problems.add(
                path, f"{len(row)} cellen", AGAIN, row=number, expected=f"{len(headings)} cellen"
            )
            continue
        for heading, cell in zip(headings, row, strict=True):
            if DAMAGED.search(cell):
                problems.add(
                    path, f"een beschadigde cel '{cell[:60]}'", AGAIN, row=number, column=heading
                )
    problems.problems = problems.problems[:SHOWN_ROWS]
    problems.raise_if_any()
    cells = pd.DataFrame(
        [[_value(cell) for cell in row] for row in rows],
        columns=pd.Index(headings, dtype=object),
        index=pd.RangeIndex(3, len(rows) + 3, name="row"),
        dtype=object,
    )
    losses = ("VV knipt spaties en regeleinden aan begin en einde van open antwoorden weg.",)
    return Table("vv", cells, knows_not_shown=True, losses=losses)


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _value(cell: str) -> str | None:
    cell = _unquoted(cell)
    if cell == NOT_SHOWN:
        return None
    if cell.startswith("{quote}"):
        cell = '"' + cell.removeprefix("{quote}")
    for word, character in WORDS.items():
        cell = cell.replace(word, character)
    return cell
