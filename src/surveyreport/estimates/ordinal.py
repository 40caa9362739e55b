"""Comparing two groups on ordered categories: Cliff's delta and the design-based rank test.

counts is (..., 2, C, K): respondents per group (a, b), provider and ordered category, don't know
and not applicable left out; C counts every provider of the design, also the empty ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from surveyreport.estimates.cr2 import Contrast, contrast, mean_difference, t_quantile
from surveyreport.estimates.design import Floats, psu_covariance


def cliffs_delta(counts: Floats, level: float = 0.95) -> Contrast:
    """delta = P(a > b) - P(a < b), -1 to 1, for random respondents of each group.

    t = delta / se with the CR2 se of the net win fractions and Bell-McCaffrey df (Cliff 1993;
    Obuchowski 1997; Zou 2021).
    """
    counts = np.asarray(counts, dtype=float)
    twice, se, df = mean_difference(counts, win_fractions(counts.sum(axis=-2)))
    # The group means are +delta and -delta; the influence of delta is that of their difference.
    return delta_contrast(twice / 2, se, df, level)


def delta_contrast(delta: Floats, se: Floats, df: Floats, level: float = 0.95) -> Contrast:
    """Interval and test of delta: delta +- t se, on the atanh scale when |delta| > 0.5."""
    result = contrast(delta, se, df, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.arctanh(result.estimate)
        half = t_quantile((1 + level) / 2, result.df) * result.se / (1 - result.estimate**2)
        far = np.abs(result.estimate) > 0.5
        low = np.where(far, np.tanh(centre - half), result.low)
        high = np.where(far, np.tanh(centre + half), result.high)
    return replace(result, low=low, high=high)


def win_fractions(margins: Floats) -> Floats:
    """(..., 2, K): for each category, the other group's share below minus its share above.

    margins: (..., 2, K) respondents, or summed weights, per group and category.
    """
    with np.errstate(invalid="ignore"):
        shares = margins / margins.sum(axis=-1, keepdims=True)
    k = shares.shape[-1]
    order = np.sign(np.arange(k)[:, None] - np.arange(k))
    return np.einsum("kj,...gj->...gk", order, shares[..., ::-1, :])


def superiority(delta: Any) -> Any:
    """P(a > b) + P(a = b) / 2 from delta: the probability of superiority, 0-1."""
    return (delta + 1) / 2


def rank_scores(margin: Floats) -> Floats:
    """(..., K) midranks minus 1/2, divided by N, from the pooled counts per category (..., K)."""
    with np.errstate(invalid="ignore"):
        return (np.cumsum(margin, axis=-1) - margin / 2) / margin.sum(axis=-1, keepdims=True)


def rank_test(counts: Floats) -> Contrast:
    """Design-based Wilcoxon test (Lumley & Scott 2013), linearised se, df = occupied providers - 2.

    The estimate is the difference of the mean rank score, 0-1.
    """
    counts = np.asarray(counts, dtype=float)
    respondents = counts.sum(axis=-1)
    scores = rank_scores(counts.sum(axis=(-3, -2)))
    totals = np.einsum("...gck,...k->...gc", counts, scores)
    size = respondents.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = totals.sum(axis=-1) / size
        influence = (totals - respondents * mean[..., None]) / size[..., None]
    z = influence[..., 0, :] - influence[..., 1, :]
    se = np.sqrt(psu_covariance(z[..., None])[..., 0, 0])
    occupied = (respondents.sum(axis=-2) > 0).sum(axis=-1)
    return contrast(mean[..., 0] - mean[..., 1], se, occupied - 2)


def rank_test_cr2(counts: Floats) -> Contrast:
    """The same rank scores with the CR2 se and Bell-McCaffrey df."""
    counts = np.asarray(counts, dtype=float)
    scores = rank_scores(counts.sum(axis=(-3, -2)))[..., None, :]
    values = np.broadcast_to(scores, (*counts.shape[:-3], 2, counts.shape[-1]))
    return contrast(*mean_difference(counts, values))
