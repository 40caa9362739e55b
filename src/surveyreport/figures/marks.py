"""The mark on the bars of two items whose groups clearly differ."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from surveyreport.figures.ruler import NO_BREAK
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import DIFFERS, verdict_label

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


def mark_lines(pairs: pd.DataFrame, study: Study) -> list[str]:
    """The line under the figure that says what each mark means; none without marks."""
    words, meanings = study.texts["figures"], []
    for pair in pairs.itertuples():
        verdict = verdict_label(pair.verdict, pair.group_a, pair.group_b, study)
        meaning = words["marked_pair"].format(mark=pair.mark, theme=pair.theme, verdict=verdict)
        meanings.append(meaning.replace(f"{pair.mark} ", f"{pair.mark}{NO_BREAK}"))
    return [words["marked"].format(pairs="; ".join(meanings))] if meanings else []
