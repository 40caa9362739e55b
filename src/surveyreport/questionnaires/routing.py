"""Who was asked what, and in which order: between the study's conditions and LimeSurvey's."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from surveyreport.questionnaires.codes import OTHER_ROW, answer_code, question_code, row_codes
from surveyreport.sources.limesurvey.survey import Column, Structure
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.sources.mapping import SELECTED, MappedColumn, Mapping
from surveyreport.study.model import Condition, Question, Study

COMPARED = re.compile(
    r"(?P<code>\w+)(?:\.\w+)?\s*(?P<sign>==|!=|\beq\b|\bne\b)\s*[\"'](?P<answer>[^\"']*)[\"']"
)
EQUAL = ("==", "eq")
BETWEEN = re.compile(r"\bor\b|\|\|")
TICKED = "Y"
EVERYONE = "iedereen"


def relevance_of(condition: Condition | None, questions: dict[str, Question]) -> str:
    """The condition as LimeSurvey's expression, in the codes `make survey` gives.

    Raises InputProblems when its item is not among `questions`, those of the survey.
    """
    if condition is None:
        return "1"
    items = {item.id: item for question in questions.values() for item in question.items}
    item = items.get(condition.item)
    if item is None:
        raise refusal(
            Path("study/questionnaires"),
            f"asked_if noemt {condition.item}, dat in deze bevraging niet gesteld wordt",
            "maak van de vraag met asked_if een nieuwe, met 'replaces' en de voorwaarde van nu",
        )
    question = questions[item.question]
    code = question_code(question.id)
    if item.type in ("row", "option"):
        row = row_codes(question.items)[item.id]
        code = f"{code}_{row}"
        if row == OTHER_ROW:
            return f'{code}.NAOK != ""'
    answers = [answer_code(item.scale.labels.index(level)) for level in condition.levels]
    return " or ".join(f'{code}.NAOK == "{answer}"' for answer in answers or [TICKED])


def fielded_routing(
    column: Column, mapping: Mapping, structure: Structure
) -> Condition | str | None:
    """Who got the question of a column: a condition on one item, None for everyone.

    What is more than one item with some of its answers stays an expression, as text, with item
    ids and levels for the codes it can name.
    """
    if column.question.relevance == "1":
        return None
    by_name = _by_name(mapping, structure)
    expression = " ".join(column.question.relevance.split())
    found = [COMPARED.fullmatch(part.strip(" ()")) for part in BETWEEN.split(expression)]
    parts = [part for part in found if part and part["code"] in by_name]
    if len(parts) == len(found):
        items = {by_name[part["code"]].item.id: by_name[part["code"]].item for part in parts}
        levels = {_level(part, by_name[part["code"]]) for part in parts}
        if len(items) == 1 and None not in levels:
            (item,) = items.values()
            labels = item.scale.labels if item.scale else ()
            return Condition(item.id, tuple(label for label in labels if label in levels))

    def named(found: re.Match[str]) -> str:
        mapped = by_name.get(found["code"])
        if mapped is None:
            return found[0]
        sign = "is" if found["sign"] in EQUAL else "is niet"
        return f"{mapped.item.id} {sign} '{mapped.levels.get(found['answer'], found['answer'])}'"

    return COMPARED.sub(named, expression)


def _level(part: re.Match[str], mapped: MappedColumn) -> str | None:
    """The answer that one comparison asks for; None when it excludes one or knows no such code."""
    if part["sign"] in EQUAL:
        return mapped.levels.get(part["answer"])
    return SELECTED if mapped.item.type == "option" and not part["answer"] else None


def _by_name(mapping: Mapping, structure: Structure) -> dict[str, MappedColumn]:
    """Columns by what expressions call them: B02_SQ001, or LimeSurvey's internal name."""
    mapped = {each.column: each for each in mapping.columns}
    return {
        name: mapped[column.code]
        for column in structure.columns()
        if column.code in mapped
        for name in (re.sub(r"\[(.*)\]", r"_\1", column.code), column.internal)
    }


def as_fielded(mapping: Mapping, study: Study, structure: Structure | None) -> Mapping:
    """The mapping in the order in which respondents met its columns, each item asked of those who
    got it: as the structure has it, else as the study has it.

    Columns that the structure lacks come last, as in the study. A condition that is no Condition
    counts as none.
    """
    order = {item: place for place, item in enumerate(study.items)}
    columns = sorted(mapping.columns, key=lambda each: order[each.item.id])
    if structure is None:
        return replace(mapping, columns=tuple(columns))
    fielded = {column.code: column for column in structure.columns()}
    places = {code: place for place, code in enumerate(fielded)}

    def asked(each: MappedColumn) -> MappedColumn:
        if each.column not in fielded:
            return each
        routing = fielded_routing(fielded[each.column], mapping, structure)
        condition = routing if isinstance(routing, Condition) else None
        return replace(each, item=replace(each.item, asked_if=condition))

    columns.sort(key=lambda each: places.get(each.column, len(places)))
    return replace(mapping, columns=tuple(map(asked, columns)))
