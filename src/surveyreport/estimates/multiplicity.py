"""Adjusted p-values of a family of tests; a test without a p-value (None) stays None."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from surveyreport.estimates.design import Floats


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm (1979), for confirmatory families; in the order given."""
    return _adjust(p_values, _holm)


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Benjamini & Hochberg (1995), for exploratory families; in the order given."""
    return _adjust(p_values, _benjamini_hochberg)


def _holm(p: Floats) -> Floats:
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted


def _benjamini_hochberg(p: Floats) -> Floats:
    order = np.argsort(p)
    steps = p[order] * (len(p) / np.arange(1, len(p) + 1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return adjusted


def _adjust(
    p_values: Sequence[float | None], method: Callable[[Floats], Floats]
) -> list[float | None]:
    known = [p for p in p_values if p is not None]
    adjusted = iter(method(np.array(known, dtype=float)).tolist() if known else [])
    return [None if p is None else next(adjusted) for p in p_values]


def holm_step(p_values: Sequence[float | None], alpha: float) -> list[float | None]:
    """Below which p each test would count as found, the others as they are, with `holm`."""
    return _steps(p_values, lambda others, m: alpha / (m - _passed(others, m, alpha)))


def benjamini_hochberg_step(p_values: Sequence[float | None], alpha: float) -> list[float | None]:
    """The same with `benjamini_hochberg`."""

    def bound(others: Floats, m: int) -> float:
        ranks = np.arange(1, m + 1)
        enough = (others[:, None] <= alpha * ranks / m).sum(axis=0) >= ranks - 1
        return float(alpha * ranks[enough].max() / m)

    return _steps(p_values, bound)


def _passed(others: Floats, m: int, alpha: float) -> int:
    """How many of the others Holm finds before the first it does not."""
    found = np.sort(others) <= alpha / (m - np.arange(len(others)))
    return int(np.argmin(np.append(found, False)))


def _steps(
    p_values: Sequence[float | None], bound: Callable[[Floats, int], float]
) -> list[float | None]:
    known = np.array([p for p in p_values if p is not None], dtype=float)
    bounds = iter([bound(np.delete(known, i), len(known)) for i in range(len(known))])
    return [None if p is None else next(bounds) for p in p_values]
