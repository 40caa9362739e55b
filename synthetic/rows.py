"""All rows of one survey as LimeSurvey holds them: valid respondents and what cleaning removes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from synthetic.plan import Group
from synthetic.visits import FieldPeriod

SYSTEM = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"]
TEST_TEXT = "TEST test 123"
UNKNOWN_CODES = ("XX99", "", "Test", "A99", "CDO", "A 00", "?")
UNTIDY: tuple[Callable[[str], str], ...] = (
    lambda code: " " + code.lower(),
    lambda code: code[0] + "-" + code[1:],
    lambda code: code.lower() + " ",
    lambda code: code[0] + " " + code[1:],
    str.lower,
)
UNTIDY_SHARE, ENGLISH_SHARE, ID_GAP_SHARE, EMPTY_OPENED_SHARE = 0.06, 0.05, 0.06, 0.2
# A planted row is one respondent's answers with this share of the questions from somebody else.
SWAPPED = 0.5


class Survey:
    """Builds the rows of one group from the answers of its valid respondents."""

    def __init__(
        self, group: Group, valid: pd.DataFrame, period: FieldPeriod, rng: np.random.Generator
    ):
        self._group, self._period, self._rng = group, period, rng
        self._lessons = {name: period.class_hours(rng) for name in group.sizes}
        self._valid = valid

    def rows(self) -> pd.DataFrame:
        """System columns, `person`, `aanbieder` and answer columns as text, by id.

        person: equal where the same person sent the same answers twice.
        """
        valid = [self._visited(row) for row in self._valid.to_dict("records")]
        makers = {
            "opened": self._opened,
            "unfinished": self._unfinished,
            "test_entry": self._test_entry,
            "outside_period": self._outside_period,
            "unknown_provider": self._unknown_provider,
        }
        planted = [
            make()
            for reason, make in makers.items()
            for _ in range(self._group.planted.get(reason, 0))
        ]
        for number, row in enumerate(valid + planted):
            row["person"] = str(number)
        planted += self._duplicates(valid)
        for row in valid:
            if self._rng.random() < UNTIDY_SHARE and not row["copied"]:
                row["aanbieder"] = UNTIDY[self._rng.integers(len(UNTIDY))](row["aanbieder"])
        return self._numbered(valid + planted)

    def _visited(self, answers: dict, started: datetime | None = None) -> dict:
        name, lessons = self._group.name, self._lessons.get(answers["aanbieder"])
        lessons = lessons or self._lessons[min(self._lessons)]
        started = started or self._period.start(name, lessons, self._rng)
        ended = self._period.sent(name, started, self._rng)
        return answers | {
            "start": started,
            "end": ended,
            "submitdate": str(ended),
            "lastpage": str(self._group.pages),
            "copied": False,
        }

    def _somebody(self) -> dict:
        """Plausible answers of nobody in particular, at a provider that takes part."""
        first, second = self._rng.integers(len(self._valid), size=2)
        answers, other = self._valid.iloc[first].to_dict(), self._valid.iloc[second]
        for question in self._group.questions:
            if self._rng.random() < SWAPPED:
                answers |= other[question.columns].to_dict()
        return answers

    def _stopped(self, answers: dict, page: int) -> dict:
        """A row that was not sent, with everything after the page empty."""
        row = self._visited(answers)
        for question in self._group.questions:
            if question.page > page:
                row |= dict.fromkeys(question.columns, "")
        spent = (row["end"] - row["start"]) * page / self._group.pages
        end = row["start"] + timedelta(seconds=int(spent.total_seconds()))
        return row | {"end": end, "submitdate": "", "lastpage": str(page)}

    def _opened(self) -> dict:
        row = self._stopped(self._somebody(), 0)
        if self._rng.random() < EMPTY_OPENED_SHARE:
            return row | {"aanbieder": "", "lastpage": ""}
        return row | {"lastpage": "-1"}

    def _unfinished(self) -> dict:
        return self._stopped(self._somebody(), int(self._rng.integers(1, self._group.pages)))

    def _test_entry(self) -> dict:
        answers = self._somebody()
        for question in self._group.questions:
            if question.type == "open":
                answers[question.columns[0]] = TEST_TEXT
        started = self._period.outside(self._rng) if self._rng.random() < 0.5 else None
        return self._visited(answers, started)

    def _outside_period(self) -> dict:
        return self._visited(self._somebody(), self._period.outside(self._rng))

    def _unknown_provider(self) -> dict:
        code = UNKNOWN_CODES[self._rng.integers(len(UNKNOWN_CODES))]
        return self._visited(self._somebody() | {"aanbieder": code})

    def _duplicates(self, valid: list[dict]) -> list[dict]:
        """Copies of answered valid rows, sent 70 seconds to 5 minutes later and still in time."""
        latest = self._period.closing - timedelta(minutes=5)
        suited = [
            row
            for row in valid
            if row["end"] < latest and any(row[column] for column in self._group.columns)
        ]
        copies = []
        for place in self._rng.permutation(len(suited))[: self._group.planted.get("duplicate", 0)]:
            original = suited[place]
            original["copied"] = True
            end = original["end"] + timedelta(seconds=int(self._rng.integers(70, 301)))
            start = original["end"] + timedelta(seconds=int(self._rng.integers(5, 60)))
            copies.append(original | {"start": start, "end": end, "submitdate": str(end)})
        return copies

    def _numbered(self, rows: list[dict]) -> pd.DataFrame:
        rows.sort(key=lambda row: row["start"])
        number = 0
        for row in rows:
            number += 1 + int(self._rng.random() < ID_GAP_SHARE)
            pupils = self._group.name == "leerlingen"
            english = pupils and self._rng.random() < ENGLISH_SHARE
            row |= {
                "id": str(number),
                "startlanguage": "en" if english else "nl",
                "seed": str(self._rng.integers(10**8, 2**31)),
                "startdate": str(row["start"]),
                "datestamp": str(row["end"]),
            }
        columns = [*SYSTEM, "person", "aanbieder", *self._group.columns]
        return pd.DataFrame(rows, columns=columns, dtype="str")
