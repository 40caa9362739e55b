"""The mapping of a wave, the frame and the official counts: right, or every fault named."""

import shutil

import pandas as pd
import pytest
from support import ROOT

from surveyreport.files.problems import ProblemList
from surveyreport.sources.frame import find_providers, read_corrections, read_frame
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.sources.registers import read_register, read_visited

RAW = ROOT / "data/raw/2023"


@pytest.fixture
def problems():
    return ProblemList()


def spoil(path, tmp_path, old, new):
    copy = tmp_path / path.name
    text = path.read_text(encoding="utf-8")
    assert old in text
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_mapping_of_2023_is_complete(study, problems):
    for group in study.groups:
        mapping = read_mapping(ROOT / f"study/waves/2023/{group}.csv", study, group, problems)
        items = {item.id for item in study.group_items(group)}
        assert {m.item.id for m in mapping.columns} == items - {"leerlingen.B12a", "leerlingen.B14"}
        assert mapping.provider == "aanbieder"
    assert not problems.problems


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("B01,beleid.B1,A1,helemaal akkoord", "B01,beleid.B1,A1,helemaal mee eens", "bestaat niet"),
        ("B01,beleid.B1,A2,", "B01,beleid.B1,A1,", "twee keer"),
        ("B01,beleid.B1,A1,helemaal akkoord\n", "", "geen code voor 'helemaal akkoord'"),
        ("B01,beleid.B1,A1,", "B01,beleid.B1x,A1,", "onbekend item"),
        ("B01,beleid.B1,A2,eerder wel", "B01,beleid.B1,-,helemaal", "ook als niet aangeboden"),
        (
            "A01,beleid.A1,A1,(adj",
            "A01,beleid.A1,-,beleidsmedewerker\nA01,beleid.A1,A1,(adj",
            "ook als",
        ),
        ("B03,beleid.B3,A1,helemaal akkoord", "B01,beleid.B3,A1,helemaal akkoord", "hoort bij"),
    ],
)
def test_faults_of_a_mapping(study, problems, tmp_path, old, new, found):
    path = spoil(ROOT / "study/waves/2023/beleid.csv", tmp_path, old, new)
    read_mapping(path, study, "beleid", problems)
    assert any(found in p.found for p in problems.problems)


def test_an_answer_that_was_not_offered_has_a_dash_for_code(study, problems, tmp_path):
    path = spoil(
        ROOT / "study/waves/2023/beleid.csv",
        tmp_path,
        "C12,beleid.C12,A6,niet van toepassing",
        "C12,beleid.C12,-,niet van toepassing",
    )
    mapping = read_mapping(path, study, "beleid", problems)
    assert not problems.problems
    column = next(mapped for mapped in mapping.columns if mapped.item.id == "beleid.C12")
    assert column.not_offered == {"niet van toepassing"}
    assert list(column.levels) == ["A1", "A2", "A3", "A4", "A5"]


def test_a_question_that_was_not_asked_has_no_rows(study, problems, tmp_path):
    text = (ROOT / "study/waves/2023/leerlingen.csv").read_text(encoding="utf-8")
    path = tmp_path / "leerlingen.csv"
    box = "B06[SQ003],leerlingen.B6.3,Y,selected\n"
    path.write_text(text.replace(box, box.replace(",Y,", ",-,")), encoding="utf-8")
    read_mapping(path, study, "leerlingen", problems)
    assert [p.found for p in problems.problems] == [
        "kolom B06[SQ003]: geen enkel antwoord aangeboden"
    ]
    again = ProblemList()
    path.write_text(text.replace(box, ""), encoding="utf-8")
    mapping = read_mapping(path, study, "leerlingen", again)
    assert not again.problems
    assert "leerlingen.B6.3" not in {mapped.item.id for mapped in mapping.columns}


def test_untidy_codes_find_their_provider_and_strange_ones_do_not(problems, tmp_path):
    frame = pd.DataFrame({"provider_id": ["AB03", "AB04", "AB05"], "type": "x"})
    codes = pd.Series([" ab03", "AB-04", "ab 05 ", "AB99", "", "AB0", 'Centrum "De Brug", Gent'])
    corrections = tmp_path / "c.csv"
    corrections.write_text(
        'value,provider_id,reason\n"Centrum ""De Brug"", Gent",AB03,telefonisch nagevraagd\n',
        encoding="utf-8",
    )
    fixed = read_corrections(corrections, frame, problems)
    assert not problems.problems
    assert list(find_providers(codes, frame, {})) == ["AB03", "AB04", "AB05", "", "", "", ""]
    assert list(find_providers(codes, frame, fixed))[-1] == "AB03"


def test_a_correction_needs_a_provider_of_the_frame_and_a_reason(problems, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("value,provider_id,reason\nx,ZZ,\n", encoding="utf-8")
    read_corrections(path, pd.DataFrame({"provider_id": ["AB03"], "type": "x"}), problems)
    assert [p.column for p in problems.problems] == ["provider_id", "reason"]


def test_the_frame_has_51_providers_of_which_one_without_a_published_type(problems):
    frame = read_frame(RAW / "aanbieders.csv", problems)
    assert not problems.problems
    counts = frame["type"].value_counts().to_dict()
    assert counts == {"cdo_verbonden": 43, "cdo_autonoom": 5, "regulier": 2, "onbekend": 1}


def test_a_provider_twice_in_the_frame(problems, tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("provider_id,type\nA01,x\na-01,x\n,x\n", encoding="utf-8")
    read_frame(path, problems)
    assert [p.row for p in problems.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("register", "name", "cells"),
    [("pupils", "inschrijvingen", 50), ("schools", "scholen", 21)],
)
def test_csv_and_administration_workbook_hold_the_same_counts(
    study, problems, register, name, cells
):
    tables = [
        read_register(RAW / f"{name}.{kind}", register, study.registers, problems)
        for kind in ("csv", "xlsx")
    ]
    assert not problems.problems and len(tables[0]) == cells
    counts = [table.drop(columns="cell").reset_index(drop=True) for table in tables]
    pd.testing.assert_frame_equal(*counts)


@pytest.mark.parametrize(
    ("register", "name", "old", "new", "row"),
    [
        ("pupils", "inschrijvingen", "totaal,totaal,duaal,2337", "totaal,totaal,duaal,2338", 10),
        (
            "pupils",
            "inschrijvingen",
            "dbso,tweede,aanloopfase,1782",
            "dbso,tweede,aanloopfase,1783",
            None,
        ),
        ("schools", "scholen", "dbso,derde,totaal,37", "dbso,derde,totaal,67", None),
        ("schools", "scholen", "dbso,totaal,duaal,46", "dbso,totaal,duaal,42", None),
    ],
)
def test_totals_that_do_not_add_up(study, problems, tmp_path, register, name, old, new, row):
    path = spoil(RAW / f"{name}.csv", tmp_path, old, new)
    read_register(path, register, study.registers, problems)
    assert problems.problems and all("klopt niet" in p.found for p in problems.problems)
    assert all(p.row and p.expected for p in problems.problems)
    assert row is None or problems.problems[0].row == row


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (
            "2021-10-01,regulier,totaal,duaal,1340",
            "2021-10-01,regulier,totaal,duaal,1.34",
            "pupils",
        ),
        ("2021-10-01,regulier,", "2021-10-01,reguleir,", "provider_type"),
        ("2021-10-01,regulier,", "31/9/2021,regulier,", "date"),
        ("2021-10-01,regulier,", "vóór 2021-10-01,regulier,", "date"),
    ],
)
def test_cells_of_a_register_that_cannot_be_read(study, problems, tmp_path, old, new, column):
    path = spoil(RAW / "inschrijvingen.csv", tmp_path, old, new)
    read_register(path, "pupils", study.registers, problems)
    assert column in {p.column for p in problems.problems}


def test_a_workbook_with_an_unknown_row_and_a_text_for_a_count(study, problems, tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "r.xlsx"
    shutil.copy(RAW / "inschrijvingen.xlsx", path)
    book = load_workbook(path)
    book.worksheets[0]["A7"] = "Hoger onderwijs"
    book.worksheets[1]["B8"] = "zes"
    book.save(path)
    read_register(path, "pupils", study.registers, problems)
    found = {(p.column, p.row) for p in problems.problems}
    assert {("A", 7), ("B", 8)} <= found
    assert all("blad" in p.file for p in problems.problems if p.column in ("A", "B"))


def test_visited_providers_come_at_two_moments(study, problems):
    table = read_visited(RAW / "bezochte_aanbieders.csv", study.registers, problems)
    assert not problems.problems
    assert table["unit"].nunique() == 11
    assert set(table["register"]) == {"visited", "visited_interview"}
