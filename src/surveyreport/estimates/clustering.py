"""How alike respondents of one provider are, and what that costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyreport.estimates.design import Floats


def icc_anova(counts: Floats, scores: Floats) -> Floats:
    """ANOVA intraclass correlation (...) of the score within providers, centred per group.

    counts: (..., G, C, K); scores: (..., K). May be negative; NaN with one provider, or when every
    provider has one respondent, or without variance. Unequal sizes through n0 (Donner 1986).
    """
    counts = np.asarray(counts, dtype=float)
    scores = np.asarray(scores, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        margins = counts.sum(axis=-2)
        mean = np.einsum("...gk,...k->...g", margins, scores) / margins.sum(axis=-1)
        centred = scores[..., None, :] - mean[..., None]
        totals = np.einsum("...gck,...gk->...c", counts, centred)
        square = np.einsum("...gk,...gk->...", margins, centred**2)
        size = counts.sum(axis=(-3, -1))
        n, providers = size.sum(axis=-1), (size > 0).sum(axis=-1)
        between = np.where(size > 0, totals**2 / size, 0.0).sum(axis=-1)
        n0 = (n - (size**2).sum(axis=-1) / n) / (providers - 1)
        mean_between = between / (providers - 1)
        mean_within = (square - between) / (n - providers)
        return (mean_between - mean_within) / (mean_between + (n0 - 1) * mean_within)


def kish_design_effect(icc: Any, sizes: Floats) -> Any:
    """1 + (m - 1) icc with m = sum n_c^2 / sum n_c, for one mean; sizes: (..., C) respondents.

    Not for a difference of two groups inside the same providers: that one is smaller.
    """
    sizes = np.asarray(sizes, dtype=float)
    return 1 + ((sizes**2).sum(axis=-1) / sizes.sum(axis=-1) - 1) * icc
