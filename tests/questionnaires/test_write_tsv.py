"""The structure we write is the survey LimeSurvey exported, question by question."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

import pytest
from fielded import SURVEYS, changed_tsv, mapping, questionnaire, structure_file

from surveyreport.files.problems import InputProblems
from surveyreport.questionnaires.differences import structure_differences
from surveyreport.questionnaires.routing import fielded_routing
from surveyreport.questionnaires.write_tsv import questionnaire_tsv
from surveyreport.sources.limesurvey.read_tsv import parse_tsv
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.wording import wording
from surveyreport.study.model import Condition

GROUPS = list(SURVEYS)
ADDED = {"beleid": [], "leerlingen": [], "schoolteam": ["aanbieder"]}


def written(group: str):
    text = questionnaire_tsv(questionnaire(group), SURVEYS[group][1])
    return text, parse_tsv(Path("geschreven.txt"), text)


def seen(structure, code: str) -> tuple:
    """What a respondent meets in a question, in Dutch."""
    q = next(question for question in structure.questions if question.code == code)
    texts = [wording(part["nl"]) for part in (q.text, q.help)]
    lists = [
        [(key, wording(text)) for key, text in part["nl"].items()]
        for part in (q.options, q.subquestions)
    ]
    return (q.type, q.other, q.hidden, q.mandatory, q.relevance, texts, lists)


@pytest.mark.parametrize("group", GROUPS)
def test_same_questions_as_the_survey_fielded(group):
    made, fielded = written(group)[1], load_structure(structure_file(group))
    codes = [question.code for question in fielded.questions]
    assert [q.code for q in made.questions] == ADDED[group] + codes
    for code in codes:
        assert seen(made, code) == seen(fielded, code)
    assert made.survey_id == fielded.survey_id
    assert made.languages == ("nl",)


@pytest.mark.parametrize("group", GROUPS)
def test_one_page_per_part(group):
    made, fielded = written(group)[1], load_structure(structure_file(group))
    assert [g.description["nl"] for g in made.groups] == [
        g.description["nl"] for g in fielded.groups
    ]
    headings = [
        (a.name["nl"], b.name["nl"]) for a, b in zip(made.groups, fielded.groups, strict=True)
    ]
    # the only heading the study has otherwise than the survey: it is numbered 1, not C
    assert [pair for pair in headings if pair[0] != pair[1]] == (
        [
            (
                "1. Onderdeel: tevredenheid verloop leertraject",
                "C. Onderdeel: tevredenheid verloop leertraject",
            )
        ]
        if group == "leerlingen"
        else []
    )
    pages = [
        [q.code for q in s.questions if q.gid == g.gid and q.code != "aanbieder"]
        for s in (made, fielded)
        for g in s.groups
    ]
    assert pages[: len(pages) // 2] == pages[len(pages) // 2 :]


@pytest.mark.parametrize("group", GROUPS)
def test_settings_and_attributes_are_those_of_the_survey_fielded(group):
    """Settings, exclusive options and hidden questions, row by row in LimeSurvey's own file."""

    def rows(text):
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))

    made = rows(written(group)[0])
    real = rows(structure_file(group, "txt").read_text(encoding="utf-8"))
    settings = {r["name"]: r["text"] for r in real if r["class"] == "S"}
    for row in made:
        if row["class"] == "S" and row["name"] != "additional_languages":
            assert row["text"] == settings[row["name"]], row["name"]
    real = {r["name"]: r for r in real if r["class"] == "Q" and r["language"] == "nl"}
    for row in made:
        if row["class"] == "Q" and row["name"] not in ADDED[group]:
            other = real[row["name"]]
            assert set(row) <= set(other)
            for name in ("exclude_all_others", "hidden", "mandatory", "other", "encrypted"):
                assert row[name] == other[name], (row["name"], name)


@pytest.mark.parametrize(
    ("condition", "relevance"),
    [
        (Condition("leerlingen.B1", ("eerder niet akkoord",)), 'B01.NAOK == "A3"'),
        (
            Condition("leerlingen.B9.2", ("helemaal akkoord", "ik weet het niet")),
            'B09_SQ002.NAOK == "A1" or B09_SQ002.NAOK == "A5"',
        ),
        (Condition("leerlingen.B8.5"), 'B08_SQ004.NAOK == "Y"'),
        (Condition("leerlingen.B8.4"), 'B08_other.NAOK != ""'),
    ],
)
def test_a_condition_is_written_in_codes_and_read_back(condition, relevance):
    whole, last = questionnaire("leerlingen"), questionnaire("leerlingen").parts[-1]
    (question,) = [q for q in last.questions if q.id == "leerlingen.C14"]
    items = tuple(dataclasses.replace(item, asked_if=condition) for item in question.items)
    routed = dataclasses.replace(question, items=items)
    part = dataclasses.replace(
        last, questions=tuple(routed if q is question else q for q in last.questions)
    )
    made = dataclasses.replace(whole, parts=(*whole.parts[:-1], part))
    structure = parse_tsv(Path("x.txt"), questionnaire_tsv(made, 1))
    assert {q.code: q.relevance for q in structure.questions if q.relevance != "1"} == {
        "C14": relevance
    }
    (column,) = [column for column in structure.columns() if column.code == "C14"]
    assert fielded_routing(column, mapping("leerlingen"), structure) == condition
    differences = structure_differences(made, mapping("leerlingen"), structure)
    assert differences.empty


def test_a_condition_on_what_is_not_asked_is_refused():
    whole = questionnaire("leerlingen")
    (item,) = whole.parts[0].questions[0].items
    routed = dataclasses.replace(item, asked_if=Condition("leerlingen.Z1", ("ja",)))
    question = dataclasses.replace(whole.parts[0].questions[0], items=(routed,))
    part = dataclasses.replace(whole.parts[0], questions=(question,))
    with pytest.raises(InputProblems, match=r"asked_if noemt leerlingen\.Z1"):
        questionnaire_tsv(dataclasses.replace(whole, parts=(part,)), 1)


def test_same_input_same_bytes_and_free_survey_number():
    text = questionnaire_tsv(questionnaire("leerlingen"), 777)
    assert text == questionnaire_tsv(questionnaire("leerlingen"), 777)
    assert parse_tsv(Path("x"), text).survey_id == "777"
    assert "231003" not in text and "\r" not in text


@pytest.mark.parametrize("group", GROUPS)
def test_limesurveys_two_structure_formats_are_read_alike(group):
    lss, tsv = load_structure(structure_file(group)), load_structure(structure_file(group, "txt"))
    for name in ("survey_id", "languages", "title", "groups", "questions"):
        assert getattr(tsv, name) == getattr(lss, name)


def no_language(rows):
    rows[:] = [row for row in rows if row["name"] != "language"]


def orphan(rows):
    rows[:] = [row for row in rows if row["class"] in ("S", "SL", "A")]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a;b\n1;2\n", "1 probleem(.|\n)*zonder class, type/scale"),
        ("", "een leeg bestand"),
        (b"\xff\xfe\x00", "geen UTF-8"),
        (b"<x>", "geen geldige XML|XML-bestand"),
        ("{}", "geen vragenlijststructuur van een server"),
        ('{"survey": {"language": "nl"}, "groups": 3}', "geen vragenlijststructuur"),
        (changed_tsv("beleid", no_language), "instelling language ontbreekt"),
        (changed_tsv("beleid", orphan), "nergens bij hoort"),
        ("id\t" + "x" * 200_000, "geen leesbare tabel"),
    ],
)
def test_other_files_are_refused(content, found, tmp_path):
    file = tmp_path / "structuur"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputProblems, match=found):
        load_structure(file)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(InputProblems, match="het bestand bestaat niet"):
        load_structure(tmp_path / "weg.lss")
