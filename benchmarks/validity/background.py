"""A background that answers otherwise and comes mostly from one group: delta adjusted for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import special

from benchmarks.validity.cells import cell, rejects
from benchmarks.validity.draw import LEVELS, SCHOOL, cells, effects, spread
from surveyreport.estimates.adjusted import adjusted_delta, usable
from surveyreport.estimates.cr2 import Contrast
from surveyreport.estimates.ordinal import win_fractions
from surveyreport.estimates.small_groups import cliffs_delta

HIGHER = 0.6
"""In SD of the latent answer: how much more favourable the second part answers."""
MIXES = {"binnen aanbieders": (0.7, 0.35), "tussen aanbieders": (1.0, 1.0)}
"""Share of the second part in the policy and school team, where people of a provider differ."""


@dataclass(frozen=True)
class Adjusted:
    """67 and a school team. The second part answers `HIGHER` and is spread over people within a
    provider, or is providers: those with few of the school team. shift: of the policy team."""

    how: str
    icc: float
    shift: float = 0.0
    item: str = "gewoon"

    situation = "gecorrigeerd voor een achtergrond"
    factor = 0.1

    @property
    def label(self) -> str:
        text = f"deel {self.how}, {self.item}, ICC {self.icc:g}, verschil {self.shift:g} SD"
        return text.replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        sizes = np.stack(
            [spread(rng, 67, len(SCHOOL), datasets), np.tile(SCHOOL, (datasets, 1))], axis=1
        )
        second = np.array(MIXES[self.how])[:, None]
        if self.how == "tussen aanbieders":
            second = second * (SCHOOL < 10)
        upper = rng.binomial(sizes, np.broadcast_to(second, sizes.shape))
        effect = effects(rng, sizes.shape, self.icc, 0.5) + np.array([self.shift, 0.0])[:, None]
        limits = special.ndtri(np.cumsum(LEVELS[self.item])[:-1])
        parts, truth = [], []
        for people, higher in ((sizes - upper, 0.0), (upper, HIGHER)):
            chances = cells((limits - higher - effect[..., None]) / np.sqrt(1 - self.icc))
            chances /= chances.sum(axis=-1, keepdims=True)
            parts.append(rng.multinomial(people, chances).astype(float))
            of_groups = np.stack([cells(limits - higher - self.shift), cells(limits - higher)])
            truth.append(of_groups[0] @ win_fractions(of_groups)[0])
        counts = np.stack(parts, axis=1)
        found = [adjusted_delta(one) for one in counts]
        names = ("estimate", "se", "df", "low", "high", "statistic", "p")
        table = Contrast(*(np.array([getattr(one, name) for one in found]) for name in names))
        # the truth is the mean of that of the parts, with the weights of each data set
        size = np.where(np.stack([usable(one) for one in counts])[..., None],
                        counts.sum(axis=(-2, -1)), 0)  # fmt: skip
        with np.errstate(invalid="ignore"):
            weight = np.nan_to_num(size.prod(axis=-1) / size.sum(axis=-1))
        aimed = (weight @ np.array(truth)) / weight.sum(axis=-1)
        known = np.isfinite(table.low)
        inside = ((table.low <= aimed) & (aimed <= table.high))[known]
        rows = [cell("dekking", "gecorrigeerde delta", inside.mean(), estimable=known.mean())]
        if self.shift == 0:
            plain = cliffs_delta(counts.sum(axis=1))
            rows += [
                rejects("gecorrigeerde delta", table.p),
                rejects("delta zonder correctie", plain.p, printed=False),
            ]
        return rows


def cases() -> list[Adjusted]:
    alike = [
        Adjusted(how, icc, 0.0, item)
        for how, icc, item in product(MIXES, (0.0, 0.1, 0.2), ("gewoon", "60 %"))
    ]
    return [*alike, *(Adjusted(how, icc, 0.35) for how, icc in product(MIXES, (0.1, 0.2)))]
