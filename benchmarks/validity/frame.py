"""Taking part beside the frame: does the interval of the R-indicator hold it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.validity.cells import cell
from surveyreport.estimates.representation import Indicator, merged, r_indicator

RATES: dict[tuple[int, ...], tuple[tuple[float, ...], ...]] = {
    (39, 12): ((0.7, 0.7), (0.8, 0.4), (0.4, 0.8), (0.9, 0.35), (0.95, 0.7), (0.9, 0.9)),
    (25, 26): ((0.7, 0.7), (0.4, 0.75), (0.85, 0.25), (0.95, 0.6)),
    (46, 5): ((0.7, 0.7), (0.9, 0.5), (0.7, 0.3), (0.8, 0.95)),
    (30, 8): ((0.7, 0.7), (0.95, 0.65), (0.5, 0.5)),
    (150, 50): ((0.7, 0.7), (0.8, 0.5)),
    (26, 15, 10): ((0.7, 0.7, 0.7), (0.8, 0.6, 0.4), (0.9, 0.9, 0.5)),
    (30, 12, 6, 3): ((0.7, 0.7, 0.7, 0.7), (0.9, 0.7, 0.5, 0.4)),
}


@dataclass(frozen=True)
class TakingPart:
    """invited providers per class, and the chance that one of them takes part."""

    invited: tuple[int, ...]
    rates: tuple[float, ...]

    situation = "deelname naast het kader"
    factor = 0.1

    @property
    def label(self) -> str:
        rates = " / ".join(f"{rate:.0%}" for rate in self.rates)
        return f"{' / '.join(map(str, self.invited))} aangeschreven, deelname {rates}"

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        invited, rates = np.array(self.invited), np.array(self.rates)
        # of the classes that count by themselves
        expected, size = merged(invited * rates, invited)
        part, rate = size / size.sum(), expected / size
        truth = 1 - 2 * np.sqrt(part @ (rate - part @ rate) ** 2)
        drawn, times = np.unique(
            rng.binomial(invited, rates, (datasets, len(invited))), axis=0, return_counts=True
        )
        found: list[Indicator] = [r_indicator(one, invited) for one in drawn]
        low, high = (np.array([getattr(one, end) for one in found]) for end in ("low", "high"))
        # limits are rounded to four decimals
        inside = (low <= truth + 1e-4) & (truth - 1e-4 <= high)
        return [cell("dekking", "R-indicator", (inside * times).sum() / datasets)]


def cases() -> list[TakingPart]:
    return [TakingPart(invited, rates) for invited, every in RATES.items() for rates in every]
