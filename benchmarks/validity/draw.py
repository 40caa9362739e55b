"""Drawing answers of groups nested in providers: latent normal, a normal effect per provider."""

from __future__ import annotations

import numpy as np
from scipy import special

from surveyreport.estimates.design import Floats

# Respondents per provider of a school team, largest first; 32 providers and three without
SCHOOL = np.array(
    (
        *(38, 20, 17, 15, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7),
        *(6, 6, 6, 5, 5, 5, 4, 4, 3, 3, 2, 1, 1, 0, 0, 0),
    )
)
# Shares of four levels from least to most favourable, by the share of the top level
LEVELS = {
    "gewoon": (0.08, 0.22, 0.48, 0.22),
    "60 %": (0.02, 0.05, 0.33, 0.60),
    "80 %": (0.02, 0.03, 0.15, 0.80),
    "90 %": (0.02, 0.03, 0.05, 0.90),
    "95 %": (0.005, 0.01, 0.035, 0.95),
    "midden 90 %": (0.02, 0.04, 0.90, 0.04),
}


def cells(limits: Floats) -> Floats:
    """Probabilities (..., K) of the intervals between standard normal limits (..., K - 1)."""
    below = special.ndtr(limits)
    edge = np.zeros((*below.shape[:-1], 1))
    return np.maximum(np.diff(below, axis=-1, prepend=edge, append=edge + 1), 0)


def effects(rng: np.random.Generator, shape: tuple[int, ...], icc: float, between: float) -> Floats:
    """(datasets, G, C) provider effects with variance icc and correlation `between` over groups."""
    datasets, _, providers = shape
    shared = rng.standard_normal((datasets, 1, providers))
    own = rng.standard_normal(shape)
    return np.sqrt(icc) * (np.sqrt(between) * shared + np.sqrt(1 - between) * own)


def answers(
    rng: np.random.Generator,
    sizes: Floats,
    shares: Floats,
    icc: float,
    between: float,
    datasets: int,
) -> Floats:
    """(datasets, G, C, K) respondents per group, provider and level.

    sizes: (G, C) or (datasets, G, C); shares: (G, K), true shares of each group.
    """
    sizes, shares = np.asarray(sizes), np.asarray(shares)
    effect = effects(rng, (datasets, *sizes.shape[-2:]), icc, between)
    limits = special.ndtri(np.cumsum(shares, axis=-1)[:, :-1])[:, None]
    chances = cells((limits - effect[..., None]) / np.sqrt(1 - icc))
    chances /= chances.sum(axis=-1, keepdims=True)
    return rng.multinomial(sizes, chances).astype(float)


def spread(rng: np.random.Generator, n: int, providers: int, datasets: int) -> Floats:
    """(datasets, C) n respondents over providers taken at random, as evenly as can be."""
    even = np.full(providers, n // providers)
    even[: n % providers] += 1
    return rng.permuted(np.tile(even, (datasets, 1)), axis=1)


def held(share: float, n: int = 295) -> np.ndarray:
    """(35,) a school team of about n of which one provider holds `share`."""
    rest = SCHOOL[1:32] / SCHOOL[1:32].sum() * n * (1 - share)
    rest = np.maximum(1, np.round(rest)).astype(int)
    return np.concatenate([[round(share * rest.sum() / (1 - share))], rest, [0, 0, 0]])
