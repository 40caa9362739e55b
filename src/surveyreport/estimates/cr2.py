"""CR2 standard errors with Bell-McCaffrey degrees of freedom for the difference of two groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from surveyreport.estimates.design import Floats
from surveyreport.estimates.dominance import held_df


@dataclass(frozen=True, eq=False)
class Contrast:
    """Estimate of a - b with its interval and t test; arrays over data sets.

    NaN where not estimable: a group without respondents, one provider holding a whole group, or
    no variance. `pair.compare` turns that into a reason.
    """

    estimate: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    statistic: Floats
    p: Floats


def contrast(estimate: Floats, se: Floats, df: Floats, level: float = 0.95) -> Contrast:
    """The t interval and two-sided t test of an estimate, elementwise."""
    estimate, se, df = np.broadcast_arrays(estimate, se, df)
    # Without variance the residuals leave rounding error behind, far below any real se.
    estimable = (se > 1e-12 * np.maximum(1, np.abs(estimate))) & (df > 0)
    se, df = np.where(estimable, se, np.nan), np.where(estimable, df, np.nan)
    half = t_quantile((1 + level) / 2, df) * se
    statistic = estimate / se
    return Contrast(
        estimate, se, df, estimate - half, estimate + half, statistic, t_p_value(statistic, df)
    )


def t_quantile(probability: float, df: Floats) -> Floats:
    """Quantile of the t distribution, elementwise, without the cost of a frozen distribution."""
    return special.stdtrit(df, probability)


def t_p_value(statistic: Floats, df: Floats) -> Floats:
    """Two-sided p of a t statistic, elementwise."""
    return 2 * special.stdtr(df, -np.abs(statistic))


def cr2(residuals: Floats, respondents: Floats) -> tuple[Floats, Floats]:
    """(se, df) of the difference of two group means, each of shape (...).

    residuals: (..., 2, C) total per group and provider of the residuals from the group mean;
    respondents: (..., 2, C) numbers. NaN where one provider holds a whole group.
    Closed form of Bell & McCaffrey (2002) and Pustejovsky & Tipton (2018) for two groups, equal
    to clubSandwich CR2 with Satterthwaite df, but for one large provider: `dominance.held_df`.
    """
    scores, df = cr2_scores(residuals, respondents)
    return np.sqrt((scores.sum(axis=-2) ** 2).sum(axis=-1)), df


def cr2_scores(residuals: Floats, respondents: Floats) -> tuple[Floats, Floats]:
    """What each provider adds to the difference of `cr2`, per group (..., 2, C), and the df."""
    n = np.asarray(respondents, dtype=float)
    size = n.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        adjusted = np.where(n > 0, 1 / (size * np.sqrt(1 - n / size)), 0.0)
        adjusted = np.where(np.isfinite(adjusted), adjusted, np.nan)
        adjusted[..., 1, :] *= -1
        # M = diag(spread) - sum_g shared_g shared_g'; df = tr(M)^2 / sum M^2.
        spread = (n * adjusted**2).sum(axis=-2)
        shared = n * adjusted / np.sqrt(size)
        products = np.einsum("...gc,...hc->...gh", shared, shared)
        trace = spread.sum(axis=-1) - np.trace(products, axis1=-2, axis2=-1)
        square = (
            (spread**2).sum(axis=-1)
            - 2 * np.einsum("...c,...gc->...", spread, shared**2)
            + (products**2).sum(axis=(-2, -1))
        )
        return adjusted * residuals, held_df(n, trace**2 / square)


def mean_difference(counts: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
    """(difference a - b, CR2 se, df) of the mean value, each of shape (...).

    counts: (..., 2, C, K) respondents per group, provider and category; values: (..., 2, K), the
    value of a respondent of that group in that category.
    """
    counts = np.asarray(counts, dtype=float)
    respondents = counts.sum(axis=-1)
    totals = np.einsum("...gck,...gk->...gc", counts, values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = totals.sum(axis=-1) / respondents.sum(axis=-1)
    se, df = cr2(totals - respondents * mean[..., None], respondents)
    return mean[..., 0] - mean[..., 1], se, df
