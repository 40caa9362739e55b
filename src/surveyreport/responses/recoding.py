"""From answer codes to levels, with the kinds of missing kept apart."""

from __future__ import annotations

import pandas as pd

from surveyreport.sources.mapping import SELECTED, Mapping
from surveyreport.study.model import Item

NOT_SHOWN = "not_shown"
LEFT_OPEN = "left_open"
BROKE_OFF = "broke_off"
# of a code: there is an answer, but nobody has coded it yet
NOT_CODED = "not_coded"
MISSING_KINDS = (NOT_SHOWN, LEFT_OPEN, BROKE_OFF, NOT_CODED)
META = (
    "response_id",
    "provider_id",
    "submitted",
    "started",
    "duration_s",
    "included",
    "exclusion_reason",
)


def missing_column(item: str) -> str:
    """The column that tells why an item has no answer."""
    return f"{item}:missing"


def recode(answers: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Responses: META, then two columns per item.

    `<item>`: ordered categorical of the scale's levels; for an option 1 ticked, 0 not ticked, and
    for an open question 1 answered; for an option to put in order its place, 0 for none (Int8); for
    a number the number (Float64). `<item>:missing`: categorical of MISSING_KINDS, empty
    where there is an answer. A multi-select question without any tick is left open: its options
    are missing, not 0. What a condition (asked_if) passes over is not shown. The columns of the
    mapping are in the order in which respondents met them.
    """
    reached = _last_answered(answers, mapping)
    submitted = answers["submitted"].notna() | answers["submitted_unknown"]
    ticked = _any_tick(answers, mapping)
    columns: dict[str, pd.Series] = {name: answers[name] for name in META}
    for position, mapped in enumerate(mapping.columns):
        item, code = mapped.item, answers[mapped.item.id]
        value, answered = _value(code, item, mapped.levels, ticked)
        unmet, passed_over = _passed_over(answers, item, mapping, ticked)
        columns[item.id] = value
        missing = pd.Series(pd.NA, index=answers.index, dtype=object)
        missing[~answered] = LEFT_OPEN
        missing[~answered & (code.isna() | unmet)] = NOT_SHOWN
        missing[~answered & ~passed_over & ~submitted & (reached < position)] = BROKE_OFF
        columns[missing_column(item.id)] = pd.Series(
            pd.Categorical(missing, categories=MISSING_KINDS), index=answers.index
        )
    return pd.DataFrame(columns)


def _value(
    code: pd.Series, item: Item, levels: dict[str, str], ticked: dict[str, pd.Series]
) -> tuple[pd.Series, pd.Series]:
    """The recoded value and where it is an answer."""
    if item.type in ("number", "ranked"):
        number = pd.to_numeric(code.where(code.fillna("").ne(""), None))
        value = number.astype("Float64" if item.type == "number" else "Int8")
        return value, value.notna()
    if item.type in ("option", "open"):
        on = code.map(levels).eq(SELECTED) if item.type == "option" else code.eq("1")
        answered = ticked[item.question] if item.type == "option" else on
        return on.astype("Int8").where(answered, pd.NA), answered
    labels = code.map(levels)
    value = pd.Series(
        pd.Categorical(labels, categories=item.scale.labels, ordered=item.scale.type == "ordinal"),
        index=code.index,
    )
    return value, value.notna()


def _passed_over(
    answers: pd.DataFrame, item: Item, mapping: Mapping, ticked: dict[str, pd.Series]
) -> tuple[pd.Series | bool, pd.Series | bool]:
    """Who did not give the answer on which the item is asked, and who of them gave another one.

    A condition on what this wave did not ask passes nobody over.
    """
    condition = item.asked_if
    for mapped in mapping.columns if condition else ():
        if mapped.item.id == condition.item:
            code = answers[mapped.item.id]
            value, answered = _value(code, mapped.item, mapped.levels, ticked)
            unmet = ~value.isin(condition.levels or [1])
            return unmet, unmet & answered
    return False, pd.Series(False, index=answers.index)


def _any_tick(answers: pd.DataFrame, mapping: Mapping) -> dict[str, pd.Series]:
    """Per multi-select question: who ticked at least one of its options."""
    ticked: dict[str, pd.Series] = {}
    for mapped in mapping.columns:
        if mapped.item.type == "option":
            on = answers[mapped.item.id].map(mapped.levels).eq(SELECTED)
            ticked[mapped.item.question] = ticked.get(mapped.item.question, False) | on
    return ticked


def _last_answered(answers: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """Position of the last mapped column with an answer, -1 without any."""
    last = pd.Series(-1, index=answers.index)
    for position, mapped in enumerate(mapping.columns):
        last = last.mask(answers[mapped.item.id].fillna("").ne(""), position)
    return last
