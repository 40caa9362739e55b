"""What public files may tell beside names and texts: the spread between providers, counts of few
providers. Each check gives faults in words (Dutch), none when all is well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import load_workbook

from surveyreport.audit.scan import INSIDE, embedded
from surveyreport.estimates.kinds import UNWEIGHTED
from surveyreport.files.csvfile import read_text
from surveyreport.protection.precision import (
    DECIMALS,
    OF_RETURNING,
    OF_THESE,
    OVER_PROVIDERS,
    WEIGHTED,
)
from surveyreport.responses.response_table import ALL
from surveyreport.study.model import Study

DRAWN = re.compile(r"<(svg|style|script)\b.*?</\1>|<[^>]*>", re.S)
# not the end of an id: a row 'schoolteam.C10,2023' of a table in a page holds no 10,2023
TOLD = re.compile(r"(?<![\w.,])\d+[.,]\d{4,}(?!\d)")
UNROUNDED = re.compile(r"(?<![\d.])\d+\.\d{8,}")
TABLES = (".xlsx", ".csv")
WHO_ANSWERED, EARLY_LATE = "who_answered", "early_late"
OF_PROVIDERS = ("invited", "providers", "frame_share", "provider_rate")
INTERNAL_FAULTS = {
    WHO_ANSWERED: "toont respondenten per klasse van aanbieders; een klasse kan één aanbieder zijn",
    EARLY_LATE: "heeft juiste totalen van vroege en late antwoorden apart; de belofte telt die van "
    "alle antwoorden samen",
}
MICRODATA_FAULT = (
    "microdata horen niet bij rapporten voor aanbieders: de aantallen van een rapport zijn sommen "
    "over records, en met dertig vragen tegelijk is na te gaan welke records van een aanbieder zijn"
)


def table_faults(
    path: Path, parts: list[tuple[str, str]], estimates: pd.DataFrame, study: Study
) -> list[str]:
    """What either check finds in one file, its tables read once."""
    tables = tables_of(path, study)
    faults = spread_faults(path, parts, estimates, study, tables)
    return faults + response_faults(path, study, tables)


def spread_faults(
    path: Path,
    parts: list[tuple[str, str]],
    estimates: pd.DataFrame,
    study: Study,
    tables: list[pd.DataFrame] | None = None,
) -> list[str]:
    """Numbers that depend on the spread between providers with more decimals than allowed.

    With all provider reports beside them, such a number can leave one possible table of an item on
    which few providers are hidden. In tables, those inside a page too, every column of DECIMALS is
    held to it. In running text a number of 4 decimals and more, in drawings and in other columns of
    a CSV one of 8, is a fault when it equals a limit, effective size or design effect in estimates
    (ci_low, ci_high, n_eff, deff), as share or as percentage; not when it equals a public share
    (share, unless the shares are weighted): with three answers of 84 many numbers do.
    """
    tables = tables_of(path, study) if tables is None else tables
    found = sum(_decimals(value) > places for value, places in _spread_cells(tables, study))
    if path.suffix != ".xlsx":
        spread = estimates[["ci_low", "ci_high", "n_eff", "deff"]].to_numpy(dtype=float).ravel()
        # With few decimals of its own a value tells no more than a rounded one
        secret = np.abs(spread[np.abs(spread * 1e4 - np.round(spread * 1e4)) > 1e-5])
        numbers = {n for _, text in parts for n in UNROUNDED.findall(text)}
        if path.suffix not in TABLES:
            # a comma in a table inside a page parts its cells: 2021-10-01,2337 is no number
            running = (text for name, text in parts if not name.endswith(INSIDE))
            numbers |= {n for text in running for n in TOLD.findall(DRAWN.sub(" ", text))}
        open_to_all = np.array([])
        if "share" in estimates and UNWEIGHTED not in estimates:
            open_to_all = estimates["share"].dropna().abs().to_numpy(dtype=float)
        unsaid = {number for number in numbers if not _equals_one(number, open_to_all)}
        found = max(found, sum(_equals_one(number, secret) for number in unsaid))
    if not found:
        return []
    return [
        f"{found} getallen die van de spreiding tussen aanbieders afhangen (grenzen, "
        "ontwerpeffecten), zijn te weinig afgerond; samen met alle rapporten kunnen die verraden "
        "wat verborgen is"
    ]


def spread_of(verdicts: pd.DataFrame) -> pd.DataFrame:
    """ci_low: every number of verdicts (of a wave, or between waves) that depends on the spread
    between providers. share: the other ones: deltas and shares of all follow from public totals,
    unless weighted."""
    names = DECIMALS | OF_RETURNING | (WEIGHTED if "unweighted_delta" in verdicts else {})
    of_spread = verdicts[verdicts.columns.intersection(list(names))]
    rest = verdicts.drop(columns=of_spread.columns).select_dtypes("float")
    told = {"ci_low": of_spread, "share": rest}
    return pd.concat(
        pd.DataFrame({name: numbers.to_numpy(dtype=float).ravel()}).dropna()
        for name, numbers in told.items()
    )


def _equals_one(number: str, secret: np.ndarray) -> bool:
    decimals = len(re.split(r"[.,]", number)[1])
    value = float(number.replace(",", "."))
    near = np.abs(np.stack([secret, 100 * secret]) - value)
    return bool((near < 0.51 * 10.0**-decimals).any())


def _decimals(value: float) -> int:
    return len(f"{value:.12f}".rstrip("0").split(".")[1])


def _spread_cells(tables: list[pd.DataFrame], study: Study) -> Iterator[tuple[float, int]]:
    """The numbers in columns of DECIMALS, with the decimals they may have."""
    words = study.texts["workbook"]["words"]
    coarse = {words.get(name, name): places for name, places in OVER_PROVIDERS.items()}
    coarse |= OVER_PROVIDERS
    for table in tables:
        of_row = table["estimand"].map(coarse) if "estimand" in table else None
        decimals = DECIMALS | OF_RETURNING | (WEIGHTED if UNWEIGHTED in table else {})
        for name in table.columns.intersection(list(decimals)):
            numbers = pd.to_numeric(table[name], errors="coerce").dropna()
            for row, value in numbers.items():
                places = decimals[name]
                if of_row is not None and name in OF_THESE and pd.notna(of_row[row]):
                    places = int(of_row[row])
                yield float(value), places


def tables_of(path: Path, study: Study) -> list[pd.DataFrame]:
    """The tables of a workbook, a CSV or inside a page, their columns by id; else none."""
    if path.suffix == ".csv":
        return [read_text(path)]
    if path.suffix == ".html":
        inside = embedded(path.read_text(encoding="utf-8", errors="replace"))
        return [read_text(StringIO(text)) for text in inside if text.strip()]
    return list(_sheets(path, study)) if path.suffix in TABLES else []


def _sheets(path: Path, study: Study) -> Iterator[pd.DataFrame]:
    columns = study.texts["workbook"]["columns"]
    ids = {_bare(text): name for name, text in reversed(columns.items())}
    for sheet in load_workbook(path, read_only=True, data_only=True):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        heads = ([ids.get(_bare(cell)) for cell in row] for row in rows)
        found = ((n, head) for n, head in enumerate(heads, 1) if sum(map(bool, head)) > 1)
        for start, head in islice(found, 1):
            names = [name or str(place) for place, name in enumerate(head)]
            yield pd.DataFrame(rows[start:], columns=names)


def _bare(heading: Any) -> str:
    """A heading without its notes."""
    return re.sub(r"\s*\[.*", "", str(heading or ""))


def response_faults(
    path: Path, study: Study, tables: list[pd.DataFrame] | None = None
) -> list[str]:
    """Counts of people per type or other class of provider in a table, and the picture of them;
    shares of a part of the answers.

    A class can be one provider, or one provider can have most of its respondents; with the totals
    each class tells the others. So of a class only how many providers were invited and took part.
    """
    if path.stem == EARLY_LATE or (path.stem == WHO_ANSWERED and path.suffix not in TABLES):
        return [INTERNAL_FAULTS[path.stem]]
    if path.suffix not in TABLES:
        return []
    words = study.texts["workbook"]["words"]
    told = [*OF_PROVIDERS, *(words[name] for name in ("invited", "providers"))]
    count = 0
    for table in tables_of(path, study) if tables is None else tables:
        # Columns with the same heading have the first of their ids
        what = next((name for name in ("count_of", "statistic") if name in table), None)
        by = next((name for name in ("provider_type", "class") if name in table), None)
        if what and by:
            of_class = table[by].notna() & ~table[by].isin(["", ALL, words[ALL]])
            count += int((of_class & ~table[what].isin(told)).sum())
    return (
        [f"{count} aantallen of aandelen van respondenten per klasse van aanbieders"]
        if count
        else []
    )
