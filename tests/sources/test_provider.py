"""The provider from whatever holds it, and a group that loses its answers for want of one."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from survey_files import SYSTEM, Asked, Survey, as_archive, csv_text, document, lss, written

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.responses.cleaning import clean
from surveyreport.responses.losses import check_losses
from surveyreport.sources.ingest import ingest
from surveyreport.sources.mapping import MappedColumn, Mapping
from surveyreport.study.config import Cleaning
from surveyreport.study.wave_entry import ExportFiles, Wave

DESCRIBED = '{"lastname": {"encrypted": "Y"}, "attribute_2": {"description": "aanbieder"}}'
SURVEY = Survey(
    (Asked("school", "S", hidden=True), Asked("Q5", "T")),
    attributes=DESCRIBED,
)
PEOPLE = [("t1", "AB01"), ("t2", "AB-02"), ("t3", "")]


@pytest.fixture
def mapping(study):
    item = next(item for item in study.items.values() if item.type == "open")
    return Mapping(Path("study/waves/2026/g.csv"), (MappedColumn("Q5", item, {}),), None, ())


def export(folder, schools=("", "", ""), attributes=None):
    heads = [*SYSTEM, "token", *(["attribute_2"] if attributes else []), "school", "Q5"]
    lines = [
        [str(n), "2026-01-10 10:00:00", "2", "nl", "9", f"t{n}"]
        + ([attributes[n - 1]] if attributes else [])
        + [school, f"tekst {n}"]
        for n, school in enumerate(schools, 1)
    ]
    return written(folder / "x.csv", csv_text(heads, lines))


def participants(folder):
    lines = "".join(f"{token},{code}\n" for token, code in PEOPLE)
    return written(folder / "p.csv", f"token,attribute_2 <aanbieder>\n{lines}")


def codes(files, mapping):
    return ingest(files, "g", {"g": mapping}, ()).table["provider_code"].tolist()


def test_from_the_participants(tmp_path, mapping):
    mapping = dataclasses.replace(mapping, ignored=("school",))
    files = ExportFiles(export(tmp_path), participants=participants(tmp_path))
    assert codes(files, mapping) == ["AB01", "AB-02", ""]


def test_from_an_attribute_in_the_export(tmp_path, mapping):
    mapping = dataclasses.replace(mapping, ignored=("school",))
    file = export(tmp_path, attributes=("AB01", "AB02", "AB03"))
    held = written(tmp_path / "s.lss", lss(SURVEY, 620))
    assert codes(ExportFiles(file, structure=held), mapping) == ["AB01", "AB02", "AB03"]
    named = dataclasses.replace(mapping, provider="attribute_2")
    assert codes(ExportFiles(file), named) == ["AB01", "AB02", "AB03"]


def test_from_the_token_itself(tmp_path, mapping):
    mapping = dataclasses.replace(mapping, provider="token", ignored=("school",))
    assert codes(ExportFiles(export(tmp_path)), mapping) == ["t1", "t2", "t3"]


def test_from_the_list_inside_an_archive(tmp_path, mapping):
    rows = [
        dict(zip(SYSTEM, (str(n), "2026-01-10 10:00:00", "2", "nl", "9"), strict=True))
        | {"token": f"t{n}", "school": "", "Q5": "tekst"}
        for n in (1, 2, 3)
    ]
    people = "".join(
        f"<row><token>{token}</token><attribute_2>{code}</attribute_2></row>"
        for token, code in PEOPLE
    )
    fields = "<fields><fieldname>token</fieldname><fieldname>attribute_2</fieldname></fields>"
    tokens = document("Tokens", 620, f"<tokens>{fields}<rows>{people}</rows></tokens>")
    file = written(
        tmp_path / "x.lsa", as_archive(SURVEY, rows, 620, tokens, system=(*SYSTEM, "token"))
    )
    mapping = dataclasses.replace(mapping, ignored=("school",))
    assert codes(ExportFiles(file), mapping) == ["AB01", "AB-02", ""]


def test_a_hidden_question_and_the_participants_fill_each_other(tmp_path, mapping):
    mapping = dataclasses.replace(mapping, provider="school")
    file = export(tmp_path, schools=("", "AB02", "AB03"))
    files = ExportFiles(file, participants=participants(tmp_path))
    assert codes(files, mapping) == ["AB01", "AB02", "AB03"]


def test_two_places_that_name_different_providers_are_a_problem(tmp_path, mapping):
    mapping = dataclasses.replace(mapping, provider="school")
    file = export(tmp_path, schools=("AB09", "AB02", ""))
    files = ExportFiles(file, participants=participants(tmp_path))
    with pytest.raises(InputProblems) as caught:
        codes(files, mapping)
    (problem,) = caught.value.problems
    assert problem.row == 2 and "'AB09'" in problem.found and "'AB01'" in problem.found
    assert "provider_from" in problem.remedy
    asked = dataclasses.replace(files, provider_from="question")
    assert codes(asked, mapping) == ["AB09", "AB02", ""]
    listed = dataclasses.replace(files, provider_from="participants")
    assert codes(listed, mapping) == ["AB01", "AB-02", ""]


def test_a_list_without_tokens_in_the_export_is_a_problem(tmp_path, mapping):
    heads = [*SYSTEM, "school", "Q5"]
    line = ["1", "2026-01-10 10:00:00", "2", "nl", "9", "AB01", "x"]
    file = written(tmp_path / "x.csv", csv_text(heads, [line]))
    mapping = dataclasses.replace(mapping, provider="school")
    with pytest.raises(InputProblems, match="de kolom token ontbreekt"):
        codes(ExportFiles(file, participants=participants(tmp_path)), mapping)


DAYS = (date(2026, 1, 1), date(2026, 1, 31))
WAVE = Wave("2026", "2026", True, *DAYS, Path("frame.csv"), {}, {})


def answers(providers, days, submitted=None):
    """A table of ingest with these providers and days of January."""
    count = len(providers)
    return pd.DataFrame(
        {
            "provider_id": providers,
            "provider_code": providers,
            "submitted": pd.to_datetime([f"2026-{day} 10:00:00" for day in days]).where(
                submitted if submitted is not None else [True] * count
            ),
            "submitted_unknown": False,
            "lastpage": pd.array([2] * count, dtype="Int64"),
            "test_entry": False,
            "any_answer": True,
            "answers_digest": range(count),
            "row": range(2, count + 2),
        }
    )


def lost(table, limit=0.2):
    rules = Cleaning(("test",), 30, limit)
    problems = ProblemList()
    words = {"unknown_provider": "aanbieder niet herkend", "outside_period": "buiten de periode"}
    check_losses(Path("x.csv"), "g", clean(table, WAVE, rules), rules, words, problems)
    return problems.problems


def test_a_group_that_loses_its_answers_stops_with_reasons_and_counts():
    table = answers(["AB01"] * 6 + [""] * 3 + ["AB01"], ["01-10"] * 9 + ["03-01"])
    (problem,) = lost(table)
    assert "van 10 ingediende antwoorden van groep 'g' vallen er 4 weg" in problem.found
    assert "3 aanbieder niet herkend" in problem.found and "1 buiten de periode" in problem.found
    assert "deelnemerslijst" in problem.remedy and "hoogstens 20%" in problem.expected
    assert lost(table, limit=0.4) == []


def test_a_few_losses_and_answers_never_submitted_do_not_stop():
    assert lost(answers(["AB01"] * 9 + [""], ["01-10"] * 10)) == []
    broken_off = answers(["AB01"] * 10, ["01-10"] * 10, [True] * 2 + [False] * 8)
    assert lost(broken_off) == []


def test_a_group_without_a_submitted_answer_stops():
    (problem,) = lost(answers(["AB01"] * 3, ["01-10"] * 3, [False] * 3))
    assert "geen enkel ingediend antwoord" in problem.found
