"""several.csv: one test over three groups or parts, and the pairs after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from surveyreport.estimates.comparison_table import item_counts
from surveyreport.estimates.cr2 import Contrast
from surveyreport.estimates.design import NotEstimable
from surveyreport.estimates.omnibus import closed, equal_groups, pairs
from surveyreport.estimates.subgroups import members
from surveyreport.estimates.verdicts import Rule, verdict
from surveyreport.study.model import Study
from surveyreport.study.several import Several
from surveyreport.study.subgroups import levels_of

ANY, PAIR = "any_difference", "pair"
DIFFER, NO_CLEAR = "groups_differ", "no_clear_difference"
COLUMNS = [
    "wave", "comparison", "line", "figure", "theme", "by", "a", "b", "n_a", "n_b", "delta",
    "delta_low", "delta_high", "statistic", "df", "df2", "p_value", "p_adjusted", "verdict",
    "reason",
]  # fmt: skip
NUMBERS = ["delta", "delta_low", "delta_high", "statistic", "df", "df2", "p_value", "p_adjusted"]


def several_table(
    wave: str, entries: Iterable[Several], responses: Mapping[str, pd.DataFrame], study: Study,
    types: Mapping[str, str], rule: Rule, smallest: int, level: float,
    hidden: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:  # fmt: skip
    """COLUMNS: per entry of the wave a line ANY, then one PAIR for every two of its groups.

    a, b: groups, or parts where `by` says so. n_a: respondents with an opinion, on ANY all of them.
    delta: Cliff's, a - b. p_adjusted: of a pair `omnibus.closed`. A pair has a verdict of a
    difference only when the test of any difference has one. hidden: (item, part) of which nothing
    is shown, see `subgroup_table`; such a part, one of fewer than `smallest`, and one of a single
    provider is not compared.
    """
    rows = []
    for entry in entries:
        if entry.is_of(study, wave):
            names, counts = _counts(entry, responses, study, types, smallest, hidden)
            head = {"wave": wave, "comparison": entry.id, "figure": entry.figure,
                    "theme": entry.theme, "by": entry.by or None}  # fmt: skip
            rows += [head | row for row in _lines(names, counts, rule, level)]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, float))


def _counts(
    entry: Several, responses: Mapping[str, pd.DataFrame], study: Study, types: Mapping[str, str],
    smallest: int, hidden: Collection[tuple[str, str]],
) -> tuple[list[str], np.ndarray]:  # fmt: skip
    """Names, and (G, C, K) respondents of the groups or parts that can be compared."""
    items = [study.items[name] for name in entry.items]
    if any(item.group not in responses for item in items):
        return [], np.zeros((0, 0, 0))
    if entry.by:
        table = responses[items[0].group]
        part = members(table, entry.by, types)
        names = [name for name in levels_of(study, entry.by)
                 if (items[0].id, name) not in hidden]  # fmt: skip
        tables = [table[part.eq(name).fillna(False).to_numpy(dtype=bool)] for name in names]
        items = items * len(names)
    else:
        names = [item.group for item in items if (item.id, "") not in hidden]
        items = [item for item in items if item.group in names]
        tables = [responses[item.group] for item in items]
    if not names:
        return [], np.zeros((0, 0, 0))
    counts = item_counts(items, tables).levels
    people = counts.sum(axis=-1)
    kept = (people.sum(axis=-1) >= smallest) & ((people > 0).sum(axis=-1) > 1)
    return [name for name, one in zip(names, kept, strict=True) if one], counts[kept]


def _lines(names: list[str], counts: np.ndarray, rule: Rule, level: float) -> list[dict]:
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
        lines.append(head | _pair(one, adjusted, rule))
    return lines


def _pair(one: Contrast, adjusted: float | None, rule: Rule) -> dict:
    if adjusted is None:
        return {"verdict": "not_estimable", "reason": NotEstimable.NO_VARIANCE}
    delta, low, high, df = (float(getattr(one, k)) for k in ("estimate", "low", "high", "df"))
    return {
        "delta": delta, "delta_low": low, "delta_high": high, "statistic": float(one.statistic),
        "df": df, "p_value": float(one.p), "p_adjusted": adjusted,
        "verdict": verdict(delta, low, high, df, adjusted, rule, None),
    }  # fmt: skip
