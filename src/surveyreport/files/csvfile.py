"""The project's own CSV files: read with every fault named, write the same bytes each time."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList

DECIMALS = 10


def read_csv(
    path: Path,
    columns: tuple[str, ...],
    problems: ProblemList,
    optional: tuple[str, ...] = (),
    pattern: re.Pattern[str] | None = None,
) -> pd.DataFrame:
    """All cells of `path` as text, one row a record; index = row in the file (heading = 1).

    columns: headings that must be there; optional, pattern: headings that may be there. UTF-8,
    comma or semicolon. Faults go to `problems`; an unreadable file gives an empty frame.
    """
    empty = pd.DataFrame(columns=list(columns), dtype=str)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.add(path, "het bestand bestaat niet", "zet het terug of pas de verwijzing aan")
        return empty
    except UnicodeDecodeError as error:
        problems.add(path, f"geen UTF-8 (byte {error.start})", "bewaar het als CSV UTF-8")
        return empty
    heading = text.split("\n", 1)[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    if not records or not any(records[0]):
        problems.add(
            path,
            "het bestand is leeg",
            "zet de gegevens terug",
            expected="kolommen " + ", ".join(columns),
        )
        return empty
    header, *rows = records
    header = [name.strip() for name in header]
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            problems.add(
                path,
                f"kolom '{name}' staat er {header.count(name)} keer",
                "houd er één over",
                row=1,
                column=name,
            )
            return empty
    missing = [name for name in columns if name not in header]
    known = (*columns, *optional)
    unknown = [n for n in header if n not in known and not (pattern and pattern.fullmatch(n))]
    for name in missing:
        problems.add(
            path,
            f"kolom '{name}' ontbreekt",
            "voeg de kolom toe",
            row=1,
            column=name,
            expected="kolommen " + ", ".join(columns),
        )
    for name in unknown:
        problems.add(
            path,
            f"onbekende kolom '{name}'",
            "verwijder of hernoem de kolom",
            row=1,
            column=name,
            expected="kolommen " + ", ".join((*columns, *optional)),
        )
    if missing or unknown:
        return empty
    numbered = [(i, row) for i, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    for i, row in numbered:
        if len(row) != len(header):
            problems.add(
                path,
                f"{len(row)} cellen",
                "controleer scheidingstekens en aanhalingstekens",
                row=i,
                expected=f"{len(header)} cellen",
            )
    whole = [(i, row) for i, row in numbered if len(row) == len(header)]
    return pd.DataFrame(
        [row for _, row in whole], columns=header, index=[i for i, _ in whole], dtype=str
    )


def write_csv(table: pd.DataFrame, path: Path, keys: list[str] | None = None) -> None:
    """Write `table` whole or not at all: UTF-8, comma, LF, 10 decimals, sorted by `keys`.

    Columns of numbers keep empty cells for what is missing.
    """
    if keys:
        table = table.sort_values(keys, kind="stable")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    table.to_csv(part, index=False, lineterminator="\n", float_format=_decimal)
    os.replace(part, path)


def _decimal(value: float) -> str:
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
