"""What every report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from surveyreport.feedback.questions import Printed, Questions
from surveyreport.feedback.settings import Settings
from surveyreport.feedback.words import Words
from surveyreport.protection.settings import Protection
from surveyreport.study.model import Study


@dataclass(frozen=True, eq=False)
class Earlier:
    """What a wave before this one printed. label: its name; rows: positions.COLUMNS, of the themes
    that asked the same questions."""

    label: str
    rows: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Sources:
    """Everything the reports are made from; no table has a respondent in it.

    names, types: provider_id -> name, kind. printed: provider_printed. respondents: group,
    provider_id, respondents. positions: positions.COLUMNS. powers: per group the chance that a
    true difference is seen, as positions.power; reliabilities: as positions.reliability.
    estimates: the public estimates. participation:
    statistic -> value over all providers, and per group its respondents. enrolment: provider_id,
    date, pupils.
    """

    study: Study
    settings: Settings
    rules: Protection
    wave: str
    first_day: date
    last_day: date
    synthetic: bool
    names: dict[str, str]
    types: dict[str, str]
    printed: pd.DataFrame
    respondents: pd.DataFrame
    positions: pd.DataFrame
    alike: dict[str, float]
    powers: dict[int, float]
    reliabilities: dict[int, float]
    estimates: pd.DataFrame
    participation: dict[str, int]
    enrolment: pd.DataFrame
    earlier: Earlier | None = None

    @property
    def providers(self) -> tuple[str, ...]:
        """Providers with a respondent in any group, sorted."""
        counted = self.respondents[self.respondents["respondents"] > 0]
        return tuple(sorted(counted["provider_id"].unique()))

    @cached_property
    def groups(self) -> list[str]:
        """The groups of this wave, in the order of the study."""
        present = set(self.respondents["group"].unique())
        return [group for group in self.study.groups if group in present]

    @cached_property
    def words(self) -> Words:
        return Words(self.study.texts["feedback"])

    @cached_property
    def totals(self) -> dict[str, dict[str, int]]:
        """Per item {category: n} over all providers, as made public."""
        rows = self.estimates[~self.estimates["kind"].isin(["top2", "bottom2"])].dropna(
            subset=["n"]
        )
        totals: dict[str, dict[str, int]] = {}
        for item, category, n in zip(rows["item"], rows["category"], rows["n"], strict=True):
            totals.setdefault(item, {})[category] = int(n)
        return totals

    @cached_property
    def questions(self) -> Questions:
        return Questions(self.study, self.words, self.totals)

    @cached_property
    def of_provider(self) -> dict[str, Printed]:
        mine = dict(list(self.printed.groupby("provider_id", sort=False)))
        return {name: Printed(mine.get(name, self.printed.iloc[:0])) for name in self.providers}

    @cached_property
    def themes_of(self) -> dict[str, pd.DataFrame]:
        """Per provider its rows of `positions`, in the order of groups and themes."""
        order = {theme.id: place for place, theme in enumerate(self.settings.themes)}
        sorted_rows = self.positions.assign(
            place=self.positions["group"].map(self.groups.index),
            order=self.positions["theme"].map(order),
        ).sort_values(["place", "order"])
        return dict(list(sorted_rows.groupby("provider_id", sort=False)))

    @cached_property
    def of_type(self) -> dict[tuple[str | None, str, str], tuple[int, float, float]]:
        """(type, group, theme) -> providers, answers and printed counts of all of that type."""
        sums: dict[tuple[str | None, str, str], tuple[int, float, float]] = {}
        for row in self.positions.itertuples(index=False):
            key = (self.types.get(row.provider_id), row.group, row.theme)
            count, n, printed = sums.get(key, (0, 0, 0))
            sums[key] = (count + 1, n + row.n, printed + row.printed)
        return sums

    @cached_property
    def counted(self) -> dict[tuple[str, str], int]:
        """(provider, group) -> respondents."""
        rows = self.respondents
        keys = zip(rows["provider_id"], rows["group"], strict=True)
        return dict(zip(keys, rows["respondents"].astype(int), strict=True))
