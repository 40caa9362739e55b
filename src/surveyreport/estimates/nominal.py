"""Comparing two groups on all categories, don't know included: the Rao-Scott test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from surveyreport.estimates import dominance
from surveyreport.estimates.cr2 import cr2
from surveyreport.estimates.design import Floats, psu_covariance


@dataclass(frozen=True, eq=False)
class FTest:
    """Arrays over data sets; NaN where not estimable (fewer than two categories, no variance)."""

    statistic: Floats
    df: Floats
    df2: Floats
    p: Floats


def rao_scott(counts: Floats) -> FTest:
    """Second-order Rao-Scott F of group by category from counts (..., 2, C, K).

    C counts every provider of the design, also the empty ones. Rao & Scott (1984), Thomas & Rao
    (1987), as R survey::svychisq(statistic = "F").
    """
    counts = np.asarray(counts, dtype=float)
    n = counts.sum(axis=(-3, -2, -1))
    cells = counts.sum(axis=-2)
    respondents = counts.sum(axis=(-3, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = cells / n[..., None, None]
        # Influence of a provider on the log odds ratio of each category.
        per_cell = np.where(cells > 0, 1 / shares, 0.0) / n[..., None, None]
        z = per_cell[..., 0, None, :] * counts[..., 0, :, :]
        z = z - per_cell[..., 1, None, :] * counts[..., 1, :, :]
        present = (cells > 0).astype(float)
        z = (
            z
            - (respondents / n[..., None])[..., None]
            * (present[..., 0, :] - present[..., 1, :])[..., None, :]
        )
    return rao_scott_from(shares, psu_covariance(z), n, (respondents > 0).sum(axis=-1) - 1)


def rao_scott_held(counts: Floats) -> FTest:
    """`rao_scott`; as one provider dominates a group, on CR2 covariance and Bell-McCaffrey df."""
    counts = np.asarray(counts, dtype=float)
    plain = rao_scott(counts)
    respondents = counts.sum(axis=-1)
    weight = dominance.weight(respondents).max(axis=-1)
    if not weight.any():
        return plain
    n = counts.sum(axis=(-3, -2, -1))
    cells = counts.sum(axis=-2)
    size = respondents.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = cells / size[..., None]
        residual = counts - respondents[..., None] * share[..., None, :]
        z = np.where(cells[..., None, :] > 0, residual / cells[..., None, :], 0.0)
        scale = np.where(respondents > 0, 1 / np.sqrt(1 - respondents / size[..., None]), 0.0)
        adjusted = np.nan_to_num(z * scale[..., None], posinf=0.0, neginf=0.0)
        joint = cells / n[..., None, None]
    adjusted, z = (each[..., 0, :, :] - each[..., 1, :, :] for each in (adjusted, z))
    plain_df = (respondents.sum(axis=-2) > 0).sum(axis=-1) - 1
    own_df = np.nan_to_num(cr2(np.zeros_like(respondents), respondents)[1])
    part = weight[..., None, None]
    covariance = (1 - part) * psu_covariance(z) + part * (np.swapaxes(adjusted, -1, -2) @ adjusted)
    mixed = rao_scott_from(joint, covariance, n, (1 - weight) * plain_df + weight * own_df)
    names = ("statistic", "df", "df2", "p")
    return FTest(*(np.where(weight > 0, getattr(mixed, n), getattr(plain, n)) for n in names))


def rao_scott_from(shares: Floats, covariance: Floats, n: Any, df: Any) -> FTest:
    """The test from estimated cell shares.

    shares: (..., 2, K), together 1. covariance: (..., K, K) between categories of
    share_ak / p_ak - share_bk / p_bk, the p held fixed at the estimated shares and an empty cell
    counting 0. n: (...) respondents, unweighted. df: (...) of the design.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = shares.sum(axis=-1, keepdims=True) * shares.sum(axis=-2, keepdims=True)
        gap = (shares - expected) ** 2 / expected
        pearson = n * np.where(expected > 0, gap, 0.0).sum(axis=(-2, -1))
        # Covariance under simple random sampling: diag(a) on contrasts of the present categories;
        # its inverse there is diag(1/a) - (1/a)(1/a)' / sum(1/a).
        a = np.where(shares > 0, 1 / shares, 0.0).sum(axis=-2) / np.asarray(n)[..., None]
        b = np.where(a > 0, 1 / a, 0.0)
        outer = b[..., :, None] * b[..., None, :] / b.sum(axis=-1)[..., None, None]
        inverse = b[..., :, None] * np.eye(b.shape[-1]) - outer
        delta = inverse @ covariance
        trace = np.trace(delta, axis1=-2, axis2=-1)
        square = np.einsum("...ij,...ji->...", delta, delta)
        numerator = trace**2 / square
        statistic = pearson / trace
    both_groups = (shares.sum(axis=-1) > 0).all(axis=-1)
    estimable = both_groups & ((a > 0).sum(axis=-1) > 1) & (trace > 1e-9) & (np.asarray(df) > 0)
    statistic, df1 = (np.where(estimable, value, np.nan) for value in (statistic, numerator))
    df2 = df1 * df
    return FTest(statistic, df1, df2, special.fdtrc(df1, df2, statistic))


def merge_sparse(counts: Floats, ordered: int, pooled: float = 5, expected: float = 1) -> Floats:
    """Counts (..., 2, C, K) with sparse categories merged, by a rule that does not see the outcome.

    The first `ordered` categories are levels in order, the others stand apart (don't know). A
    category is sparse when both groups together have fewer than `pooled` respondents in it, or
    when either group expects fewer than `expected` from the pooled share. A sparse level joins its
    neighbour towards the middle, from both ends inwards; a sparse category that stands apart is
    left out of the test. Merged and left-out categories become 0.
    """
    counts = np.array(counts, dtype=float)
    smallest = counts.sum(axis=(-2, -1)).min(axis=-1)
    size = counts.sum(axis=(-3, -2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        limit = np.maximum(pooled, expected * size / smallest)
    middle = (ordered - 1) / 2
    inwards = sorted(range(ordered), key=lambda k: -abs(k - middle))
    for k in [*inwards, *range(ordered, counts.shape[-1])]:
        sparse = counts[..., k].sum(axis=(-2, -1)) < limit
        moved = np.where(sparse[..., None, None], counts[..., k], 0.0)
        counts[..., k] -= moved
        if k < ordered and ordered > 1:
            counts[..., k + 1 if k < middle else k - 1] += moved
    return counts
