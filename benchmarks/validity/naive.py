"""Methods that ignore the clusters, to show what they would cost; no report prints them."""

from __future__ import annotations

import numpy as np
from scipy import stats

from surveyreport.estimates import ordinal
from surveyreport.estimates.cr2 import Contrast, contrast, mean_difference
from surveyreport.estimates.design import Floats


def wald(counts: Floats) -> Contrast:
    """The difference of shares as if respondents were independent."""
    n = counts.sum(axis=(-2, -1))
    share = counts[..., 1].sum(axis=-1) / n
    estimate = share[..., 0] - share[..., 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt((share * (1 - share) / n).sum(axis=-1))
        z = estimate / se
    half = stats.norm.ppf(0.975) * se
    p = 2 * stats.norm.sf(np.abs(z))
    return Contrast(estimate, se, np.inf, estimate - half, estimate + half, z, p)


def cr2_test(counts: Floats) -> Floats:
    values = np.broadcast_to([0.0, 1.0], (*counts.shape[:-3], 2, 2))
    return contrast(*mean_difference(counts, values)).p


def chi_square(cells: Floats) -> Floats:
    n = cells.sum(axis=(-2, -1), keepdims=True)
    expected = cells.sum(axis=-1, keepdims=True) * cells.sum(axis=-2, keepdims=True) / n
    gap = np.divide((cells - expected) ** 2, expected, where=expected > 0, out=np.zeros_like(cells))
    df = (expected[..., 0, :] > 0).sum(axis=-1) - 1
    return stats.chi2.sf(gap.sum(axis=(-2, -1)), df)


def mann_whitney(cells: Floats) -> Floats:
    size = cells.sum(axis=-1)
    n, ties = size.sum(axis=-1), cells.sum(axis=-2)
    u = (ordinal.win_fractions(cells)[..., 0, :] * cells[..., 0, :]).sum(axis=-1) / 2 * size[..., 1]
    spread = n + 1 - (ties**3 - ties).sum(axis=-1) / (n * (n - 1))
    return 2 * stats.norm.sf(np.abs(u) / np.sqrt(size.prod(axis=-1) / 12 * spread))
