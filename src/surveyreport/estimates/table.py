"""estimates.csv: every item, category and group with its share and interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from surveyreport.estimates.dominance import LARGEST_PROVIDER
from surveyreport.estimates.kinds import UNWEIGHTED, VALUES
from surveyreport.estimates.numbers import Summary
from surveyreport.estimates.proportions import Proportion
from surveyreport.estimates.rows import item_estimates
from surveyreport.estimates.weighting import Weights, design_of
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
    weights: Weights | None = None,
) -> pd.DataFrame:
    """COLUMNS, one row per group, item and category, in the order of the questionnaires.

    responses: recoded responses per group. Base: every respondent with an answer on the item,
    "don't know" and "not applicable" included; on a multi-select question everyone who ticked
    something. n: respondents in the category. share 0-1; of the kinds in `kinds.VALUES` it is no
    share but the number itself. The interval takes the provider as cluster in one design of all
    providers that answered in any group.
    one_provider: one provider holds more than largest_provider of the base. reason: why an interval
    is absent. figures: the numbers of the figures that show an item.

    weights: of `wave_weights`. With them share, interval, n_eff, deff and one_provider of the
    categories are weighted, n and base still count people, and there is a column more,
    unweighted_share; it is empty for means and quantiles, which stay unweighted.
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
            design = design_of([weights[group]], pd.Index(providers)) if weights else None
            weighted = None if design is None else (design, answered)
            for name, kind, estimate in item_estimates(
                item, values, psu[answered], len(providers), level, weighted
            ):
                head = (wave, group, item.id, name, kind)
                largest = estimate.largest_provider
                held = largest is not None and largest > largest_provider
                plain = estimate.n / estimate.base if estimate.base and kind not in VALUES else None
                own = (*head, *_numbers(estimate), held, shown, estimate.reason)
                rows.append((*own, plain) if weights else own)
    columns = [*COLUMNS, UNWEIGHTED] if weights else COLUMNS
    return pd.DataFrame(rows, columns=columns)


def _numbers(estimate: Proportion | Summary) -> tuple[float | int | None, ...]:
    return (
        estimate.n, estimate.base, estimate.share, estimate.ci_low, estimate.ci_high,
        estimate.n_eff, estimate.deff, estimate.df,
    )  # fmt: skip
