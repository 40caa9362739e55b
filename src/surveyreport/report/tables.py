"""The tables of a wave, looked up so that every number keeps its table and row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from surveyreport.estimates.kinds import UNWEIGHTED
from surveyreport.files.dutch import decimal, integer, one_decimal, percent
from surveyreport.files.problems import InputProblems, Problem
from surveyreport.report.bound import Number

NO_BREAK = "\u00a0"
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
          "september", "oktober", "november", "december")  # fmt: skip
Show = Callable[[Any], str]


def as_percent(share: float) -> str:
    """45 %, rounded half up as in the figures."""
    return f"{percent(share)}{NO_BREAK}%"


def as_points(share: float) -> str:
    """A difference of shares in whole percentage points with its sign: +12, −3 or 0."""
    points = percent(abs(share))
    return f"{'−' if share < 0 else '+'}{points}" if points else "0"


def as_points_alone(share: float) -> str:
    """A size in percentage points: 10."""
    return str(percent(share))


def points_in_words(share: float) -> str:
    """A difference without its sign: 12 procentpunt."""
    return f"{percent(abs(share))}\u00a0procentpunt"


def as_two_decimals(value: float) -> str:
    """A measure between -1 and 1: 0,35."""
    hundredths = percent(abs(value))
    return f"{'−' if value < 0 and hundredths else ''}{hundredths // 100},{hundredths % 100:02}"


def as_day(iso: str) -> str:
    """6 februari 2023."""
    year, month, day = iso.split("-")
    return f"{int(day)}{NO_BREAK}{MONTHS[int(month) - 1]}{NO_BREAK}{year}"


as_one_decimal = one_decimal


class Tables:
    """Tables by name (the file name without .csv), and settings by their dotted key."""

    def __init__(self, tables: dict[str, pd.DataFrame], settings: dict[str, Any]):
        self.tables = tables
        self.settings = settings
        self._rows: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}
        self._parts: dict[tuple[str, str], dict[Any, pd.DataFrame]] = {}

    def number(self, table: str, column: str, show: Show = integer, **where: Any) -> Number:
        """The cell of `column` in the one row of `table` that fits `where`.

        Raises InputProblems without such a row or value: a number that is bound to nothing.
        """
        key = _key(column, where)
        value = self._cell(table, column, where)
        if value is None or pd.isna(value):
            _unbound(table, key)
        return Number(table, key, _text(value), show(value))

    @property
    def weighted(self) -> bool:
        """Whether the shares are."""
        return UNWEIGHTED in self.tables.get("estimates", ())

    def has(self, table: str, column: str, **where: Any) -> bool:
        """Whether `number` would find a value."""
        value = self._cell(table, column, where)
        return value is not None and bool(pd.notna(value))

    def rows(self, table: str, column: str, value: str) -> pd.DataFrame:
        """The rows of a table with this value in a column; parted once for all values."""
        if (table, column) not in self._parts:
            self._parts[table, column] = dict(tuple(self.tables[table].groupby(column)))
        return self._parts[table, column].get(value, self.tables[table].iloc[:0])

    def count(self, table: str, **where: Any) -> Number:
        """How many rows fit."""
        found = len(self._found(table, where))
        return Number(table, _key("rows", where), str(found), integer(found))

    def total(self, table: str, column: str, **where: Any) -> Number:
        """The sum of a column of counts over the rows that fit; raises without any row."""
        rows = self._found(table, where)
        key = _key(f"sum {column}", where)
        if rows.empty:
            _unbound(table, key)
        value = rows[column].sum()
        return Number(table, key, _text(value), integer(value))

    def distinct(self, table: str, column: str, **where: Any) -> Number:
        """How many different values a column has in the rows that fit."""
        found = self._found(table, where)[column].nunique()
        return Number(table, _key(f"distinct {column}", where), str(found), integer(found))

    def setting(self, key: str, show: Show = decimal) -> Number:
        """A setting of config.yaml: 'cleaning.duplicate_minutes'."""
        value: Any = self.settings
        for name in key.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None:
            _unbound("config.yaml", key)
        if isinstance(value, date):
            value = value.isoformat()
        return Number("config.yaml", key, _text(value), show(value))

    def _cell(self, table: str, column: str, where: dict[str, Any]) -> Any:
        """The cell of `column` in the one row that fits, or None."""
        places = self._places(table, where)
        frame = self.tables[table]
        return frame[column].iat[places[0]] if len(places) == 1 and column in frame else None

    def _found(self, table: str, where: dict[str, Any]) -> pd.DataFrame:
        places = self._places(table, where)
        return self.tables[table].iloc[places] if where else self.tables[table]

    def _places(self, table: str, where: dict[str, Any]) -> Sequence[int]:
        """The rows that fit, by their place; a table is read once for each set of columns."""
        if table not in self.tables:
            _unbound(table, _key("", where))
        frame = self.tables[table]
        names = tuple(where)
        if (table, names) not in self._rows:
            index: dict[tuple[str, ...], list[int]] = {}
            cells = [frame[name].map(_text, na_action=None) for name in names]
            for place, values in enumerate(zip(*cells, strict=True)):
                index.setdefault(values, []).append(place)
            self._rows[table, names] = index
        if not names:
            return range(len(frame))
        wanted = tuple(_text(value) for value in where.values())
        return self._rows[table, names].get(wanted, [])


def share_of(part: Number, whole: Number) -> Number:
    """Two counts as a percentage; its key is both keys. Raises InputProblems for an empty whole."""
    if float(whole.value) == 0:
        _unbound(whole.table, whole.key)
    value = float(part.value) / float(whole.value)
    return Number(part.table, f"{part.key} / {whole.key}", _text(value), as_percent(value))


def _key(column: str, where: dict[str, Any]) -> str:
    return "; ".join([column, *(f"{name}={_text(value)}" for name, value in where.items())])


def _text(value: Any) -> str:
    """A cell as text, the same for 15 and 15.0, empty when missing."""
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return str(bool(value))
    return f"{round(float(value), 10):.10f}".rstrip("0").rstrip(".")


def _unbound(table: str, key: str) -> None:
    name = table if "." in table else f"{table}.csv"
    problem = Problem(
        name,
        f"geen waarde voor '{key}'",
        "reken de tabel opnieuw uit, of haal dit getal uit het rapport",
        expected="één rij met een waarde: elk getal in het rapport hoort bij een rij",
    )
    raise InputProblems([problem])
