"""Three waves or more with few providers, and with small waves near a ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import linalg, special

from benchmarks.validity.cells import cell, covers, rejects
from benchmarks.validity.draw import LEVELS, answers
from surveyreport.estimates.wave_trend import departure_from_linear, linear_trend

UNEVEN = {
    8: (20, 12, 10, 8, 6, 5, 4, 3),
    10: (40, 12, 4, 4, 3, 3, 2, 2, 1, 1),
    12: (30, 20, 12, 10, 9, 8, 6, 5, 4, 3, 2, 2),
}


@dataclass(frozen=True)
class Waves:
    """`waves` waves of the same providers with `sizes` respondents each and one distribution."""

    waves: int
    sizes: tuple[int, ...]
    item: str
    icc: float
    between: float

    situation = "drie golven of meer"
    factor = 0.2

    @property
    def label(self) -> str:
        text = f"{self.waves} golven, {len(self.sizes)} aanbieders, n {sum(self.sizes)}"
        return f"{text}, {self.item}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        sizes = np.tile(self.sizes, (self.waves, 1))
        shares = [LEVELS[self.item]] * self.waves
        counts = answers(rng, sizes, shares, self.icc, self.between, datasets)
        favourable = counts[..., 3:].sum(axis=-1)
        top = np.stack([counts.sum(axis=-1) - favourable, favourable], axis=-1)
        rows = []
        for name, each, values in (
            ("niveau", counts, np.arange(1.0, 5)),
            ("aandeel", top, np.array([0.0, 1.0])),
        ):
            slope = linear_trend(each, values)
            rows += [
                covers(f"helling, {name}", slope, 0.0),
                rejects(f"helling, {name}", slope.p),
                rejects(f"afwijking van een lijn, {name}", departure_from_linear(each, values).p),
            ]
        return [*rows, _linearised(counts, np.arange(1.0, 5))]


def _linearised(counts: np.ndarray, values: np.ndarray) -> dict:
    """The Wald F on C - W degrees of freedom that was printed before."""
    n = counts.sum(axis=-1)
    waves, providers = n.shape[-2:]
    steps = np.column_stack([np.ones(waves), np.arange(waves)])
    contrasts = linalg.null_space(steps.T).T
    totals = counts @ values
    mean = totals.sum(axis=-1) / n.sum(axis=-1)
    parts = contrasts @ ((totals - n * mean[..., None]) / n.sum(axis=-1)[..., None])
    parts -= parts.mean(axis=-1, keepdims=True)
    covariance = parts @ np.swapaxes(parts, -1, -2) * providers / (providers - 1)
    gap = (contrasts @ mean[..., None])[..., 0]
    q, known = len(contrasts), np.linalg.det(covariance) > 1e-15
    covariance[~known] = np.eye(q)
    wald = (gap * np.linalg.solve(covariance, gap[..., None])[..., 0]).sum(axis=-1) / q
    p = special.fdtrc(q, providers - waves, wald)[known]
    return cell("fout", "afwijking van een lijn, Wald F", np.mean(p < 0.05), printed=False,
                estimable=known.mean())  # fmt: skip


def cases() -> list[Waves]:
    few = product((3, 4), UNEVEN.values(), ((0.1, 1.0), (0.1, 0.5), (0.2, 0.0)))
    small = product((3, 4), (10, 20, 30), ("80 %", "90 %", "95 %"))
    return [
        *(Waves(waves, sizes, "gewoon", *icc) for waves, sizes, icc in few),
        *(Waves(waves, (1,) * n, item, 0.1, 0.5) for waves, n, item in small),
    ]
