"""A questionnaire with what only its respondents see: title, part headings and introductions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import load_yaml
from surveyreport.sources.mapping import Mapping
from surveyreport.study.model import Question, Study


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


def asked_in(questionnaire: Questionnaire, mapping: Mapping) -> Questionnaire:
    """What one wave asked: the questions, rows and options that its mapping names."""
    items = {mapped.item.id for mapped in mapping.columns}

    def kept(question: Question) -> Question:
        return replace(question, items=tuple(i for i in question.items if i.id in items))

    parts = (
        replace(part, questions=tuple(q for q in map(kept, part.questions) if q.items))
        for part in questionnaire.parts
    )
    return replace(questionnaire, parts=tuple(parts))


def without_replaced(questionnaire: Questionnaire) -> Questionnaire:
    """What a new wave asks: no question that another one replaces."""
    replaced = {q.replaces for part in questionnaire.parts for q in part.questions}
    parts = (
        replace(part, questions=tuple(q for q in part.questions if q.id not in replaced))
        for part in questionnaire.parts
    )
    return replace(questionnaire, parts=tuple(parts))
