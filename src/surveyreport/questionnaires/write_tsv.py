"""Write a questionnaire as LimeSurvey's tab-separated structure, to import it and field it."""

from __future__ import annotations

import csv
import io
from itertools import count

from surveyreport.questionnaires.codes import (
    OTHER_OPTION,
    OTHER_ROW,
    PROVIDER_CODE,
    answer_code,
    question_code,
    row_codes,
)
from surveyreport.questionnaires.questionnaire import Questionnaire
from surveyreport.questionnaires.routing import relevance_of
from surveyreport.study.model import Question

LANGUAGE = "nl"
COLUMNS = (
    *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language"),
    *("validation", "mandatory", "encrypted", "other", "default", "same_default", "same_script"),
    *("exclude_all_others", "hidden", "max_subquestions", "other_replace_text"),
)
SETTINGS = {  # one page per part, dates and timings kept, no addresses, no question obliged
    "language": LANGUAGE,
    "additional_languages": "",
    "format": "G",
    "anonymized": "N",
    "datestamp": "Y",
    "savetimings": "Y",
    "ipaddr": "N",
    "refurl": "N",
    "shownoanswer": "Y",
    "allowsave": "Y",
    "allowprev": "Y",
    "showwelcome": "N",
    "showprogress": "Y",
    "showgroupinfo": "B",
    "showqnumcode": "X",
    "tokenanswerspersistence": "Y",
}
TYPES = {
    **{"single": "L", "matrix": "F", "multiple": "M", "open": "T"},
    **{"number": "N", "numbers": "K", "ranking": "R"},
}
HELP = {
    "single": "Eén antwoord mogelijk",
    "multiple": "Meerdere antwoorden mogelijk",
    "ranking": "Zet de antwoorden in volgorde",
}


def questionnaire_tsv(questionnaire: Questionnaire, survey_id: int) -> str:
    """The text of the .txt file that LimeSurvey imports (UTF-8, tab, LF).

    Codes follow the convention of codes.py; the provider comes from the link
    (`?aanbieder=CODE`) through a hidden question. survey_id: the number LimeSurvey takes if free.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    for name, value in {"sid": survey_id, **SETTINGS}.items():
        writer.writerow({"class": "S", "name": name, "text": value})
    for name, value in (("language", LANGUAGE), ("title", questionnaire.title)):
        row = {"class": "SL", "name": f"surveyls_{name}", "text": value, "language": LANGUAGE}
        writer.writerow(row)
    questions = {q.id: q for part in questionnaire.parts for q in part.questions}
    numbers = count(1)
    for position, part in enumerate(questionnaire.parts, 1):
        group = {"class": "G", "id": position, "type/scale": position, "relevance": "1"}
        writer.writerow(group | _text(part.heading, part.intro))
        if position == 1:
            writer.writerow(_provider(next(numbers)))
        for question in part.questions:
            writer.writerows(_question(question, questions, numbers))
    return text.getvalue()


def _text(name: str, text: str) -> dict[str, str]:
    return {"name": name, "text": text, "language": LANGUAGE}


def _asked(number: int, kind: str, code: str, text: str) -> dict[str, object]:
    """A question row that nobody is obliged to answer."""
    row = {"id": number, "class": "Q", "type/scale": kind, "relevance": "1", **_text(code, text)}
    off = {"mandatory": "N", "encrypted": "N", "other": "N", "same_default": 0, "same_script": 0}
    return row | off


def _provider(number: int) -> dict[str, object]:
    return _asked(number, "S", PROVIDER_CODE, "Aanbieder (ingevuld via de link)") | {"hidden": 1}


def _question(
    question: Question, questions: dict[str, Question], numbers: count
) -> list[dict[str, object]]:
    """The rows of a question: itself, its rows or boxes, its answers."""
    number = next(numbers)
    asked = _asked(number, TYPES[question.type], question_code(question.id), question.text)
    asked["relevance"] = relevance_of(question.asked_if, questions)
    asked["help"] = HELP.get(question.type, "")
    rows = []
    if question.type in ("matrix", "multiple", "numbers"):
        codes = row_codes(question.items)
        rows = [
            {"id": next(numbers), "class": "SQ", "relevance": "1"}
            | _text(codes[item.id], item.text)
            for item in question.items
            if codes[item.id] != OTHER_ROW
        ]
        alone = [codes[item.id] for item in question.items if item.exclusive]
        asked["exclude_all_others"] = ";".join(alone)
        if OTHER_ROW in codes.values():
            asked |= {"other": "Y", "other_replace_text": OTHER_OPTION}
    if question.scale:
        rows += [
            {"id": number, "class": "A", "type/scale": 0} | _text(answer_code(position), label)
            for position, label in enumerate(question.scale.labels)
        ]
    if question.type == "ranking":
        rows = [
            {"id": number, "class": "A", "type/scale": 0} | _text(answer_code(place), item.text)
            for place, item in enumerate(question.items)
        ]
        asked["max_subquestions"] = question.items[0].ranks
    return [asked, *rows]
