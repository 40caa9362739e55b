"""Verdicts about waves: one row per item and pair of waves, in words, breaks included."""

from __future__ import annotations

import numpy as np
import pandas as pd

from surveyreport.dutch import percent
from surveyreport.estimates.ordinal import superiority
from surveyreport.estimates.pair import Pair, Result
from surveyreport.estimates.verdicts import A_MORE, B_MORE, NO_CLEAR, Rule, verdict
from surveyreport.study import Item, Study
from surveyreport.waves.changes import BREAK
from surveyreport.waves.trends import ALL, Change, Step, family_of, is_nominal, top2_and_base

MORE, LESS = "more_positive", "less_positive"
MORE_TICKED, LESS_TICKED = "more_ticked", "less_ticked"
OTHER_SHARES, UNDECIDED = "other_shares", "undecided"
CHANGED = (MORE, LESS, MORE_TICKED, LESS_TICKED, OTHER_SHARES)
COLUMNS = [
    "group", "item", "item_from", "item_to", "from", "to", "family", "kind", "changes",
    "decision", "note", "n_from", "n_to", "providers_from", "providers_to", "providers_both",
    "not_answering_from", "not_answering_to", "dont_know_differs",
    "delta", "delta_low", "delta_high", "p_value", "p_adjusted", "pairs",
    "top2_from", "top2_to", "difference", "difference_low", "difference_high",
    "detectable_delta", "detectable_pairs", "detectable_difference",
    "returning_n_from", "returning_n_to", "returning_delta", "returning_low", "returning_high",
    "returning_p_value", "verdict", "sentence",
]  # fmt: skip


def trend_verdicts(
    steps: list[Step],
    changes: list[Change],
    trends: pd.DataFrame,
    labels: dict[str, str],
    rule: Rule,
    study: Study,
) -> pd.DataFrame:
    """COLUMNS, one row per closed item of either wave; differences are later - earlier.

    trends: as of `trend_table`. labels: wave -> how a reader knows it. top2: share of opinions and
    don't know; for a box the share that ticked it. An item without a trend has verdict break, or
    undecided, and no numbers. note: the reason people gave for their decision.
    """
    numbers = trends[trends["panel"].eq(ALL)].set_index(["item_to", "to", "estimand"]).sort_index()
    by_item = {(change.item_to.id, change.step.later): change for change in changes}
    rows = []
    for step in steps:
        for line in step.table.itertuples():
            item = study.items[line.item]
            if item.type == "open":
                continue
            family, kind = family_of(item, study)
            row = {
                "group": line.group,
                "item": line.item,
                "item_from": line.item_from,
                "item_to": line.item_to,
                "from": step.earlier,
                "to": step.later,
                "family": family,
                "kind": kind,
                "changes": line.changes,
                "decision": line.decision,
                "note": line.reason,
            }
            change = by_item.get((line.item, step.later))
            if change is None:
                row["verdict"] = BREAK if line.decision == BREAK else UNDECIDED
            else:
                row |= _compared(change, numbers, rule)
            row["sentence"] = _sentence(row, item, labels, study)
            rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def _compared(change: Change, numbers: pd.DataFrame, rule: Rule) -> dict:
    """What the row of an item with a trend says besides its names."""
    item, pair, panel = change.item_to, change.pair, change.returning
    nominal = is_nominal(item)
    of_item = numbers.loc[(item.id, change.step.later)]
    headline = of_item.loc["all_categories" if nominal else "cliff_delta"]
    row = {
        "n_from": pair.n[1],
        "n_to": pair.n[0],
        "providers_from": pair.providers[1],
        "providers_to": pair.providers[0],
        "providers_both": pair.providers_both,
        "not_answering_from": pair.not_answering[1],
        "not_answering_to": pair.not_answering[0],
        "dont_know_differs": rule.dont_know_flags(pair.not_answering),
        "p_value": headline["p_value"],
        "p_adjusted": headline["p_adjusted"],
        "returning_n_from": panel.n[1],
        "returning_n_to": panel.n[0],
        "returning_p_value": _line(panel, headline.name).p_value,
    }
    if not nominal:
        row |= _ordered(change, of_item)
    reason = None if pd.isna(headline["reason"]) else headline["reason"]
    # a test of all shares has no direction: any small p tells
    numbers = (1.0, 1.0, 1.0) if nominal else (row["delta"], row["delta_low"], row["delta_high"])
    df = headline["df2"] if nominal else headline["df"]
    found = verdict(*numbers, df, row["p_adjusted"], rule, reason)
    row["verdict"] = _words_of(item).get(found, found)
    return row


def _ordered(change: Change, of_item: pd.DataFrame) -> dict:
    """Delta, top-2 and their panel, of an item with favourable answers."""
    delta, top2 = of_item.loc["cliff_delta"], of_item.loc["top2_difference"]
    pair, panel = change.pair, _line(change.returning, "cliff_delta")
    chosen, base = (counts.sum(axis=1) for counts in top2_and_base(change.counts))
    with np.errstate(invalid="ignore", divide="ignore"):
        later, earlier = chosen / base
    detectable = pair.detectable_delta
    return {
        "delta": delta["estimate"],
        "delta_low": delta["ci_low"],
        "delta_high": delta["ci_high"],
        "pairs": _pairs(delta["estimate"]),
        "top2_from": earlier,
        "top2_to": later,
        "difference": top2["estimate"],
        "difference_low": top2["ci_low"],
        "difference_high": top2["ci_high"],
        "detectable_delta": detectable,
        "detectable_pairs": None if detectable is None else _pairs(min(detectable, 1.0)),
        "detectable_difference": pair.detectable_top2,
        "returning_delta": panel.estimate,
        "returning_low": panel.ci_low,
        "returning_high": panel.ci_high,
    }


def _line(pair: Pair, estimand: str) -> Result:
    return next(line for line in pair.results if line.estimand == estimand)


def _pairs(delta: float) -> int | None:
    return None if pd.isna(delta) else percent(superiority(delta))


def _words_of(item: Item) -> dict[str, str]:
    """The verdict about an item for each verdict of the rule that says that waves differ."""
    if item.type == "option":
        return {A_MORE: MORE_TICKED, B_MORE: LESS_TICKED}
    if is_nominal(item):
        return {A_MORE: OTHER_SHARES}
    return {A_MORE: MORE, B_MORE: LESS}


def _sentence(row: dict, item: Item, labels: dict[str, str], study: Study) -> str:
    """The row in one or two Dutch sentences."""
    words = study.texts["trends"]
    name = row["verdict"]
    values = {
        "text": item.text,
        "members": study.groups[row["group"]].members,
        "earlier": labels[row["from"]],
        "later": labels[row["to"]],
        "reason": row["note"] or words["no_reason"],
    }
    if row.get("pairs") is not None:
        values["pairs"] = 100 - row["pairs"] if name == LESS else row["pairs"]
        values["detectable"] = row["detectable_pairs"]
        values["share_from"], values["share_to"] = (
            percent(row["top2_from"]),
            percent(row["top2_to"]),
        )
    if name == NO_CLEAR:
        if is_nominal(item):
            name += "_shares"
        elif item.type == "option":
            name += "_ticked"
        elif not row["detectable_pairs"]:
            name += "_without_detectable"
    text = words["sentences"][name].format(**values)
    if row.get("dont_know_differs"):
        text += " " + words["dont_know_differs"]
    if row["note"] and row["decision"] == "with_note":
        text += " " + words["with_note"].format(**values)
    return text
