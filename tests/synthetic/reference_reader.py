"""A second, small reader of the exports, written without the generator: csv, openpyxl, rules."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from openpyxl import load_workbook

ROOT = Path(__file__).parents[2]
STUDY, RAW = ROOT / "study", ROOT / "data" / "raw" / "2023"
SYSTEM = {"id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"}
FILES = {
    "beleid": ("beleidsteam.csv", ";"),
    "schoolteam": ("schoolteam.csv", ","),
    "leerlingen": ("leerlingen.xlsx", ""),
}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def export(group: str) -> list[dict[str, str]]:
    """All rows of an export as text, "" for an empty cell."""
    name, separator = FILES[group]
    if separator:
        text = (RAW / name).read_bytes().decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    else:
        sheet = load_workbook(RAW / name).active
        lines = [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:] if line]


def normal(code: str) -> str:
    return code.strip().upper().replace(" ", "").replace("-", "")


def classify(rows: list[dict[str, str]]) -> tuple[list[dict[str, str]], Counter]:
    """Valid rows (provider code normalised) and the number of rows removed per reason."""
    frame = {row["provider_id"] for row in table(RAW / "aanbieders.csv")}
    removed: Counter = Counter()
    valid: list[dict[str, str]] = []
    seen: dict[tuple, datetime] = {}
    for row in sorted(rows, key=lambda row: (row["submitdate"], int(row["id"]))):
        provider = normal(row["aanbieder"])
        answers = {key: value for key, value in row.items() if key not in SYSTEM | {"aanbieder"}}
        key = (provider, *answers.values())
        if not row["submitdate"]:
            removed["opened" if row["lastpage"] in ("", "-1") else "unfinished"] += 1
            continue
        sent = datetime.fromisoformat(row["submitdate"])
        if "TEST test 123" in answers.values():
            removed["test_entry"] += 1
        elif not datetime(2023, 2, 6) <= sent < datetime(2023, 2, 18):
            removed["outside_period"] += 1
        elif key in seen and sent - seen[key] <= timedelta(minutes=30):
            removed["duplicate"] += 1
        elif provider not in frame:
            removed["unknown_provider"] += 1
        else:
            seen[key] = sent
            valid.append(row | {"aanbieder": provider})
    return valid, removed


def wave_columns(group: str) -> list[dict[str, str]]:
    return table(STUDY / "waves" / "2023" / f"{group}.csv")


def scored_columns(group: str) -> dict[str, dict[str, int]]:
    """Agreement and frequency columns: code -> score 4 (most positive) to 1."""
    scores = dict(zip(("helemaal akkoord", "eerder wel akkoord"), (4, 3), strict=True))
    scores |= {"eerder niet akkoord": 2, "helemaal niet akkoord": 1}
    scores |= {"vaak": 4, "soms": 3, "zelden": 2, "nooit": 1}
    result: dict[str, dict[str, int]] = {}
    for row in wave_columns(group):
        if row["level"] in scores:
            result.setdefault(row["column"], {})[row["code"]] = scores[row["level"]]
    return result


def questionnaire(group: str) -> list[dict]:
    text = (STUDY / "questionnaires" / f"{group}.yaml").read_text(encoding="utf-8")
    return [question for part in yaml.safe_load(text)["parts"] for question in part["questions"]]


def anova_icc(values: np.ndarray | pd.Series, groups: Sequence[str] | pd.Series) -> float:
    """Intraclass correlation from one-way analysis of variance, unequal group sizes."""
    _, index, size = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.bincount(index, values) / size
    between = (size * (means - values.mean()) ** 2).sum() / (len(size) - 1)
    within = ((values - means[index]) ** 2).sum() / (len(values) - len(size))
    typical = (len(values) - (size**2).sum() / len(values)) / (len(size) - 1)
    return (between - within) / (between + (typical - 1) * within)
