"""A comparison adjusted for a background: delta inside each part, and its weighted mean.

counts: (S, 2, C, K) respondents per part, group, provider and ordered category, in one design.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from surveyreport.estimates import ordinal, small_groups
from surveyreport.estimates.comparison_table import PairCounts, item_counts
from surveyreport.estimates.cr2 import Contrast, contrast, cr2_scores
from surveyreport.estimates.design import Floats
from surveyreport.estimates.pair import Base, Pair
from surveyreport.estimates.subgroups import ProviderParts, members
from surveyreport.estimates.too_small import least
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Item, Study
from surveyreport.study.subgroups import levels_of

ESTIMAND, TEST = "adjusted_cliff_delta", "stratified_cr2_bell_mccaffrey"


def usable(counts: Floats) -> np.ndarray:
    """(S,) parts in which both groups come from two providers or more; others tell nothing."""
    return ((counts.sum(axis=-1) > 0).sum(axis=-1) > 1).all(axis=-1)


def adjusted_delta(counts: Floats, level: float = 0.95) -> Contrast:
    """sum_s w_s delta_s over the usable parts, w_s proportional to n_as n_bs / (n_as + n_bs).

    Those are the weights of Mantel and Haenszel, under which every pair that is compared shares its
    part. CR2 with Bell-McCaffrey df of the weighted sum of the parts, the provider as cluster over
    all parts; near unanimity (`small_groups.trust` of all parts together) mixed with the variance
    of one distribution in each part. NaN without a usable part.
    """
    counts = np.asarray(counts, dtype=float)
    counts = counts[usable(counts)]
    if not len(counts):
        nothing = np.array(np.nan)
        return contrast(nothing, nothing, nothing, level)
    n = counts.sum(axis=-1)
    size = n.sum(axis=-1)
    weight = size.prod(axis=-1) / size.sum(axis=-1)
    weight = weight / weight.sum()
    wins = ordinal.win_fractions(counts.sum(axis=-2))
    totals = np.einsum("sgck,sgk->sgc", counts, wins)
    delta = totals[:, 0].sum(axis=-1) / size[:, 0]
    residuals = totals - n * np.stack([delta, -delta], axis=-1)[..., None]
    scores = cr2_scores(residuals, n)[0]
    cr2 = ((weight @ scores.sum(axis=1)) ** 2).sum()
    # covariance of the scores of the providers for independent answers of variance 1, over parts
    adjusted = np.where(n > 0, 1 / (size[..., None] * np.sqrt(1 - n / size[..., None])), 0.0)
    own = (n * adjusted**2).sum(axis=1)
    shared = n * adjusted / np.sqrt(size)[..., None]
    spread = np.diag(weight**2 @ own) - np.einsum("s,sgc,sgd->cd", weight**2, shared, shared)
    df = np.trace(spread) ** 2 / (spread**2).sum()
    together = small_groups.pool(counts.sum(axis=0))
    pools = small_groups.pool(counts)
    null = small_groups.null_covariance(n, pools.variance, np.full(len(n), together.icc))
    null = weight**2 @ (null[:, 0, 0] + null[:, 1, 1] - 2 * null[:, 0, 1])
    variance = together.trust * cr2 + (1 - together.trust) * null
    return contrast(np.asarray(weight @ delta), np.sqrt(variance), np.asarray(df), level)


def add_adjusted(
    pairs: dict[str, Pair], entries: Comparisons, responses: Mapping[str, pd.DataFrame],
    study: Study, places: ProviderParts, smallest: int, level: float,
    left_out: Collection[str] = (),
) -> dict[str, Pair]:  # fmt: skip
    """The pairs, with a line ESTIMAND where the entry says `adjust`; places: as of `members`.

    smallest: respondents each group needs in the usable parts together.
    """
    result = dict(pairs)
    for entry in entries.comparisons:
        if entry.adjust and entry.id in pairs:
            items = [study.items[name] for name in entry.items]
            parts = counts_of_parts(items, responses, study, entry.adjust, places)
            counts = np.stack([part.levels for part in parts.values()])
            kept = counts[usable(counts)].sum(axis=0)
            few = least(smallest, *(name in left_out for name in entry.items))
            line = Base(kept, few).result(ESTIMAND, TEST, adjusted_delta(counts, level))
            a, b = kept.sum(axis=(1, 2)).astype(int)
            results = (*pairs[entry.id].results, replace(line, n=(int(a), int(b))))
            result[entry.id] = replace(pairs[entry.id], results=results)
    return result


def counts_of_parts(
    items: list[Item], responses: Mapping[str, pd.DataFrame], study: Study, by: Sequence[str],
    places: ProviderParts,
) -> dict[str, PairCounts]:  # fmt: skip
    """Part -> the counts of the items of two groups in it, each in the design of all providers.

    by: what parts the providers, or a question of each group with the same answers.
    """
    tables, by = [responses[item.group] for item in items], [*by, *by][:2]
    parts = [members(table, name, places) for table, name in zip(tables, by, strict=True)]
    return {
        level: item_counts(items, [
            table.assign(**{item.id: table[item.id].where(part.eq(level).fillna(False))})
            for item, table, part in zip(items, tables, parts, strict=True)
        ])
        for level in levels_of(study, by[0])
    }  # fmt: skip
