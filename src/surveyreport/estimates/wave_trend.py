"""Three waves or more: the linear trend over waves and the departure from it.

counts: (..., W, C, K) respondents per wave, provider and category; C counts every provider of the
design. values: (K,). The provider is the cluster, over all waves. Where a wave answers nearly all
alike (`small_groups.trust` below 1) the CR2 variance is mixed with that of one common distribution.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from surveyreport.estimates.cr2 import Contrast, contrast
from surveyreport.estimates.design import Floats
from surveyreport.estimates.nominal import FTest
from surveyreport.estimates.omnibus import htz, inverse_root, null_of_means


def linear_trend(counts: Floats, values: Floats, level: float = 0.95) -> Contrast:
    """Slope of the mean value per wave, from an ordinary regression on the centred wave number.

    CR2 standard error and Bell-McCaffrey degrees of freedom (Bell & McCaffrey 2002; Pustejovsky &
    Tipton 2018); for two waves equal to `cr2.mean_difference`. NaN where a wave is empty or one
    provider fixes the slope.
    """
    counts, values = np.asarray(counts, dtype=float), np.asarray(values, dtype=float)
    n = counts.sum(axis=-1)
    size = n.sum(axis=-1)
    filled = (size > 0).all(axis=-1)
    x = _design(n.shape[-2])
    size = np.where(filled[..., None], size, 1.0)
    bread = np.linalg.inv(np.einsum("wp,...w,wq->...pq", x, size, x))
    totals = counts @ values
    slope = np.einsum("...pq,wq,...w->...p", bread, x, totals.sum(axis=-1))
    residuals = np.swapaxes(totals - n * (slope @ x.T)[..., None], -1, -2)
    # Respondents of one wave and provider share x, so a cluster is its W cells: with the root of
    # their sizes in place of the rows the algebra is that of all respondents.
    root = np.sqrt(np.swapaxes(n, -1, -2))
    rows = root[..., None] * x
    breads = bread[..., None, :, :]
    leverage = np.eye(len(x)) - rows @ breads @ np.swapaxes(rows, -1, -2)
    weight = (inverse_root(leverage) @ (rows @ breads[..., 1:2]))[..., 0]
    left = np.divide(residuals, root, out=np.zeros_like(residuals), where=root > 0)
    scores = (weight * left).sum(axis=-1)
    shared = np.einsum("...cwp,...cw->...cp", rows, weight)
    own = (weight**2).sum(axis=-1)[..., None] * np.eye(n.shape[-1])
    spread = own - shared @ bread @ np.swapaxes(shared, -1, -2)
    df = np.trace(spread, axis1=-2, axis2=-1) ** 2 / (spread**2).sum(axis=(-2, -1))
    null, trust = null_of_means(counts, values)
    on_means = np.einsum("...p,wp->...w", bread[..., 1], x) * size
    null = np.einsum("...w,...wv,...v->...", on_means, null, on_means)
    variance = trust * np.square(scores).sum(axis=-1) + (1 - trust) * null
    se = np.sqrt(np.maximum(variance, 0))
    return contrast(np.where(filled, slope[..., 1], np.nan), se, df, level)


def departure_from_linear(counts: Floats, values: Floats) -> FTest:
    """Test of wave means that do not lie on one line: `omnibus.htz` on their W - 2 contrasts.

    With three waves the square of the CR2 t test.
    """
    counts = np.asarray(counts, dtype=float)
    return htz(counts, values, linalg.null_space(_design(counts.shape[-3]).T).T)


def _design(waves: int) -> Floats:
    """(W, 2): a constant and the centred wave number."""
    return np.column_stack([np.ones(waves), np.arange(waves) - (waves - 1) / 2])
