"""Comparing two groups inside providers that have both: sensitivity analyses.

counts is (..., 2, C, K): respondents per group (a, b), provider and ordered category.
"""

from __future__ import annotations

import numpy as np

from .cr2 import Contrast, contrast
from .design import Floats


def van_elteren(counts: Floats) -> Contrast:
    """Robust van Elteren: t of the sum of the providers' rank statistics, df = providers - 1.

    T_c = (W_c - n_c1 (n_c + 1)/2) / (n_c + 1); t = sum T / sqrt(m var T) over the m providers with
    both groups (van Elteren 1960; Canay, Romano & Shaikh 2017). The estimate is sum T.
    """
    counts = np.asarray(counts, dtype=float)
    both = has_both_groups(counts)
    pooled = counts.sum(axis=-3)
    size = pooled.sum(axis=-1)
    midranks = np.cumsum(pooled, axis=-1) - pooled / 2 + 0.5
    first = counts[..., 0, :, :]
    rank_sum = (first * midranks).sum(axis=-1)
    terms = (rank_sum - first.sum(axis=-1) * (size + 1) / 2) / (size + 1)
    m = both.sum(axis=-1)
    mean, variance = _mean_variance(terms, both)
    return contrast(m * mean, np.sqrt(m * variance), m - 1)


def provider_difference(counts: Floats, scores: Floats, level: float = 0.95) -> Contrast:
    """Mean over providers of the difference a - b of the mean score, each provider counting once.

    scores: (K,), 0/1 for a share, 1..K for the mean level. Paired t, df = providers - 1.
    """
    counts = np.asarray(counts, dtype=float)
    both = has_both_groups(counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = counts @ np.asarray(scores, dtype=float) / counts.sum(axis=-1)
    gap = np.where(both, means[..., 0, :] - means[..., 1, :], 0.0)
    mean, variance = _mean_variance(gap, both)
    m = both.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return contrast(mean, np.sqrt(variance / m), m - 1, level)


def has_both_groups(counts: Floats) -> np.ndarray:
    """(..., C) true where a provider has respondents of both groups."""
    return (np.asarray(counts).sum(axis=-1) > 0).all(axis=-2)


def _mean_variance(terms: Floats, use: np.ndarray) -> tuple[Floats, Floats]:
    """Mean and variance over the last axis of the terms in use; NaN with fewer than 1 and 2."""
    m = use.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(use, terms, 0.0).sum(axis=-1) / m
        squares = np.where(use, (terms - mean[..., None]) ** 2, 0.0).sum(axis=-1)
        return mean, squares / (m - 1)
