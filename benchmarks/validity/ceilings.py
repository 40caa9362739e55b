"""Small groups near a ceiling, where the residuals of a group are (nearly) 0."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.validity.cells import covers, rejects
from benchmarks.validity.draw import LEVELS, SCHOOL, answers, spread
from surveyreport.estimates import ordinal, small_groups, within_provider

SCORES = np.arange(1.0, 5)
# group a, group b: a true difference near a ceiling, on either side
APART = (("80 %", "95 %"), ("95 %", "80 %"), ("95 %", "60 %"), ("60 %", "95 %"),
         ("80 %", "gewoon"), ("gewoon", "80 %"), ("midden 90 %", "80 %"))  # fmt: skip


@dataclass(frozen=True)
class Ceiling:
    """n of group a, one or more a provider, beside group b: a school team, or as many as `other`.

    first, second: keys of LEVELS, the answers of both groups.
    """

    n: int
    first: str
    second: str
    icc: float
    between: float
    other: int | None = None

    situation = "kleine groep bij het plafond"
    factor = 0.3

    @property
    def label(self) -> str:
        beside = self.other or int(SCHOOL.sum())
        text = f"n {self.n} naast {beside}, hoogste niveau {self.first} / {self.second}"
        return f"{text}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        few = spread(rng, self.n, len(SCHOOL), datasets)
        many = np.tile(SCHOOL, (datasets, 1))
        if self.other:
            many = spread(rng, self.other, len(SCHOOL), datasets)
        shares = np.array([LEVELS[self.first], LEVELS[self.second]])
        sizes = np.stack([few, many], axis=1)
        counts = answers(rng, sizes, shares, self.icc, self.between, datasets)
        delta = small_groups.cliffs_delta(counts)
        mean = within_provider.provider_difference(counts, SCORES)
        truth = shares[0] @ ordinal.win_fractions(shares)[0]
        rows = [
            covers("Cliffs delta", delta, truth),
            covers("verschil per aanbieder, niveau", mean, (shares[0] - shares[1]) @ SCORES),
        ]
        if self.first != self.second:
            return rows
        plain = ordinal.cliffs_delta(counts)
        return [
            *rows,
            covers("Cliffs delta, enkel CR2", plain, 0.0, printed=False),
            rejects("Cliffs delta", delta.p),
            rejects("rangtoets", small_groups.rank_test(counts).p),
            rejects("robuuste van Elteren", within_provider.van_elteren(counts).p),
            rejects("verschil per aanbieder, niveau", mean.p),
            rejects("Cliffs delta, enkel CR2", plain.p, printed=False),
        ]


def cases() -> list[Ceiling]:
    grid = product((10, 15, 20, 30), ("80 %", "90 %", "95 %"), ((0.1, 1.0), (0.2, 0.5)))
    alike = [Ceiling(n, top, top, *icc) for n, top, icc in grid]
    others = [
        Ceiling(n, top, top, 0.1, 0.5)
        for n, top in product((10, 20, 30), ("gewoon", "60 %", "midden 90 %"))
    ]
    small = [
        Ceiling(n, top, top, 0.2, 0.5, other)
        for (n, other), top in product(((10, 20), (20, 30)), ("60 %", "80 %", "90 %"))
    ]
    apart = [Ceiling(n, *pair, 0.1, 0.5) for n, pair in product((10, 20, 30), APART)]
    return [*alike, *others, *small, *apart]
