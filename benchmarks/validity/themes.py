"""Themes of several questions: alpha and omega, and how much providers differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from benchmarks.validity.cells import cell
from benchmarks.validity.draw import LEVELS
from surveyreport.estimates.reliability import coherence, provider_icc

ENDLESS = 400_000


@dataclass(frozen=True)
class Theme:
    """n people of `providers` providers answer `questions`; latent answers load `loading` on one
    factor, of which `icc` lies between providers."""

    n: int
    providers: int
    questions: int
    loading: float
    icc: float
    item: str = "gewoon"

    situation = "samenhang van thema's"
    factor = 0.03

    @property
    def label(self) -> str:
        text = f"{self.questions} vragen, {self.item}, n {self.n} bij {self.providers}, lading "
        return f"{text}{self.loading:g}, ICC {self.icc:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        k, square = self.questions, self.loading**2
        omega = (k * self.loading) ** 2 / ((k * self.loading) ** 2 + k * (1 - square))
        many = self._codes(rng, np.arange(ENDLESS))
        variance = np.cov(many.T)
        alpha = k / (k - 1) * (1 - np.trace(variance) / variance.sum())
        truth = {"alpha": alpha, "ordinal_alpha": omega, "omega": omega}
        inside: dict[str, list[bool]] = {name: [] for name in truth}
        for _ in range(datasets):
            provider = rng.permutation(np.arange(self.n) % self.providers)
            found = coherence(self._codes(rng, provider), provider)
            for name, hits in inside.items():
                one = getattr(found, name)
                if one.low is not None:
                    hits.append(one.low <= truth[name] <= one.high)
        names = {"alpha": "alfa", "ordinal_alpha": "ordinale alfa", "omega": "omega"}
        return [
            cell("dekking", names[name], np.mean(hits), estimable=len(hits) / datasets)
            for name, hits in inside.items()
        ]

    def _codes(self, rng: np.random.Generator, provider: np.ndarray) -> np.ndarray:
        """(m, k) places of the answers."""
        effect = np.sqrt(self.icc) * rng.standard_normal(provider.max() + 1)[provider]
        factor = effect + np.sqrt(1 - self.icc) * rng.standard_normal(len(provider))
        own = rng.standard_normal((len(provider), self.questions))
        latent = self.loading * factor[:, None] + np.sqrt(1 - self.loading**2) * own
        limits = special.ndtri(np.cumsum(LEVELS[self.item])[:-1])
        return np.searchsorted(limits, latent).astype(float)


@dataclass(frozen=True)
class Providers:
    """The favourable share of each person over `questions`, of people at providers of unequal size;
    between them `icc` of the latent answer."""

    sizes: tuple[int, ...]
    questions: int
    icc: float

    situation = "samenhang van thema's"
    factor = 0.2

    @property
    def label(self) -> str:
        text = f"ICC van aanbieders, n {sum(self.sizes)} bij {len(self.sizes)}, "
        return f"{text}{self.questions} vragen, ICC {self.icc:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        provider = np.repeat(np.arange(len(self.sizes)), self.sizes)
        truth = provider_icc(*self._favourable(rng, np.arange(ENDLESS) // 2)).value
        inside = []
        for _ in range(datasets):
            found = provider_icc(*self._favourable(rng, provider))
            if found.low is not None:
                inside.append(found.low <= truth <= found.high)
        known = len(inside) / datasets
        return [cell("dekking", "ICC van aanbieders", np.mean(inside), estimable=known)]

    def _favourable(
        self, rng: np.random.Generator, provider: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Per person the share of favourable answers, 70 % of all; and the provider."""
        between = np.sqrt(self.icc) * rng.standard_normal(provider.max() + 1)[provider]
        person = np.sqrt(0.5 * (1 - self.icc)) * rng.standard_normal(len(provider))
        own = rng.standard_normal((len(provider), self.questions))
        latent = (between + person)[:, None] + np.sqrt(0.5 * (1 - self.icc)) * own
        return (latent > special.ndtri(0.3)).mean(axis=1), provider


def cases() -> list[Theme | Providers]:
    sizes = (38, 20, 17, 15, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 6, 5, 5, 5,
             4, 4, 3, 3, 2, 1, 1)  # fmt: skip
    twelve = (40, 12, 11, 10, 9, 8, 7, 6, 6, 5, 4, 2)
    return [
        Theme(70, 35, 5, 0.7, 0.0),
        Theme(150, 30, 3, 0.6, 0.1),
        Theme(290, 33, 5, 0.7, 0.1),
        Theme(150, 12, 5, 0.7, 0.2),
        Theme(150, 30, 2, 0.7, 0.1),
        Theme(150, 30, 4, 0.7, 0.1, "60 %"),
        *(Providers(sizes, k, icc) for k in (1, 4) for icc in (0.0, 0.05, 0.15)),
        *(Providers(twelve, 4, icc) for icc in (0.05, 0.2)),
    ]
