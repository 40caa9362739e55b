"""The participant list, reduced at once to token and attributes: names and addresses stay out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.limesurvey.archive import read_archive_participants
from surveyreport.sources.limesurvey.delimited import (
    choose_separator,
    decoded_bytes,
    first_record,
    read_cells,
)
from surveyreport.sources.limesurvey.structure import parse_structure, structure_bytes
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.limesurvey.table import refusal

ATTRIBUTE = re.compile(r"attribute_\d+")
DESCRIBED = re.compile(r"attribute_\d+ <(.*)>", re.DOTALL)
EXPORT_AGAIN = "exporteer de deelnemers opnieuw (web: CSV; RemoteControl: list_participants)"


def read_participants(path: Path, *, structure: Structure | None = None) -> pd.DataFrame:
    """Token and attributes of every participant.

    path: participants CSV of the web, list_participants JSON of RemoteControl, or an .lsa archive.
    structure: gives the attributes of a JSON list their description; without it they keep the
    name attribute_N. The other two hold the descriptions.
    Returns text columns: token, then one per attribute named by its description; index = row
    number (CSV: header = row 1). Raises InputProblems.
    """
    data = file_bytes(path)
    descriptions = structure.attributes if structure else {}
    if data.startswith(b"PK"):
        descriptions = parse_structure(path, structure_bytes(path, data)).attributes
        return _checked(path, read_archive_participants(path, data), descriptions)
    content = decoded_bytes(path, data)
    is_json = bytes(content[:64]).lstrip().startswith((b"[", b"{"))
    frame = _from_json(path, content) if is_json else _from_csv(path, content)
    return _checked(path, frame, descriptions)


def _checked(path: Path, frame: pd.DataFrame, descriptions: dict[str, str]) -> pd.DataFrame:
    """Only token and attributes of a raw participant table; tokens must be unique when filled."""
    names: dict[str, str] = {"token": "token"}
    for column in frame.columns:
        if described := DESCRIBED.fullmatch(column.strip()):
            names[column] = described[1].strip()
        elif ATTRIBUTE.fullmatch(column):
            names[column] = descriptions.get(column, column)
    problems = ProblemList()
    for name in sorted({n for n in names.values() if list(names.values()).count(n) > 1}):
        problems.add(
            path, f"meer dan één attribuut heet '{name}'", "geef attributen elk een eigen naam"
        )
    tokens = frame["token"]
    for row in frame.index[tokens.ne("") & tokens.duplicated(keep=False)][:20]:
        problems.add(
            path,
            "een toegangscode die ook in een andere rij staat",
            EXPORT_AGAIN,
            row=int(row),
            column="token",
            expected="elke toegangscode één keer",
        )
    problems.raise_if_any()
    return frame[list(names)].rename(columns=names)


def _from_csv(path: Path, content: memoryview) -> pd.DataFrame:
    separator = choose_separator(content, lambda cells: "token" in [c.strip() for c in cells])
    if separator is None:
        raise refusal(
            path, "geen deelnemerslijst: de kop 'token' ontbreekt in rij 1", EXPORT_AGAIN, row=1
        )
    try:
        frame = read_cells(path, content, separator)
    except InputProblems as error:
        if "aanhalingsteken" not in error.problems[0].found:
            raise InputProblems(replace(p, remedy=EXPORT_AGAIN) for p in error.problems) from None
        frame = _quoted_cells(path, content, separator)
    cells = frame.iloc[1:]
    cells.index = pd.RangeIndex(2, len(frame) + 1, name="row")
    cells.columns = [str(heading).strip() for heading in frame.iloc[0]]
    return cells


def _quoted_cells(path: Path, content: memoryview, separator: str) -> pd.DataFrame:
    """Records with quotes that LimeSurvey left single inside a cell: "Firma "De Zon"".

    Exact where every cell is quoted and the mark between two cells occurs nowhere else, which is
    so when every line has as many cells as the first; else InputProblems.
    """
    lines = bytes(content).decode().replace("\r\n", "\n").split("\n")
    between = f'"{separator}"'
    width = len(first_record(content, separator))
    problems = ProblemList()
    rows = []
    for number, line in enumerate(lines, 1):
        cells = line.split(separator) if number == 1 else line[1:-1].split(between)
        quoted = number == 1 or (len(line) > 1 and line[0] == line[-1] == '"')
        if not quoted or len(cells) != width:
            problems.add(
                path,
                "een aanhalingsteken midden in een cel maakt de rij onleesbaar",
                "haal het aanhalingsteken in LimeSurvey uit de naam van de deelnemer, of haal de "
                "deelnemers op met make fetch",
                row=number,
            )
        rows.append([cell.replace('""', '"') for cell in cells])
    problems.problems = problems.problems[:20]
    problems.raise_if_any()
    rows[0] = first_record(content, separator)
    return pd.DataFrame(rows, dtype=str)


def _from_json(path: Path, content: memoryview) -> pd.DataFrame:
    try:
        people = json.loads(bytes(content))
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        raise refusal(path, "geen geldige JSON", EXPORT_AGAIN, row=row) from None
    if not isinstance(people, list) or not all(isinstance(p, dict) for p in people):
        status = people.get("status", "") if isinstance(people, dict) else ""
        raise refusal(path, f"geen lijst van deelnemers {status}".strip(), EXPORT_AGAIN)
    attributes = dict.fromkeys(key for p in people for key in p if ATTRIBUTE.fullmatch(key))
    rows = [
        ["" if p.get(key) is None else str(p[key]) for key in ("token", *attributes)]
        for p in people
    ]
    index = pd.RangeIndex(1, len(rows) + 1, name="row")
    return pd.DataFrame(rows, columns=["token", *attributes], index=index, dtype=str)
