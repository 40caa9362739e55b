"""Is what the server sent the survey that the wave means? Title, questions and days compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.limesurvey.export import Export
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.limesurvey.wording import match_key, wording
from surveyreport.study.wave_entry import ExportFiles

# of the questions of the group, or of the columns of its mapping, at least this part is there
ENOUGH = 0.5
SERVER = Path("LimeSurvey-server")


class OtherSurvey(InputProblems):
    """The survey of one group is not the one that was meant; the server itself answers well."""


@dataclass(frozen=True)
class Expected:
    """What the study knows of the survey of a group.

    title: of its questionnaire. questions: group -> match keys of the questions it asks, of every
    group. columns: those of the wave's mapping, where there is one. period: first and last day.
    """

    group: str
    title: str
    questions: dict[str, frozenset[str]]
    period: tuple[date, date]
    columns: frozenset[str] = field(default_factory=frozenset)


def check_same(
    files: ExportFiles, expected: Expected, title: str, structure: Structure, export: Export
) -> None:
    """Raise OtherSurvey when another survey was fetched.

    title: as the server has it; files.survey_title says which other title is right.
    """
    problems = ProblemList()
    place = f"{expected.group}, vragenlijst {files.survey_id}"
    other = "kijk het nummer (survey_id) na: LimeSurvey geeft bij het importeren een ander nummer "
    other += "als het gevraagde al bezet is"
    asked = {match_key(q.text.get(structure.languages[0], "")) for q in structure.questions}
    shares = {
        group: len(keys & asked) / len(keys) for group, keys in expected.questions.items() if keys
    }
    own = shares.get(expected.group, 1.0)
    best = max(shares, key=lambda group: shares[group], default=expected.group)
    if own < ENOUGH and best != expected.group and shares[best] > own:
        problems.add(SERVER, f"de vragen zijn die van groep '{best}'", other, column=place)
    elif own < ENOUGH:
        problems.add(
            SERVER,
            f"van de vragen van deze groep staat er {own:.0%} in vragenlijst {files.survey_id}",
            other,
            column=place,
            expected=f"minstens {ENOUGH:.0%}",
        )
    columns = {column.code for column in structure.columns()}
    if expected.columns and len(columns & expected.columns) < ENOUGH * len(expected.columns):
        problems.add(
            SERVER,
            "de kolommen zijn niet die van de koppeling",
            other,
            column=place,
        )
    wanted = files.survey_title or expected.title
    if title and match_key(title) != match_key(wanted):
        problems.add(
            SERVER,
            f"de titel is '{wording(title)[:80]}'",
            f"{other}; is het de juiste, zet dan bij deze groep in config.yaml "
            f'survey_title: "{wording(title)[:80]}"',
            column=place,
            expected=wanted,
        )
    _check_days(export, expected, place, other, problems)
    if problems:
        raise OtherSurvey(problems.problems)


def _check_days(
    export: Export, expected: Expected, place: str, other: str, problems: ProblemList
) -> None:
    """The survey of another year has the same questions, and all of its answers on other days."""
    days = pd.to_datetime(export.cells["submitdate"].fillna("").str[:10], errors="coerce").dropna()
    days = days[days.dt.year > 1980]
    first, last = map(pd.Timestamp, expected.period)
    if len(days) and not ((days >= first) & (days <= last)).any():
        problems.add(
            SERVER,
            f"alle {len(days)} ingediende antwoorden zijn van {days.min():%d/%m/%Y} tot "
            f"{days.max():%d/%m/%Y}",
            f"{other}; is het de juiste, verbeter dan field_period van de golf",
            column=place,
            expected=f"antwoorden van {first:%d/%m/%Y} tot {last:%d/%m/%Y}",
        )
