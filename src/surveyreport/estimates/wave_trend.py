"""Three waves or more: the linear trend over waves and the departure from it."""

from __future__ import annotations

import numpy as np
from scipy import linalg, special

from .cr2 import Contrast, contrast
from .design import Floats, psu_covariance
from .nominal import FTest


def linear_trend(counts: Floats, values: Floats, level: float = 0.95) -> Contrast:
    """Slope of the mean value per wave, from an ordinary regression on the centred wave number.

    counts: (W, C, K) respondents per wave, provider and category; C counts every provider of the
    design. values: (K,). CR2 standard error and Bell-McCaffrey degrees of freedom with the
    provider as cluster over the waves (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018); for two
    waves equal to `cr2.mean_difference`. NaN where a wave is empty or one provider fixes the slope.
    """
    counts, values = np.asarray(counts, dtype=float), np.asarray(values, dtype=float)
    n = counts.sum(axis=-1)
    if not n.sum(axis=1).all():
        return contrast(np.float64(np.nan), np.float64(np.nan), np.float64(np.nan), level)
    x = _design(len(n))
    bread = np.linalg.inv(x.T @ (n.sum(axis=1)[:, None] * x))
    totals = counts @ values
    slope = bread @ x.T @ totals.sum(axis=1)
    residuals = totals - n * (x @ slope)[:, None]
    # Respondents of one wave and provider share x, so a cluster is its W cells: with the root of
    # their sizes in place of the rows the algebra is that of all respondents.
    scores, own, shared = [], [], []
    for sizes, left in zip(n.T, residuals.T, strict=True):
        root = np.sqrt(sizes)
        rows = root[:, None] * x
        leverage = np.eye(len(root)) - rows @ bread @ rows.T
        weight = _inverse_root(leverage) @ rows @ bread[:, 1]
        scores.append(weight @ np.divide(left, root, out=np.zeros_like(left), where=root > 0))
        own.append(weight @ weight)
        shared.append(rows.T @ weight)
    spread = np.diag(own) - np.array(shared) @ bread @ np.array(shared).T
    df = np.trace(spread) ** 2 / (spread**2).sum()
    return contrast(slope[1], np.sqrt(np.square(scores).sum()), df, level)


def departure_from_linear(counts: Floats, values: Floats) -> FTest:
    """Wald F of wave means that do not lie on one line; counts, values as `linear_trend`."""
    waves = len(counts)
    return wald_f(counts, values, linalg.null_space(_design(waves).T).T)


def wald_f(counts: Floats, values: Floats, contrasts: Floats) -> FTest:
    """Wald F of contrasts (Q, W) of the wave means, with the linearised covariance of providers.

    Degrees of freedom Q and C - W, as R survey::regTermTest on a factor of waves.
    """
    counts, values = np.asarray(counts, dtype=float), np.asarray(values, dtype=float)
    n = counts.sum(axis=-1)
    totals = counts @ values
    df, df2 = len(contrasts), (n.sum(axis=0) > 0).sum() - len(n)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = totals.sum(axis=1) / n.sum(axis=1)
        influence = (totals - n * mean[:, None]) / n.sum(axis=1)[:, None]
    covariance = contrasts @ psu_covariance(influence.T) @ contrasts.T
    gap = contrasts @ mean
    estimable = np.isfinite(gap).all() and df2 > 0 and np.linalg.matrix_rank(covariance) == df
    statistic = gap @ np.linalg.solve(covariance, gap) / df if estimable else np.nan
    p = special.fdtrc(df, df2, statistic) if estimable else np.nan
    return FTest(*(np.float64(value) for value in (statistic, df, df2, p)))


def _design(waves: int) -> Floats:
    """(W, 2): a constant and the centred wave number."""
    return np.column_stack([np.ones(waves), np.arange(waves) - (waves - 1) / 2])


def _inverse_root(matrix: Floats) -> Floats:
    """Symmetric inverse square root; NaN for a singular matrix."""
    values, vectors = np.linalg.eigh(matrix)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(values > 1e-12, 1 / np.sqrt(values), np.nan)
    return (vectors * scale) @ vectors.T
