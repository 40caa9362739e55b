"""What is estimated of a number: mean, median and quartiles, with providers as clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from surveyreport.estimates.design import Floats, NotEstimable, psu_totals
from surveyreport.estimates.proportions import cr2_share, korn_graubard, proportions

# below it a mean or a quartile tells of persons, not of a group
SMALLEST = 10
# the smallest answer with at least the share at or below it; halfway where two qualify
METHOD: Any = "averaged_inverted_cdf"
QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}


@dataclass(frozen=True)
class Summary:
    """One number that sums up the answers of a base.

    kind: mean, q1, median or q3. n, base: respondents with a number. value and interval in the unit
    of the question; None with a reason where not given. df: of the interval. largest_provider:
    share (0-1) of the base at the provider with most respondents.
    """

    kind: str
    base: int
    value: float | None
    ci_low: float | None
    ci_high: float | None
    n_eff: float | None
    deff: float | None
    df: float
    reason: NotEstimable | None = None
    largest_provider: float | None = None

    @property
    def n(self) -> int:
        return self.base

    @property
    def share(self) -> float | None:
        """The value, in the column that estimates.csv has for it."""
        return self.value


def summaries(
    values: Floats, provider: NDArray[np.integer], n_psu: int, level: float = 0.95
) -> list[Summary]:
    """Mean, first quartile, median and third quartile of values (m,), in that order.

    provider: (m,) codes 0..n_psu-1. Fewer than SMALLEST answers give none of them.
    """
    mean_of = mean(values, provider, n_psu, level)
    if mean_of.reason is NotEstimable.TOO_FEW or mean_of.reason is NotEstimable.NO_RESPONDENTS:
        return [
            mean_of,
            *(_missing(kind, len(values), mean_of.reason) for kind in QUARTILES),
        ]
    quartiles = [
        _quantile(kind, share, values, provider, n_psu, level) for kind, share in QUARTILES.items()
    ]
    return [
        mean_of,
        *(replace(one, largest_provider=mean_of.largest_provider) for one in quartiles),
    ]


def mean(
    values: Floats,
    provider: NDArray[np.integer],
    n_psu: int,
    level: float = 0.95,
    kind: str = "mean",
) -> Summary:
    """The mean of values (m,), with the CR2 variance over providers and a t interval with
    Bell-McCaffrey degrees of freedom (Bell & McCaffrey 2002), as `proportions.cr2_share`.

    deff: variance over that of a simple random sample of the same size.
    """
    base = len(values)
    if base < SMALLEST:
        return _missing(kind, base, NotEstimable.TOO_FEW if base else NotEstimable.NO_RESPONDENTS)
    value = float(values.mean())
    providers = len(np.unique(provider))
    if providers < 2:
        return Summary(
            kind, base, value, None, None, None, None, 0, reason=NotEstimable.ONE_PROVIDER
        )
    spread = float(values.var(ddof=1))
    residual = (values - value)[:, None]
    totals = psu_totals(residual, provider, n_psu)
    (variance,), df = cr2_share(totals, provider, np.ones(base))
    if spread == 0:
        return Summary(
            kind, base, value, None, None, None, None, df, reason=NotEstimable.NO_VARIANCE
        )
    half = float(special.stdtrit(df, (1 + level) / 2)) * math.sqrt(variance)
    deff = float(variance) / (spread / base)
    largest = float(np.bincount(provider).max() / base)
    return Summary(
        kind,
        base,
        value,
        value - half,
        value + half,
        min(base, base / deff),
        deff,
        df,
        largest_provider=largest,
    )


def _quantile(
    kind: str,
    share: float,
    values: Floats,
    provider: NDArray[np.integer],
    n_psu: int,
    level: float,
) -> Summary:
    """A quantile with Woodruff's interval (1952): the Korn-Graubard limits of that share of the
    answers, at the design effect of the share that lies at or below the quantile, read back as
    quantiles.
    """
    base = len(values)
    value = float(np.quantile(values, share, method=METHOD))
    (below,) = proportions((values <= value)[:, None], provider, n_psu, level=level)
    if below.reason is not None:
        return Summary(kind, base, value, None, None, None, None, below.df, below.reason)
    deff = 1.0 if below.deff is None else max(below.deff, 0.0)
    variance = deff * share * (1 - share) / (base - 1)
    low, high, n_eff = korn_graubard([share], [variance], [base], [below.df], level)
    limits = np.quantile(values, [low[0], high[0]], method=METHOD)
    lowest, highest = map(float, limits)
    return Summary(kind, base, value, lowest, highest, float(n_eff[0]), deff, below.df)


def _missing(kind: str, base: int, reason: NotEstimable) -> Summary:
    return Summary(kind, base, None, None, None, None, None, 0, reason=reason)
