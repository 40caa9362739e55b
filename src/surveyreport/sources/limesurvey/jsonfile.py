"""JSON exports: {"responses": [{heading: value}]} and the older {"responses": [{"17": {...}}]}."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.table import CSV_AGAIN, SHOWN_ROWS, Table, refusal


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object as dict; equal names would silently keep only the last value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("een object met tweemaal dezelfde naam")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is geen JSON")


def read_json(path: Path, content: memoryview) -> Table:
    """The responses as text, numbers as written; index = 1..n. Raises InputProblems."""
    try:
        document = json.loads(
            bytes(content),
            object_pairs_hook=_unique,
            parse_int=str,
            parse_float=str,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        why = "" if row else f" ({'te diep' if isinstance(error, RecursionError) else error})"
        raise refusal(path, f"geen geldige JSON{why}", CSV_AGAIN, row=row) from None
    if isinstance(document, dict) and isinstance(document.get("status"), str):
        raise refusal(
            path, f"een statusmelding in plaats van gegevens: '{document['status']}'", CSV_AGAIN
        )
    if isinstance(document, list) and document and "token" in document[0]:
        raise refusal(path, "een deelnemerslijst in plaats van antwoorden", CSV_AGAIN)
    rows = document.get("responses") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise refusal(path, "JSON zonder lijst 'responses'", CSV_AGAIN)
    if not rows:
        raise refusal(path, "geen antwoorden", "exporteer alle antwoorden, niet een selectie")
    rows = [_inner(row) for row in rows]
    headings = list(rows[0])
    problems = ProblemList()
    for number, row in enumerate(rows, 1):
        if len(problems.problems) == SHOWN_ROWS:
            break
        if row.keys() != rows[0].keys():
            other = sorted(row.keys() ^ rows[0].keys())[0]
            problems.add(
                path,
                f"antwoord {number} heeft andere koppen dan het eerste",
                CSV_AGAIN,
                row=number,
                column=other[:60],
            )
            continue
        for heading, value in row.items():
            if isinstance(value, list | dict | bool):
                found = "een lijst, object of waar/onwaar in plaats van een antwoord"
            elif value is not None and not _is_text(value):
                found = "een half teken (losse surrogaatcode)"
            else:
                continue
            problems.add(path, found, CSV_AGAIN, row=number, column=heading[:60])
    if not all(_is_text(heading) for heading in headings):
        problems.add(path, "een kop met een half teken (losse surrogaatcode)", CSV_AGAIN)
    problems.raise_if_any()
    cells = pd.DataFrame(
        [["" if row[h] is None else row[h] for h in headings] for row in rows],
        columns=pd.Index(headings, dtype=object),
        index=pd.RangeIndex(1, len(rows) + 1, name="row"),
        dtype=str,
    )
    losses = ("JSON bewaart niet of een vraag niet getoond of opengelaten werd.",)
    return Table("json", cells, losses=losses, masked=True)


def _inner(row: dict[str, Any]) -> dict[str, Any]:
    """The answers of a row that older versions wrap in an object named by the response id."""
    inner = next(iter(row.values()), None)
    return inner if len(row) == 1 and isinstance(inner, dict) else row


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
