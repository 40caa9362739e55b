"""Groups equal inside every provider, but from other providers: what the verdict then says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from benchmarks.validity.cells import cell, rejects
from benchmarks.validity.draw import LEVELS, SCHOOL, cells, spread
from surveyreport.estimates import small_groups, within_provider


@dataclass(frozen=True)
class Composition:
    """The size of the second group at a provider correlates `with_size` with its answers."""

    with_size: float
    icc: float

    situation = "samenstelling van de groepen"
    factor = 0.5

    @property
    def label(self) -> str:
        text = f"grootte en antwoord {self.with_size:g}, ICC {self.icc:g}, r 1"
        return text.replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        providers = len(SCHOOL)
        effect = rng.standard_normal((datasets, providers))
        noise = np.sqrt(1 - self.with_size**2) * rng.standard_normal(effect.shape)
        order = np.argsort(np.argsort(-(self.with_size * effect + noise), axis=1), axis=1)
        sizes = np.stack([spread(rng, 67, providers, datasets), SCHOOL[order]], axis=1)
        limits = np.cumsum(LEVELS["gewoon"])[:-1]
        chances = cells(
            (special.ndtri(limits) - np.sqrt(self.icc) * effect[..., None]) / np.sqrt(1 - self.icc)
        )
        chances /= chances.sum(axis=-1, keepdims=True)
        counts = rng.multinomial(sizes, chances[:, None]).astype(float)
        delta, inside = small_groups.cliffs_delta(counts), within_provider.van_elteren(counts)
        differs = (delta.p < 0.05) & (delta.low * delta.high > 0)
        agrees = (inside.p < 0.05) & (inside.statistic * delta.estimate > 0)
        return [
            rejects("robuuste van Elteren", inside.p),
            cell("fout", "verschil zonder voorbehoud over de samenstelling",
                 np.mean(differs & agrees), high=0.06),
            cell("fout", "Cliffs delta, als toets binnen aanbieders", np.mean(differs),
                 printed=False),
        ]  # fmt: skip


def cases() -> list[Composition]:
    return [Composition(size, icc) for size in (0.5, 0.9) for icc in (0.1, 0.2)]
