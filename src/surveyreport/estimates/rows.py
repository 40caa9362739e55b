"""The estimates of one item: its categories by type of question, each with name and kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from surveyreport.estimates.design import Design
from surveyreport.estimates.kinds import rank_kind
from surveyreport.estimates.numbers import Summary, mean, summaries
from surveyreport.estimates.proportions import Proportion, design_proportions, proportions
from surveyreport.study.model import Item
from surveyreport.study.number_classes import class_labels, class_of

Estimate = tuple[str, str, Proportion | Summary]


def item_estimates(
    item: Item,
    values: pd.Series,
    psu: np.ndarray,
    n_psu: int,
    level: float,
    weighted: tuple[Design, np.ndarray] | None = None,
) -> Iterator[Estimate]:
    """Name, kind and estimate of every category of an item, given its answers (m,).

    A number: class per class of the histogram, then mean, q1, median, q3. An option put in order:
    ranked_first, rank_2 … and not_ranked among who put anything in order, and mean_rank among who
    gave it a place. weighted: the design of all respondents (M,) of the group, and which of them
    (M,) are those of `values`: of shares only; means and quantiles stay unweighted.
    """
    categories = list(_categories(item, values))
    selected = np.column_stack([members for _, _, members in categories])
    if weighted is None:
        found = proportions(selected, psu, n_psu, level=level)
    else:
        design, answered = weighted
        whole = np.zeros((len(answered), selected.shape[1]), dtype=bool)
        whole[answered] = selected
        found = design_proportions(whole, answered, design, level)
    for (name, kind, _), estimate in zip(categories, found, strict=True):
        yield name, kind, estimate
    if item.type == "number":
        numbers = values.to_numpy(dtype=float)
        for summary in summaries(numbers, psu, n_psu, level):
            yield summary.kind, summary.kind, summary
    if item.type == "ranked":
        placed = values.gt(0).to_numpy(dtype=bool)
        places = values[placed].to_numpy(dtype=float)
        yield "mean_rank", "mean_rank", mean(places, psu[placed], n_psu, level, "mean_rank")


def _categories(item: Item, values: pd.Series) -> Iterator[tuple[str, str, np.ndarray]]:
    """Name, kind and membership (m,) of each category of an item, given its answers."""
    if item.type == "option":
        ticked = values.eq(1).to_numpy(dtype=bool)
        yield "selected", "selected", ticked
        yield "not_selected", "not_selected", ~ticked
        return
    if item.type == "ranked":
        for place in range(1, item.ranks + 1):
            kind = rank_kind(place)
            yield kind, kind, values.eq(place).to_numpy(dtype=bool)
        yield "not_ranked", "not_ranked", values.eq(0).to_numpy(dtype=bool)
        return
    if item.type == "number":
        place = values.map(lambda number: class_of(number, item.classes)).to_numpy(dtype=int)
        for number, name in enumerate(class_labels(item.classes)):
            yield name, "class", place == number
        return
    for one in item.scale.levels:
        yield one.label, one.kind, values.eq(one.label).to_numpy(dtype=bool)
    for name in ("top2", "bottom2"):
        if labels := getattr(item.scale, name):
            yield name, name, values.isin(labels).to_numpy(dtype=bool)
