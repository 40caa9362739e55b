"""What every report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from surveyreport.disclosure.policy import Policy
from surveyreport.feedback.bars import Bars, Rows, rows_of
from surveyreport.feedback.numbers import Words
from surveyreport.feedback.settings import Settings
from surveyreport.study.model import Study


@dataclass(frozen=True, eq=False)
class Sources:
    """Everything the reports are made from; no table has a respondent in it.

    names: provider_id -> name. released: the release table. response: RESPONSE as released.
    themes: comparison.COLUMNS. estimates: the public estimates. participation: statistic -> value
    over all providers, and per group its respondents. enrolment: provider_id, date, pupils.
    """

    study: Study
    settings: Settings
    policy: Policy
    wave: str
    first_day: date
    last_day: date
    synthetic: bool
    level: float
    names: dict[str, str]
    released: pd.DataFrame
    response: pd.DataFrame
    themes: pd.DataFrame
    estimates: pd.DataFrame
    participation: dict[str, int]
    enrolment: pd.DataFrame

    @property
    def providers(self) -> tuple[str, ...]:
        """Providers with a respondent in any group, sorted."""
        return tuple(sorted(self.response["provider_id"].unique()))

    @cached_property
    def groups(self) -> list[str]:
        """The groups of this wave, in the order of the study."""
        present = set(self.released["group"].unique())
        return [group for group in self.study.groups if group in present]

    @cached_property
    def words(self) -> Words:
        return Words(self.study.texts["feedback"])

    @cached_property
    def bars(self) -> Bars:
        rows = self.estimates[~self.estimates["kind"].isin(["top2", "bottom2"])]
        totals: dict[str, dict[str, int]] = {}
        for item, category, n in zip(rows["item"], rows["category"], rows["n"], strict=True):
            totals.setdefault(item, {})[category] = int(n)
        return Bars(self.study, self.words, totals)

    @cached_property
    def by_provider(self) -> dict[str, tuple[Rows, pd.DataFrame, pd.DataFrame]]:
        """Per provider its released rows, theme rows and response rows."""
        released = rows_of(self.released)
        themes, response = (
            dict(list(table.groupby("provider_id", sort=False)))
            for table in (self.themes, self.response)
        )
        return {name: (released[name], themes[name], response[name]) for name in self.providers}
