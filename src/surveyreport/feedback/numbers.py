"""How a share, a difference and a count are written in a report."""

from __future__ import annotations

from typing import Any

import pandas as pd

from surveyreport.files.dutch import percent


class Words:
    """The feedback words of study/texts/nl.yaml, and numbers written with them."""

    def __init__(self, texts: dict[str, Any]):
        self.texts = texts
        self.word = texts["word"]

    def fill(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)

    def share(self, value: float) -> str:
        """A share (0-1) as whole percentage, a dash when there is none."""
        if pd.isna(value):
            return self.word["no_number"]
        return self.word["percent"].format(value=percent(value))

    def points(self, value: float) -> str:
        """A difference of shares in whole percentage points, with its sign."""
        size = percent(abs(value))
        return f"{'−' if value < 0 and size else '+' if size else ''}{size}"

    def difference(self, estimate: float, low: float, high: float, verdict: str) -> str:
        limits = {"low": self.points(low), "high": self.points(high)}
        return self.word["difference"].format(
            verdict=self.word[verdict], value=self.points(estimate), **limits
        )

    def count(self, value: object, least: int) -> str:
        """A count, or that it is small; none and few are written alike."""
        return self.word["few"].format(least=least) if pd.isna(value) else str(int(value))

    def span(self, low: int, high: int) -> str:
        return str(low) if low == high else self.word["range"].format(low=low, high=high)
