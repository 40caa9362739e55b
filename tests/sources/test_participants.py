"""Participants: token and attributes come out, names and addresses never do."""

from __future__ import annotations

import json

import pytest
from limesurvey_files import DATA, stored, structure, truth

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey.export import read_participants

SCHOOL = DATA / "schoolteam"
CSV = SCHOOL / "web" / "participants.csv"
JSON = SCHOOL / "rc" / "list_participants.json"
LSA = SCHOOL / "structure" / "survey_archive_231002.lsa"


@pytest.mark.parametrize("file", [CSV, JSON, LSA])
def test_every_source_gives_the_same_tokens_and_providers(file):
    found = read_participants(file, structure=structure("schoolteam"))
    assert list(found.columns) == ["token", "aanbieder"]
    assert len(found) == 48
    providers = dict(zip(found["token"], found["aanbieder"], strict=True))
    for row in truth("schoolteam")["responses"]:
        held = row["_aanbieder"] or ""
        # the web CSV is trimmed by LimeSurvey itself
        assert providers[row["token"]] == (held.strip() if file == CSV else held)
    assert {row["token"] for row in stored("schoolteam").values()} <= set(providers)


@pytest.mark.parametrize("file", [CSV, JSON, LSA])
def test_nothing_else_comes_out(file):
    found = read_participants(file)
    people = json.loads(JSON.read_text(encoding="utf-8"))
    personal = {value for person in people for value in person["participant_info"].values()}
    assert not personal & set(found.to_numpy().ravel())


def test_json_without_structure_keeps_the_number_of_the_attribute():
    assert list(read_participants(JSON).columns) == ["token", "attribute_1"]


def test_the_attribute_is_found_by_its_description(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text(
        "tid,token,attribute_1 <regio>, attribute_2 <aanbieder>\n1,abc,west,AB01\n2,,oost,\n"
    )
    found = read_participants(file)
    assert found.to_dict("list") == {
        "token": ["abc", ""],
        "regio": ["west", "oost"],
        "aanbieder": ["AB01", ""],
    }
    assert found.index.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "geen deelnemerslijst"),
        ("naam,mail\na,b\n", "geen deelnemerslijst"),
        ("tid,token\n1,abc\n2,abc\n", "een toegangscode die ook in een andere rij staat"),
        ("tid,token\n1,abc,x\n", "3 cellen"),
        ("tid,token,attribute_1 <a>,attribute_2 <a>\n1,b,c,d\n", "meer dan één attribuut heet 'a'"),
        ('{"status": "Invalid session key"}', "Invalid session key"),
        ("[1, 2]", "geen lijst van deelnemers"),
        ('[{"token": "a"', "geen geldige JSON"),
    ],
)
def test_what_is_no_participant_list_is_refused(tmp_path, text, found):
    (tmp_path / "p").write_text(text)
    with pytest.raises(InputProblems) as caught:
        read_participants(tmp_path / "p")
    assert found in str(caught.value)
