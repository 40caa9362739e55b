"""Numbers of other tables than estimates.csv: official counts, comparisons, visits, settings."""

from __future__ import annotations

from typing import Any

import pandas as pd

from surveyreport.files.dutch import integer
from surveyreport.report.binding import VERDICTS, Binding
from surveyreport.report.bound import Number
from surveyreport.report.item_rows import NoValue
from surveyreport.report.tables import Tables, as_percent
from surveyreport.report.vocabulary import TOTAL
from surveyreport.responses.response_table import ALL
from surveyreport.study.verdict_words import MORE_POSITIVE


def register_cell(tables: Tables, names: dict[str, str]) -> Number:
    where: Any = {"provider_type": TOTAL, "grade": TOTAL, "programme": TOTAL, **names}
    if tables.has("register", "count", **where):
        return tables.number("register", "count", **where)
    # a register of single providers, or one without the total asked for
    stated = {key: value for key, value in where.items() if key in names}
    free = [key for key in ("provider_type", "grade", "programme") if key not in names]
    rows = tables.tables["register"]
    for key, value in stated.items():
        rows = rows[rows[key].eq(value)]
    for key in free:
        rows = rows[rows[key].ne(TOTAL)] if rows[key].ne(TOTAL).any() else rows
    if rows.empty:
        return tables.number("register", "count", **where)
    key = "sum count; " + "; ".join(f"{k}={v}" for k, v in stated.items())
    total = int(rows["count"].sum())
    return Number("register", key, str(total), integer(total))


def comparisons_counted(tables: Tables, binding: Binding) -> Number:
    rows, names = tables.tables["verdicts"], binding.names
    if "family" in names:
        rows = rows[rows["family"].eq(names["family"])]
    if "verdict" in names:
        # `rapport`: adjusted for all comparisons of the report instead of those of the block
        column = "report_verdict" if "over" in names else "verdict"
        rows = rows[rows[column].isin(VERDICTS[names["verdict"]])]
    if "more" in names:
        rows = rows[rows["verdict"].isin(MORE_POSITIVE)]
        first = rows["verdict"].eq(MORE_POSITIVE[0])
        winner = rows["group_a"].where(first, rows["group_b"])
        loser = rows["group_b"].where(first, rows["group_a"])
        rows = rows[winner.eq(names["more"])]
        if "less" in names:
            rows = rows[loser[rows.index].eq(names["less"])]
    key = "; ".join(["rows", *(f"{k}={v}" for k, v in names.items())])
    return Number("verdicts", key, str(len(rows)), integer(len(rows)))


def visits_counted(tables: Tables, words: list[str]) -> Number:
    """In how many visits a theme came up, of one conversation or direction if it is named."""
    if "visits" not in tables.tables:
        raise NoValue("er is geen tabel van bezoeken (visits.csv)")
    rows = tables.tables["visits"]
    if not words:
        return tables.number("visits", "of", **_row_key(rows.iloc[0]))
    for column in ("theme", "conversation", "direction"):
        said = [word for word in words if word in set(rows[column])]
        wanted = said[0] if said else ALL
        rows = rows[rows[column].eq(wanted)]
    unknown = [word for word in words if not rows.empty and word not in set(rows.iloc[0])]
    if len(rows) != 1 or unknown:
        raise NoValue(f"geen rij van visits.csv voor '{' '.join(words)}'")
    return tables.number("visits", "visits", **_row_key(rows.iloc[0]))


def setting(tables: Tables, key: str) -> Number:
    """A setting; one between 0 and 1 is a share."""
    value = tables.setting(key)
    share = value.value.startswith("0.") or value.value in ("0", "1")
    return tables.setting(key, as_percent) if share else value


def _row_key(row: pd.Series) -> dict[str, Any]:
    return {name: row[name] for name in ("theme", "conversation", "direction")}
