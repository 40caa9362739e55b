"""Comparisons with non-response weights from the frame, beside the unweighted ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from surveyreport.estimates import weighted
from surveyreport.estimates.comparison_table import favourable_order
from surveyreport.estimates.cr2 import t_quantile
from surveyreport.estimates.pair import Pair, Result
from surveyreport.estimates.too_small import least
from surveyreport.estimates.verdicts import WEIGHTED
from surveyreport.estimates.weighting import GroupWeights, Weights, design_of
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Item, Study


def add_weighted(
    pairs: dict[str, Pair],
    entries: Comparisons,
    responses: dict[str, pd.DataFrame],
    study: Study,
    weights: Weights,
    smallest: int,
    level: float,
    left_out: Collection[str] = (),
) -> dict[str, Pair]:
    """The pairs with weighted_cliff_delta, weighted_superiority and weighted_top2_difference, and
    with the spread of these, by which `Pair.detectable` tells what was detectable."""
    result = {}
    for entry in entries.comparisons:
        if entry.id not in pairs:
            continue
        items = [study.items[name] for name in entry.items]
        few = least(smallest, *(item.id in left_out for item in items))
        result[entry.id] = with_weights(
            pairs[entry.id],
            items,
            [responses[item.group] for item in items],
            [weights[item.group] for item in items],
            few,
            level,
        )
    return result


def with_weights(
    pair: Pair,
    items: Sequence[Item],
    tables: Sequence[pd.DataFrame],
    weights: Sequence[GroupWeights],
    smallest: int,
    level: float,
) -> Pair:
    """A pair with its weighted lines. items, tables, weights: of a and of b; the weights of all
    included respondents of the table."""
    answers = [
        table.loc[table["included"], item.id].astype(object)
        for item, table in zip(items, tables, strict=True)
    ]
    answer = pd.concat(answers, ignore_index=True)
    providers = pd.Index(sorted(set().union(*(part.provider for part in weights))))
    order, favourable = favourable_order(items[0])
    category = answer.map({one: k for k, one in enumerate(order)}).fillna(-1)
    unknown = {
        level_.label
        for item in items
        if item.scale
        for level_ in item.scale.levels
        if level_.kind == "dont_know"
    }
    lines = weighted.compare(
        category.to_numpy(dtype=int),
        favourable,
        answer.isin(unknown).to_numpy(),
        np.repeat([0, 1], [len(part) for part in answers]),
        design_of(weights, providers),
        smallest,
        level,
    )
    named = tuple(replace(line, estimand=WEIGHTED + line.estimand) for line in lines)
    spread = pair.spread | {
        WEIGHTED + name: found
        for name, estimand in (("delta", "cliff_delta"), ("top2", "top2_difference"))
        if (found := _spread(next(x for x in lines if x.estimand == estimand), level))
    }
    return replace(pair, results=(*pair.results, *named), spread=spread)


def weighted_top2(item: Item, table: pd.DataFrame, part: GroupWeights) -> float:
    """Weighted share of favourable answers among opinions and don't know; NaN without any."""
    answer = table.loc[table["included"], item.id].astype(object)
    order, favourable = favourable_order(item)
    levels = item.scale.levels if item.scale else ()
    unknown = [level.label for level in levels if level.kind == "dont_know"]
    chosen = answer.isin([one for one, good in zip(order, favourable, strict=True) if good])
    size = part.weights[answer.isin([*order, *unknown]).to_numpy()].sum()
    return float(part.weights[chosen.to_numpy()].sum() / size) if size else float("nan")


def _spread(line: Result, level: float) -> tuple[float, float] | None:
    """(se, df) that the interval of a line says; None where it has none."""
    if line.ci_low is None or line.ci_high is None or line.df is None:
        return None
    quantile = float(t_quantile((1 + level) / 2, np.array(line.df)))
    return (line.ci_high - line.ci_low) / 2 / quantile, line.df
