"""The structure against the question texts of truth.json and LimeSurvey's own field map."""

from __future__ import annotations

import json

import pytest
from limesurvey_files import DATA, SURVEYS, structure, truth

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import plain

GROUPS = list(SURVEYS)


@pytest.mark.parametrize("group", GROUPS)
def test_questions_rows_and_options_are_those_of_the_database(group):
    asked = truth(group)["questions"]
    found = structure(group)
    assert found.survey_id == str(truth(group)["survey_id"])
    assert [question.code for question in found.questions] == list(asked)
    for question in found.questions:
        held = asked[question.code]
        assert question.type == held["type"]
        assert question.text["nl"] == held["text"]
        assert question.options["nl"] == held.get("answers", {})
        rows = {k: v for k, v in held.get("subquestions", {}).items() if k != "other"}
        assert question.subquestions["nl"] == rows
        assert list(question.options["nl"]) == list(held.get("answers", {}))
        assert list(question.subquestions["nl"]) == list(rows)


@pytest.mark.parametrize("group", GROUPS)
def test_columns_are_those_of_the_field_map(group):
    fields = json.loads((DATA / group / "rc" / "get_fieldmap.json").read_text(encoding="utf-8"))
    expected = {
        name: f"{field['title']}[{field['aid']}]" if field["aid"] else field["title"]
        for name, field in fields.items()
        if field.get("qid")
    }
    columns = structure(group).columns()
    assert {column.internal: column.code for column in columns} == expected
    for column in columns:
        assert column.question.qid == str(fields[column.internal]["qid"])


@pytest.mark.parametrize("group", GROUPS)
def test_columns_stand_in_export_order(group):
    codes = [column.code for column in structure(group).columns()]
    assert [code for code in truth(group)["responses"][0] if code in set(codes)] == codes


def test_languages_groups_flags_and_attributes():
    pupils = structure("leerlingen")
    assert pupils.languages == ("nl", "en")
    assert pupils.title["en"] == "Pupil survey start-up phase 2023"
    assert pupils.questions[1].options["en"]["A3"] == "older than 18"
    assert [q.code for q in pupils.questions if q.hidden] == ["aanbieder"]
    assert [q.code for q in pupils.questions if q.other] == ["B08"]
    assert not any(q.mandatory for q in pupils.questions)
    assert {q.relevance for q in pupils.questions} == {"1"}
    assert [group.name["nl"][:2] for group in pupils.groups] == ["A.", "B.", "C."]
    assert structure("schoolteam").attributes == {"attribute_1": "aanbieder"}
    assert structure("beleidsteam").attributes == {}


@pytest.mark.parametrize("group", GROUPS)
def test_an_archive_holds_the_same_structure(group):
    archive = DATA / group / "structure" / f"survey_archive_{SURVEYS[group]}.lsa"
    assert load_structure(archive) == structure(group)


def test_texts_without_html():
    assert plain("<p>Vijf &lt; zes</p>\n") == "Vijf < zes"
    assert plain("<strong>a</strong>  b &amp; c") == "a  b & c"


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("web/vv_v2__all.csv", "1 probleem in de invoer"),
        ("web/stata_xml__all.xml", "een XML-bestand van soort 'dta'"),
        ("web/xlsx__full__long__all.xlsx", "0 bestanden .lss"),
    ],
)
def test_what_is_no_structure_is_refused(file, found):
    with pytest.raises(InputProblems) as caught:
        load_structure(DATA / "beleidsteam" / file)
    assert found in str(caught.value)


def test_another_limesurvey_document_is_refused(tmp_path):
    (tmp_path / "x.lss").write_text(
        "<document><LimeSurveyDocType>Responses</LimeSurveyDocType></document>"
    )
    with pytest.raises(InputProblems, match="van soort 'Responses'"):
        load_structure(tmp_path / "x.lss")


def test_a_missing_table_is_refused_by_name(tmp_path):
    source = (DATA / "beleidsteam" / "structure" / "survey_231001.lss").read_text(encoding="utf-8")
    (tmp_path / "x.lss").write_text(source.replace("question_l10ns", "elders"), encoding="utf-8")
    with pytest.raises(InputProblems, match="zonder het nodige veld"):
        load_structure(tmp_path / "x.lss")
