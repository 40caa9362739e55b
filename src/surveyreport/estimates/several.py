"""several.csv: one test over three groups or parts and the pairs after it; two groups per part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from surveyreport.estimates.adjusted import counts_of_parts
from surveyreport.estimates.comparison_table import HEADLINE, item_counts
from surveyreport.estimates.cr2 import Contrast
from surveyreport.estimates.design import NotEstimable
from surveyreport.estimates.difference import share_difference
from surveyreport.estimates.multiplicity import holm
from surveyreport.estimates.omnibus import closed, equal_groups, pairs
from surveyreport.estimates.pair import compare
from surveyreport.estimates.subgroups import ProviderParts, members
from surveyreport.estimates.verdicts import TOO_FEW, Rule, verdict
from surveyreport.study.model import Study
from surveyreport.study.several import Several
from surveyreport.study.subgroups import levels_of

ANY, PAIR, IN_PART = "any_difference", "pair", "in_part"
DIFFER, NO_CLEAR = "groups_differ", "no_clear_difference"
COLUMNS = [
    "wave", "comparison", "line", "figure", "theme", "by", "level", "a", "b", "n_a", "n_b", "delta",
    "delta_low", "delta_high", "difference", "difference_low", "difference_high", "statistic", "df",
    "df2", "p_value", "p_adjusted", "verdict", "reason",
]  # fmt: skip
NUMBERS = COLUMNS[COLUMNS.index("delta") : COLUMNS.index("verdict")]


def several_table(
    wave: str, entries: Iterable[Several], responses: Mapping[str, pd.DataFrame], study: Study,
    places: ProviderParts, rule: Rule, smallest: int, level: float,
    hidden: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:  # fmt: skip
    """COLUMNS: per entry of the wave a line ANY, then one PAIR for every two of its groups; or, of
    two items, a line IN_PART per part (level), p_adjusted by Holm over the parts.

    a, b: groups, or parts where `by` says so. n_a: respondents with an opinion, on ANY all of them.
    delta: Cliff's, a - b; difference: of the shares of favourable answers. p_adjusted: of a pair
    `omnibus.closed`. A pair has a verdict of a difference only when the test of any difference has
    one. places: as of `members`. hidden: (item, part) of which nothing is shown, see
    `subgroup_table`; such a part, one of fewer than `smallest`, and one of a single provider is
    not compared.
    """
    rows = []
    for entry in entries:
        if entry.is_of(study, wave):
            head = {"wave": wave, "comparison": entry.id, "figure": entry.figure,
                    "theme": entry.theme, "by": entry.by[0] if entry.by else None}  # fmt: skip
            if len(entry.items) == 2:
                lines = _in_parts(entry, responses, study, places, rule, smallest, level, hidden)
            else:
                found = _counts(entry, responses, study, places, smallest, hidden)
                lines = _lines(*found, rule, level)
            rows += [head | row for row in lines]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, float))


def _counts(
    entry: Several, responses: Mapping[str, pd.DataFrame], study: Study, places: ProviderParts,
    smallest: int, hidden: Collection[tuple[str, str]],
) -> tuple[list[str], np.ndarray, np.ndarray]:  # fmt: skip
    """Names, and (G, C, K) respondents of the groups or parts that can be compared: per answer, and
    with K = 2 whether it is favourable, don't know in the base."""
    nobody = np.zeros((0, 0, 0))
    items = [study.items[name] for name in entry.items]
    if any(item.group not in responses for item in items):
        return [], nobody, nobody
    if entry.by:
        table = responses[items[0].group]
        (by,) = entry.by
        part = members(table, by, places)
        names = [name for name in levels_of(study, by)
                 if (items[0].id, name) not in hidden]  # fmt: skip
        tables = [table[part.eq(name).fillna(False).to_numpy(dtype=bool)] for name in names]
        items = items * len(names)
    else:
        names = [item.group for item in items if (item.id, "") not in hidden]
        items = [item for item in items if item.group in names]
        tables = [responses[item.group] for item in items]
    if not names:
        return [], nobody, nobody
    counts = item_counts(items, tables)
    people = counts.levels.sum(axis=-1)
    kept = (people.sum(axis=-1) >= smallest) & ((people > 0).sum(axis=-1) > 1)
    chosen = counts.levels[..., counts.favourable].sum(axis=-1)
    unknown = 0 if counts.dont_know is None else counts.dont_know
    top2 = np.stack([people + unknown - chosen, chosen], axis=-1)
    return list(compress(names, kept)), counts.levels[kept], top2[kept]


def _lines(
    names: list[str], counts: np.ndarray, top2: np.ndarray, rule: Rule, level: float
) -> list[dict]:
    n = counts.sum(axis=(-2, -1)).astype(int) if len(names) else []
    overall: dict = {"line": ANY, "n_a": int(sum(n)), "verdict": "too_few"}
    if len(names) < 2:
        return [overall | {"reason": NotEstimable.TOO_FEW}]
    test = equal_groups(counts)
    p = float(test.p) if np.isfinite(test.p) else None
    if p is None:
        return [overall | {"verdict": "not_estimable", "reason": NotEstimable.NO_VARIANCE}]
    found = pairs(counts, level)
    overall |= {"statistic": float(test.statistic), "df": float(test.df), "df2": float(test.df2),
                "p_value": p, "p_adjusted": p,
                "verdict": DIFFER if p < rule.alpha else NO_CLEAR}  # fmt: skip
    own = [float(one.p) if np.isfinite(one.p) else None for one in found.values()]
    lines = [overall]
    for ((a, b), one), adjusted in zip(found.items(), closed(p, own), strict=True):
        head = {"line": PAIR, "a": names[a], "b": names[b], "n_a": int(n[a]), "n_b": int(n[b])}
        shares = share_difference(top2[[a, b]], level)
        lines.append(head | _pair(one, shares, adjusted, rule))
    return lines


def _pair(one: Contrast, shares: Contrast, adjusted: float | None, rule: Rule) -> dict:
    if adjusted is None:
        return {"verdict": "not_estimable", "reason": NotEstimable.NO_VARIANCE}
    delta, low, high, df = (float(getattr(one, k)) for k in ("estimate", "low", "high", "df"))
    return {
        "delta": delta, "delta_low": low, "delta_high": high, "df": df,
        "difference": float(shares.estimate), "difference_low": float(shares.low),
        "difference_high": float(shares.high), "statistic": float(one.statistic),
        "p_value": float(one.p), "p_adjusted": adjusted,
        "verdict": verdict(delta, low, high, df, adjusted, rule, None),
    }  # fmt: skip


def _in_parts(
    entry: Several, responses: Mapping[str, pd.DataFrame], study: Study, places: ProviderParts,
    rule: Rule, smallest: int, level: float, hidden: Collection[tuple[str, str]],
) -> list[dict]:  # fmt: skip
    """A line per part: the first group against the second inside it, as of any pair of items."""
    items = [study.items[name] for name in entry.items]
    if any(item.group not in responses or (item.id, "") in hidden for item in items):
        return []
    groups = {"line": IN_PART, "a": items[0].group, "b": items[1].group}
    lines, p_values = [], []
    for part, counts in counts_of_parts(items, responses, study, entry.by, places).items():
        line: dict[str, Any] = {
            **groups, "level": part, "verdict": TOO_FEW, "reason": NotEstimable.TOO_FEW,
        }  # fmt: skip
        p_values.append(None)
        if not any((item.id, part) in hidden for item in items):
            pair = compare(counts.levels, counts.favourable, counts.dont_know,
                           counts.not_applicable, smallest, level)  # fmt: skip
            found = {one.estimand: one for one in pair.results}
            delta, shares = found[HEADLINE], found["top2_difference"]
            p_values[-1] = delta.p_value
            line |= {
                "n_a": pair.n[0], "n_b": pair.n[1], "delta": delta.estimate,
                "delta_low": delta.ci_low, "delta_high": delta.ci_high, "df": delta.df,
                "difference": shares.estimate, "difference_low": shares.ci_low,
                "difference_high": shares.ci_high, "statistic": delta.statistic,
                "p_value": delta.p_value, "reason": delta.reason,
            }  # fmt: skip
        lines.append(line)
    for line, adjusted in zip(lines, holm(p_values), strict=True):
        line["p_adjusted"] = adjusted
        if "delta" in line:
            line["verdict"] = verdict(
                line["delta"], line["delta_low"], line["delta_high"], line["df"], adjusted, rule,
                line["reason"],
            )  # fmt: skip
    return lines
