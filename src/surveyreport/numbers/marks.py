"""The mark on the bars of two items whose groups clearly differ."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from surveyreport.study.verdict_words import DIFFERS

SIGN = "\u25c6"


def marked_pairs(items: Iterable[str], verdicts: pd.DataFrame | None) -> pd.DataFrame:
    """The rows of `verdicts` whose groups differ and whose two items are both among `items`.

    Out: those rows with a column mark, the sign alone or, with more pairs, numbered.
    """
    if verdicts is None:
        return pd.DataFrame(columns=["item_a", "item_b", "mark"])
    items = list(items)
    both = verdicts["item_a"].isin(items) & verdicts["item_b"].isin(items)
    pairs = verdicts[both & verdicts["verdict"].isin(DIFFERS)]
    several = len(pairs) > 1
    return pairs.assign(
        mark=[f"{SIGN}{number}" if several else SIGN for number in range(1, len(pairs) + 1)]
    )


def with_marks(numbers: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """`numbers` with a column mark: the marks of each row's item, empty where there is none."""
    marks = {
        item: " ".join(pairs.loc[pairs["item_a"].eq(item) | pairs["item_b"].eq(item), "mark"])
        for item in numbers["item"].unique()
    }
    return numbers.assign(mark=numbers["item"].map(marks))
