"""Check the pipeline against the published report, value by value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList
from surveyreport.study.model import Study

SELECTORS = ("group", "item", "categories", "register", "date", "provider_type", "grade",
             "programme")  # fmt: skip
PUBLISHED = ("value_id", "figure", "source", "statistic", *SELECTORS, "value", "lo", "hi",
             "unit", "discrepancies")  # fmt: skip
COLUMNS = ["value_id", "figure", "published", "computed", "computed_unrounded", "agrees", "note"]


def read_published(path: Path, problems: ProblemList) -> pd.DataFrame:
    """The published values and which number of the pipeline each one is; see `compute`."""
    return read_csv(path, PUBLISHED, problems)


def published_check(
    published: pd.DataFrame,
    estimates: pd.DataFrame,
    response: pd.DataFrame,
    register: pd.DataFrame,
    study: Study,
) -> pd.DataFrame:
    """COLUMNS, one row per published value, in the order of the published file.

    agrees: lo <= computed_unrounded <= hi; a percentage must also round (half up) to what was
    printed. note: the discrepancies of the report that bear on the value.
    """
    sources = {"estimates": estimates, "response": response, "register": register}
    rows: list[tuple] = []
    for line in published.itertuples(index=False):
        value = compute(line, sources[line.source])
        note = " ".join(
            f"{code}: {study.discrepancies[code]}" for code in line.discrepancies.split(";") if code
        )
        if value is None:
            rows.append(
                (
                    line.value_id,
                    line.figure,
                    line.value,
                    None,
                    None,
                    False,
                    f"Niet te berekenen uit {line.source}.csv. {note}".strip(),
                )
            )
            continue
        percent = line.statistic.endswith("percent")
        # Counts over counts: 10 decimals tell 12.5 from 12.4999 in any survey
        value = round(value, 10)
        computed = int(value + 0.5) if percent else value
        agrees = float(line.lo) <= value <= float(line.hi)
        agrees = agrees and (not percent or computed == float(line.value))
        rows.append((line.value_id, line.figure, line.value, computed, value, agrees, note))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"computed": float})


def compute(line: Any, table: pd.DataFrame) -> float | None:
    """The number that a published line describes, None when the table does not hold it.

    line: a row of the published file; a selector may list values joined by ";". Statistics:
    percent and share (of the categories together), min_percent and max_percent (over items) from
    estimates; a name of response.csv from response; count, sum, percent (of the programme in all
    programmes), units, units_without (visited providers without pupils) and smallest_share (over
    visited providers) from register.
    """
    if line.source == "estimates":
        return _from_estimates(line, table)
    if line.source == "response":
        cell = (
            table["group"].eq(line.group)
            & table["provider_type"].eq(line.provider_type)
            & table["statistic"].eq(line.statistic)
        )
        return float(table.loc[cell, "value"].iloc[0]) if cell.any() else None
    return _from_register(line, table)


def _from_estimates(line: Any, table: pd.DataFrame) -> float | None:
    categories = line.categories.split(";")
    shares = []
    for item in line.item.split(";"):
        rows = table[table["item"].eq(item) & table["category"].isin(categories)]
        if len(rows) != len(categories) or not rows["base"].iloc[0]:
            return None
        shares.append(rows["n"].sum() / rows["base"].iloc[0])
    pick: Any = {"min_percent": min, "max_percent": max}.get(
        line.statistic, lambda values: values[0]
    )
    return pick(shares) * (100 if line.statistic.endswith("percent") else 1)


def _from_register(line: Any, table: pd.DataFrame) -> float | None:
    for name in ("register", "date", "provider_type", "grade"):
        if wanted := getattr(line, name):
            table = table[table[name].isin(wanted.split(";"))]
    if table.empty:
        return None
    of_programme = table[table["programme"].eq(line.programme)] if line.programme else table
    counts = of_programme["count"]
    if line.statistic == "units":
        return float(table["unit"].nunique())
    if line.statistic == "units_without":
        return float((of_programme.groupby("unit")["count"].sum() == 0).sum())
    if line.statistic == "smallest_share":
        share = of_programme.groupby("unit")["count"].sum() / table.groupby("unit")["count"].sum()
        return float(share.min())
    if line.statistic == "percent":
        whole = table.loc[table["programme"].eq("totaal"), "count"]
        return float(100 * counts.iloc[0] / whole.iloc[0]) if len(whole) == 1 else None
    if line.statistic == "count" and len(counts) != 1:
        return None
    return float(counts.sum())
