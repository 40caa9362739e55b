"""comparisons.csv and verdicts.csv: every pair of items that two groups answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveyreport.estimates.multiplicity import (
    benjamini_hochberg,
    benjamini_hochberg_step,
    holm,
    holm_step,
)
from surveyreport.estimates.pair import Pair, compare
from surveyreport.estimates.too_small import least
from surveyreport.study.comparisons import Comparison, Comparisons
from surveyreport.study.model import Item, Study

COLUMNS = [
    "wave", "comparison", "family", "item_a", "item_b", "n_a", "n_b", "providers",
    "estimand", "estimate", "ci_low", "ci_high", "test", "statistic", "df", "df2",
    "p_value", "p_adjusted", "p_report", "alpha_step", "reason",
]  # fmt: skip
ADJUST = {"confirmatory": holm, "exploratory": benjamini_hochberg}
STEP = {"confirmatory": holm_step, "exploratory": benjamini_hochberg_step}
HEADLINE = "cliff_delta"


@dataclass(frozen=True)
class PairCounts:
    """Respondents of a pair per group (a, b) and provider of the design.

    levels: (2, C, K) from least to most favourable; favourable: (K,) the top-2 or "ticked";
    dont_know, not_applicable: (2, C), None where neither item offers the answer.
    """

    levels: np.ndarray
    favourable: np.ndarray
    dont_know: np.ndarray | None
    not_applicable: np.ndarray | None


def pair_counts(
    comparison: Comparison, responses: dict[str, pd.DataFrame], study: Study
) -> PairCounts:
    """Count the included respondents of both groups in one design: the providers of either."""
    items = [study.items[name] for name in comparison.items]
    return item_counts(items, [responses[item.group] for item in items])


def item_counts(items: list[Item], tables: list[pd.DataFrame]) -> PairCounts:
    """Count the included respondents of each table on its own item, in one design.

    Two tables are a and b of `PairCounts`; the first axis has one entry a table.
    """
    who, places = [], []
    for table, item in zip(tables, items, strict=True):
        included = table["included"].to_numpy(dtype=bool)
        provider, names = table["provider_id"].factorize()
        who.append((provider[included], names))
        places.append(_places(table[item.id], list(_kinds(item)))[included])
    known = set().union(*(names[np.unique(provider)] for provider, names in who))
    # where nobody answered, one provider without answers stands for the design
    providers = pd.Index(sorted(known) or [""])
    order, favourable = favourable_order(items[0])
    counts = [
        _tally(providers.get_indexer(names)[provider], place, list(_kinds(item)), len(providers))
        for (provider, names), place, item in zip(who, places, items, strict=True)
    ]

    def of_kind(kind: str) -> np.ndarray | None:
        names = [[n for n, k in _kinds(item).items() if k == kind] for item in items]
        if not any(names):
            return None
        return np.stack(
            [sum((c[n] for n in own), np.zeros(len(providers), int))
             for c, own in zip(counts, names, strict=True)]
        )  # fmt: skip

    return PairCounts(
        levels=np.stack([np.stack([c[n] for n in order]).T for c in counts]),
        favourable=favourable,
        dont_know=of_kind("dont_know"),
        not_applicable=of_kind("not_applicable"),
    )


def comparison_table(
    wave: str,
    pairs: dict[str, Pair],
    entries: Comparisons,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """COLUMNS, one row per comparison and estimand, in the order of the entries.

    pairs: the result per comparison id. n_a, n_b: with an opinion; on the adjusted line those of
    the parts that count. providers: those with an answer of either group. Estimates are a - b
    (item_a - item_b); shares and deltas are -1 to 1. p_adjusted: within the family and
    estimand, Holm for confirmatory and Benjamini-Hochberg for exploratory families. alpha_step: the
    p below which the line would be found at alpha in its family, the others as they are. p_report:
    Holm over all comparisons of the wave, per estimand.
    """
    rows = []
    for entry in entries.comparisons:
        if entry.id not in pairs:
            continue
        pair = pairs[entry.id]
        either = sum(pair.providers) - pair.providers_both
        head = (wave, entry.id, entry.family, *entry.items)
        for line in pair.results:
            rows.append(
                (*head, *(line.n or pair.n), either, line.estimand, line.estimate, line.ci_low,
                 line.ci_high, line.test, line.statistic, line.df, line.df2, line.p_value, None,
                 None, None, line.reason)
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    for (family, _), part in table.groupby(["family", "estimand"], sort=False):
        known, kind = _known(part["p_value"]), entries.families[family].kind
        table.loc[part.index, "p_adjusted"] = ADJUST[kind](known)
        table.loc[part.index, "alpha_step"] = STEP[kind](known, alpha)
    for _, part in table.groupby("estimand", sort=False):
        table.loc[part.index, "p_report"] = holm(_known(part["p_value"]))
    numbers = ["estimate", "ci_low", "ci_high", "statistic", "df", "df2", "p_value"]
    numbers += ["p_adjusted", "p_report", "alpha_step"]
    return table.astype(dict.fromkeys(numbers, float))


def _known(p_values: pd.Series) -> list[float | None]:
    return [None if pd.isna(p) else float(p) for p in p_values]


def compare_pairs(
    entries: Comparisons,
    responses: dict[str, pd.DataFrame],
    study: Study,
    smallest: int,
    level: float,
    left_out: Collection[str] = (),
) -> dict[str, Pair]:
    """The result of each comparison whose groups and items are in `responses`.

    left_out: items too few answered to show anything of; their pairs have too few answers.

    study: as the wave asked it. Items of which one lacks a substantive answer that the other
    offered are not compared.
    """
    pairs = {}
    for entry in entries.comparisons:
        items = [study.items[name] for name in entry.items if name in study.items]
        if len(items) < len(entry.items) or any(
            i.group not in responses or i.id not in responses[i.group] for i in items
        ):
            continue
        if len({i.scale.substantive for i in items if i.scale}) > 1:
            continue
        counts = pair_counts(entry, responses, study)
        pairs[entry.id] = compare(
            counts.levels, counts.favourable, counts.dont_know, counts.not_applicable,
            least(smallest, *(item.id in left_out for item in items)), level,
        )  # fmt: skip
    return pairs


def favourable_order(item: Item) -> tuple[list, np.ndarray]:
    """The substantive answers from least to most favourable, and which are the top-2 (K,).

    For an option: 0 and 1, of which 1 (ticked) is the favourable one.
    """
    if item.type == "option":
        return [0, 1], np.array([False, True])
    order = list(item.scale.favourable_first[::-1])
    return order, np.isin(order, item.scale.top2)


def _kinds(item: Item) -> dict:
    if item.type == "option":
        return {0: "substantive", 1: "substantive"}
    return {level.label: level.kind for level in item.scale.levels}


def _places(answers: pd.Series, offered: list) -> np.ndarray:
    """(m,) where each answer stands in `offered`, -1 for none.

    offered: the answers that could be given, which may be fewer than the scale has.
    """
    values = answers.array
    if isinstance(values, pd.Categorical):
        # each category is looked up once; the code -1 finds the last
        return np.append(pd.Index(offered).get_indexer(values.categories), -1)[values.codes]
    return pd.Index(offered).get_indexer(answers.astype(object))


def _tally(
    provider: np.ndarray, place: np.ndarray, offered: list, n_providers: int
) -> dict[Any, np.ndarray]:
    """Answer -> (C,) respondents per provider; no answer counts nowhere."""
    known = place >= 0
    cell = provider[known] * len(offered) + place[known]
    counts = np.bincount(cell, minlength=n_providers * len(offered))
    return dict(zip(offered, counts.reshape(n_providers, len(offered)).T, strict=True))
