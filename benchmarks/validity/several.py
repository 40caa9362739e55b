"""Three groups or parts: the test of any difference, and the pairs after it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.validity.cells import rejects
from benchmarks.validity.draw import LEVELS, SCHOOL, answers, spread
from surveyreport.estimates.omnibus import equal_groups, pairs

GROUPS, TWELVE = (67, 0, 244), (40, 30, 26, 22, 18, 16, 14, 13, 12, 11, 10, 9)


@dataclass(frozen=True)
class Groups:
    """67, a school team and 244 at the same providers, or (`apart`) three parts of a school team at
    providers of their own; `other` are the answers of the first, of the rest `item`."""

    item: str
    other: str
    icc: float
    between: float
    providers: int = 35
    apart: bool = False

    situation = "drie groepen of delen"
    factor = 0.2

    @property
    def label(self) -> str:
        how = "drie delen" if self.apart else "drie groepen"
        text = f"{how}, {self.providers} aanbieders, {self.other} / {self.item} / {self.item}"
        return f"{text}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        shares = np.array([LEVELS[self.other], LEVELS[self.item], LEVELS[self.item]])
        counts = answers(rng, self._sizes(rng, datasets), shares, self.icc, self.between, datasets)
        overall = equal_groups(counts).p
        found = pairs(counts)
        if self.other != self.item:
            both = np.maximum(found[1, 2].p, overall)
            return [rejects("paar van de twee gelijke groepen", both)]
        every = np.maximum(np.stack([one.p for one in found.values()]), overall)
        least = np.min(np.nan_to_num(every, nan=1.0), axis=0)
        return [
            rejects("enig verschil, rangtoets met HTZ", overall),
            rejects("minstens één paar", np.where(np.isfinite(overall), least, np.nan)),
            rejects("minstens één paar, zonder toets vooraf",
                    np.min([one.p for one in found.values()], axis=0), printed=False),
        ]  # fmt: skip

    def _sizes(self, rng: np.random.Generator, datasets: int) -> np.ndarray:
        if self.apart:
            part = np.arange(self.providers) % 3
            own = part == np.arange(3)[:, None]
            return np.tile(SCHOOL[: self.providers] * own, (datasets, 1, 1))
        many = SCHOOL if self.providers == len(SCHOOL) else np.array(TWELVE)
        few, third = (spread(rng, n, self.providers, datasets) for n in (GROUPS[0], GROUPS[2]))
        return np.stack([few, np.tile(many, (datasets, 1)), third], axis=1)


def cases() -> list[Groups]:
    alike = [
        Groups(item, item, icc, between, providers)
        for providers, item, (icc, between) in product(
            (35, 12), ("gewoon", "80 %"), ((0.0, 0.0), (0.1, 0.5), (0.2, 0.5), (0.2, 0.0))
        )
    ]
    parts = [
        Groups(item, item, icc, 0.0, 32, True)
        for item, icc in product(("gewoon", "80 %"), (0.1, 0.2))
    ]
    one = [
        Groups("gewoon", other, icc, 0.5, providers)
        for providers, other, icc in product((35, 12), ("60 %", "80 %"), (0.1, 0.2))
    ]
    return [*alike, *parts, *one]
