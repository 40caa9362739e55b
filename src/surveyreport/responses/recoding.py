"""From answer codes to levels, with the kinds of missing kept apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
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
    submitted = (answers["submitted"].notna() | answers["submitted_unknown"]).to_numpy()
    ticked = _any_tick(answers, mapping)
    columns: dict[str, pd.Series] = {name: answers[name] for name in META}
    for position, mapped in enumerate(mapping.columns):
        item, code = mapped.item, answers[mapped.item.id]
        value, answered = _value(code, item, mapped.levels, ticked)
        unmet, passed_over = _passed_over(answers, item, mapping, ticked)
        columns[item.id] = value
        missing = np.full(len(code), -1, dtype=np.int8)
        missing[~answered] = MISSING_KINDS.index(LEFT_OPEN)
        missing[~answered & (code.isna().to_numpy() | unmet)] = MISSING_KINDS.index(NOT_SHOWN)
        broke_off = ~answered & ~passed_over & ~submitted & (reached < position)
        missing[broke_off] = MISSING_KINDS.index(BROKE_OFF)
        columns[missing_column(item.id)] = pd.Series(
            pd.Categorical.from_codes(missing, categories=MISSING_KINDS), index=answers.index
        )
    return pd.DataFrame(columns)


def _each(code: pd.Series, of: Callable[[str], int | bool], none: int | bool) -> np.ndarray:
    """`of` every answer, `none` where there is none; asked once per different answer."""
    places, different = pd.factorize(code)
    return np.array([*map(of, different), none])[places]


def _value(
    code: pd.Series, item: Item, levels: dict[str, str], ticked: dict[str, np.ndarray]
) -> tuple[pd.Series, np.ndarray]:
    """The recoded value and where it is an answer."""
    if item.type in ("number", "ranked"):
        number = pd.to_numeric(code.where(code.fillna("").ne(""), None))
        value = number.astype("Float64" if item.type == "number" else "Int8")
        return value, value.notna().to_numpy()
    if item.type in ("option", "open"):
        option = item.type == "option"
        on = _each(
            code, lambda text: (levels.get(text) == SELECTED) if option else text == "1", False
        )
        answered = ticked[item.question] if option else on
        return pd.Series(on, code.index).astype("Int8").where(answered, pd.NA), answered
    place = {label: i for i, label in enumerate(item.scale.labels)}
    places = _each(code, lambda text: place[levels[text]] if text in levels else -1, -1)
    ordered = item.scale.type == "ordinal"
    value = pd.Categorical.from_codes(places, categories=item.scale.labels, ordered=ordered)
    return pd.Series(value, index=code.index), places >= 0


def _passed_over(
    answers: pd.DataFrame, item: Item, mapping: Mapping, ticked: dict[str, np.ndarray]
) -> tuple[np.ndarray | bool, np.ndarray]:
    """Who did not give the answer on which the item is asked, and who of them gave another one.

    A condition on what this wave did not ask passes nobody over.
    """
    condition = item.asked_if
    for mapped in mapping.columns if condition else ():
        if mapped.item.id == condition.item:
            code = answers[mapped.item.id]
            value, answered = _value(code, mapped.item, mapped.levels, ticked)
            unmet = ~value.isin(condition.levels or [1]).to_numpy()
            return unmet, unmet & answered
    return False, np.zeros(len(answers), dtype=bool)


def _any_tick(answers: pd.DataFrame, mapping: Mapping) -> dict[str, np.ndarray]:
    """Per multi-select question: who ticked at least one of its options."""
    ticked: dict[str, np.ndarray] = {}
    for mapped in mapping.columns:
        if mapped.item.type == "option":
            chosen = {text for text, level in mapped.levels.items() if level == SELECTED}
            on = _each(answers[mapped.item.id], chosen.__contains__, False)
            ticked[mapped.item.question] = ticked.get(mapped.item.question, False) | on
    return ticked


def _last_answered(answers: pd.DataFrame, mapping: Mapping) -> np.ndarray:
    """Position of the last mapped column with an answer, -1 without any."""
    last = np.full(len(answers), -1)
    for position, mapped in enumerate(mapping.columns):
        last[_each(answers[mapped.item.id], bool, False)] = position
    return last
