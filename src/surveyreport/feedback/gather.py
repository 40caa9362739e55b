"""The sources of the reports, from the files of a wave."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from surveyreport.disclosure.policy import Policy
from surveyreport.feedback.comparison import theme_table
from surveyreport.feedback.settings import Settings
from surveyreport.feedback.sources import Sources
from surveyreport.files.problems import ProblemList
from surveyreport.responses.response_table import ALL
from surveyreport.sources.frame import read_frame
from surveyreport.sources.registers import read_visited
from surveyreport.study.config import Wave
from surveyreport.study.model import Study

REFERENCE_DATE = "visited"


def gather(
    wave: Wave,
    study: Study,
    settings: Settings,
    policy: Policy,
    released: pd.DataFrame,
    response: pd.DataFrame,
    estimates: pd.DataFrame,
    response_table: pd.DataFrame,
    level: float,
) -> Sources:
    """Sources of one wave.

    released, response: as released of every provider; estimates, response_table: the public
    tables. Raises InputProblems when the frame or the enrolments cannot be read.
    """
    problems = ProblemList()
    frame = read_frame(wave.frame, problems)
    enrolment = _enrolment(wave.registers.get("visited"), study, problems)
    problems.raise_if_any()
    names = frame["name"] if "name" in frame else frame["provider_id"]
    everyone = response_table[response_table["provider_type"] == ALL]
    numbers = everyone.set_index(["group", "statistic"])["value"]
    return Sources(
        study=study,
        settings=settings,
        policy=policy,
        wave=wave.label,
        first_day=wave.first_day,
        last_day=wave.last_day,
        synthetic=wave.synthetic,
        level=level,
        names=dict(zip(frame["provider_id"], names, strict=True)),
        released=released,
        response=response,
        themes=theme_table(released, estimates, settings, study, level),
        estimates=estimates,
        participation={
            "invited": int(numbers[ALL, "invited"]),
            "participating": int(numbers[ALL, "providers"]),
            **{g: int(numbers[g, "respondents"]) for g in study.groups if (g, "rows") in numbers},
        },
        enrolment=enrolment,
    )


def _enrolment(path: Path | None, study: Study, problems: ProblemList) -> pd.DataFrame:
    """provider_id, date, pupils on the reference date, of the providers whose numbers are known."""
    columns = ["provider_id", "date", "pupils"]
    if path is None:
        return pd.DataFrame(columns=columns)
    table = read_visited(path, study.registers, problems)
    table = table[table["register"] == REFERENCE_DATE].rename(columns={"count": "pupils"})
    return table.groupby(["provider_id", "date"])["pupils"].sum().reset_index()[columns]
