"""The kinds of estimates; apart, so that who only prints needs no statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# the estimate is no share but a number, in the column `share`: a mean in the unit of the question,
# a mean place in places
VALUES = frozenset({"mean", "median", "q1", "q3", "mean_rank"})

# why a part of the respondents is not shown: what is not shown would follow from the total
PROTECTS = "protects_small"


def is_value(kind: str) -> bool:
    """Whether an estimate of this kind is a number itself, no share."""
    return kind in VALUES


def rank_kind(place: int) -> str:
    """The kind of the share that gave an option this place."""
    return "ranked_first" if place == 1 else f"rank_{place}"


UNWEIGHTED = "unweighted_share"
"""The column that estimates and the tables of figures have more when shares are weighted."""


def together(rows: pd.DataFrame) -> float:
    """The share of answers together, from their rows of estimates with one base: from the counts,
    or, where shares are weighted, the sum of theirs; 0 without rows."""
    if rows.empty:
        return 0.0
    if UNWEIGHTED in rows and rows[UNWEIGHTED].notna().any():
        return float(rows["share"].sum())
    return float(rows["n"].sum() / rows["base"].iloc[0])
