"""Shares of a base with the Korn-Graubard interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from surveyreport.estimates import dominance
from surveyreport.estimates.design import Design, Floats, NotEstimable, psu_totals


@dataclass(frozen=True)
class Proportion:
    """Share (0-1) of one category in its base.

    n, base: respondents in the category and in the base, unweighted. n_eff: the size of the simple
    random sample with this variance, at most base. deff: variance over that of a simple random
    sample. What is not estimable is None, and `reason` tells why: base 0 (everything), or one
    provider holding the whole base (se, interval, n_eff, deff). At a share of 0 or 1 deff is None,
    se 0 and the interval that of n = base independent respondents. largest_provider: share (0-1) of
    the base that the provider with most respondents holds; None as the interval is.
    """

    n: int
    base: int
    share: float | None
    ci_low: float | None
    ci_high: float | None
    se: float | None
    n_eff: float | None
    deff: float | None
    df: float
    largest_provider: float | None = None
    reason: NotEstimable | None = None


def proportions(
    selected: NDArray[np.bool_],
    provider: NDArray[np.integer],
    n_psu: int,
    weights: Floats | None = None,
    level: float = 0.95,
) -> list[Proportion]:
    """One Proportion per column of selected (m, k); the m rows are the respondents of the base.

    provider: (m,) codes 0..n_psu-1; n_psu: providers in the whole design, those without a
    respondent in this base included. weights: (m,), positive. As one provider dominates
    the base (`dominance.weight`), variance and degrees of freedom go over from those of
    `domain_proportions` to CR2 and Bell-McCaffrey's.
    """
    everyone = np.ones(len(provider), dtype=bool)
    return design_proportions(selected, everyone, Design(provider, n_psu, weights), level)


def design_proportions(
    selected: NDArray[np.bool_], domain: NDArray[np.bool_], design: Design, level: float = 0.95
) -> list[Proportion]:
    """As `proportions`, for the rows of any design without strata; domain (m,) marks the base.

    Calibrated weights: both variances are of the residuals on the margins.
    """
    given = domain_proportions(selected, domain, design, level)
    if not given or given[0].reason is not None:
        return given
    provider = design.psu[domain]
    weights = np.ones(len(provider)) if design.weights is None else design.weights[domain]
    trust = float(dominance.weight(np.bincount(provider, weights)))
    if trust == 0:
        return given
    share, se = (np.array([getattr(one, key) for one in given]) for key in ("share", "se"))
    residual = design.weighted(design.residual(np.where(domain[:, None], selected - share, 0.0)))
    totals = psu_totals(residual, design.psu, design.n_psu)
    cr2, df = cr2_share(totals, provider, weights)
    variance = (1 - trust) * se**2 + trust * cr2
    df = (1 - trust) * given[0].df + trust * df
    n = np.array([one.n for one in given])
    return _described(share, variance, n, len(provider), df, level, given[0].largest_provider)


def cr2_share(
    totals: Floats, provider: NDArray[np.integer], weights: Floats
) -> tuple[Floats, float]:
    """(variance (k,), df) of weighted means from the residual totals (C, k) of the providers.

    CR2 with the leverage of a provider's share of the weights, and Bell-McCaffrey degrees of
    freedom under equal, independent answers (Bell & McCaffrey 2002): for weights 1 those of `cr2`
    for one group.
    """
    providers = len(totals)
    size = np.bincount(provider, weights, providers)
    square = np.bincount(provider, weights**2, providers)
    share = size / size.sum()
    adjusted = 1 / np.sqrt(1 - share) / size.sum()
    within = np.diag(square) - np.outer(square, share) - np.outer(share, square)
    within = (within + np.outer(share, share) * square.sum()) * np.outer(adjusted, adjusted)
    df = np.trace(within) ** 2 / (within**2).sum()
    return ((totals * adjusted[:, None]) ** 2).sum(axis=0), float(df)


def domain_proportions(
    selected: NDArray[np.bool_], domain: NDArray[np.bool_], design: Design, level: float = 0.95
) -> list[Proportion]:
    """As `proportions`, for the rows of any design; domain (m,) marks the respondents in the base.

    selected: (m, k), rows outside the domain are ignored. Needed with strata, calibrated weights
    or a finite population, where respondents outside the base carry information.
    """
    base = int(np.count_nonzero(domain))
    if not base:
        missing = Proportion(
            0, 0, None, None, None, None, None, None, df=0, reason=NotEstimable.NO_RESPONDENTS
        )
        return [missing] * selected.shape[1]
    inside = selected & domain[:, None]
    n = np.count_nonzero(inside, axis=0)
    weights = np.ones(len(domain)) if design.weights is None else design.weights
    size = weights[domain].sum()
    # The exact 0 and 1 must not depend on the rounding of a weighted sum.
    share = np.where(n == base, 1.0, weights @ inside / size)
    df = design.degrees_of_freedom(domain)
    if df < 1:
        reason = NotEstimable.ONE_PROVIDER
        return [
            Proportion(
                int(count), base, float(p), None, None, None, None, None, df=df, reason=reason
            )
            for count, p in zip(n, share, strict=True)
        ]
    influence = np.where(domain[:, None], inside - share, 0.0) / size
    variance = np.diag(design.covariance(influence))
    largest = np.bincount(design.psu[domain], weights[domain]).max() / size
    return _described(share, variance, n, base, df, level, float(largest))


def _described(
    share: Floats,
    variance: Floats,
    n: NDArray,
    base: int,
    df: float,
    level: float,
    largest: float | None,
) -> list[Proportion]:
    variance = np.where((n == 0) | (n == base), 0.0, variance)
    low, high, n_eff = korn_graubard(share, variance, base, df, level)
    with np.errstate(invalid="ignore", divide="ignore"):
        deff = variance / (share * (1 - share) / (base - 1))
    columns = zip(n, share, low, high, np.sqrt(variance), n_eff, deff, strict=True)
    return [
        Proportion(
            int(count),
            base,
            float(p),
            float(at_least),
            float(at_most),
            float(se),
            float(size),
            float(d) if 0 < count < base else None,
            df=df,
            largest_provider=largest,
        )
        for count, p, at_least, at_most, se, size, d in columns
    ]


def korn_graubard(
    share: ArrayLike, variance: ArrayLike, n: ArrayLike, df: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Limits and n_eff of shares (0-1), elementwise; n: respondents in the base, df >= 1.

    n_eff = min(n, p(1-p)/V (t_{n-1}/t_df)^2); limits Beta(a/2; n_eff p, n_eff(1-p) + 1) and
    Beta(1-a/2; n_eff p + 1, n_eff(1-p)) (Korn & Graubard 1998; NCHS, Parker et al. 2017). With no
    variance or a share of 0 or 1: Clopper-Pearson on n.
    """
    share, variance, n, df = np.broadcast_arrays(
        *(np.asarray(value, dtype=float) for value in (share, variance, n, df))
    )
    upper = (1 + level) / 2
    varies = (variance > 0) & (share > 0) & (share < 1)
    n_eff = n.copy()
    ratio = (_t_quantile(upper, n[varies] - 1) / _t_quantile(upper, df[varies])) ** 2
    spread = share[varies] * (1 - share[varies])
    n_eff[varies] = np.minimum(n[varies], spread / variance[varies] * ratio)
    hits, misses = n_eff * share, n_eff * (1 - share)
    # A Beta limit without hits is 0 by definition, one without misses is 1.
    low = np.where(
        hits > 0, special.betaincinv(np.where(hits > 0, hits, 1), misses + 1, 1 - upper), 0
    )
    high = np.where(
        misses > 0, special.betaincinv(hits + 1, np.where(misses > 0, misses, 1), upper), 1
    )
    return low, high, n_eff


def _t_quantile(upper: float, df: Floats) -> Floats:
    """t quantiles; in a simulation df repeats, and each distinct value costs 0.1 ms."""
    values, position = np.unique(df, return_inverse=True)
    return special.stdtrit(values, upper)[position]
