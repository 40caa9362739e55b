"""Tick boxes and other answers that few give, weighted and not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.validity import naive
from benchmarks.validity.cells import cell, covers, rejects
from benchmarks.validity.draw import SCHOOL, answers, spread
from surveyreport.estimates import weighted
from surveyreport.estimates.design import Design
from surveyreport.estimates.difference import share_difference, too_rare


@dataclass(frozen=True)
class Rare:
    """n of group a ticks `first`, a school team `second`."""

    n: int
    first: float
    second: float
    icc: float
    between: float

    situation = "keuzevakjes en zeldzame antwoorden"
    factor = 0.3

    @property
    def label(self) -> str:
        text = f"n {self.n}, {self.first:.1%} / {self.second:.1%}".replace(".0%", "%")
        return f"{text}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        few = spread(rng, self.n, len(SCHOOL), datasets)
        sizes = np.stack([few, np.tile(SCHOOL, (datasets, 1))], axis=1)
        shares = np.array([[1 - self.first, self.first], [1 - self.second, self.second]])
        counts = answers(rng, sizes, shares, self.icc, self.between, datasets)
        ticked = share_difference(counts)
        rows = [covers("aangekruist, MOVER-Wilson", ticked, self.first - self.second)]
        if self.first == self.second:
            rows += [
                rejects("aangekruist, Rao-Scott BM", np.where(too_rare(counts), np.nan, ticked.p)),
                rejects("aangekruist, CR2 t", naive.cr2_test(counts), printed=False),
            ]
        return rows


@dataclass(frozen=True)
class WeightedRare:
    """67 and a school team both tick `share`, with a weight per provider of 0.5 to 2."""

    share: float

    situation = "keuzevakjes en zeldzame antwoorden"
    factor = 0.05

    @property
    def label(self) -> str:
        return f"gewogen, n 67, {self.share:.0%} / {self.share:.0%}, ICC 0,1, r 0,5"

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        sizes = np.stack([spread(rng, 67, len(SCHOOL), 1)[0], SCHOOL])
        shares = np.array([[1 - self.share, self.share]] * 2)
        counts = answers(rng, sizes, shares, 0.1, 0.5, datasets).astype(int)
        weights = rng.uniform(0.5, 2, len(SCHOOL))
        found = []
        index = np.indices((*sizes.shape, 2))
        for one in counts:
            group, psu, category = (np.repeat(each.ravel(), one.ravel()) for each in index)
            design = Design(psu, len(SCHOOL), weights[psu])
            unknown = np.zeros(len(group), dtype=bool)
            line = weighted.compare(category, np.array([False, True]), unknown, group, design)[0]
            numbers = (line.p_value, line.ci_low, line.ci_high)
            found.append([np.nan if number is None else number for number in numbers])
        p, low, high = np.array(found).T
        inside = (low <= 0) & (high >= 0)
        known = np.isfinite(low)
        return [
            rejects("aangekruist, gewogen", p),
            cell("dekking", "aangekruist, gewogen", inside[known].mean(), estimable=known.mean()),
        ]


def cases() -> list[Rare | WeightedRare]:
    grid = product((10, 20, 67), (0.005, 0.01, 0.02, 0.03, 0.05, 0.1), ((0.1, 1.0), (0.2, 0.0)))
    alike = [Rare(n, share, share, *icc) for n, share, icc in grid]
    pairs = ((0.01, 0.2), (0.2, 0.02), (0.95, 0.6))
    apart = [Rare(n, *pair, 0.1, 0.5) for n, pair in product((10, 20, 67), pairs)]
    return [*alike, *apart, *map(WeightedRare, (0.02, 0.03, 0.05))]
