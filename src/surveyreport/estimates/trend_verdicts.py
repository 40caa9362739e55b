"""Verdicts about waves: one row per item and pair of waves, in words, breaks included."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.estimates.ordinal import superiority
from surveyreport.estimates.trends import (
    ALL,
    RETURNING,
    Change,
    Step,
    family_of,
    is_nominal,
    top2_and_base,
)
from surveyreport.estimates.verdicts import (
    A_MORE,
    B_MORE,
    NO_CLEAR,
    NOT_ESTIMABLE,
    SMALL,
    TOO_FEW,
    UNWEIGHTED_COLUMNS,
    WEIGHTED,
    Rule,
    points_of,
    verdict,
    with_margin,
)
from surveyreport.files.csvfile import read_table
from surveyreport.files.dutch import percent
from surveyreport.questionnaires.changes import BREAK
from surveyreport.questionnaires.comparability import comparable_pairs
from surveyreport.study.model import Item, Study
from surveyreport.study.verdict_words import CHANGED, OTHER_SHARES

MORE, LESS, MORE_TICKED, LESS_TICKED = CHANGED
UNDECIDED, NOT_ASKED, NO_TEST = "undecided", "not_asked", "no_test"
SAME, OTHER_VERDICT, OTHER_SIGN = "same", "other_verdict", "other_sign"
COLUMNS = [
    "group", "item", "item_from", "item_to", "from", "to", "family", "kind", "changes",
    "decision", "note", "n_from", "n_to", "providers_from", "providers_to", "providers_both",
    "not_answering_from", "not_answering_to", "dont_know_differs",
    "delta", "delta_low", "delta_high", "p_value", "p_adjusted", "pairs",
    "top2_from", "top2_to", "difference", "difference_low", "difference_high",
    "margin", "detectable_delta", "detectable_pairs", "detectable_difference",
    "returning_n_from", "returning_n_to", "returning_delta", "returning_low", "returning_high",
    "returning_difference", "returning_difference_low", "returning_difference_high",
    "returning_p_value", "returning_p_adjusted", "returning_verdict", "panel",
    "verdict", "sentence",
]  # fmt: skip


def trend_verdicts(
    steps: list[Step],
    changes: list[Change],
    trends: pd.DataFrame,
    labels: dict[str, str],
    rule: Rule,
    study: Study,
    margin: float | None = None,
) -> pd.DataFrame:
    """COLUMNS, one row per item of either wave but open ones; differences are later - earlier.

    trends: as of `trend_table`. labels: wave -> how a reader knows it. top2: share of opinions and
    don't know; for a box the share that ticked it. An item without a trend has verdict break,
    not_asked (one wave did not, and nobody wrote why), undecided or no_test (a number or a ranking:
    its estimates are those of each wave), and no numbers. note: the
    reason people gave for their decision. returning_*: of the providers with a respondent in both
    waves, adjusted within the same family of theirs. panel: same, or that these have another
    verdict or, with the same verdict, a delta of another sign. With weights numbers and verdicts
    are weighted, and UNWEIGHTED_COLUMNS stand beside; of items without favourable answers they
    stay unweighted, and these columns empty. margin: 0 to 1, below which a difference of top2 is
    small (`verdicts.with_margin`).
    """
    numbers = trends.set_index(["item_to", "from", "to", "panel", "estimand"]).sort_index()
    by_item = {(change.item_to.id, change.step.earlier, change.step.later): change
               for change in changes}  # fmt: skip
    rows = []
    for step in steps:
        pairs = comparable_pairs(step.table)
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
            change = by_item.get((line.item, step.earlier, step.later))
            if change is None:
                both = line.item_from and line.item_to
                stop = UNDECIDED if both else NOT_ASKED
                if not item.closed and line.item in pairs:
                    stop = NO_TEST
                row["verdict"] = BREAK if line.decision == BREAK else stop
            else:
                row |= _compared(change, numbers, rule, margin)
            row["sentence"] = _sentence(row, item, labels, study)
            rows.append(row)
    weighted = any(change.top2 for change in changes)
    return pd.DataFrame(rows, columns=[*COLUMNS, *(UNWEIGHTED_COLUMNS if weighted else ())])


def read_verdicts(path: Path) -> pd.DataFrame:
    """The table of `trend_verdicts` as written: waves as text, "" for an absent item or note."""
    absent = {"item_from": "", "item_to": "", "changes": "", "decision": "", "note": ""}
    return read_table(path).fillna(absent)


def _compared(
    change: Change, numbers: pd.DataFrame, rule: Rule, margin: float | None = None
) -> dict:
    """What the row of an item with a trend says besides its names."""
    item, pair, nominal = change.item_to, change.pair, is_nominal(change.item_to)
    prefix = WEIGHTED if change.top2 else ""
    estimand = "all_categories" if nominal else f"{prefix}cliff_delta"
    of_item = numbers.loc[(item.id, change.step.earlier, change.step.later)]
    headline, panel = of_item.loc[(ALL, estimand)], of_item.loc[(RETURNING, estimand)]
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
        "returning_n_from": change.returning.n[1],
        "returning_n_to": change.returning.n[0],
        "returning_p_value": panel["p_value"],
        "returning_p_adjusted": panel["p_adjusted"],
    }
    for name, line, whose in (("verdict", headline, ALL), ("returning_verdict", panel, RETURNING)):
        found = _verdict(line, item, rule)
        row[name] = found if nominal else _small(found, of_item, whose, prefix, margin)
    if row["verdict"] != row["returning_verdict"]:
        row["panel"] = OTHER_VERDICT
    else:
        opposite = not nominal and headline["estimate"] * panel["estimate"] < 0
        row["panel"] = OTHER_SIGN if opposite else SAME
    if change.top2:
        plain, top2 = (of_item.loc[(ALL, name)] for name in ("cliff_delta", "top2_difference"))
        found = _small(_verdict(plain, item, rule), of_item, ALL, "", margin)
        values = (plain["estimate"], top2["estimate"], found)
        row |= dict(zip(UNWEIGHTED_COLUMNS, values, strict=True))
    row["margin"] = None if nominal else margin
    return row if nominal else row | _ordered(change, of_item, prefix)


def _small(found: str, of_item: pd.DataFrame, panel: str, prefix: str, margin: float | None) -> str:
    line = of_item.loc[(panel, f"{prefix}top2_difference")]
    return with_margin(found, line["ci_low"], line["ci_high"], margin)


def _verdict(headline: pd.Series, item: Item, rule: Rule) -> str:
    """The word for one row of trends.csv."""
    nominal = is_nominal(item)
    reason = None if pd.isna(headline["reason"]) else headline["reason"]
    # a test of all shares has no direction: any small p tells
    delta, low, high = (1.0, 1.0, 1.0) if nominal else headline[["estimate", "ci_low", "ci_high"]]
    df = headline["df2"] if nominal else headline["df"]
    found = verdict(delta, low, high, df, headline["p_adjusted"], rule, reason)
    return _words_of(item).get(found, found)


def _ordered(change: Change, of_item: pd.DataFrame, prefix: str) -> dict:
    """Delta and top-2 of an item with favourable answers; prefix: of weighted lines."""
    delta, top2 = f"{prefix}cliff_delta", f"{prefix}top2_difference"
    chosen, base = (counts.sum(axis=1) for counts in top2_and_base(change.counts))
    with np.errstate(invalid="ignore", divide="ignore"):
        later, earlier = change.top2 or chosen / base
    step = of_item.loc[(ALL, delta), "alpha_step"]
    detectable, detectable_top2 = (
        None if pd.isna(step) else change.pair.detectable(prefix + name, step)
        for name in ("delta", "top2")
    )
    return {
        **_interval(of_item.loc[(ALL, delta)], "delta"),
        "pairs": _pairs(of_item.loc[(ALL, delta), "estimate"]),
        "top2_from": earlier,
        "top2_to": later,
        **_interval(of_item.loc[(ALL, top2)], "difference"),
        "detectable_delta": detectable,
        "detectable_pairs": None if detectable is None else _pairs(detectable),
        "detectable_difference": detectable_top2,
        **_interval(of_item.loc[(RETURNING, delta)], "returning_delta", "returning"),
        **_interval(of_item.loc[(RETURNING, top2)], "returning_difference"),
    }


def _interval(line: pd.Series, name: str, ends: str | None = None) -> dict:
    low, high = f"{ends or name}_low", f"{ends or name}_high"
    return {name: line["estimate"], low: line["ci_low"], high: line["ci_high"]}


def _pairs(delta: float) -> int | None:
    return None if pd.isna(delta) else percent(superiority(delta))


def _words_of(item: Item) -> dict[str, str]:
    """The verdict about an item for each verdict of the rule that says that waves differ."""
    if item.type == "option":
        return {A_MORE: MORE_TICKED, B_MORE: LESS_TICKED}
    if is_nominal(item):
        return {A_MORE: OTHER_SHARES}
    return {A_MORE: MORE, B_MORE: LESS}


def full_wording(item: Item) -> str:
    """The wording as named in a sentence, a row or box after its question; no full stop. A code of
    an open question is its own wording."""
    if item.coded_from:
        return item.text
    return f"{item.stem or ''} {item.text.removesuffix('.')}".strip()


def _sentence(row: dict, item: Item, labels: dict[str, str], study: Study) -> str:
    """The row in one or two Dutch sentences."""
    words = study.texts["trends"]
    sentences = words["sentences"] | (words["named"] if item.coded_from else {})
    name = row["verdict"]
    values = {
        "text": full_wording(item),
        "members": study.groups[row["group"]].members,
        "earlier": labels[row["from"]],
        "later": labels[row["to"]],
        "without": labels[row["to" if row["item_from"] else "from"]],
        "reason": row["note"] or words["no_reason"],
    }
    if row.get("pairs") is not None:
        values["pairs"] = 100 - row["pairs"] if name == LESS else row["pairs"]
        values["detectable"] = row["detectable_pairs"]
        values["share_from"], values["share_to"] = (
            percent(row["top2_from"]),
            percent(row["top2_to"]),
        )
        values |= points_of(row)
    if name in (SMALL, TOO_FEW) and item.type == "option":
        name += "_ticked"
    if name == NO_CLEAR:
        if is_nominal(item):
            name += "_shares"
        elif item.type == "option":
            name += "_ticked"
        elif not row["detectable_pairs"] or values["points"] is None:
            name += "_without_detectable"
    text = sentences[name].format(**values)
    if row.get("dont_know_differs"):
        text += " " + words["dont_know_differs"]
    same = row.get("unweighted_verdict") == row["verdict"]
    if row.get("unweighted_verdict") and not (same and row["verdict"] in (TOO_FEW, NOT_ESTIMABLE)):
        label = words["labels"][row["unweighted_verdict"]]
        text += " " + words["weighted_same" if same else "weighted_other"].format(label=label)
    if row["note"] and row["decision"] == "with_note":
        text += " " + words["with_note"].format(**values)
    return text
