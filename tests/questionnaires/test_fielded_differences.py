"""Every difference between study and survey that a respondent could see is listed."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from fielded import (
    STUDY,
    SURVEYS,
    changed_tsv,
    mapping,
    questionnaire,
    row_of,
    structure_file,
    study,
)

from surveyreport.files.problems import InputProblems
from surveyreport.questionnaires.differences import structure_differences, wave_differences
from surveyreport.sources.limesurvey.read_tsv import parse_tsv
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.study.wave_entry import ExportFiles, Wave

HEADING = [
    "leerlingen.C14",
    "",
    "kop",
    "1. Onderdeel: tevredenheid verloop leertraject",
    "C. Onderdeel: tevredenheid verloop leertraject",
]


def found(group: str, change=lambda rows: None, known=None) -> list[list[str]]:
    structure = parse_tsv(Path("x.txt"), changed_tsv(group, change))
    table = structure_differences(questionnaire(group), known or mapping(group), structure)
    assert (table["group"] == group).all()
    return table.drop(columns="group").values.tolist()


def test_the_survey_of_2023():
    """Tags and double blanks in the survey are no differences; one heading was."""
    assert found("beleid") == []
    assert found("leerlingen") == [HEADING]
    assert found("schoolteam") == [["@provider", "aanbieder", "vraag ontbreekt", "aanbieder", ""]]


def reword(rows):
    row_of(rows, "Q", "B03")["text"] = "<p>Onze school betrekt iedereen.</p>"


def reword_row(rows):
    row_of(rows, "SQ", "SQ002", after="B02")["text"] = "iets anders"


def reword_answer(rows):
    row_of(rows, "A", "A2", after="B03")["text"] = "eerder akkoord"


def add_answer(rows):
    last = row_of(rows, "A", "A5", after="B03")
    rows.insert(rows.index(last) + 1, last | {"name": "A6", "text": "geen mening"})


def drop_answer(rows):
    rows.remove(row_of(rows, "A", "A5", after="B03"))


def swap_answers(rows):
    first, second = (row_of(rows, "A", code, after="B03") for code in ("A1", "A2"))
    i = rows.index(first)
    rows[i], rows[i + 1] = second, first


def swap_rows(rows):
    first, second = (row_of(rows, "SQ", code, after="B02") for code in ("SQ001", "SQ002"))
    i = rows.index(first)
    rows[i], rows[i + 1] = second, first


def drop_question(rows):
    start = rows.index(row_of(rows, "Q", "D14"))
    del rows[start]


def add_question(rows):
    last = row_of(rows, "Q", "D15")
    rows.append(last | {"id": "99", "name": "D16", "text": "Nog iets?"})


def move_question(rows):
    row = row_of(rows, "Q", "D13")
    rows.remove(row)
    rows.append(row)


def open_question(rows):
    row_of(rows, "Q", "B03")["type/scale"] = "T"


def hide(rows):
    row_of(rows, "Q", "D14")["hidden"] = "1"


def route(rows):
    row_of(rows, "Q", "B03")["relevance"] = '(231001X1X999.NAOK == "A1" or B01 == "A2")'


def route_internally(rows):
    """The third page, by LimeSurvey's internal names, as its condition editor writes them."""
    pages = [row for row in rows if row["class"] == "G"]
    b01 = row_of(rows, "Q", "B01")
    pages[2]["relevance"] = f'((231001X{pages[1]["id"]}X{b01["id"]}.NAOK == "A1"))'


def reword_intro(rows):
    row_of(rows, "G", "C. Onderdeel uitvoering")["text"] = "Nieuw."


Q3 = "Onze school betrekt de teamleden bij de vormgeving van de aanloopfase."
D14 = questionnaire("beleid").parts[3].questions[1].text
INTRO = "De volgende vragen peilen naar hoe uw school de aanloopfase uitvoert."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (reword, ["beleid.B3", "B03", "vraagtekst", Q3, "Onze school betrekt iedereen."]),
        (
            reword_row,
            [
                "beleid.B2.2",
                "B02[SQ002]",
                "rijtekst",
                "de invulling van de aanloopcomponent",
                "iets anders",
            ],
        ),
        (
            reword_answer,
            ["beleid.B3", "B03", "antwoord A2", "eerder wel akkoord", "eerder akkoord"],
        ),
        (add_answer, ["beleid.B3", "B03", "antwoord A6", "", "geen mening"]),
        (drop_answer, ["beleid.B3", "B03", "antwoord A5", "ik weet het niet", ""]),
        (
            swap_answers,
            [
                "beleid.B3",
                "B03",
                "volgorde van antwoorden",
                "helemaal akkoord; eerder wel akkoord; eerder niet akkoord; helemaal niet akkoord; "
                "ik weet het niet",
                "eerder wel akkoord; helemaal akkoord; eerder niet akkoord; helemaal niet akkoord; "
                "ik weet het niet",
            ],
        ),
        (swap_rows, ["beleid.B2", "B02[SQ002]", "volgorde van rijen", "na B02[SQ001]", "vooraan"]),
        (drop_question, ["beleid.D14", "D14", "vraag ontbreekt", D14, ""]),
        (add_question, ["", "D16", "niet in de studie", "", "Nog iets?"]),
        (move_question, ["beleid.D13", "D13", "volgorde van vragen", "na C12", "na D15"]),
        (hide, ["beleid.D14", "D14", "soort", "zichtbaar", "verborgen"]),
        (
            route,
            [
                "beleid.B3",
                "B03",
                "gesteld aan",
                "iedereen",
                "(231001X1X999.NAOK == \"A1\" or beleid.B1 is 'eerder wel akkoord')",
            ],
        ),
        (reword_intro, ["beleid.C9", "", "inleiding", INTRO, "Nieuw."]),
    ],
)
def test_one_change_is_one_difference(change, expected):
    assert found("beleid", change) == [expected]


def test_the_condition_of_a_page_is_that_of_its_questions():
    differences = found("beleid", route_internally)
    assert {row[0] for row in differences} == {
        "beleid.C9",
        "beleid.C10",
        "beleid.C11",
        "beleid.C12",
    }
    assert {tuple(row[2:]) for row in differences} == {
        ("gesteld aan", "iedereen", "beleid.B1 is 'helemaal akkoord'")
    }


def test_another_type_of_question():
    differences = found("beleid", open_question)
    assert differences[0] == ["beleid.B3", "B03", "soort", "één antwoord", "open vraag"]


def test_a_mapping_that_swaps_the_levels_of_one_row():
    known = mapping("beleid")
    columns = [
        dataclasses.replace(
            column,
            levels={"A1": "eerder wel akkoord", "A2": "helemaal akkoord"}
            | {code: level for code, level in column.levels.items() if code not in ("A1", "A2")},
        )
        if column.column == "B02[SQ003]"
        else column
        for column in known.columns
    ]
    swapped = dataclasses.replace(known, columns=tuple(columns))
    differences = found("beleid", known=swapped)
    assert [row[:5] for row in differences[:2]] == [
        ["beleid.B2.3", "B02", "antwoord A1", "eerder wel akkoord", "helemaal akkoord"],
        ["beleid.B2.3", "B02", "antwoord A2", "helemaal akkoord", "eerder wel akkoord"],
    ]


def wave(**structures: Path) -> Wave:
    exports = {
        group: ExportFiles(Path(f"{group}.csv"), structure=structures.get(group))
        for group in SURVEYS
    }
    days = (date(2023, 2, 6), date(2023, 2, 17))
    return Wave("2023", "2022-2023", True, *days, Path("kader.csv"), exports, {})


def test_a_wave_compares_the_groups_with_a_structure():
    files = {group: structure_file(group) for group in ("beleid", "leerlingen")}
    table = wave_differences(wave(**files), study(), STUDY)
    assert table.values.tolist() == [["leerlingen", *HEADING]]
    assert wave_differences(wave(), study(), STUDY).columns.tolist() == list(table)


def test_all_structures_that_cannot_be_read_are_named(tmp_path):
    broken = tmp_path / "stuk.lss"
    broken.write_text("<document>", encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        wave_differences(wave(beleid=broken, leerlingen=tmp_path / "weg.lss"), study(), STUDY)
    assert len(caught.value.problems) == 2


def test_the_survey_in_another_base_language_differs_everywhere():
    lss = load_structure(structure_file("leerlingen"))
    english = dataclasses.replace(lss, languages=("en",))
    table = structure_differences(questionnaire("leerlingen"), mapping("leerlingen"), english)
    questions = {q.id for part in questionnaire("leerlingen").parts for q in part.questions}
    assert set(table.loc[table["what"] == "vraagtekst", "item"]) == questions
