"""Early against late answers: do those who answered last say something else?

Whoever needed more time or a reminder is thought to be nearer to who never answered (the continuum
of resistance: Lin & Schaeffer 1995, Public Opinion Quarterly 59). A difference warns; none is no
proof that those who stayed away think alike.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from surveyreport.estimates.comparison_table import item_counts
from surveyreport.estimates.design import Floats
from surveyreport.estimates.multiplicity import benjamini_hochberg, benjamini_hochberg_step
from surveyreport.estimates.pair import Pair, Result, compare
from surveyreport.estimates.too_small import least
from surveyreport.estimates.trends import top2_and_base
from surveyreport.estimates.verdicts import A_MORE, B_MORE, Rule, verdict
from surveyreport.study.model import Item, Study

LATE_MORE, EARLY_MORE = "late_more_positive", "early_more_positive"
WORDS = {A_MORE: LATE_MORE, B_MORE: EARLY_MORE}
REMINDER, HALVES, ONE_DAY = "reminder", "halves", "one_day"
COLUMNS = [
    "wave", "group", "item", "cut", "late_from", "n_early", "n_late", "providers_early",
    "providers_late", "delta", "delta_low", "delta_high", "p_value", "p_adjusted",
    "top2_early", "top2_late", "difference", "difference_low", "difference_high",
    "detectable_difference", "verdict",
]  # fmt: skip
NUMBERS = [name for name in COLUMNS[5:] if name != "verdict"]


@dataclass(frozen=True)
class Cut:
    """late_from: the first day whose answers are late; None when all came on one day. how:
    REMINDER, or HALVES as even as whole days allow, or ONE_DAY."""

    how: str
    late_from: date | None


def cut_of(submitted: pd.Series, reminder: date | None) -> Cut:
    """Where a group's answers part in early and late. submitted: moments, none unknown.

    reminder: its day, from which answers are late, when there are answers on both sides of it.
    """
    days = submitted.dt.date.value_counts().sort_index()
    if reminder and len(days) and days.index[0] < reminder <= days.index[-1]:
        return Cut(REMINDER, reminder)
    if len(days) < 2:
        return Cut(ONE_DAY, None)
    uneven = (days.cumsum()[:-1] - days.sum() / 2).abs()
    return Cut(HALVES, uneven.idxmin() + timedelta(days=1))


def headline_items(group: str, study: Study, drawn: Collection[str]) -> list[Item]:
    """The items of a group with favourable answers among those drawn, in questionnaire order."""
    return [
        item
        for item in study.group_items(group)
        if item.id in drawn and item.scale is not None and item.scale.top2
    ]


def early_late(
    wave: str,
    responses: dict[str, pd.DataFrame],
    study: Study,
    drawn: Collection[str],
    reminder: date | None,
    rule: Rule,
    smallest: int,
    level: float,
    left_out: Collection[str] = (),
) -> pd.DataFrame:
    """COLUMNS, one row per item of `headline_items`; differences are late - early, shares 0-1.

    Compared as two groups are (`pair.compare`), with the rule of their verdicts; p_adjusted is
    Benjamini-Hochberg within a group of respondents: a check, no finding. detectable_difference: at
    the step of that adjustment. Answers of an unknown day are in neither part. drawn: items that a
    figure shows; left_out: items of which too few answered to show anything; their comparisons
    have too few answers. top2 of parts of at least `smallest` respondents only.
    """
    rows = []
    for group, table in responses.items():
        dated = table[table["included"] & table["submitted"].notna()]
        cut = cut_of(dated["submitted"], reminder)
        day = dated["submitted"].dt.date
        late = day >= cut.late_from if cut.late_from else day.isna()
        parts = [dated[late], dated[~late]]
        items = [item for item in headline_items(group, study, drawn) if item.id in table]
        pairs: dict[str, Pair] = {}
        shares: dict[str, Floats | None] = {}
        for item in items:
            counts = item_counts([item, item], parts)
            few = least(smallest, item.id in left_out)
            pairs[item.id] = compare(
                counts.levels, counts.favourable, counts.dont_know, counts.not_applicable,
                few, level,
            )  # fmt: skip
            chosen, base = (part.sum(axis=1) for part in top2_and_base(counts))
            shares[item.id] = chosen / base if base.min() >= few else None
        known = [_line(pair, "cliff_delta").p_value for pair in pairs.values()]
        steps = benjamini_hochberg_step(known, rule.alpha)
        adjusted = benjamini_hochberg(known)
        for (name, pair), p, step in zip(pairs.items(), adjusted, steps, strict=True):
            late_from = cut.late_from.isoformat() if cut.late_from else None
            head = (wave, group, name, cut.how, late_from)
            rows.append((*head, *_row(pair, shares[name], p, step, rule)))
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, float))


def _line(pair: Pair, estimand: str) -> Result:
    return next(line for line in pair.results if line.estimand == estimand)


def _row(
    pair: Pair, top2: Floats | None, p_adjusted: float | None, step: float | None, rule: Rule
) -> tuple:
    delta, share = _line(pair, "cliff_delta"), _line(pair, "top2_difference")
    found = verdict(
        delta.estimate, delta.ci_low or 0.0, delta.ci_high or 0.0, delta.df or 0.0, p_adjusted,
        rule, delta.reason,
    )  # fmt: skip
    early, late = (None, None) if top2 is None else (float(top2[1]), float(top2[0]))
    detectable = None if step is None else pair.detectable("top2", step)
    return (
        pair.n[1], pair.n[0], pair.providers[1], pair.providers[0],
        delta.estimate, delta.ci_low, delta.ci_high, delta.p_value, p_adjusted,
        early, late, share.estimate, share.ci_low, share.ci_high, detectable,
        WORDS.get(found, found),
    )  # fmt: skip
