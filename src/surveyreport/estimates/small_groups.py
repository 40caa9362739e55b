"""Delta and the rank test where a group answers (nearly) all alike.

A group without dissenting answers has residuals of 0, so its part of the CR2 variance is 0 or far
too small and delta seems certain. Below `ENOUGH` dissenting answers the variance is therefore
mixed with the one that the pooled distribution implies, and the interval with one that lets an
unanimous group be as uncertain as its size. With `ENOUGH` the result is that of CR2, to the bit.
docs/methods.md gives the measurements behind both limits. counts is (..., 2, C, K), as `ordinal`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from surveyreport.estimates import ordinal
from surveyreport.estimates.clustering import icc_anova, kish_design_effect
from surveyreport.estimates.cr2 import Contrast, contrast, cr2_scores, t_quantile
from surveyreport.estimates.design import Floats

NONE, ENOUGH = 3.0, 8.0
"""Effective dissenting answers up to which CR2 counts for nothing, and from which for all."""


@dataclass(frozen=True, eq=False)
class Pool:
    """What both groups together tell; arrays over data sets.

    scores: (..., K) midrank share of each category; variance: (...) of twice the score, that of a
    win fraction when the groups answer alike; icc: (...), 0 to 1, 1 where not estimable;
    design_effect: (..., 2) Kish, of each group; trust: (...) 0 to 1, how much CR2 counts.
    """

    scores: Floats
    variance: Floats
    icc: Floats
    design_effect: Floats
    trust: Floats


def pool(counts: Floats) -> Pool:
    """The pooled scores, their variance and clustering, and the trust in CR2 of counts."""
    margin = counts.sum(axis=(-3, -2))
    scores = ordinal.rank_scores(margin)
    variance = 4 * score_variance(margin, scores)
    respondents = counts.sum(axis=-1)
    icc = bounded_icc(counts, scores)
    with np.errstate(invalid="ignore", divide="ignore"):
        effect = kish_design_effect(icc[..., None], respondents)
    return Pool(scores, variance, icc, effect, trust(counts, effect))


def bounded_icc(counts: Floats, scores: Floats) -> Floats:
    """ANOVA intraclass correlation within 0 and 1; 1, the careful side, where not estimable."""
    return np.clip(np.nan_to_num(icc_anova(counts, scores), nan=1.0), 0.0, 1.0)


def score_variance(margin: Floats, scores: Floats) -> Floats:
    """(...) variance of scores (..., K) over the respondents of margin (..., K)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = margin / margin.sum(axis=-1, keepdims=True)
    mean = (share * scores).sum(axis=-1, keepdims=True)
    return (share * (scores - mean) ** 2).sum(axis=-1)


def trust(counts: Floats, design_effect: Floats) -> Floats:
    """(...) weight of CR2, from the group with the fewest effective dissenting answers.

    Dissenting: outside the most chosen category of the group (or wave); counts (..., G, C, K),
    design_effect (..., G).
    """
    cells = counts.sum(axis=-2)
    with np.errstate(invalid="ignore", divide="ignore"):
        dissent = (cells.sum(axis=-1) - cells.max(axis=-1)) / design_effect
    return np.clip((dissent.min(axis=-1) - NONE) / (ENOUGH - NONE), 0.0, 1.0)


def null_covariance(
    respondents: Floats, variance: Floats, icc: Floats, squares: Floats | None = None
) -> Floats:
    """(..., G, G) of the group means of a score when all groups answer alike, with one ICC.

    respondents: (..., G, C), or their weights with squares (..., G), the sum of the squared
    weights; variance: (...) of the score. The difference of two groups then has variance
    s0^2 (deff_a/n_a + deff_b/n_b - 2 cov).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        n = respondents.sum(axis=-1)
        share = respondents / n[..., None]
        own = np.eye(n.shape[-1]) * ((n if squares is None else squares) / n**2)[..., None]
        icc = np.asarray(icc)[..., None, None]
        alike = (1 - icc) * own + icc * (share @ np.swapaxes(share, -1, -2))
        return np.asarray(variance)[..., None, None] * alike


def cliffs_delta(counts: Floats, level: float = 0.95) -> Contrast:
    """Cliff's delta as `ordinal.cliffs_delta`, with an interval and p that hold near unanimity.

    Variance: trust x CR2 + (1 - trust) x null variance, on Bell-McCaffrey df; the interval is the
    same mixture of the CR2 interval and `mover`. NaN when both groups are unanimous, or one
    provider holds a whole group.
    """
    counts = np.asarray(counts, dtype=float)
    plain = ordinal.cliffs_delta(counts, level)
    whole = pool(counts)
    if (whole.trust == 1).all():
        return plain
    wins = ordinal.win_fractions(counts.sum(axis=-2))
    respondents = counts.sum(axis=-1)
    totals = np.einsum("...gck,...gk->...gc", counts, wins)
    with np.errstate(invalid="ignore", divide="ignore"):
        delta = totals[..., 0, :].sum(axis=-1) / respondents[..., 0, :].sum(axis=-1)
        signed = np.stack([delta, -delta], axis=-1)
    parts, df = cr2_scores(totals - respondents * signed[..., None], respondents)
    variance = _mixed_variance(respondents, parts, whole)
    mixed = contrast(delta, np.sqrt(variance), np.where(plain.se > 0, df, np.nan), level)
    with np.errstate(invalid="ignore", divide="ignore"):
        most = counts.sum(axis=(-2, -1)) / whole.design_effect
    away = mover(counts.sum(axis=-2), wins, signed, parts, most, df, level)
    return blend(plain, mixed, away, whole.trust)


def rank_test(counts: Floats) -> Contrast:
    """`ordinal.rank_test_cr2` with the variance of `cliffs_delta`: trust x CR2 + the rest null."""
    counts = np.asarray(counts, dtype=float)
    plain, whole = ordinal.rank_test_cr2(counts), pool(counts)
    if (whole.trust == 1).all():
        return plain
    respondents = counts.sum(axis=-1)
    values = np.broadcast_to(whole.scores[..., None, :], (*counts.shape[:-2], counts.shape[-1]))
    totals = np.einsum("...gck,...gk->...gc", counts, values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = totals.sum(axis=-1) / respondents.sum(axis=-1)
    parts, df = cr2_scores(totals - respondents * mean[..., None], respondents)
    # The difference of mean rank scores is half delta: the null variance is a quarter.
    quarter = replace(whole, variance=whole.variance / 4)
    variance = _mixed_variance(respondents, parts, quarter)
    known = np.where(plain.se > 0, df, np.nan)
    mixed = contrast(mean[..., 0] - mean[..., 1], np.sqrt(variance), known)
    return _where(whole.trust == 1, plain, mixed)


def blend(plain: Contrast, mixed: Contrast, away: tuple[Floats, Floats], trust: Floats) -> Contrast:
    """mixed, with limits trust x those of plain + (1 - trust) x those `mover` gives; plain itself
    at trust 1. NaN where plain or mixed is not estimable."""
    known = np.isfinite(mixed.p)
    low, high = (
        np.where(known, trust * old + (1 - trust) * new, np.nan)
        for old, new in (
            (plain.low, mixed.estimate - away[0]),
            (plain.high, mixed.estimate + away[1]),
        )
    )
    return _where(trust == 1, plain, replace(mixed, low=low, high=high))


def _mixed_variance(respondents: Floats, parts: Floats, whole: Pool) -> Floats:
    cr2 = (parts.sum(axis=-2) ** 2).sum(axis=-1)
    null = null_covariance(respondents, whole.variance, whole.icc)
    null = null[..., 0, 0] + null[..., 1, 1] - 2 * null[..., 0, 1]
    return whole.trust * cr2 + (1 - whole.trust) * null


def mover(
    cells: Floats, values: Floats, mean: Floats, parts: Floats, most: Floats, df: Floats,
    level: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """How far below and above mean a - mean b (delta: mean a = -mean b) its limits lie.

    values: (..., 2, K) of a respondent of each group in each category; cells: (..., 2, K)
    respondents; mean: (..., 2); parts: (..., 2, C), what each provider adds to the difference;
    most: (..., 2) effective respondents of a group whose answers do not vary.

    A value lies between the lowest and highest of its group; on that range its mean is treated as
    a share with n_eff = min(most / phi, m (1 - m) range^2 / V) and Wilson's limits, joined by
    MOVER (Zou & Donner 2008). phi: the variance of the value in the mean of both groups'
    distributions over that of a share with the same mean; 1 for two categories, where the interval
    is that of `difference`. So a group without dissent is as uncertain as its size.
    """
    own, shared = (parts**2).sum(axis=-1), parts.prod(axis=-2).sum(axis=-1)
    lowest, span = values.min(axis=-1), np.ptp(values, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        even = (cells / cells.sum(axis=-1, keepdims=True)).mean(axis=-2, keepdims=True)
        expected = (even * values).sum(axis=-1)
        spread = (even * values**2).sum(axis=-1) - expected**2
        phi = spread / _share_variance((expected - lowest) / span) / span**2
        share = np.clip((mean - lowest) / span, 0.0, 1.0)
        most = most / np.clip(phi, 0.05, 1.0)
        n_eff = np.where(own > 0, np.minimum(most, _share_variance(share) * span**2 / own), most)
        n_eff = np.maximum(n_eff, 1.0)
        q = t_quantile((1 + level) / 2, df)[..., None]
        centre = (share + q**2 / (2 * n_eff)) / (1 + q**2 / n_eff)
        half = np.sqrt(_share_variance(share) / n_eff + (q / (2 * n_eff)) ** 2)
        half *= q / (1 + q**2 / n_eff)
        below, above = (share - centre + half) * span, (centre + half - share) * span
        rho = shared / np.sqrt(own.prod(axis=-1))
    rho = np.where((own > 0).all(axis=-1), rho, 0.0)
    # the difference is low where a's mean is low and b's high
    return (
        _joined(below[..., 0], above[..., 1], rho),
        _joined(above[..., 0], below[..., 1], rho),
    )


def _share_variance(share: Floats) -> Floats:
    return share * (1 - share)


def _joined(first: Floats, second: Floats, rho: Floats) -> Floats:
    return np.sqrt(first**2 + 2 * rho * first * second + second**2)


def _where(old: Floats, first: Contrast, second: Contrast) -> Contrast:
    """first where `old`, second elsewhere."""
    names = ("estimate", "se", "df", "low", "high", "statistic", "p")
    return Contrast(*(np.where(old, getattr(first, n), getattr(second, n)) for n in names))
