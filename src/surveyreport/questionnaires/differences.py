"""Where the survey as fielded differs from the study: wording, order, routing, answers, types.

HTML tags and entities are taken away and every run of blanks counts as one blank, so a difference
is one that a respondent could see. Texts are compared in the base language of the survey.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.questionnaires.questionnaire import Questionnaire, asked_in, read_questionnaire
from surveyreport.questionnaires.routing import EVERYONE, fielded_routing
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.wording import wording
from surveyreport.sources.mapping import MappedColumn, Mapping, mapping_path, read_mapping
from surveyreport.sources.survey import Column, Structure
from surveyreport.study.config import Wave
from surveyreport.study.model import Study

COLUMNS = ["group", "item", "column", "what", "study", "fielded"]
TYPES = {
    "single": ("één antwoord", "L!"),
    "matrix": ("matrix", "FH"),
    "multiple": ("meerdere antwoorden", "M"),
    "open": ("open vraag", "STU"),
}
FIRST = "vooraan"


def wave_differences(wave: Wave, study: Study, study_folder: Path) -> pd.DataFrame:
    """The differences of every group of the wave whose export has a structure file in config.yaml.

    Columns as structure_differences. Raises InputProblems with every fault of structures and
    mappings.
    """
    problems = ProblemList()
    tables = [pd.DataFrame(columns=COLUMNS, dtype=str)]
    for group, files in wave.exports.items():
        if files.structure is None:
            continue
        questionnaire = read_questionnaire(study_folder, study, group)
        path = mapping_path(study_folder, wave.id, group)
        mapping = read_mapping(path, study, group, problems)
        try:
            structure = load_structure(files.structure)
        except InputProblems as error:
            problems.extend(error)
        else:
            tables.append(structure_differences(questionnaire, mapping, structure))
    problems.raise_if_any()
    return pd.concat(tables, ignore_index=True)


def structure_differences(
    questionnaire: Questionnaire, mapping: Mapping, structure: Structure
) -> pd.DataFrame:
    """The differences of one group: group, item (or question id), column, what, study, fielded.

    study, fielded: the text on either side, empty where that side has nothing. In order of the
    study, then questions the study does not know, then order. What the mapping does not name was
    not asked in this wave, and is no difference.
    """
    questionnaire = asked_in(questionnaire, mapping)
    language = structure.languages[0]
    fielded = {column.code: column for column in structure.columns()}
    mapped = {mapped.item.id: mapped for mapped in mapping.columns}
    pages = {group.gid: group for group in structure.groups}
    found: list[tuple[str, str, str, str, str]] = []

    def compare(item: str, column: str, what: str, study: str, seen: str) -> None:
        if wording(study) != wording(seen):
            found.append((item, column, what, wording(study), wording(seen)))

    if mapping.provider and mapping.provider not in fielded:
        compare("@provider", mapping.provider, "vraag ontbreekt", mapping.provider, "")
    for part in questionnaire.parts:
        shown = [
            fielded[mapped[item.id].column]
            for question in part.questions
            for item in question.items
            if mapped[item.id].column in fielded
        ]
        if shown:
            page = pages[shown[0].question.gid]
            first = part.questions[0].id
            compare(first, "", "kop", part.heading, page.name.get(language, ""))
            compare(first, "", "inleiding", part.intro, page.description.get(language, ""))
        for question in part.questions:
            seen: set[str] = set()
            answers: set[tuple] = set()
            for item in question.items:
                place = mapped[item.id]
                column = fielded.get(place.column)
                if column is None:
                    compare(item.id, place.column, "vraag ontbreekt", item.text, "")
                    continue
                asked = column.question
                text = asked.text.get(language, "")
                if asked.code not in seen:
                    seen.add(asked.code)
                    _compare_type(question.type, question.id, column, compare)
                    compare(question.id, asked.code, "vraagtekst", question.text, text)
                    routing = fielded_routing(column, mapping, structure)
                    who = [str(each or EVERYONE) for each in (question.asked_if, routing)]
                    compare(question.id, asked.code, "gesteld aan", *who)
                # rows share the answers of their question, unless the mapping says otherwise
                if item.scale and (asked.code, *place.levels.items()) not in answers:
                    whose = item.id if answers else question.id
                    answers.add((asked.code, *place.levels.items()))
                    _compare_answers(whose, place, column, language, compare)
                if column.row in asked.subquestions.get(language, {}):
                    row = asked.subquestions[language][column.row]
                    compare(item.id, column.code, "rijtekst", item.text, row)
    known = {*mapping.headings, *mapping.ignored}
    for code, column in fielded.items():
        if code not in known:
            text, row = column.parts(language, "other")
            compare("", code, "niet in de studie", "", text if row is None else f"{text} [{row}]")
    _compare_order(questionnaire, mapped, fielded, compare)
    rows = [(questionnaire.group, *row) for row in found]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)


def _compare_type(kind: str, question: str, column: Column, compare) -> None:
    label, letters = TYPES[kind]
    if column.question.type not in letters:
        others = [name for name, types in TYPES.values() if column.question.type in types]
        seen = others[0] if others else f"LimeSurvey-soort {column.question.type}"
        compare(question, column.question.code, "soort", label, seen)
    if column.question.hidden:
        compare(question, column.question.code, "soort", "zichtbaar", "verborgen")


def _compare_answers(
    item: str, mapped: MappedColumn, column: Column, language: str, compare
) -> None:
    """Each code of mapping and survey, then the order of the answers both have."""
    options = column.question.options.get(language, {})
    for code in dict.fromkeys((*mapped.levels, *options)):
        levels = mapped.levels.get(code, ""), options.get(code, "")
        compare(item, column.question.code, f"antwoord {code}", *levels)
    for level in (label for label in mapped.item.scale.labels if label in mapped.not_offered):
        compare(item, column.question.code, "antwoord niet aangeboden", level, "")
    code_of = {level: code for code, level in mapped.levels.items()}
    codes = [code_of[level] for level in mapped.item.scale.labels if code_of.get(level) in options]
    shown = [code for code in options if code in codes]
    if codes != shown:
        texts = ["; ".join(options[code] for code in order) for order in (codes, shown)]
        compare(item, column.question.code, "volgorde van antwoorden", *texts)


def _compare_order(
    questionnaire: Questionnaire,
    mapped: dict[str, MappedColumn],
    fielded: dict[str, Column],
    compare,
) -> None:
    """Questions, and rows within a question, that stand after another one than in the study.

    The text box of LimeSurvey's own 'other' has no place of its own and is left out.
    """
    questions: dict[str, str] = {}
    for part in questionnaire.parts:
        for question in part.questions:
            codes = [mapped[item.id].column for item in question.items]
            columns = [fielded[c] for c in codes if c in fielded and fielded[c].row != "other"]
            questions |= {column.question.code: question.id for column in columns}
            rows = {column.code: question.id for column in columns}
            _moved(rows, [code for code in fielded if code in rows], "volgorde van rijen", compare)
    shown = dict.fromkeys(column.question.code for column in fielded.values())
    order = [code for code in shown if code in questions]
    _moved(questions, order, "volgorde van vragen", compare)


def _moved(study: dict[str, str], fielded: list[str], what: str, compare) -> None:
    """study: code -> item in the order of the study; fielded: the same codes as fielded."""
    codes = list(study)
    for kind, start, end, _, _ in SequenceMatcher(None, codes, fielded, False).get_opcodes():
        if kind in ("delete", "replace"):
            for code in codes[start:end]:
                before = [_before(order, code) for order in (codes, fielded)]
                compare(study[code], code, what, *before)


def _before(order: list[str], code: str) -> str:
    position = order.index(code)
    return f"na {order[position - 1]}" if position else FIRST
