"""What one comparison comes to in every combination of choices: `estimates.robustness`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from surveyreport.estimates import difference, small_groups, weighted, within_provider
from surveyreport.estimates.comparison_table import favourable_order
from surveyreport.estimates.cr2 import Contrast
from surveyreport.estimates.design import Design, Floats, NotEstimable
from surveyreport.estimates.weights import provider_weights, trim
from surveyreport.study.comparisons import Comparison, Comparisons
from surveyreport.study.model import Study

FLAGS = ("unfinished", "suspicious", "largest_provider")
Combination = dict[str, str]
Outcomes = dict[int, tuple[int, "Outcome"]]


@dataclass(frozen=True)
class Outcome:
    """Of one comparison in one combination. p: not adjusted; low, high: of the estimate, whose sign
    alone counts within providers. reason: why there is none."""

    estimate: float
    low: float
    high: float
    df: float
    p: float
    reason: NotEstimable | None = None


def outcomes(
    entries: Comparisons,
    responses: Mapping[str, pd.DataFrame],
    study: Study,
    ways: list[Combination],
    types: Mapping[str, str],
    smallest: int,
    level: float,
    left_out: Collection[str] = (),
) -> dict[str, Outcomes]:
    """Comparison -> number of the combination -> (number of the first combination that comes to the
    same counts, weights and test, outcome).

    responses: recoded, with a column suspicious; types: of every invited provider. left_out: items
    of which nothing is shown.
    """
    found = {}
    invited = Counter(types.values())
    for entry in entries.comparisons:
        items = [study.items.get(name) for name in entry.items]
        if any(name in left_out for name in entry.items):
            continue
        if any(i is None or i.group not in responses or i.id not in responses[i.group]
               for i in items):  # fmt: skip
            continue
        if len({item.scale.substantive for item in items if item.scale}) > 1:
            continue
        counts, providers, middle = _counts(entry, responses, study)
        kinds = [types.get(name, "") for name in providers]
        found[entry.id] = _of_pair(counts, kinds, middle, ways, invited, smallest, level)
    return found


def _counts(
    entry: Comparison, responses: Mapping[str, pd.DataFrame], study: Study
) -> tuple[Floats, list[str], int]:
    """((2, 2, 2) + (2, C, K) respondents by the three FLAGS, group, provider and level, the
    providers, the place of who does not know between unfavourable and favourable levels)."""
    tables = []
    for group, name in enumerate(entry.items):
        item, order = study.items[name], favourable_order(study.items[entry.items[0]])
        middle = int((~order[1]).sum())
        codes = {answer: k + (k >= middle) for k, answer in enumerate(order[0])}
        if item.scale:
            codes |= {level.label: middle for level in item.scale.levels
                      if level.kind == "dont_know"}  # fmt: skip
        columns = ["included", "exclusion_reason", "provider_id", "suspicious", name]
        table = responses[item.group][columns]
        unfinished = table["exclusion_reason"].eq("unfinished") & table["provider_id"].ne("")
        kept = table[(table["included"] | unfinished) & table[name].isin(list(codes))]
        tables.append(
            pd.DataFrame(
                {
                    "unfinished": ~kept["included"].to_numpy(dtype=bool),
                    "suspicious": kept["suspicious"].to_numpy(dtype=bool),
                    "provider": kept["provider_id"].to_numpy(),
                    "group": group,
                    "code": kept[name].astype(object).map(codes).to_numpy(dtype=int),
                }
            )
        )
    rows = pd.concat(tables, ignore_index=True)
    providers = sorted(rows["provider"].unique())
    counted = rows.loc[~rows["unfinished"], "provider"].value_counts()
    rows["largest_provider"] = rows["provider"].eq(counted.idxmax() if len(counted) else "")
    place = rows["provider"].map({name: at for at, name in enumerate(providers)})
    shape = (2, 2, 2, 2, len(providers), len(order[0]) + 1)
    flags = [rows[name].astype(int) for name in FLAGS]
    cell = np.ravel_multi_index((*flags, rows["group"], place, rows["code"]), shape)
    counts = np.bincount(cell, minlength=np.prod(shape)).reshape(shape).astype(float)
    return counts, providers, middle


def _of_pair(
    counts: Floats, kinds: list[str], middle: int, ways: list[Combination],
    invited: Mapping[str, int], smallest: int, level: float,
) -> Outcomes:  # fmt: skip
    tables: dict[int, Floats] = {}
    seen: dict[tuple, int] = {}
    first: list[int] = []
    for number, way in enumerate(ways):
        kept = counts
        for flag in FLAGS:
            # first axis: those without and with the flag
            kept = kept.sum(axis=0) if way.get(flag, _usual(flag)) == "in" else kept[0]
        if way.get("dont_know", "out") == "out" or not kept[..., middle].any():
            kept = np.delete(kept, middle, axis=-1)
        inside = way.get("scope", "all") == "within"
        # inside a provider everybody has the same weight
        by_type = way.get("weights", "none") == "type" and not inside
        if by_type and np.ptp(_weights(kept, kinds, invited)) == 0:
            by_type = False
        key = (kept.shape, kept.tobytes(), by_type, inside)
        if key not in seen:
            seen[key] = number
            tables[number] = kept
        first.append(seen[key])
    found: dict[int, Outcome] = {}
    for inside, by_type, between in product((True, False), repeat=3):
        if inside and by_type:
            continue
        mine = [
            number for key, number in seen.items()
            if key[2:] == (by_type, inside) and (key[0][-1] == counts.shape[-1]) == between
        ]  # fmt: skip
        if not mine:
            continue
        stack = np.stack([tables[number] for number in mine])
        if by_type:
            found |= {n: _weighted(tables[n], kinds, middle, invited, smallest, level)
                      for n in mine}  # fmt: skip
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            result = _headline(stack, level) if not inside else within_provider.van_elteren(stack)
        for at, number in enumerate(mine):
            reason = _reason(tables[number], smallest, inside)
            found[number] = _outcome(result, at, reason, inside)
    return {number: (same, found[same]) for number, same in enumerate(first)}


def _usual(flag: str) -> str:
    return "out" if flag == "unfinished" else "in"


def _headline(counts: Floats, level: float) -> Contrast:
    if counts.shape[-1] == 2:
        return difference.share_difference(counts, level)
    return small_groups.cliffs_delta(counts, level)


def _outcome(result: Contrast, at: int, reason: NotEstimable | None, inside: bool) -> Outcome:
    estimate, low, high, df, p = (
        float(np.atleast_1d(getattr(result, name))[at])
        for name in ("estimate", "low", "high", "df", "p")
    )
    if reason is None and not np.isfinite(p):
        reason = NotEstimable.NO_VARIANCE
    if reason is not None:
        return Outcome(np.nan, np.nan, np.nan, np.nan, np.nan, reason)
    return Outcome(estimate, *((estimate, estimate) if inside else (low, high)), df, p)


def _reason(counts: Floats, smallest: int, inside: bool) -> NotEstimable | None:
    n = counts.sum(axis=(1, 2))
    if (n < smallest).any():
        return NotEstimable.TOO_FEW
    providers = (counts.sum(axis=-1) > 0).sum(axis=-1)
    if (providers < 2).any() or (inside and within_provider.has_both_groups(counts).sum() < 2):
        return NotEstimable.ONE_PROVIDER
    return NotEstimable.TOO_RARE if difference.too_rare(counts) else None


def _weights(counts: Floats, kinds: list[str], invited: Mapping[str, int]) -> Floats:
    """(2, C) per group invited over responding providers of the type, trimmed; 1 for who has
    nobody here."""
    weights = np.ones(counts.shape[:2])
    for of_group, people in zip(weights, counts.sum(axis=2), strict=True):
        there = people > 0
        of_group[there] = provider_weights(np.array(kinds)[there], invited)
    return weights


def _weighted(
    counts: Floats, kinds: list[str], middle: int, invited: Mapping[str, int], smallest: int,
    level: float,
) -> Outcome:  # fmt: skip
    cells = counts.astype(int)
    group, psu, category = (
        np.repeat(axis.ravel(), cells.ravel()) for axis in np.indices(cells.shape)
    )
    weights = _weights(counts, kinds, invited)[group, psu]
    for one in (0, 1):
        if (group == one).any():
            weights[group == one] = trim(weights[group == one])
    design = Design(psu, len(kinds), weights)
    favourable = np.arange(counts.shape[-1]) >= middle
    line = weighted.headline(
        category, favourable, np.zeros(len(psu), bool), group, design, smallest, level
    )[1]
    if line.reason is not None or line.p_value is None:
        return Outcome(np.nan, np.nan, np.nan, np.nan, np.nan, line.reason)
    estimate, low, high, df, p = (
        np.nan if value is None else value
        for value in (line.estimate, line.ci_low, line.ci_high, line.df, line.p_value)
    )
    return Outcome(estimate, low, high, df, p)
