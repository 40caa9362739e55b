"""The project's own CSV files: read with every fault named, write the same bytes each time."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

import pandas as pd

import surveyreport.files.text_columns  # noqa: F401
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.files.textfile import ABSENT, checked_text
from surveyreport.files.whole import whole

DECIMALS = 10
# Columns of the project's own tables that hold numbers, or True and False; all others are text
NUMBERS = frozenset({
    "alpha", "alpha_step", "answered", "asked", "base", "base_public", "ci_high", "ci_low",
    "coded", "coder_high", "coder_low", "column", "computed", "computed_unrounded", "corrected",
    "count", "deff", "deff_a", "deff_b", "delta", "delta_high", "delta_low", "detail_by_rule",
    "detectable_delta", "detectable_difference", "detectable_pairs", "df", "df2", "difference",
    "difference_high", "difference_low", "earlier_count", "estimate", "figure", "first_coder",
    "high", "icc", "kappa", "largest_difference", "low", "margin", "n", "n_a", "n_b", "n_eff",
    "n_from", "n_to", "not_answering_a", "not_answering_b", "not_answering_from",
    "not_answering_to", "of", "others_base", "others_n", "others_share", "p_adjusted",
    "p_report", "p_value", "pairs", "prevalence", "providers", "providers_a", "providers_b",
    "providers_both", "providers_from", "providers_to", "published", "raw", "required",
    "respondents", "returning_delta", "returning_difference", "returning_difference_high",
    "returning_difference_low", "returning_high", "returning_low", "returning_n_from",
    "returning_n_to", "returning_p_adjusted", "returning_p_value", "row", "second_coder",
    "share", "share_asked", "share_public", "statement", "superiority", "top2_a", "top2_b",
    "top2_from", "top2_to", "unweighted_delta", "unweighted_difference",
    "unweighted_share", "visits", "within_p_value", "without_high", "without_low", "written",
})  # fmt: skip
FLAGS = frozenset(
    {"agrees", "coherent", "dont_know_differs", "holds", "one_provider", "without_holds"}
)
# a name that holds words elsewhere, but numbers in these tables
OWN_NUMBERS = {
    "anonymisation": {"value"},
    "audit": {"colleague", "other", "own"},
    "comparisons": {"statistic"},
    "differences": {"panel"},
    "early_late": {
        "n_early", "n_late", "providers_early", "providers_late", "top2_early", "top2_late",
    },
    "item_bounds": {"highest", "left_open", "lowest"},
    "quality": {"value"},
    "response": {"value"},
    "robustness": {
        "combinations",
        "held",
        "differences",
        "no_difference",
        "opposite",
        "no_verdict",
        "worst_p",
    },
    "several": {"statistic"},
    "side_by_side": {"question"},
    "themes": {
        "alpha",
        "alpha_high",
        "alpha_low",
        "icc_high",
        "icc_low",
        "omega",
        "omega_high",
        "omega_low",
        "ordinal_alpha",
        "ordinal_alpha_high",
        "ordinal_alpha_low",
        "people",
        "people_needed",
        "questions",
        "reliability",
    },
    "trends": {"statistic"},
    "visits": {"of", "visits"},
    "who_answered": {"value"},
}  # fmt: skip
# the numbers of all figures that show an item, as 3;12
OWN_TEXT = {"estimates": {"figure"}}


def read_table(
    path: Path, numbers: Collection[str] | None = None, blank: bool = False
) -> pd.DataFrame:
    """A table that this project wrote, with NaN where a cell is empty and nowhere else.

    Text stays as it was written: NA, nan, None, 007, 1e5 and TRUE are words. numbers: the columns
    that hold numbers, when these are not those of NUMBERS (the microdata name theirs by item).
    blank: whether an empty cell of text is "" instead.
    Raises InputProblems when a column of numbers or flags holds something else.
    """
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    if numbers is None:
        name = path.stem.split("-")[0]
        numbers = (NUMBERS | OWN_NUMBERS.get(name, set())) - OWN_TEXT.get(name, set())
    known = {*numbers, *FLAGS} & set(columns)
    text = {name: str for name in columns if name not in known}
    missing = {name: [""] for name in (known if blank else columns)}
    table = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=missing)
    spoilt = [name for name in columns if name in known and not _holds(table[name], name)]
    if spoilt:
        raise InputProblems(
            Problem(str(path), "iets anders dan getallen", "reken de golf opnieuw uit", column=name)
            for name in spoilt
        )
    return table


def read_text(source: Path | TextIO) -> pd.DataFrame:
    """All cells of a table that this project wrote as they stand there, "" where empty."""
    return pd.read_csv(source, dtype=str, keep_default_na=False)


def _holds(column: pd.Series, name: str) -> bool:
    """True when a column holds what its name promises."""
    if column.dtype.kind in ("b" if name in FLAGS else "iuf"):
        return True
    values = column.dropna()
    return values.isin([True, False]).all() if name in FLAGS else values.empty


def read_csv(
    path: Path,
    columns: tuple[str, ...],
    problems: ProblemList,
    optional: tuple[str, ...] = (),
    pattern: re.Pattern[str] | None = None,
    absent: str = ABSENT,
) -> pd.DataFrame:
    """All cells of `path` as text, one row a record; index = row in the file (heading = 1).

    columns: headings that must be there; optional, pattern: headings that may be there. UTF-8,
    comma or semicolon. Faults go to `problems`; an unreadable file gives an empty frame. absent:
    what to do when there is no file.
    """
    empty = pd.DataFrame(columns=list(columns), dtype=str)
    text = checked_text(path, problems, absent)
    if text is None:
        return empty
    heading = text.split("\n", 1)[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records = list(reader)
    except csv.Error:
        problems.add(
            path,
            "een aanhalingsteken zonder wederhelft, of tekst ernaast",
            "zet er voor en na de hele cel een, en schrijf er een in de tekst dubbel",
            row=_unclosed(text) or reader.line_num,
        )
        return empty
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
    name, count = Counter(header).most_common(1)[0]
    if count > 1:
        problems.add(path, f"kolom '{name}' staat er {count} keer", "houd er één over",
                     row=1, column=name)  # fmt: skip
        return empty
    missing = [name for name in columns if name not in header]
    known = (*columns, *optional)
    unknown = [n for n in header if n not in known and not (pattern and pattern.fullmatch(n))]
    expected = "kolommen " + ", ".join((*columns, *optional))
    if len(missing) == len(columns):
        # another kind of file: what it holds is not for a message
        problems.add(
            path,
            "geen van de verwachte kolommen",
            "geef het juiste bestand, met de namen van de kolommen in rij 1",
            row=1,
            expected=expected,
        )
        return empty
    for name, other in zip_longest(missing, unknown):
        if name is None:
            found, remedy = f"onbekende kolom '{other}'", "verwijder of hernoem de kolom"
        elif other is None:
            found, remedy = f"kolom '{name}' ontbreekt", "voeg de kolom toe"
        else:
            found = f"kolom '{name}' ontbreekt, en '{other}' is onbekend"
            remedy = f"hernoem de kolom '{other}', of voeg '{name}' toe"
        problems.add(path, found, remedy, row=1, column=name or other, expected=expected)
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


def _unclosed(text: str) -> int | None:
    """The first line that has an odd number of quotes and is followed by no line that has."""
    odd = [i for i, line in enumerate(text.split("\n"), 1) if line.count('"') % 2]
    return odd[-1] if len(odd) % 2 else None


def write_csv(table: pd.DataFrame, path: Path, keys: list[str] | None = None) -> None:
    """Write `table` whole or not at all: UTF-8, comma, LF, 10 decimals, sorted by `keys`.

    Columns of numbers keep empty cells for what is missing.
    """
    if keys:
        table = table.sort_values(keys, kind="stable")
    with whole(path) as part:
        text = table.to_csv(index=False, lineterminator="\n", float_format=_decimal)
        part.write_text(text, encoding="utf-8", newline="")


def _decimal(value: float) -> str:
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
