"""Comparing two groups inside providers that have both: sensitivity analyses.

counts is (..., 2, C, K): respondents per group (a, b), provider and ordered category.
"""

from __future__ import annotations

import numpy as np

from surveyreport.estimates import small_groups
from surveyreport.estimates.cr2 import Contrast, contrast
from surveyreport.estimates.design import Floats


def van_elteren(counts: Floats) -> Contrast:
    """Robust van Elteren: t of the sum of the providers' rank statistics, df = providers - 1.

    T_c = (W_c - n_c1 (n_c + 1)/2) / (n_c + 1); t = sum T / sqrt(m var T) over the m providers with
    both groups (van Elteren 1960; Canay, Romano & Shaikh 2017). The estimate is sum T. Near
    unanimity (`small_groups.trust` below 1) the variance is mixed with the one of ranks drawn at
    random inside each provider, ties counted.
    """
    counts = np.asarray(counts, dtype=float)
    both = has_both_groups(counts)
    pooled = counts.sum(axis=-3)
    size = pooled.sum(axis=-1)
    midranks = np.cumsum(pooled, axis=-1) - pooled / 2 + 0.5
    first = counts[..., 0, :, :]
    n_first = first.sum(axis=-1)
    terms = ((first * midranks).sum(axis=-1) - n_first * (size + 1) / 2) / (size + 1)
    m = both.sum(axis=-1)
    mean, variance = _mean_variance(terms, both)
    with np.errstate(invalid="ignore", divide="ignore"):
        ties = (pooled**3 - pooled).sum(axis=-1) / (size * (size - 1))
        drawn = n_first * (size - n_first) / 12 * (size + 1 - ties) / (size + 1) ** 2
    random = np.where(both, drawn, 0.0).sum(axis=-1)
    trust = small_groups.pool(_only(counts, both)).trust
    return contrast(m * mean, np.sqrt(trust * m * variance + (1 - trust) * random), m - 1)


def provider_difference(counts: Floats, scores: Floats, level: float = 0.95) -> Contrast:
    """Mean over providers of the difference a - b of the mean score, each provider counting once.

    scores: (K,), 0/1 for a share, 1..K for the mean level. Paired t, df = providers - 1. Near
    unanimity (`small_groups.trust` below 1) its variance is mixed with that of scores drawn from
    the pooled distribution, its interval with that of `small_groups.mover`.
    """
    counts = np.asarray(counts, dtype=float)
    scores = np.asarray(scores, dtype=float)
    both = has_both_groups(counts)
    n = counts.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(both[..., None, :], counts @ scores / n, 0.0)
        inverse = np.where(both[..., None, :], 1 / n, 0.0).sum(axis=-1)
        mean, variance = _mean_variance(means[..., 0, :] - means[..., 1, :], both)
        m = both.sum(axis=-1)
        plain = contrast(mean, np.sqrt(variance / m), m - 1, level)
    kept = _only(counts, both)
    whole = small_groups.pool(kept)
    if (whole.trust == 1).all():
        return plain
    with np.errstate(invalid="ignore", divide="ignore"):
        group = means.sum(axis=-1) / m[..., None]
        sign = np.array([[1.0], [-1.0]])
        parts = np.where(both[..., None, :], means - group[..., None], 0.0) * sign
        parts /= np.sqrt(m * (m - 1.0))[..., None, None]
        icc = whole.icc[..., None]
        most = m[..., None] ** 2 / (m[..., None] * icc + (1 - icc) * inverse)
        null = small_groups.score_variance(kept.sum(axis=(-3, -2)), scores)
        null = null * (1 / most).sum(axis=-1)
        se = np.sqrt(whole.trust * variance / m + (1 - whole.trust) * null)
        se = np.where(plain.se > 0, se, np.nan)
        mixed = contrast(mean, se, m - 1, level)
    values = np.broadcast_to(scores, (*counts.shape[:-2], len(scores)))
    away = small_groups.mover(kept.sum(axis=-2), values, group, parts, most, m - 1, level)
    return small_groups.blend(plain, mixed, away, whole.trust)


def _only(counts: Floats, providers: np.ndarray) -> Floats:
    """counts without the respondents of the other providers (..., C)."""
    return counts * providers[..., None, :, None]


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
