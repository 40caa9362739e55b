"""The grid of everyday situations: two groups of one survey, with known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from benchmarks.validity.draw import cells
from benchmarks.validity.grid import measure
from surveyreport.estimates.design import Floats

# Respondents per provider: 35 providers of 1-38 people, 26 with both groups; 67 policy, 295 school.
POLICY = (
    *(2, 3, 1, 4, 2, 1, 5, 0, 3, 2, 1, 2, 4, 1, 2, 3, 1, 0),
    *(2, 1, 6, 2, 1, 2, 0, 3, 1, 2, 0, 3, 1, 2, 1, 2, 1),
)
SCHOOL = (
    *(36, 30, 26, 22, 18, 16, 14, 13, 12, 11, 10, 9, 9, 8, 8, 7, 6, 6),
    *(5, 5, 4, 4, 3, 3, 3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0),
)
SIZES = np.array([POLICY, SCHOOL])
MARGINS = {"gewoon": (0.08, 0.22, 0.48, 0.22), "plafond": (0.02, 0.05, 0.33, 0.60)}


@dataclass(frozen=True)
class Scenario:
    """icc: correlation of latent answers within a provider's group. between: correlation of a
    provider's effects on its two groups. item: key of MARGINS, the shares of the four levels in
    the school group. dont_know: that group's share. shift: of the policy group, in latent SD, on
    the answer and on not knowing alike.
    """

    icc: float
    between: float
    item: str
    dont_know: float
    shift: float

    situation = "gewone groepen"
    factor = 1.0

    @property
    def label(self) -> str:
        """The scenario in words, as docs/validity.csv names it."""
        return (
            f"{self.item}, {self.dont_know:.0%} weet niet, ICC {self.icc:g}, r {self.between:g}, "
            f"verschuiving {self.shift:g} SD"
        ).replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        """See `grid.measure`."""
        return measure(self, self.draw(rng, datasets))

    def shares(self) -> Floats:
        """(2, 5): true shares of the levels and of don't know, all respondents in the base."""
        limits = special.ndtri(np.cumsum(MARGINS[self.item])[:-1])
        opinion = np.stack([cells(limits - self.shift), cells(limits)])
        threshold = special.ndtri(self.dont_know)
        unknown = special.ndtr([threshold + self.shift, threshold])[:, None]
        return np.hstack([opinion * (1 - unknown), unknown])

    def draw(self, rng: np.random.Generator, datasets: int) -> Floats:
        """(datasets, 2, C, 5) respondents per group, provider, level and don't know.

        Latent normal answers with a normal provider effect; not knowing has a provider effect of
        its own with the same icc.
        """
        shift = np.array([self.shift, 0.0])[:, None]
        limits = special.ndtri(np.cumsum(MARGINS[self.item])[:-1])
        scale = np.sqrt(1 - self.icc)
        answer = (self._effects(rng, datasets) + shift)[..., None]
        opinion = cells((limits - answer) / scale)
        unwilling = self._effects(rng, datasets) + shift
        unknown = special.ndtr((special.ndtri(self.dont_know) + unwilling) / scale)[..., None]
        chances = np.concatenate([opinion * (1 - unknown), unknown], axis=-1)
        return rng.multinomial(SIZES, chances).astype(float)

    def _effects(self, rng: np.random.Generator, datasets: int) -> Floats:
        """(datasets, 2, C) provider effects with variance icc."""
        shape = (datasets, SIZES.shape[1])
        shared = rng.standard_normal(shape)[:, None]
        own = rng.standard_normal((datasets, *SIZES.shape))
        mixed = np.sqrt(self.between) * shared + np.sqrt(1 - self.between) * own
        return np.sqrt(self.icc) * mixed
