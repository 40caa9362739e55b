"""Cleaning: one reason per response, in the order of the chain."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from surveyreport.responses.cleaning import clean
from surveyreport.study.config import Cleaning
from surveyreport.study.wave_entry import Wave

WAVE = Wave("2023", "2023", True, date(2023, 2, 6), date(2023, 2, 17), Path("f"), {}, {})
RULES = Cleaning(("test",), 30)


def answers(*rows):
    """Rows of (submitted, lastpage, test_entry, provider_id, digest); "?" = date unknown."""
    table = pd.DataFrame(
        rows, columns=["when", "lastpage", "test_entry", "provider_id", "answers_digest"]
    )
    unknown = table["when"].eq("?")
    return table.assign(
        row=range(2, len(table) + 2),
        submitted=pd.to_datetime(table["when"].mask(unknown | table["when"].eq(""))),
        submitted_unknown=unknown,
        lastpage=table["lastpage"].astype("Int64"),
        provider_code=table["provider_id"].str.lower(),
        any_answer=table["answers_digest"].ne(0),
    )


def reasons(*rows):
    cleaned = clean(answers(*rows), WAVE, RULES)
    assert (cleaned["included"] == cleaned["exclusion_reason"].eq("")).all()
    return list(cleaned["exclusion_reason"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", -1, False, "A", 1), "opened"),
        (("", None, False, "A", 1), "opened"),
        (("", 2, False, "A", 1), "unfinished"),
        (("", 2, True, "A", 1), "unfinished"),
        (("2023-02-05 23:59:59", 4, False, "A", 1), "outside_period"),
        (("2023-02-06 00:00:00", 4, False, "A", 1), ""),
        (("2023-02-17 23:59:59", 4, False, "A", 1), ""),
        (("2023-02-18 00:00:00", 4, False, "A", 1), "outside_period"),
        (("2023-02-05 12:00:00", 4, True, "A", 1), "test_entry"),
        (("2023-02-07 12:00:00", 4, False, "", 1), "unknown_provider"),
        (("?", 4, False, "A", 1), ""),
    ],
)
def test_each_reason_and_its_precedence(row, reason):
    assert reasons(row) == [reason]


def test_equal_answers_within_half_an_hour_are_one_respondent():
    first = ("2023-02-07 12:00:00", 4, False, "A", 5)
    assert reasons(("2023-02-07 12:01:10", 4, False, "A", 5), first) == ["duplicate", ""]
    assert reasons(first, ("2023-02-07 12:30:00", 4, False, "A", 5)) == ["", "duplicate"]
    assert reasons(first, ("2023-02-07 12:30:01", 4, False, "A", 5)) == ["", ""]
    assert reasons(first, ("2023-02-07 12:01:00", 4, False, "B", 5)) == ["", ""]
    assert reasons(first, ("2023-02-07 12:01:00", 4, False, "A", 6)) == ["", ""]


def test_a_third_copy_goes_as_well_and_a_test_entry_never_keeps_its_copy_out():
    rows = [(f"2023-02-07 12:{minute}:00", 4, False, "A", 5) for minute in ("00", "20", "40")]
    assert reasons(*rows) == ["", "duplicate", "duplicate"]
    test = ("2023-02-07 12:00:00", 4, True, "A", 5)
    assert reasons(test, ("2023-02-07 12:01:00", 4, False, "A", 5)) == ["test_entry", ""]


def test_responses_without_any_answer_are_no_copies_of_each_other():
    blank = ("2023-02-07 12:00:00", 4, False, "A", 0)
    assert reasons(blank, blank) == ["", ""]
