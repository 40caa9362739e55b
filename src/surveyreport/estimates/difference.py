"""The difference of two shares with the MOVER-Wilson interval, and what it could have detected."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from surveyreport.estimates import dominance
from surveyreport.estimates.cr2 import Contrast, contrast, mean_difference, t_p_value, t_quantile
from surveyreport.estimates.design import Floats, psu_covariance
from surveyreport.estimates.nominal import rao_scott

LARGEST_QUANTILE = 50.0
# with fewer of the rarer answer in both groups together one person decides (docs/methods.md); as
# `nominal.merge_sparse`
RAREST = 5


def too_rare(counts: Floats) -> NDArray[np.bool_]:
    """(...) whether both of two answers (..., 2, C, 2) are given, one too rarely for a test."""
    rarer = counts.sum(axis=(-3, -2)).min(axis=-1)
    return (rarer > 0) & (rarer < RAREST) & (counts.shape[-1] == 2)


def share_difference(counts: Floats, level: float = 0.95) -> Contrast:
    """Difference a - b of the share of selected respondents, -1 to 1.

    counts: (..., 2, C, 2) respondents not selected and selected per group and provider; C counts
    every provider of the design. Interval: MOVER-Wilson. se and df: CR2 and Bell-McCaffrey.
    statistic and p: the signed root of the Rao-Scott F on 1 and Bell-McCaffrey df, which keeps its
    error rate with rare outcomes, where the CR2 t test rejects over 10 % (docs/validity.md). NaN
    without any variance (every share 0 or 1).
    """
    counts = np.asarray(counts, dtype=float)
    values = np.broadcast_to([0.0, 1.0], (*counts.shape[:-3], 2, 2))
    plain = contrast(*mean_difference(counts, values), level)
    statistic = np.sign(plain.estimate) * np.sqrt(rao_scott(counts).statistic)
    respondents = counts.sum(axis=-1)
    n = respondents.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = counts[..., 1].sum(axis=-1) / n
        z = (counts[..., 1] - respondents * share[..., None]) / n[..., None]
        covariance = psu_covariance(np.swapaxes(z, -1, -2))
        factor = dominance_factor(respondents, plain.se, covariance)
    rare = too_rare(counts)
    held = covariance * factor[..., None, None]
    low, high = mover_wilson(share, held, n, plain.df, level, rare)
    statistic = statistic / np.sqrt(factor)
    p = t_p_value(statistic, plain.df)
    return Contrast(plain.estimate, plain.se, plain.df, low, high, statistic, p)


def dominance_factor(respondents: Floats, se: Floats, covariance: Floats) -> Floats:
    """(...) what the linearised variance of the difference is multiplied by: CR2's over its own.

    1 as long as no provider dominates a group (..., 2, C): see `dominance`.
    """
    linearised = covariance[..., 0, 0] + covariance[..., 1, 1] - 2 * covariance[..., 0, 1]
    weight = dominance.weight(respondents).max(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(linearised > 0, np.maximum(se**2 / linearised, 1.0), 1.0)
    return 1 + weight * (np.nan_to_num(ratio, nan=1.0) - 1)


def mover_wilson(
    share: Floats, covariance: Floats, n: Floats, df: Floats, level: float = 0.95,
    rare: NDArray[np.bool_] | bool = False,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Limits of share a - share b from the groups' Wilson limits and their covariance.

    share, n: (..., 2); covariance: (..., 2, 2) between the two shares; df: (...).
    n_eff = min(n, p(1-p)/V), n where V = 0 (Zou & Donner 2008; Newcombe 1998; clustered form).
    rare: (...) where Clopper-Pearson's limits on n_eff stand for Wilson's, see `too_rare`.
    """
    known, quantile = (share, *_effective(share, covariance, n)), t_quantile((1 + level) / 2, df)
    limits = _mover(*known, quantile)
    if not np.any(rare):
        return limits
    exact = _mover(*known, quantile, level)
    low, high = (np.where(rare, one, other) for one, other in zip(exact, limits, strict=True))
    return low, high


def mover_statistic(share: Floats, covariance: Floats, n: Floats) -> Floats:
    """The quantile at which the interval of `mover_wilson` touches 0, with the sign of the
    difference: as a t statistic it rejects exactly where the interval leaves 0 out.

    At most LARGEST_QUANTILE; by bisection, elementwise.
    """
    difference = np.asarray(share[..., 0] - share[..., 1])
    n_eff, rho = _effective(share, covariance, n)
    inside, outside = np.zeros_like(difference), np.full_like(difference, LARGEST_QUANTILE)
    for _ in range(60):
        middle = (inside + outside) / 2
        low, high = _mover(share, n_eff, rho, middle)
        apart = np.where(difference > 0, low > 0, high < 0)
        inside, outside = np.where(apart, middle, inside), np.where(apart, outside, middle)
    return np.sign(difference) * inside


def _effective(share: Floats, covariance: Floats, n: Floats) -> tuple[Floats, Floats]:
    """n_eff (..., 2) of `mover_wilson` and the correlation (...) of the two shares."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = np.where(variance > 0, np.minimum(n, share * (1 - share) / variance), n)
        rho = covariance[..., 0, 1] / np.sqrt(variance[..., 0] * variance[..., 1])
    return n_eff, np.where((variance > 0).all(axis=-1), rho, 0.0)


def _mover(
    share: Floats, n_eff: Floats, rho: Floats, quantile: Any, exact: float | None = None
) -> tuple[Floats, Floats]:
    """exact: the level of Clopper-Pearson's limits, instead of Wilson's at the quantile."""
    q = np.asarray(quantile)[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (share + q**2 / (2 * n_eff)) / (1 + q**2 / n_eff)
        half = (
            q / (1 + q**2 / n_eff) * np.sqrt(share * (1 - share) / n_eff + (q / (2 * n_eff)) ** 2)
        )
    below, above = share - centre + half, centre + half - share
    if exact is not None:
        hits, misses, tail = n_eff * share, n_eff * (1 - share), (1 - exact) / 2
        with np.errstate(invalid="ignore"):
            below = share - np.where(hits > 0, special.betaincinv(hits, misses + 1, tail), 0)
            above = np.where(misses > 0, special.betaincinv(hits + 1, misses, 1 - tail), 1) - share
    difference = share[..., 0] - share[..., 1]
    down, up = below[..., 0], above[..., 1]
    low = difference - np.sqrt(down**2 - 2 * rho * down * up + up**2)
    up, down = above[..., 0], below[..., 1]
    high = difference + np.sqrt(up**2 - 2 * rho * up * down + down**2)
    return low, high


def minimum_detectable(se: Any, df: Any, power: float = 0.8, level: float = 0.95) -> Any:
    """Smallest true difference found with this power at this realised se, in the unit of se."""
    return (t_quantile((1 + level) / 2, df) + t_quantile(power, df)) * se
