"""Two people who look for a code in the same answers: does the interval of alpha hold alpha?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import special

from benchmarks.validity.cells import cell
from benchmarks.validity.draw import SCHOOL
from surveyreport.evidence.agreement import code_agreement

# (share of the codes that a coder overlooks, chance of ticking one that is not there)
ERRORS = {"zorgvuldig": (0.05, 0.005), "gewoon": (0.12, 0.02), "slordig": (0.30, 0.05)}


@dataclass(frozen=True)
class Coders:
    """n answers of a school team, a code in `share` of them, two coders who err independently."""

    n: int
    share: float
    errors: str
    icc: float

    situation = "twee codeurs"
    factor = 0.05

    @property
    def label(self) -> str:
        text = f"n {self.n}, {self.share:.0%}, {self.errors}, ICC {self.icc:g}"
        return text.replace(".", ",")

    @property
    def alpha(self) -> float:
        """1 - D_o / D_e of endless answers: both coders tick with the same chance, and the
        provider of an answer changes nothing of what all answers together give."""
        misses, adds = ERRORS[self.errors]
        ticked = self.share * (1 - misses) + (1 - self.share) * adds
        apart = 2 * (self.share * misses * (1 - misses) + (1 - self.share) * adds * (1 - adds))
        return 1 - apart / (2 * ticked * (1 - ticked))

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        misses, adds = ERRORS[self.errors]
        limit = special.ndtri(self.share)
        inside, plain = [], []
        for _ in range(datasets):
            provider = rng.choice(len(SCHOOL), self.n, p=SCHOOL / SCHOOL.sum())
            effect = np.sqrt(self.icc) * rng.standard_normal(len(SCHOOL))[provider]
            there = effect + np.sqrt(1 - self.icc) * rng.standard_normal(self.n) < limit
            chance = np.where(there, 1 - misses, adds)
            first, second = (rng.random(self.n) < chance for _ in range(2))
            found = code_agreement(first, second, provider, len(SCHOOL))
            if found.ci_low is None or found.ci_high is None:
                continue
            inside.append(found.ci_low <= self.alpha <= found.ci_high)
            plain.append(_resampled(rng, first, second, self.alpha))
        known = len(inside) / datasets
        rate, other = (float(np.mean(hits)) if hits else 1.0 for hits in (inside, plain))
        return [
            cell("dekking", "alfa van Krippendorff", rate, estimable=known),
            cell("dekking", "alfa, bootstrap van antwoorden", other, estimable=known,
                 printed=False),
        ]  # fmt: skip


def _resampled(
    rng: np.random.Generator, first: np.ndarray, second: np.ndarray, alpha: float, draws: int = 400
) -> bool:
    """Whether the percentile interval over resampled answers, as is commonly given, holds alpha."""
    both, one = int(np.sum(first & second)), int(np.sum(first ^ second))
    n = len(first)
    drawn = rng.multinomial(n, [both / n, one / n, 1 - (both + one) / n], draws)
    ticked = (drawn[:, 0] + drawn[:, 1] / 2) / n
    spread = 2 * ticked * (1 - ticked)
    known = spread > 0
    values = 1 - (2 * n - 1) / (2 * n) * drawn[known, 1] / n / spread[known]
    low, high = np.quantile(values, [0.025, 0.975]) if known.any() else (-1.0, 1.0)
    return bool(low <= alpha <= high)


def cases() -> list[Coders]:
    grid = product((60, 120, 300), (0.03, 0.10, 0.30, 0.50), ERRORS, (0.0, 0.2))
    return [Coders(*each) for each in grid]
