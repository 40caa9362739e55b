"""A questionnaire with what only its respondents see: title, part headings and introductions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyreport.problems import ProblemList
from surveyreport.study import Question, Study
from surveyreport.yamlfile import load_yaml


@dataclass(frozen=True)
class Part:
    """One page: heading and introduction above its questions."""

    heading: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """The questionnaire of one group in the order of fielding."""

    group: str
    title: str
    parts: tuple[Part, ...]


def read_questionnaire(study_folder: Path, study: Study, group: str) -> Questionnaire:
    """The questionnaire of a group of the loaded study; raises InputProblems."""
    problems = ProblemList()
    path = study_folder / "questionnaires" / f"{group}.yaml"
    data = load_yaml(path, "questionnaire", problems)
    problems.raise_if_any()
    parts = (
        Part(
            part["heading"],
            part.get("intro", ""),
            tuple(study.questions[entry["id"]] for entry in part["questions"]),
        )
        for part in data["parts"]
    )
    return Questionnaire(group, data["title"], tuple(parts))
