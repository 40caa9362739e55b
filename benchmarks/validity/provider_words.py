"""The words in a provider's own report: a theme in its expected range, and beside the wave before.

A data set is the report of one provider; the providers of a wave are drawn together, as what is
expected of one is estimated from all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.validity.cells import cell
from surveyreport.feedback.positions import (
    ABOVE,
    EXPECTED,
    FAR_ABOVE,
    HIGHER,
    SAME,
    changes,
    positions,
    spread,
)

# questions and public share of each theme, people who answered at each provider
ITEMS = (9, 3, 2, 1, 5, 4, 4, 2)
SHARES = (0.84, 0.73, 0.75, 0.79, 0.60, 0.79, 0.84, 0.68)
SIZES = (5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 8, 8, 8, 8, 8, 9, 9, 10, 10, 11, 12, 13, 13, 14, 15, 17, 38)
# factor of one printed count
OWN = 2.0
# the providers that truly differ, of 13 and 38 people
MOVED = (21, 26)


def true_shares(random: np.random.Generator, between: float) -> np.ndarray:
    """(providers, themes): how much they differ is `between`."""
    if not between:
        return np.tile(SHARES, (len(SIZES), 1))
    shares = np.array(SHARES)
    size = (len(SIZES), len(SHARES))
    return random.beta(shares * (1 / between - 1), (1 - shares) * (1 / between - 1), size)


def drawn(
    random: np.random.Generator, between: float, alike: float,
    moved: Mapping[int, float] | None = None, true: np.ndarray | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Theme rows of providers of SIZES. between: how much they differ; alike: how much the answers
    of one person resemble each other; moved: provider -> its true difference; true: true_shares."""
    rows, alpha = [], 1 / OWN
    true = true_shares(random, between) if true is None else true
    for number, people in enumerate(SIZES):
        for theme, (k, share) in enumerate(zip(ITEMS, SHARES, strict=True)):
            p = float(np.clip(true[number, theme] + (moved or {}).get(number, 0), 0.01, 0.99))
            own = random.beta(p * (1 / alike - 1), (1 - p) * (1 / alike - 1), people)
            draws = k if people >= 10 else 1
            noise = random.geometric(1 - alpha, draws) - random.geometric(1 - alpha, draws)
            n = k * people
            count = int(np.clip(random.binomial(k, own).sum() + noise.sum(), 0, n))
            variance = draws * 2 * alpha / (1 - alpha) ** 2 / n**2
            rows.append((f"P{number:02d}", "g", f"t{theme}", k, people, n, count, count / n, share,
                         variance))  # fmt: skip
    names = ["provider_id", "group", "theme", "items", "people", "n", "printed", "share", "public",
             "noise"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def compared(
    random: np.random.Generator, between: float, alike: float,
    moved: Mapping[int, float] | None = None,
) -> dict[str, set[str]]:  # fmt: skip
    """Per provider the words beside the wave before, in which it had the same true shares."""
    true = true_shares(random, between)
    then, now = (drawn(random, between, alike, m, true) for m in (None, moved))
    rows = changes(now, then, {"g": spread(now).alike})
    return rows.groupby("provider_id")["change"].agg(set).to_dict()


def placed(
    random: np.random.Generator, between: float, alike: float,
    moved: Mapping[int, float] | None = None,
) -> dict[str, set[str]]:  # fmt: skip
    """Per provider the words on where its themes lie."""
    rows = positions(drawn(random, between, alike, moved))
    return rows.groupby("provider_id")["position"].agg(set).to_dict()


@dataclass(frozen=True)
class ProviderWords:
    """beside: "bereik" or "vorige golf"; lower: how far every theme of MOVED truly lies below."""

    beside: str
    between: float
    alike: float
    lower: float = 0.0

    situation = "woorden in het rapport van een aanbieder"
    factor = 0.3

    @property
    def label(self) -> str:
        text = f"{self.beside}, tussen aanbieders {self.between:g}, binnen iemand {self.alike:g}"
        return f"{text}, verschil {100 * self.lower:.0f} punten".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict[str, Any]]:
        draw, none, wrong = {
            "bereik": (placed, EXPECTED, {ABOVE, FAR_ABOVE}),
            "vorige golf": (compared, SAME, {HIGHER}),
        }[self.beside]
        names = {"bereik": "verwacht bereik", "vorige golf": "naast de vorige golf"}
        name = names[self.beside]
        if not self.lower:
            waves = range(-(-datasets // len(SIZES)))
            found = [w for _ in waves for w in draw(rng, self.between, self.alike).values()]
            rate = np.mean([words != {none} for words in found])
            return [cell("fout", f"rapport zonder verschil met een woord, {name}", rate, high=0.05)]
        moved = dict.fromkeys(MOVED, -self.lower)
        found = [
            words[f"P{number:02d}"]
            for _ in range(-(-datasets // len(SIZES)))
            for words in [draw(rng, self.between, self.alike, moved)]
            for number in MOVED
        ]
        right = [bool(words - {none} - wrong) for words in found]
        return [
            cell("fout", f"woord van de verkeerde kant, {name}",
                 np.mean([bool(words & wrong) for words in found]), high=0.01),
            cell("kracht", f"rapport met een woord van de juiste kant, {name}", np.mean(right)),
        ]  # fmt: skip


def cases() -> list[ProviderWords]:
    spreads = ((0.0, 0.1), (0.03, 0.3), (0.08, 0.2))
    return [
        ProviderWords(beside, between, alike, lower)
        for beside in ("bereik", "vorige golf")
        for between, alike in spreads
        for lower in (0.0, 0.2, 0.4)
    ]
