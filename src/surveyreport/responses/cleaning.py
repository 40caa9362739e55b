"""Cleaning as a chain of records: every response gets one reason to stay out, or is included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from surveyreport.study.config import Cleaning
from surveyreport.study.wave_entry import Wave


@dataclass(frozen=True)
class Step:
    """A reason for exclusion and the rule that finds it among the responses still in."""

    reason: str
    applies: Callable[[pd.DataFrame], pd.Series]


LOOKED_AT = ("row", "submitted", "submitted_unknown", "lastpage", "test_entry", "provider_id",
             "provider_code", "any_answer", "answers_digest")  # fmt: skip


def clean(answers: pd.DataFrame, wave: Wave, rules: Cleaning) -> pd.DataFrame:
    """The answers with included (bool) and exclusion_reason ("" when included).

    answers: the table of sources.ingest with provider_id ("" when not in the frame). Steps look
    only at what earlier steps left in; their order is the precedence of the reasons.
    """
    reason = pd.Series("", index=answers.index, dtype=str)
    # not the answers themselves: there are many, and no step looks at them
    known = answers[list(LOOKED_AT)]
    for step in steps(wave, rules):
        left = known[reason.eq("")]
        out = step.applies(left)
        reason = reason.mask(out.reindex(reason.index, fill_value=False), step.reason)
    return answers.assign(included=reason.eq(""), exclusion_reason=reason)


def steps(wave: Wave, rules: Cleaning) -> tuple[Step, ...]:
    """The chain in order; reasons have their Dutch words in study/texts/nl.yaml."""
    return (
        Step("opened", _opened),
        Step("unfinished", _unfinished),
        Step("test_entry", lambda rows: rows["test_entry"]),
        Step("outside_period", lambda rows: _outside(rows, wave)),
        Step("duplicate", lambda rows: _duplicates(rows, rules.duplicate_minutes)),
        Step("unknown_provider", lambda rows: rows["provider_id"].eq("")),
    )


def _submitted(rows: pd.DataFrame) -> pd.Series:
    return rows["submitted"].notna() | rows["submitted_unknown"]


def _opened(rows: pd.DataFrame) -> pd.Series:
    """Not submitted and no page sent: LimeSurvey writes lastpage -1, 0 or nothing."""
    return ~_submitted(rows) & (rows["lastpage"].fillna(-1) < 1)


def _unfinished(rows: pd.DataFrame) -> pd.Series:
    return ~_submitted(rows)


def _outside(rows: pd.DataFrame, wave: Wave) -> pd.Series:
    """Submitted before the first or after the last day; an unknown date is not outside."""
    day = rows["submitted"].dt.normalize()
    return (day < pd.Timestamp(wave.first_day)) | (day > pd.Timestamp(wave.last_day))


def _duplicates(rows: pd.DataFrame, minutes: int) -> pd.Series:
    """Answers, open ones included, equal to those of the provider's previous within `minutes`.

    The first response stays. Responses without any answer are never duplicates of each other.
    """
    ordered = rows.sort_values(["submitted", "row"], kind="stable")
    ordered = ordered[ordered["any_answer"] & ordered["submitted"].notna()]
    provider = ordered["provider_id"].where(ordered["provider_id"].ne(""), ordered["provider_code"])
    gap = ordered.groupby([provider, "answers_digest"], sort=False)["submitted"].diff()
    return (gap <= pd.Timedelta(minutes=minutes)).reindex(rows.index, fill_value=False)
