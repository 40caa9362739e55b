"""Three groups or more: one test of any difference between them, and the pairs only after it.

counts: (..., G, C, K) respondents per group, provider and ordered category; C counts every provider
of the design, and the provider is the cluster over all groups.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy import special

from surveyreport.estimates import small_groups
from surveyreport.estimates.cr2 import Contrast
from surveyreport.estimates.design import Floats
from surveyreport.estimates.multiplicity import holm
from surveyreport.estimates.nominal import FTest
from surveyreport.estimates.ordinal import rank_scores


def equal_groups(counts: Floats) -> FTest:
    """Any difference between the groups in the mean rank of their answers: `htz` on midranks.

    The design-based Kruskal-Wallis test of Lumley & Scott (2013) with a small-sample covariance.
    """
    counts = np.asarray(counts, dtype=float)
    groups = counts.shape[-3]
    contrasts = np.eye(groups)[1:] - np.eye(groups)[:-1]
    return htz(counts, rank_scores(counts.sum(axis=(-3, -2))), contrasts)


def pairs(counts: Floats, level: float = 0.95) -> dict[tuple[int, int], Contrast]:
    """Cliff's delta a - b of every two groups a < b, as of two groups alone."""
    counts = np.asarray(counts, dtype=float)
    found = {}
    for a, b in combinations(range(counts.shape[-3]), 2):
        found[a, b] = small_groups.cliffs_delta(counts[..., [a, b], :, :], level)
    return found


def closed(omnibus: float | None, p_values: list[float | None]) -> list[float | None]:
    """p of each pair that holds over all pairs together, from the p of the test of any difference.

    Three groups: that two pairs are equal says that all are, so the larger of the two p is the
    closed test (Marcus, Peritz & Gabriel 1976). More groups: Holm over the pairs, and the omnibus p
    besides. None without omnibus p or own p.
    """
    if omnibus is None:
        return [None] * len(p_values)
    own = p_values if len(p_values) <= 3 else holm(p_values)
    return [None if p is None else max(p, omnibus) for p in own]


def htz(counts: Floats, values: Floats, contrasts: Floats) -> FTest:
    """Test of contrasts (Q, G) of the group means of values (K,) or (..., K): CR2 covariance, HTZ.

    F = (eta - Q + 1)/(eta Q) x Wald on Q and eta - Q + 1 degrees of freedom, eta from the variance
    of the CR2 matrix under equal, independent answers (Pustejovsky & Tipton 2018, clubSandwich
    Wald_test "HTZ"). A Wald F with the covariance of the survey package rejects too often
    with few providers. Where a group answers nearly all alike the covariance is mixed with that of
    one distribution.
    """
    counts, values = np.asarray(counts, dtype=float), np.asarray(values, dtype=float)
    n = counts.sum(axis=-1)
    size = n.sum(axis=-1)
    totals = np.einsum("...gck,...k->...gc", counts, values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = totals.sum(axis=-1) / size
        adjusted = np.where(n > 0, 1 / np.sqrt(1 - n / size[..., None]), 0.0) / size[..., None]
        adjusted = np.where(np.isfinite(adjusted), adjusted, np.nan)
        parts = contrasts @ (adjusted * (totals - n * mean[..., None]))
        weighted = n * adjusted
        # Between groups w and v: the sum of the products of all cells of the covariances (C, C) of
        # the providers' parts of the mean, for answers of variance 1. Such a covariance is
        # diag(own) - weighted weighted' / size, so that none of them has to be written out.
        own, met = weighted * adjusted, weighted @ _turned(weighted)
        crossed = own @ _turned(weighted**2 / size[..., None])
        alike = own @ _turned(own) - crossed - _turned(crossed)
        alike = alike + met**2 / (size[..., None] * size[..., None, :])
        expected = np.einsum("qw,...w,rw->...qr", contrasts, 1 / size, contrasts)
    null, trust = null_of_means(counts, values)
    cr2 = parts @ _turned(parts)
    share = np.asarray(trust)[..., None, None]
    covariance = share * cr2 + (1 - share) * (contrasts @ null @ contrasts.T)
    q = len(contrasts)
    half = inverse_root(np.nan_to_num(expected, nan=1.0, posinf=1.0))
    standard = half @ contrasts
    gram = _turned(standard) @ standard
    each = np.diagonal(gram, axis1=-2, axis2=-1)
    spread = ((each[..., None] * each[..., None, :] + gram**2) * alike).sum(axis=(-2, -1))
    eta = q * (q + 1) / spread
    gap = (contrasts @ mean[..., None])[..., 0]
    known = np.isfinite(covariance).all(axis=(-2, -1)) & np.isfinite(gap).all(axis=-1)
    safe = np.where(known[..., None, None], covariance, np.eye(q))
    known &= np.linalg.matrix_rank(safe) == q
    safe = np.where(known[..., None, None], safe, np.eye(q))
    wald = (gap * np.linalg.solve(safe, gap[..., None])[..., 0]).sum(axis=-1)
    df2 = eta - q + 1
    known &= df2 > 0
    statistic, df2 = (np.where(known, value, np.nan) for value in (df2 / (eta * q) * wald, df2))
    return FTest(statistic, np.where(known, q, np.nan), df2, special.fdtrc(q, df2, statistic))


def _turned(matrix: Floats) -> Floats:
    return np.swapaxes(matrix, -1, -2)


def null_of_means(counts: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Covariance (..., G, G) of the group means under one distribution, and the trust in CR2."""
    respondents = counts.sum(axis=-1)
    batch = np.broadcast_to(values, (*counts.shape[:-3], values.shape[-1]))
    icc = small_groups.bounded_icc(counts, batch)
    variance = small_groups.score_variance(counts.sum(axis=(-3, -2)), batch)
    covariance = small_groups.null_covariance(respondents, variance, icc)
    return np.nan_to_num(covariance, nan=0.0, posinf=0.0), small_groups.pool(counts).trust


def inverse_root(matrix: Floats) -> Floats:
    """Symmetric inverse square root (..., n, n); NaN for a singular matrix."""
    values, vectors = np.linalg.eigh(matrix)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(values > 1e-12, 1 / np.sqrt(values), np.nan)
    return (vectors * scale[..., None, :]) @ _turned(vectors)
