"""How often a difference as large as the margin is called small."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.validity.cells import cell
from benchmarks.validity.draw import SCHOOL, answers, spread
from surveyreport.estimates.difference import share_difference


@dataclass(frozen=True)
class AtTheMargin:
    """Group a of n favourable in `first`, a school team in `second`: exactly the margin apart."""

    n: int
    first: float
    second: float
    icc: float
    between: float

    situation = "hooguit een klein verschil"
    factor = 0.3

    @property
    def margin(self) -> float:
        return abs(self.first - self.second)

    @property
    def label(self) -> str:
        text = f"n {self.n}, {self.first:.0%} / {self.second:.0%}, marge {self.margin:.0%}"
        return f"{text}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        few = spread(rng, self.n, len(SCHOOL), datasets)
        sizes = np.stack([few, np.tile(SCHOOL, (datasets, 1))], axis=1)
        shares = np.array([[1 - self.first, self.first], [1 - self.second, self.second]])
        counts = answers(rng, sizes, shares, self.icc, self.between, datasets)
        found = share_difference(counts)
        small = (found.low > -self.margin) & (found.high < self.margin)
        alike = answers(rng, sizes, shares[[1, 1]], self.icc, self.between, datasets)
        none = share_difference(alike)
        right = (none.low > -self.margin) & (none.high < self.margin)
        # 2.5 % for intervals with even tails; at most what a 95 % interval may miss on one side
        return [
            cell("fout", "hooguit een klein verschil, op de marge", small.mean(), high=0.05),
            cell("kracht", "hooguit een klein verschil, zonder verschil", right.mean()),
        ]


def cases() -> list[AtTheMargin]:
    pairs = ((0.85, 0.7), (0.7, 0.85), (0.95, 0.8), (0.65, 0.5), (0.8, 0.95))
    grid = product((67, 200), pairs, ((0.05, 1.0), (0.1, 0.5), (0.2, 0.5)))
    return [AtTheMargin(n, *pair, *icc) for n, pair, icc in grid]
