"""Comparing two groups in any design: weights, strata, calibrated weights.

Every function takes one row per respondent of the whole design: group (m,) 0 for a and 1 for b,
domain (m,) true for those in the base. The caller chooses the degrees of freedom: those of R's
survey package are `design.degrees_of_freedom(domain) - 1`; with few providers Bell-McCaffrey's
(`cr2.cr2` on the unweighted counts) keep the error rate.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyreport.estimates import ordinal, small_groups
from surveyreport.estimates.cr2 import Contrast, contrast, cr2, t_p_value
from surveyreport.estimates.design import Design, Floats
from surveyreport.estimates.difference import mover_statistic, mover_wilson, too_rare
from surveyreport.estimates.nominal import FTest, rao_scott_from
from surveyreport.estimates.ordinal import win_fractions
from surveyreport.estimates.pair import Base, Result, superiority_line

Codes = NDArray[np.integer]
Flags = NDArray[np.bool_]


def compare(
    category: Codes,
    favourable: Flags,
    dont_know: Flags,
    group: Codes,
    design: Design,
    smallest: int = 10,
    level: float = 0.95,
) -> tuple[Result, ...]:
    """The headline of a pair with weights: delta, superiority and the top-2 difference.

    category: (m,) code 0..K-1 of the level answered, -1 without one; favourable: (K,);
    dont_know: (m,), in the base of the top-2 difference. smallest: as in `pair.compare`.
    delta: JK1 se, or the linearised one with calibration residuals; Bell-McCaffrey df of the
    unweighted counts; near unanimity and of two levels as without weights.
    """
    difference, line, base = headline(
        category, favourable, dont_know, group, design, smallest, level
    )
    opinion = category >= 0
    domain = opinion | dont_know
    chosen = _chosen(category, favourable)
    top2 = tally(chosen, 2, group, domain, design.psu, design.n_psu)
    return (
        line,
        superiority_line(base.result("superiority", "weighted_bell_mccaffrey", difference)),
        Base(top2, smallest).share(
            "top2_difference",
            "weighted_bell_mccaffrey",
            _share_difference(chosen, top2, group, domain, design, level),
        ),
    )


def headline(
    category: Codes,
    favourable: Flags,
    dont_know: Flags,
    group: Codes,
    design: Design,
    smallest: int,
    level: float,
) -> tuple[Contrast, Result, Base]:
    """delta of `compare` alone: its contrast, its line, and what both rest on."""
    opinion = category >= 0
    counts = tally(category, len(favourable), group, opinion, design.psu, design.n_psu)
    weights = np.ones(len(category)) if design.weights is None else design.weights
    if design.calibration is None:
        sums = tally(category, len(favourable), group, opinion, design.psu, design.n_psu, weights)
        delta = cliffs_delta_jackknife(sums) if counts.sum(axis=(1, 2)).all() else (np.nan, np.nan)
    else:
        delta = cliffs_delta(category, len(favourable), group, opinion, design)
    value, se = map(np.asarray, delta)
    difference = ordinal.delta_contrast(value, se, _bell_mccaffrey(counts), level)
    if len(favourable) == 2:
        chosen = _chosen(category, favourable)
        difference = _share_difference(chosen, counts, group, opinion, design, level)
    elif counts.sum(axis=(1, 2)).all():
        difference = _near_unanimity(difference, category, counts, group, opinion, design, level)
    unknown = tally(np.zeros(len(group), int), 1, group, dont_know, design.psu, design.n_psu)
    base = Base(counts, smallest, unknown[..., 0])
    return difference, base.result("cliff_delta", "weighted_bell_mccaffrey", difference), base


def _chosen(category: Codes, favourable: Flags) -> Codes:
    return ((category >= 0) & np.asarray(favourable)[category]).astype(int)


def tally(
    category: Codes,
    n_categories: int,
    group: Codes,
    domain: Flags,
    psu: Codes,
    n_psu: int,
    weights: Floats | None = None,
) -> Floats:
    """(2, C, K) respondents, or their summed weights, per group, provider and category."""
    shape = (2, n_psu, n_categories)
    cell = np.ravel_multi_index((group[domain], psu[domain], category[domain]), shape)
    weights = None if weights is None else weights[domain]
    counted: Any = np.bincount(cell, weights, minlength=np.prod(shape)).reshape(shape)
    return counted


def means(outcome: Floats, group: Codes, domain: Flags, design: Design) -> tuple[Floats, Floats]:
    """The two groups' means (2,) of outcome (m,) and their covariance (2, 2).

    With a 0/1 outcome this is the input of `difference.mover_wilson`.
    """
    outcome = np.where(domain, outcome, 0.0)
    members = _members(group, domain)
    size, total = (
        design.weighted(values).sum(axis=0) for values in (members, members * outcome[:, None])
    )
    mean = total / size
    return mean, design.covariance(members * (outcome[:, None] - mean) / size)


def cliffs_delta(
    category: Codes, n_categories: int, group: Codes, domain: Flags, design: Design
) -> tuple[float, float]:
    """(delta, linearised se) of ordered category codes (m,) 0..n_categories-1 in the domain."""
    members = _members(group, domain)
    category = np.where(domain, category, 0)
    weighted = design.weighted(members)
    margins = np.stack([np.bincount(category, w, n_categories) for w in weighted.T])
    wins = win_fractions(margins.astype(float))
    delta = float(margins[0] @ wins[0] / margins[0].sum())
    influence = (wins[:, category].T - [delta, -delta]) / margins.sum(axis=1)
    influence = (members * influence * [1, -1]).sum(axis=1, keepdims=True)
    return delta, float(np.sqrt(design.covariance(influence)[0, 0]))


def cliffs_delta_jackknife(weighted_counts: Floats) -> tuple[float, float]:
    """(delta, JK1 se) from summed weights per group, provider and ordered category (2, C, K).

    Deletes one provider at a time; providers without a respondent do not count in (C - 1)/C.
    """
    counts = np.asarray(weighted_counts, dtype=float)
    counts = counts[:, counts.sum(axis=(0, 2)) > 0]
    n_psu = counts.shape[1]
    margins = counts.sum(axis=1)
    kept = margins[:, None] - counts
    delta = _delta(margins)
    deviation = _delta(np.moveaxis(kept, 1, 0)) - delta
    return float(delta), float(np.sqrt((n_psu - 1) / n_psu * (deviation**2).sum()))


def rank_test(score: Floats, group: Codes, domain: Flags, design: Design) -> tuple[float, float]:
    """(difference of mean rank score, se): Lumley & Scott (2013), with weighted midranks.

    Ties follow R survey::svyranktest: the plain mean over tied respondents, in row order, of the
    cumulated weight minus half the own weight.
    """
    rows = np.flatnonzero(domain)
    weight = np.ones(len(rows)) if design.weights is None else design.weights[rows]
    values, tie = np.unique(score[rows], return_inverse=True)
    order = np.argsort(tie, kind="stable")
    position = np.empty(len(rows))
    position[order] = np.cumsum(weight[order]) - weight[order] / 2
    tied = np.bincount(tie, position, len(values)) / np.bincount(tie)
    ranks = np.zeros(len(domain))
    ranks[rows] = tied[tie] / weight.sum()
    return _linear_difference(ranks, group, domain, design)


def rao_scott(
    category: Codes, n_categories: int, group: Codes, domain: Flags, design: Design
) -> FTest:
    """The test of group by category; category (m,) codes 0..n_categories-1 in the domain."""
    members = _members(group, domain)
    category = np.where(domain, category, 0)
    weighted = design.weighted(members)
    cells = np.stack([np.bincount(category, w, n_categories) for w in weighted.T])
    total = cells.sum()
    shares = cells / total
    per_cell = np.where(cells > 0, 1 / np.where(cells > 0, shares, 1.0), 0.0) * [[1], [-1]]
    chosen = np.eye(n_categories)[category]
    own = (members @ per_cell) * chosen
    present = (per_cell * shares).sum(axis=0)
    influence = (own - members.sum(axis=1, keepdims=True) * present) / total
    covariance = design.covariance(influence)
    return rao_scott_from(
        shares, covariance, np.count_nonzero(domain), design.degrees_of_freedom(domain)
    )


def _bell_mccaffrey(counts: Floats) -> Floats:
    respondents = counts.sum(axis=-1)
    return cr2(np.zeros_like(respondents, dtype=float), respondents)[1]


def _share_difference(
    chosen: Codes, counts: Floats, group: Codes, domain: Flags, design: Design, level: float
) -> Contrast:
    with np.errstate(invalid="ignore", divide="ignore"):
        share, covariance = means(chosen.astype(float), group, domain, design)
    se = np.sqrt(np.array([1, -1]) @ covariance @ [1, -1])
    test = contrast(share[0] - share[1], se, _bell_mccaffrey(counts), level)
    n = counts.sum(axis=(1, 2))
    low, high = mover_wilson(share, covariance, n, test.df, level, too_rare(counts))
    # The root of the Rao-Scott F as `difference.share_difference`; near 0 and 1 uneven weights make
    # it reject 7-10 %, so no more than what the interval says.
    f = rao_scott(chosen, 2, group, domain, design).statistic if domain.any() else np.nan
    most = np.abs(mover_statistic(share, covariance, n))
    statistic = np.sign(test.estimate) * np.minimum(np.sqrt(f), most)
    p = t_p_value(statistic, test.df)
    return replace(test, low=low, high=high, statistic=statistic, p=p)


def _near_unanimity(
    plain: Contrast,
    category: Codes,
    counts: Floats,
    group: Codes,
    domain: Flags,
    design: Design,
    level: float,
) -> Contrast:
    """`small_groups.cliffs_delta` with weights: variance and limits of weighted shares."""
    whole = small_groups.pool(counts)
    if whole.trust == 1 or not np.isfinite(plain.p):
        return plain
    weights = np.ones(len(category)) if design.weights is None else design.weights
    sums = tally(category, counts.shape[-1], group, domain, design.psu, design.n_psu, weights)
    respondents, wins = sums.sum(axis=-1), win_fractions(sums.sum(axis=1))
    size = respondents.sum(axis=-1)
    mean = plain.estimate * np.array([1.0, -1.0])
    totals = np.einsum("gck,gk->gc", sums, wins) - respondents * mean[:, None]
    parts = totals / size[:, None]
    squares = np.array([(weights[domain & (group == g)] ** 2).sum() for g in (0, 1)])
    margin = sums.sum(axis=(0, 1))
    variance = 4 * small_groups.score_variance(margin, ordinal.rank_scores(margin))
    null = small_groups.null_covariance(respondents, variance, whole.icc, squares)
    null = null[0, 0] + null[1, 1] - 2 * null[0, 1]
    se = np.sqrt(whole.trust * plain.se**2 + (1 - whole.trust) * null)
    most = size**2 / squares / whole.design_effect
    away = small_groups.mover(sums.sum(axis=1), wins, mean, parts, most, plain.df, level)
    mixed = contrast(plain.estimate, se, plain.df, level)
    return small_groups.blend(plain, mixed, away, whole.trust)


def _linear_difference(
    outcome: Floats, group: Codes, domain: Flags, design: Design
) -> tuple[float, float]:
    mean, covariance = means(outcome, group, domain, design)
    return float(mean[0] - mean[1]), float(np.sqrt(np.array([1, -1]) @ covariance @ [1, -1]))


def _members(group: Codes, domain: Flags) -> Floats:
    """(m, 2) indicators of the two groups inside the domain."""
    return (domain[:, None] & (group[:, None] == [0, 1])).astype(float)


def _delta(margins: Floats) -> Floats:
    first = margins[..., 0, :]
    with np.errstate(invalid="ignore"):
        return (first * win_fractions(margins)[..., 0, :]).sum(axis=-1) / first.sum(axis=-1)
