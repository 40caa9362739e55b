"""How far a share can be off because of who left the question open: worst and best case.

Whatever those who left it open would have answered, the share among all who were asked lies between
the bounds (Manski 1989, Journal of Human Resources 24; Horowitz & Manski 1998, Journal of
Econometrics 84).
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from surveyreport.estimates.early_late import headline_items
from surveyreport.estimates.proportions import proportions
from surveyreport.responses.recoding import LEFT_OPEN, missing_column
from surveyreport.study.model import Item, Study

COLUMNS = [
    "wave", "group", "item", "kind", "asked", "answered", "left_open", "share", "lowest",
    "highest", "ci_low", "ci_high",
]  # fmt: skip


def item_bounds(
    wave: str,
    responses: dict[str, pd.DataFrame],
    study: Study,
    drawn: Collection[str],
    level: float,
    left_out: Collection[str] = (),
) -> pd.DataFrame:
    """COLUMNS, one row per headline share: top2 of an item, selected of a box; shares 0-1.

    asked: respondents who were shown the question: answered and left_open. share: favourable among
    who answered, as in estimates.csv. lowest, highest: among all asked, when nobody or everybody
    of those who left it open would have answered so. ci_low, ci_high: the lower limit of the
    interval of the lowest and the upper of the highest share (providers as clusters), which hold
    what both chance and the open answers leave possible. drawn: items that a figure shows;
    left_out: items to say nothing of.
    """
    rows = []
    for group, table in responses.items():
        included = table[table["included"]]
        providers = pd.Index(sorted(included["provider_id"].unique()))
        psu = providers.get_indexer(included["provider_id"])
        boxes = [
            item for item in study.group_items(group) if item.type == "option" and item.id in drawn
        ]
        for item in [*headline_items(group, study, drawn), *boxes]:
            if item.id not in table or item.id in left_out:
                continue
            open_ = included[missing_column(item.id)].eq(LEFT_OPEN).to_numpy(dtype=bool)
            answered = included[item.id].notna().to_numpy(dtype=bool)
            asked, kind = answered | open_, "selected" if item.type == "option" else "top2"
            if not answered.any():
                continue
            yes = _favourable(item, included[item.id])
            both = np.column_stack([yes, yes | open_])[asked]
            worst, best = proportions(both, psu[asked], len(providers), level=level)
            rows.append(
                (wave, group, item.id, kind, int(asked.sum()), int(answered.sum()),
                 int(open_.sum()), float(yes[answered].mean()), worst.share, best.share,
                 worst.ci_low, best.ci_high)
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _favourable(item: Item, answers: pd.Series) -> np.ndarray:
    if item.type == "option":
        return answers.eq(1).fillna(False).to_numpy(dtype=bool)
    return answers.isin(item.scale.top2).to_numpy(dtype=bool)
