"""estimates.csv: every item, category and group with its share and interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from surveyreport.estimates.dominance import LARGEST_PROVIDER
from surveyreport.estimates.numbers import Summary
from surveyreport.estimates.proportions import Proportion
from surveyreport.estimates.rows import item_estimates
from surveyreport.study.model import Study

COLUMNS = [
    "wave", "group", "item", "category", "kind", "n", "base", "share",
    "ci_low", "ci_high", "n_eff", "deff", "df", "one_provider", "figure", "reason",
]  # fmt: skip


def estimate_table(
    wave: str,
    responses: dict[str, pd.DataFrame],
    study: Study,
    figures: dict[str, tuple[int, ...]],
    level: float,
    largest_provider: float = LARGEST_PROVIDER,
) -> pd.DataFrame:
    """COLUMNS, one row per group, item and category, in the order of the questionnaires.

    responses: recoded responses per group. Base: every respondent with an answer on the item,
    "don't know" and "not applicable" included; on a multi-select question everyone who ticked
    something. n: respondents in the category. share 0-1; of the kinds in `kinds.VALUES` it is no
    share but the number itself. The interval takes the provider as cluster in one design of all
    providers that answered in any group.
    one_provider: one provider holds more than largest_provider of the base. reason: why an interval
    is absent. figures: the numbers of the figures that show an item.
    """
    included = {group: table[table["included"]] for group, table in responses.items()}
    providers = sorted(set().union(*(set(table["provider_id"]) for table in included.values())))
    code = {provider: number for number, provider in enumerate(providers)}
    rows = []
    for group in study.groups:
        if group not in included:
            continue
        table = included[group]
        psu = table["provider_id"].map(code).to_numpy(dtype=np.int64)
        for item in study.known_items(group):
            if item.type == "open" or item.id not in table:
                continue
            shown = ";".join(map(str, figures.get(item.id, ())))
            answered = table[item.id].notna().to_numpy()
            values = table.loc[answered, item.id]
            for name, kind, estimate in item_estimates(
                item, values, psu[answered], len(providers), level
            ):
                head = (wave, group, item.id, name, kind)
                largest = estimate.largest_provider
                held = largest is not None and largest > largest_provider
                rows.append((*head, *_numbers(estimate), held, shown, estimate.reason))
    return pd.DataFrame(rows, columns=COLUMNS)


def _numbers(estimate: Proportion | Summary) -> tuple[float | int | None, ...]:
    return (
        estimate.n, estimate.base, estimate.share, estimate.ci_low, estimate.ci_high,
        estimate.n_eff, estimate.deff, estimate.df,
    )  # fmt: skip
