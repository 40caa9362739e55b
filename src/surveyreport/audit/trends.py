"""What goes out of several waves together: results/trends/, with the last wave.

Trends show providers of both waves beside all. With the totals of all that tells of the others, so
these must be enough for a public table; and it is a total of a part, for which the third statement
of docs/disclosure.md asks a smaller factor of one draw, in every wave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, sqrt
from pathlib import Path

import pandas as pd

from surveyreport.audit.public_files import spread_of
from surveyreport.audit.typed import typed_texts
from surveyreport.files.csvfile import read_table
from surveyreport.files.dutch import decimal, listed
from surveyreport.files.parquet import read_parquet
from surveyreport.files.problems import ProblemList
from surveyreport.protection.settings import NOISE, Protection
from surveyreport.sources.frame import read_frame
from surveyreport.study.wave_entry import Wave

FOLDER = "trends"
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Trends:
    """verdicts: results/trends/verdicts.csv. drawn: wave -> provider_drawn, of all waves.
    identifiers, texts: ids and names of providers, and open answers, of the other waves."""

    verdicts: pd.DataFrame
    drawn: Mapping[str, pd.DataFrame]
    identifiers: frozenset[str]
    texts: frozenset[str]

    @property
    def spread(self) -> pd.DataFrame:
        """As `public_files.spread_of`, of the verdicts."""
        return spread_of(self.verdicts)

    def faults(self, rules: Protection) -> list[str]:
        """What is wrong, in words (Dutch)."""
        return [*self._too_much(rules), *self._few_others(rules)]

    def _too_much(self, rules: Protection) -> list[str]:
        limit = sqrt(rules.odds)
        over = [
            wave
            for wave, drawn in self.drawn.items()
            if len(drawn) and drawn["own"].max() > limit + ROUNDING
        ]
        if rules.kind != NOISE or not over:
            return []
        return [
            "trends zetten aanbieders van beide golven naast alle: één aantal mag dan op zichzelf "
            f"hoogstens {decimal(floor(100 * limit) / 100)} keer iets prijsgeven, en in golf "
            f"{listed(over, 'en')} is dat meer; zet own_odds in study/disclosure.yaml, of neem "
            "trends/ niet op bij release"
        ]

    def _few_others(self, rules: Protection) -> list[str]:
        rows = self.verdicts[self.verdicts["returning_n_to"].notna()]
        faults = []
        for side in ("from", "to"):
            people = rows[f"n_{side}"] - rows[f"returning_n_{side}"]
            providers = rows[f"providers_{side}"] - rows["providers_both"]
            few = (people > 0) & (
                (people < rules.public.respondents) | (providers < rules.public.providers)
            )
            for (group, wave), mine in rows[few].groupby(["group", side], sort=False):
                least, asked = int(people[mine.index].min()), len(mine)
                said = "antwoordde er soms maar 1 mens" if least == 1 else (
                    f"antwoordden er soms maar {least} mensen")  # fmt: skip
                faults.append(
                    f"trends, {group}: in golf {wave} {said} bij aanbieders van die ene golf "
                    f"({asked} {'vraag' if asked == 1 else 'vragen'}, "
                    f"{mine['item'].iloc[0]} bijvoorbeeld); het verschil van "
                    "alle met de terugkerende aanbieders toont wat zij antwoordden"
                )
        return faults


def read_trends(others: list[Wave], drawn: dict[str, pd.DataFrame]) -> Trends:
    """Of the files of this project. others: the waves before the last; drawn: that of the last, by
    id. Raises InputProblems."""
    problems = ProblemList()
    frames = [read_frame(wave.frame, problems) for wave in others]
    problems.raise_if_any()
    told = {
        wave.id: read_parquet(Path("data/processed") / wave.id / "provider_drawn.parquet")
        for wave in others
    }
    identifiers = {
        value
        for frame in frames
        for name in frame.columns.intersection(["provider_id", "name"])
        for value in frame[name]
    }
    texts = [typed_texts(wave.id) for wave in others]
    verdicts = read_table(Path("results") / FOLDER / "verdicts.csv")
    return Trends(verdicts, told | drawn, frozenset(identifiers), frozenset().union(*texts))
