"""The comparisons that a picture of differences shows, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study

NAME = "differences"
# more rows than this do not fit a page of the report
MOST_ROWS = 26
COLUMNS = [
    "panel", "family", "comparison", "theme", "wording", "dont_know_differs",
    "group_a", "group_b", "n_a", "n_b", "delta", "delta_low", "delta_high", "p_adjusted", "verdict",
    "within", "one_provider", "difference", "difference_low", "difference_high", "item_a",
]  # fmt: skip
MEASURES = [
    f"{measure}{limit}" for measure in ("delta", "difference") for limit in ("", "_low", "_high")
]


def difference_pictures(
    entries: Comparisons, study: Study, groups: Iterable[str]
) -> dict[str, list[str]]:
    """The pictures of a wave with these groups: name -> ids of the families in it.

    study: as the wave asked it. One picture, or one a family when there are more than MOST_ROWS
    comparisons; none without any. Codes of open questions have a picture a family of their own.
    """
    groups = set(groups)
    pairs = [
        (entry.family, [study.items[name] for name in entry.items])
        for entry in entries.comparisons
        if all(name in study.items for name in entry.items)
    ]
    pairs = [(family, items) for family, items in pairs if {i.group for i in items} <= groups]
    asked = [family for family, items in pairs if not any(item.coded_from for item in items)]
    families = [family for family in entries.families if family in asked]
    coded = [
        family for family in entries.families if family not in families and family in dict(pairs)
    ]
    alone = {f"{NAME}-{family}": [family] for family in coded}
    if len(asked) > MOST_ROWS:
        return {f"{NAME}-{family}": [family] for family in families} | alone
    return ({NAME: families} if families else {}) | alone


def difference_numbers(verdicts: pd.DataFrame, families: Sequence[str]) -> pd.DataFrame:
    """COLUMNS of the comparisons in `families`, in drawing order.

    A panel (from 1) holds families of the same two groups and kind; within a family the largest
    delta comes first, what is not estimable last. Weighted differences have two decimals.
    """
    rows = verdicts[verdicts["family"].isin(families)]
    place = rows["family"].map({family: index for index, family in enumerate(families)})
    rows = rows.assign(place=place).sort_values(
        ["place", "delta"], ascending=[True, False], na_position="last", kind="stable"
    )
    if "unweighted_delta" in rows:
        # exact weighted numbers beside the counts would tell the answers of a class of providers
        rows[MEASURES] = rows[MEASURES].round(2)
    panel = rows.groupby(["group_a", "group_b", "kind"], sort=False).ngroup() + 1
    return rows.assign(panel=panel).sort_values("panel", kind="stable")[COLUMNS]
