"""Adjusted p-values of a family of tests; a test without a p-value (None) stays None."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

from surveyreport.estimates.design import Floats


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm (1979), for confirmatory families; in the order given."""
    return _adjust(p_values, _holm)


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Benjamini & Hochberg (1995), for exploratory families; in the order given."""
    return _adjust(p_values, stats.false_discovery_control)


def _holm(p: Floats) -> Floats:
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted


def _adjust(
    p_values: Sequence[float | None], method: Callable[[Floats], Floats]
) -> list[float | None]:
    known = [p for p in p_values if p is not None]
    adjusted = iter(method(np.array(known, dtype=float)).tolist() if known else [])
    return [None if p is None else next(adjusted) for p in p_values]
