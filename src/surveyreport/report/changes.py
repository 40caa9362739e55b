"""What changed since an earlier wave: the rows of trends/verdicts.csv that a binding names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.files.csvfile import read_table
from surveyreport.report.binding import Binding
from surveyreport.report.bound import Number, Text
from surveyreport.report.item_rows import NoValue
from surveyreport.report.tables import Show, as_points, points_in_words
from surveyreport.study.verdict_words import (
    CHANGED,
    MORE_OFTEN,
    MORE_POSITIVE,
    OTHER_SHARES,
    SMALL,
    UNCLEAR,
)

TRENDS = Path("trends/verdicts.csv")
# as report_numbers.csv names it, beside the tables of the wave
TABLE = "../trends/verdicts"
# the verdict between groups that says the same, the later wave being the first group
AS_GROUPS = dict(zip(CHANGED, (*MORE_POSITIVE, *MORE_OFTEN), strict=True))
# the verdicts that tell; with any other, its sentence says why it tells nothing
TOLD = (*CHANGED, OTHER_SHARES, UNCLEAR, SMALL)
Row = dict[str, Any]
YEAR = r"(?:19|20)\d\d"
SINCE = re.compile(
    r"\b(?:sinds|dan (?:in|bij)|tegenover|ten opzichte van|vergeleken met|in vergelijking met)"
    rf"(?: (?:in|de|het|golf|meting|schooljaar|van))* ({YEAR}(?:[-–](?:19|20)?\d\d)?)\b"
)


def other_year(said: str, bound: Iterable[Binding]) -> str:
    """The year a sentence compares with, where its words of comparison are bound to another wave
    or to none; '' when it is right, or nothing tells."""
    found, bindings = SINCE.search(said), list(bound)
    compared = [b for b in bindings if b.relation == "tegenover" and b.form != "telling"]
    waves = {b.since or b.wave or b.whole.get("date", "") for b in bindings} - {""}
    # a wave that has no year for a name may be of any
    if not found or not compared or not all(re.search(YEAR, wave) for wave in waves):
        return ""
    years = re.findall(YEAR, found[1])
    return "" if any(year in wave for year in years for wave in waves) else found[1]


class Changes:
    """The verdicts about `wave` and the waves before it. verdicts: None where none were made."""

    def __init__(self, verdicts: pd.DataFrame | None, wave: str):
        self.wave = wave
        self._rows: dict[tuple[str, str], Row] = {}
        if verdicts is not None:
            own = verdicts[verdicts["to"].astype(str).eq(wave)]
            self._rows = {(row["item"], str(row["from"])): row for row in own.to_dict("records")}

    def since(self, item: str) -> list[str]:
        """The waves before that an item is compared with."""
        return [since for of, since in self._rows if of == item and self._told(of, since)]

    def row(self, item: str, since: str) -> Row:
        """The comparison of an item with an earlier wave. Raises NoValue, with the reason, where
        the waves cannot be compared, too few answered, or nobody compared them."""
        if (item, since) not in self._rows:
            raise NoValue(f"golf {self.wave} is voor {item} niet met golf {since} vergeleken: dat "
                          "kan enkel met de vorige golf die de vraag stelde")  # fmt: skip
        if not self._told(item, since):
            raise NoValue(str(self._rows[item, since]["sentence"]).rstrip("."))
        return self._rows[item, since]

    def _told(self, item: str, since: str) -> bool:
        return self._rows[item, since]["verdict"] in TOLD

    def note(self, item: str, since: str) -> str:
        """What a reader must know with anything said of this change; '' for nothing."""
        row = self._rows.get((item, since), {})
        return str(row["note"]) if row and row["decision"] == "with_note" else ""

    def in_words(self, binding: Binding) -> Text:
        """The change of an item in percentage points, or the ends of its interval."""
        row = self.row(binding.items[0], binding.since)
        where = f"item={row['item']}; from={row['from']}; to={row['to']}"

        def number(column: str, show: Show) -> Number:
            if pd.isna(row[column]):
                raise NoValue(f"geen waarde voor '{binding.text}'")
            value = f"{round(row[column], 10)}"
            return Number(TABLE, f"{column}; {where}", value, show(row[column]))

        if binding.form == "verschil":
            return (number("difference", points_in_words),)
        low, high = (number(f"difference_{end}", as_points) for end in ("low", "high"))
        return (low, " tot ", high)


def read_changes(results: Path, wave: str) -> Changes:
    """Of the trends in the folder of all results, if they were made."""
    path = results / TRENDS
    return Changes(read_table(path) if path.is_file() else None, wave)
