"""From the answers per provider to the counts that are printed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from surveyreport.protection.draws import CATEGORY, COLUMNS, QUESTION, THEME, Draws, Plan
from surveyreport.protection.noise import draw, uniforms
from surveyreport.protection.own import own_factors
from surveyreport.protection.printed import printed_table
from surveyreport.protection.settings import MINIMUM_N

__all__ = ["CATEGORY", "QUESTION", "THEME", "protect"]


def protect(
    wave: str, plan: Plan, key: bytes, factors: list[float] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(drawn, printed): draws.COLUMNS, a row per drawn count, and printed.COLUMNS.

    factors: of each of plan.draws(), if they are known already. drawn may lie below 0 or above n;
    printed never does. Both stay inside the house.
    """
    draws = plan.draws()
    factors = factors_of(plan, draws) if factors is None else factors
    tables = [_drawn(wave, *pair, key) for pair in zip(draws, factors, strict=True)]
    drawn = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    return drawn, printed_table(plan, drawn)


def factors_of(plan: Plan, draws: list[Draws]) -> list[float]:
    """The factor of each draw; infinite when counts are exact.

    With totals of parts at most sqrt(odds): the third statement of docs/disclosure.md holds for any
    totals of parts that do not overlap, what `own_factors` expects only for one total.
    """
    if plan.rules.kind == MINIMUM_N:
        return [np.inf] * len(draws)
    asked = [{item for items in one.items for item in items} for one in draws]
    most = [plan.rules.odds ** (0.5 if items & plan.parted else 1) for items in asked]
    if plan.rules.own_odds:
        return [min(plan.rules.own_odds, limit) for limit in most]
    own = own_factors(plan, draws, plan.rules.odds)
    return [
        min(limit, *(own[one.group, item] for item in items))
        for one, items, limit in zip(draws, asked, most, strict=True)
    ]


def _drawn(wave: str, draws: Draws, own: float, key: bytes) -> pd.DataFrame:
    """COLUMNS of the draws of one item or theme; the rest of a favourable count is left out."""
    cells = len(draws.cells)
    noise = np.zeros_like(draws.counts)
    if np.isfinite(own) and cells > 1:
        names = [
            (wave, draws.group, provider, draws.kind, draws.id, responses)
            for provider, responses in zip(draws.providers, draws.responses, strict=True)
        ]
        noise = draw(own, cells, uniforms(key, names, cells - 1))
    values = draws.counts + noise
    kept = cells if draws.kind == CATEGORY else 1
    return pd.DataFrame(
        {
            "provider_id": np.repeat(np.array(draws.providers, dtype=object), kept),
            "group": draws.group,
            "kind": draws.kind,
            "id": draws.id,
            "items": np.repeat(np.array(["|".join(i) for i in draws.items], dtype=object), kept),
            "category": np.tile(np.array(draws.cells[:kept], dtype=object), len(values)),
            "n": np.repeat(draws.n, kept),
            "drawn": values[:, :kept].ravel(),
            "own": own,
            "responses": np.repeat(np.array(draws.responses, dtype=object), kept),
        }
    )
