"""Public results of parts of the respondents, counted again by other code than the estimates'.

A part that is shown must be large enough for a public table, and so must everybody together who is
in no shown part: the total less the parts shown tells what they answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from surveyreport.audit.tables import ANSWERS
from surveyreport.protection.settings import Public


@dataclass(frozen=True, eq=False)
class Parts:
    """table: subgroups.csv. responses: recoded, per group. places: as of `provider_parts`.
    splits: item -> what its results may be parted by."""

    table: pd.DataFrame
    responses: Mapping[str, pd.DataFrame]
    places: Mapping[str, Mapping[str, str]]
    splits: Mapping[str, str]

    def faults(self, rules: Public) -> list[str]:
        """What is wrong, in words (Dutch); empty when all is well."""
        found = []
        for item, rows in self.table.groupby("item", sort=False):
            if set(rows["by"]) != {self.splits.get(item)}:
                found.append(f"{item}: op meer dan één manier opgesplitst")
                continue
            found += self._item_faults(str(item), rows, rules)
        return found

    def _item_faults(self, item: str, rows: pd.DataFrame, rules: Public) -> list[str]:
        by, table = self.splits[item], self.responses[rows["group"].iloc[0]]
        table = table[table["included"] & table[item].notna()]
        place = table["provider_id"].map(self.places[by]) if by in self.places else table[by]
        shown = rows[rows["kind"].isin(ANSWERS) & rows["n"].notna() & rows["base"].gt(0)]
        found = []
        for level, told in shown.groupby("level", sort=False):
            mine = table[place.eq(level).to_numpy(dtype=bool, na_value=False)]
            counts = dict(zip(told["category"], told["n"].astype(int), strict=True))
            if counts != _counted(mine[item], list(counts)):
                found.append(f"{item}, {level}: andere aantallen dan in de antwoorden")
            found += _too_small(f"{item}, {level}", mine, item, rules)
        rest = table[~place.isin(shown["level"].unique()).to_numpy(dtype=bool)]
        if len(rest) and len(shown):
            found += _too_small(f"{item}, wie in geen getoond deel zit", rest, item, rules)
        return found


def _counted(answers: pd.Series, names: list[str]) -> dict[str, int]:
    """How many gave each answer; of a box to tick, ticked or not."""
    if names and set(names) <= {"selected", "not_selected"}:
        answers = answers.eq(1).map({True: "selected", False: "not_selected"})
    counted = answers.astype(object).value_counts()
    return {name: int(counted.get(name, 0)) for name in names}


def _too_small(what: str, table: pd.DataFrame, item: str, rules: Public) -> list[str]:
    sizes = table["provider_id"].value_counts()
    total = len(table)
    if total < rules.respondents or len(sizes) < rules.providers:
        return [f"{what}: {total} antwoorden van {len(sizes)} aanbieders, te weinig om te tonen"]
    if sizes.max() > rules.largest_share * total:
        return [f"{what}: één aanbieder gaf meer dan {rules.largest_share:.0%}"]
    few = table[item].astype(object).value_counts()
    if total < rules.small_table and ((few > 0) & (few < rules.cell)).any():
        return [f"{what}: minder dan {rules.cell} antwoorden bij een antwoord"]
    return []
