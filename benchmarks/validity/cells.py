"""One cell of the measurement: what was measured, and the bounds it has to keep."""

from __future__ import annotations

import numpy as np
import pandas as pd

from surveyreport.estimates.cr2 import Contrast
from surveyreport.estimates.design import Floats

TYPE_I, COVERAGE = (0.035, 0.060), 0.940
KINDS = ("fout", "dekking", "kracht")


def cell(
    kind: str,
    method: str,
    rate: float,
    *,
    printed: bool = True,
    estimable: float = 1.0,
    low: float = 0.0,
    high: float = 1.0,
) -> dict:
    """kind: one of KINDS; rate: 0-1, of the data sets where it is estimable; low, high: its bounds
    (coverage: at least COVERAGE). Unprinted methods and power have none."""
    if kind == "dekking":
        low, high = COVERAGE, 1.0
    if kind == "kracht" or not printed:
        low, high = 0.0, 1.0
    return {"kind": kind, "method": method, "printed": printed, "rate": float(rate),
            "estimable": float(estimable), "low": low, "high": high}  # fmt: skip


def rejects(
    method: str, p: Floats, *, printed: bool = True, low: float = 0.0, high: float = TYPE_I[1]
) -> dict:
    """How often p is below 5 % without a difference."""
    known = np.isfinite(p)
    rate = np.mean(p[known] < 0.05) if known.any() else 0.0
    return cell("fout", method, rate, printed=printed, estimable=known.mean(), low=low, high=high)


def covers(method: str, interval: Contrast, truth: float, *, printed: bool = True) -> dict:
    """How often the interval holds the truth; rounding of an exact limit does not count."""
    known = np.isfinite(interval.low)
    inside = (interval.low <= truth + 1e-9) & (truth - 1e-9 <= interval.high)
    rate = np.mean(inside[known]) if known.any() else 1.0
    return cell("dekking", method, rate, printed=printed, estimable=known.mean())


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """The table with `holds`: the rate is within its bounds, two standard errors of the simulation
    to spare. datasets: drawn for the cell."""
    used = np.maximum(table["estimable"] * table["datasets"], 1)
    low, high = table["low"], table["high"]
    below = table["rate"] < low - 2 * np.sqrt(low * (1 - low) / used)
    above = table["rate"] > high + 2 * np.sqrt(high * (1 - high) / used)
    return table.assign(holds=~(below | above))
