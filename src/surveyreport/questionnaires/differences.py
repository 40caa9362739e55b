"""Where the survey as fielded differs from the study: wording, order, routing, answers, types.

HTML tags and entities are taken away and every run of blanks counts as one blank, so a difference
is one that a respondent could see. Texts are compared in the base language of the survey.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.questionnaires.questionnaire import (
    Part,
    Questionnaire,
    asked_in,
    read_questionnaire,
)
from surveyreport.questionnaires.routing import EVERYONE, fielded_routing
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import Column, Structure
from surveyreport.sources.limesurvey.wording import wording
from surveyreport.sources.mapping import MappedColumn, Mapping, mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.model import Question, Study
from surveyreport.study.wave_entry import Wave

COLUMNS = ["group", "item", "column", "what", "study", "fielded"]
TYPES = {
    "single": ("één antwoord", "L!OYG5"),
    "matrix": ("matrix", "FHABCE1"),
    "multiple": ("meerdere antwoorden", "MP"),
    "open": ("open vraag", "STUQ;"),
    "number": ("getal", "N"),
    "numbers": ("getallen", "K:"),
    "ranking": ("rangorde", "R"),
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
    comparison = _Comparison(asked_in(questionnaire, mapping), mapping, structure)
    comparison.provider()
    for part in comparison.questionnaire.parts:
        comparison.page(part)
        for question in part.questions:
            comparison.question(question)
    comparison.unknown()
    comparison.order()
    rows = [(questionnaire.group, *row) for row in comparison.found]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)


class _Comparison:
    """The study beside the survey of one group; each method adds what it finds to `found`."""

    def __init__(self, questionnaire: Questionnaire, mapping: Mapping, structure: Structure):
        self.questionnaire, self.mapping, self.structure = questionnaire, mapping, structure
        self.language = structure.languages[0]
        self.fielded = {column.code: column for column in structure.columns()}
        self.mapped = {mapped.item.id: mapped for mapped in mapping.columns}
        self.found: list[tuple[str, str, str, str, str]] = []

    def compare(self, item: str, column: str, what: str, study: str, seen: str) -> None:
        """Two texts, without markup."""
        if wording(study) != wording(seen):
            self.found.append((item, column, what, wording(study), wording(seen)))

    def provider(self) -> None:
        """The hidden question with the provider."""
        code = self.mapping.provider
        if code and code not in self.fielded:
            self.compare("@provider", code, "vraag ontbreekt", code, "")

    def page(self, part: Part) -> None:
        """Heading and introduction, of a part of which something was fielded."""
        codes = [self.mapped[i.id].column for question in part.questions for i in question.items]
        shown = [self.fielded[code] for code in codes if code in self.fielded]
        if not shown:
            return
        page = next(g for g in self.structure.groups if g.gid == shown[0].question.gid)
        first = part.questions[0].id
        self.compare(first, "", "kop", part.heading, page.name.get(self.language, ""))
        self.compare(first, "", "inleiding", part.intro, page.description.get(self.language, ""))

    def question(self, question: Question) -> None:
        """Text, type, routing, answers and rows of a question of the study."""
        seen: set[str] = set()
        answers: set[tuple] = set()
        for item in question.items:
            place = self.mapped[item.id]
            column = self.fielded.get(place.column)
            if column is None:
                self.compare(item.id, place.column, "vraag ontbreekt", item.text, "")
                continue
            asked = column.question
            if asked.code not in seen:
                seen.add(asked.code)
                self._heading(question, column)
            # rows share the answers of their question, unless the mapping says otherwise
            if (
                item.scale
                and column.has_options
                and (asked.code, *place.levels.items()) not in answers
            ):
                whose = item.id if answers else question.id
                answers.add((asked.code, *place.levels.items()))
                self._answers(whose, place, column)
            if (row := column.row_text(self.language)) is not None:
                self.compare(item.id, column.code, "rijtekst", item.text, row)

    def unknown(self) -> None:
        """Columns that neither the study nor the mapping knows."""
        known = {*self.mapping.headings, *self.mapping.ignored}
        for code, column in self.fielded.items():
            if code not in known:
                text, row = column.parts(self.language, "other")
                shown = text if row is None else f"{text} [{row}]"
                self.compare("", code, "niet in de studie", "", shown)

    def order(self) -> None:
        """Questions, and rows within a question, that stand after another one than in the study.

        The text box of LimeSurvey's own 'other' has no place of its own and is left out.
        """
        fielded = self.fielded
        questions: dict[str, str] = {}
        for part in self.questionnaire.parts:
            for question in part.questions:
                codes = [self.mapped[item.id].column for item in question.items]
                columns = [fielded[c] for c in codes if c in fielded and fielded[c].row != "other"]
                questions |= {column.question.code: question.id for column in columns}
                rows = {column.code: question.id for column in columns}
                self._moved(rows, [code for code in fielded if code in rows], "volgorde van rijen")
        shown = dict.fromkeys(column.question.code for column in fielded.values())
        self._moved(questions, [code for code in shown if code in questions], "volgorde van vragen")

    def _heading(self, question: Question, column: Column) -> None:
        asked = column.question
        label, letters = TYPES[question.type]
        if asked.type not in letters:
            others = [name for name, types in TYPES.values() if asked.type in types]
            seen = others[0] if others else f"LimeSurvey-soort {asked.type}"
            self.compare(question.id, asked.code, "soort", label, seen)
        if asked.hidden:
            self.compare(question.id, asked.code, "soort", "zichtbaar", "verborgen")
        text = asked.text.get(self.language, "")
        self.compare(question.id, asked.code, "vraagtekst", question.text, text)
        routing = fielded_routing(column, self.mapping, self.structure)
        who = [str(each or EVERYONE) for each in (question.asked_if, routing)]
        self.compare(question.id, asked.code, "gesteld aan", *who)

    def _answers(self, item: str, mapped: MappedColumn, column: Column) -> None:
        """Each code of mapping and survey, then the order of the answers both have."""
        place = column.question.code
        options = column.options(self.language)
        for code in dict.fromkeys((*mapped.levels, *options)):
            levels = mapped.levels.get(code, ""), options.get(code, "")
            self.compare(item, place, f"antwoord {code}", *levels)
        labels = mapped.item.scale.labels
        for level in (label for label in labels if label in mapped.not_offered):
            self.compare(item, place, "antwoord niet aangeboden", level, "")
        code_of = {level: code for code, level in mapped.levels.items()}
        codes = [code_of[level] for level in labels if code_of.get(level) in options]
        shown = [code for code in options if code in codes]
        if codes != shown:
            texts = ["; ".join(options[code] for code in order) for order in (codes, shown)]
            self.compare(item, place, "volgorde van antwoorden", *texts)

    def _moved(self, study: dict[str, str], fielded: list[str], what: str) -> None:
        """study: code -> item in the order of the study; fielded: the same codes as fielded."""
        codes = list(study)
        for kind, start, end, _, _ in SequenceMatcher(None, codes, fielded, False).get_opcodes():
            if kind in ("delete", "replace"):
                for code in codes[start:end]:
                    self.compare(
                        study[code], code, what, _before(codes, code), _before(fielded, code)
                    )


def _before(order: list[str], code: str) -> str:
    position = order.index(code)
    return f"na {order[position - 1]}" if position else FIRST
