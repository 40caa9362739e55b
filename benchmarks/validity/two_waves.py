"""Two waves of one group: all respondents, and those of the providers of both waves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.validity.cells import cell, covers, rejects
from benchmarks.validity.draw import LEVELS, SCHOOL, answers
from surveyreport.estimates import difference, ordinal, small_groups

MARGIN = 0.10
BASES = ((0.8, 0.7), (0.7, 0.8), (0.95, 0.85), (0.85, 0.95))


@dataclass(frozen=True)
class TwoWaves:
    """A school team in two waves, with `gone` of 35 providers in the first only and as many in the
    second only; first, second: keys of LEVELS."""

    gone: int
    first: str
    second: str
    icc: float
    between: float

    situation = "twee golven"
    factor = 0.2

    @property
    def label(self) -> str:
        text = f"{self.gone} aanbieders weg en nieuw, {self.first} / {self.second}"
        return f"{text}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        shares = np.array([LEVELS[self.second], LEVELS[self.first]])
        sizes = waves(rng, self.gone, datasets)
        counts = answers(rng, sizes, shares, self.icc, self.between, datasets)
        truth = shares[0] @ ordinal.win_fractions(shares)[0]
        rows = []
        for name, one in (("alle", counts), ("aanbieders van beide golven", returning(counts))):
            delta = small_groups.cliffs_delta(one)
            rows.append(covers(f"Cliffs delta, {name}", delta, truth))
            if self.first == self.second:
                rows.append(rejects(f"Cliffs delta, {name}", delta.p))
        return rows


@dataclass(frozen=True)
class SmallChange:
    """The share of favourable answers moves from `first` to `second`: exactly the margin."""

    gone: int
    first: float
    second: float
    icc: float
    between: float

    situation = "twee golven"
    factor = 0.2

    @property
    def label(self) -> str:
        text = f"{self.gone} aanbieders weg en nieuw, {self.first:.0%} / {self.second:.0%}"
        return f"{text}, marge {MARGIN:.0%}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        shares = np.array([[1 - self.second, self.second], [1 - self.first, self.first]])
        sizes = waves(rng, self.gone, datasets)
        counts = answers(rng, sizes, shares, self.icc, self.between, datasets)
        rows = []
        for name, one in (("alle", counts), ("aanbieders van beide golven", returning(counts))):
            found = difference.share_difference(one)
            small = (found.low > -MARGIN) & (found.high < MARGIN)
            rows += [
                covers(f"verschil in aandeel, {name}", found, self.second - self.first),
                cell("fout", f"hooguit een klein verschil, op de marge, {name}", small.mean(),
                     high=0.05),
            ]  # fmt: skip
        return rows


def waves(rng: np.random.Generator, gone: int, datasets: int) -> np.ndarray:
    """(datasets, 2, C) respondents of the later and earlier wave, of 32 providers each; the sizes
    of a provider in both waves are unrelated."""
    here = SCHOOL[SCHOOL > 0]
    sizes = np.zeros((datasets, 2, len(here) + gone), dtype=int)
    sizes[:, 0, gone:] = rng.permuted(np.tile(here, (datasets, 1)), axis=1)
    sizes[:, 1, : len(here)] = rng.permuted(np.tile(here, (datasets, 1)), axis=1)
    return sizes


def returning(counts: np.ndarray) -> np.ndarray:
    """The counts without the respondents of providers of one wave."""
    both = (counts.sum(axis=-1) > 0).all(axis=-2)
    return counts * both[..., None, :, None]


def cases() -> list[TwoWaves | SmallChange]:
    iccs = ((0.1, 1.0), (0.1, 0.5), (0.2, 0.0))
    pairs = (("gewoon", "gewoon"), ("80 %", "80 %"), ("gewoon", "60 %"))
    changes = [TwoWaves(gone, *pair, *icc) for gone, pair, icc in product((8, 20), pairs, iccs)]
    return [*changes, *(SmallChange(gone, *pair, *icc)
                        for gone, pair, icc in product((8, 20), BASES, iccs[:2]))]  # fmt: skip
