"""The study and the three surveys as fielded in LimeSurvey."""

from __future__ import annotations

import csv
import functools
import io
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.questionnaires.questionnaire import Questionnaire, asked_in, read_questionnaire
from surveyreport.sources.mapping import Mapping
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

PROJECT = Path(__file__).parents[2]
STUDY = PROJECT / "study"
DATA = PROJECT / "tests" / "data" / "limesurvey"
SURVEYS = {
    "beleid": ("beleidsteam", 231001),
    "schoolteam": ("schoolteam", 231002),
    "leerlingen": ("leerlingen", 231003),
}


@functools.cache
def study() -> Study:
    return load_study(STUDY)


@functools.cache
def questionnaire(group: str) -> Questionnaire:
    """What the survey of 2023 asked."""
    return asked_in(read_questionnaire(STUDY, study(), group), mapping(group))


def structure_file(group: str, ending: str = "lss") -> Path:
    folder, number = SURVEYS[group]
    return DATA / folder / "structure" / f"survey_{number}.{ending}"


def mapping_file(group: str) -> Path:
    return STUDY / "waves" / "2023" / f"{group}.csv"


def mapping(group: str, path: Path | None = None) -> Mapping:
    problems = ProblemList()
    found = read_mapping(path or mapping_file(group), study(), group, problems)
    problems.raise_if_any()
    return found


def changed_tsv(group: str, change) -> str:
    """The real TSV of a group after `change` edited its list of rows (dicts) in place."""
    text = structure_file(group, "txt").read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")
    rows = list(reader)
    change(rows)
    made = io.StringIO()
    writer = csv.DictWriter(made, reader.fieldnames, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def row_of(rows: list[dict], kind: str, name: str, after: str | None = None) -> dict:
    """The first row of this class and name, after the question `after` if given."""
    start = 0
    if after:
        start = next(i for i, r in enumerate(rows) if r["class"] == "Q" and r["name"] == after)
    return next(r for r in rows[start:] if r["class"] == kind and r["name"] == name)
