"""The Wald test that R's survey gives, to hold ours beside."""

import numpy as np
from scipy import special

from surveyreport.estimates.design import Floats, psu_covariance
from surveyreport.estimates.nominal import FTest


def wald_f(counts: Floats, values: Floats, contrasts: Floats) -> FTest:
    """Wald F of contrasts (Q, W) of the wave means, with the linearised covariance of providers.

    Degrees of freedom Q and C - W, as R survey::regTermTest on a factor of waves; one data set.
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
    return FTest(*(np.asarray(value, float)[()] for value in (statistic, df, df2, p)))
