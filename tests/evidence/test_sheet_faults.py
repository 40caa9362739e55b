"""What people and spreadsheets do to a sheet: named in one list, or taken as it was meant."""

from datetime import datetime, time, timedelta

import pytest
from openpyxl import load_workbook
from small import BOOK, WAVE, Edited, coding, decide, final, sheet_of, state

from surveyreport.evidence.differences import differences_path
from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.same_answer import same_answer
from surveyreport.evidence.taking_in import read_back
from surveyreport.files.problems import InputProblems


def faults(study, project, **changed):
    before = state(project)
    with pytest.raises(InputProblems) as raised:
        read_back(coding(study, project, **changed))
    assert state(project) == before
    return [str(problem) for problem in raised.value.problems]


def key_of(study, project, text):
    return next(u.key for u in coding(study, project).units[BOOK] if u.text == text)


def edit(project, change, coder=1):
    edited = Edited(sheet_of(project, coder))
    change(edited)
    edited.save()


def test_all_faults_of_all_sheets_come_in_one_list(study, sheets):
    key, other, third = (key_of(study, sheets, text) for text in ("Meer uren.", "12", "n.v.t."))

    def spoil(edited):
        edited.tick(key, "middelen", "?")
        edited.page.cell(edited.row[other], 2).value = "13"
        edited.tick(third, "geen_inhoud")
        edited.tick(third, "vorming")
        edited.page.delete_rows(edited.row[key_of(study, sheets, "waar")])

    edit(sheets, spoil)
    edit(sheets, lambda e: e.page.cell(e.row[key], 1, "zelfbedacht"), coder=2)
    said = faults(study, sheets)
    for part in ("'?' bij code 'middelen'", "het antwoord is gewijzigd", "'geen_inhoud' naast",
                 "1 rijen zijn weg", "kenmerk 'zelfbedacht'"):  # fmt: skip
        assert any(part in fault for fault in said), (part, said)
    assert any("codeur-2.xlsx" in fault for fault in said)
    assert all("Meer uren" not in fault for fault in said)


def test_a_row_that_stands_twice(study, sheets):
    def double(edited):
        row = edited.row[key_of(study, sheets, "12")]
        for column in (1, 2):
            edited.page.cell(edited.page.max_row + (column == 1), column).value = edited.page.cell(
                row, column
            ).value

    edit(sheets, double)
    assert any("meer dan één keer" in fault for fault in faults(study, sheets))


def test_a_sheet_of_another_wave(study, sheets):
    make_sheets(coding(study, sheets, wave="2033"), 2)
    sheet_of(sheets, 1, "2033").rename(sheet_of(sheets, 9))
    assert any("dit blad is van golf 2033" in fault for fault in faults(study, sheets))


def test_two_sheets_of_one_coder(study, sheets):
    copy = sheet_of(sheets).with_name("kopie van codeur 1.xlsx")
    copy.write_bytes(sheet_of(sheets).read_bytes())
    assert any("nog een blad van codeur 1" in fault for fault in faults(study, sheets))
    with pytest.raises(InputProblems, match="nog een blad"):
        make_sheets(coding(study, sheets), 2)


def test_a_code_with_two_columns_or_another_heading(study, sheets):
    """Ticks in the first of two columns were lost without a word."""

    def double(edited):
        last, own = edited.page.max_column + 1, edited.column["vorming"]
        for row in (4, 5):
            edited.page.cell(row, last).value = edited.page.cell(row, own).value
        edited.tick(key_of(study, sheets, "12"), "vorming")

    def swap(edited):
        own, other = (edited.column[name] for name in ("vorming", "plaatsen"))
        edited.page.cell(5, own).value, edited.page.cell(5, other).value = "plaatsen", "vorming"

    edit(sheets, double)
    edit(sheets, swap, coder=2)
    said = faults(study, sheets)
    for code, coder in (("vorming", 1), ("vorming", 2), ("plaatsen", 2)):
        assert any(f"'{code}' heeft niet één" in f and f"codeur-{coder}" in f for f in said)


@pytest.mark.parametrize("suffix", [".ods", ".xls", ".xlsm", ".csv", "-klaar/blad.xlsx"])
def test_a_sheet_that_would_go_unread_is_named(study, sheets, suffix):
    path = sheet_of(sheets)
    place = path.parent / (path.stem + suffix)
    place.parent.mkdir(exist_ok=True)
    path.rename(place)
    assert any("wordt zo niet gelezen" in f and place.name in f for f in faults(study, sheets))


def test_a_name_in_capitals_or_another_last_tab_is_read(study, coded):
    edited = Edited(sheet_of(coded))
    edited.book.create_sheet("Notities")
    edited.save()
    sheet_of(coded).rename(sheet_of(coded).with_suffix(".XLSX"))
    assert "6 van 7" in read_back(coding(study, coded))[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("Codeur", "0"), ("Codeur", "5"), ("Codeur", "²"), ("Codeurs", "0"), ("Codeurs", None),
     ("Soort", "blad"), ("Golf", None), ("Codeboek", "onbekend")],
)  # fmt: skip
def test_what_a_sheet_says_of_itself_must_be_possible(study, sheets, name, value):
    def change(edited):
        page = edited.book["Over dit blad"]
        row = next(r for r in range(3, 12) if page.cell(r, 1).value == name)
        page.cell(row, 2).value = value

    edit(sheets, change)
    assert any("codeur-1.xlsx" in fault for fault in faults(study, sheets))


def test_a_column_with_ticks_of_an_unknown_code(study, sheets):
    def add(edited):
        edited.page.cell(5, edited.column["vorming"]).value = "eigen_code"
        edited.page.cell(8, edited.column["vorming"]).value = "x"

    edit(sheets, add)
    said = faults(study, sheets)
    assert any("'eigen_code' met 1 kruisjes" in fault for fault in said)
    assert any("'vorming' heeft geen kolom" in fault for fault in said)


def changed_codebook(study, study_folder, old, new):
    from surveyreport.study.load import load_study

    path = study_folder / f"codebooks/{BOOK}.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    return load_study(study_folder)


def test_a_codebook_that_changed_after_coding(study, coded, study_folder):
    new = changed_codebook(study, study_folder, "Gevraagd worden meer uren", "Gevraagd wordt tijd")
    with pytest.raises(InputProblems, match="betekenis van 'middelen' is gewijzigd"):
        read_back(coding(new, coded))
    make_sheets(coding(new, coded), 2)
    decide(coded, "nee")
    edit(coded, lambda e: e.tick(key_of(study, coded, "1/2 plaatsen"), "plaatsen"), coder=2)
    read_back(coding(new, coded))
    assert final(new, coded)["Meer uren."] == {"middelen"}


def test_a_code_that_disappeared_with_its_ticks(study, coded, study_folder):
    new = changed_codebook(study, study_folder, "id: richtlijnen", "id: kader")
    for work in (read_back, lambda c: make_sheets(c, 2)):
        with pytest.raises(InputProblems, match="richtlijnen"):
            work(coding(new, coded))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("waar", True),
        ("12", 12),
        ("1/2 plaatsen", "1/2 plaatsen   "),
        ("Meer uren.", " Meer  uren."),
        ("=1 extra begeleider", "=1 extra begeleider"),
    ],
)
def test_what_a_spreadsheet_makes_of_an_answer_is_no_edit(study, sheets, text, cell):
    key = key_of(study, sheets, text)

    def change(edited):
        at = edited.page.cell(edited.row[key], 2)
        at.value = cell
        if isinstance(cell, str):
            at.data_type = "s"

    edit(sheets, change)
    read_back(coding(study, sheets))


@pytest.mark.parametrize(
    ("text", "cell", "same"),
    [
        ("1e5", 100000, True), ("1.000", 1000, True), ("€ 10", 10, True), ("50 %", 0.5, True),
        ("007", 7, True), ("12:30", time(12, 30), True), ("36:00", timedelta(hours=36), True),
        ("mrt 2023", datetime(2023, 3, 1), True), ("3 mei", datetime(2031, 5, 3), True),
        ("cafe\u0301", "café", True), ("12", 13, False), ("12:30", time(12, 31), False),
        ("mrt 2023", datetime(2023, 4, 1), False), ("tijd", time(12, 30), False),
        ("nan", 1, False), ("meer uren", "minder uren", False),
    ],
)  # fmt: skip
def test_an_answer_that_a_spreadsheet_took_for_something_else(text, cell, same):
    assert same_answer(cell, text) is same


def test_a_date_made_of_an_answer(study, tmp_path):
    answers = [("beleid.D15", "1", "1/2"), ("beleid.D15", "2", "tijd")]
    make_sheets(coding(study, tmp_path, answers), 1)
    made = coding(study, tmp_path, answers)
    keys = {unit.text: unit.key for unit in made.units[BOOK]}
    for text, is_same in (("1/2", True), ("tijd", False)):
        edited = Edited(sheet_of(tmp_path))
        edited.page.cell(edited.row[keys[text]], 2).value = datetime(2031, 2, 1)
        edited.save()
        if is_same:
            read_back(coding(study, tmp_path, answers))
        else:
            assert any("gewijzigd" in f for f in faults(study, tmp_path, answers=answers))


@pytest.mark.parametrize("sign", ["x", "X ", True, 1, 1.0, "WAAR", "ja", "✓"])
def test_ticks_as_people_and_spreadsheets_write_them(study, sheets, sign):
    key = key_of(study, sheets, "12")
    for coder in (1, 2):
        edit(sheets, lambda e: e.tick(key, "vorming", sign), coder)
    read_back(coding(study, sheets))
    assert final(study, sheets) == {"12": {"vorming"}}


@pytest.mark.parametrize("sign", [False, 0, "ONWAAR", " ", "nee"])
def test_what_is_no_tick(study, sheets, sign):
    key = key_of(study, sheets, "12")
    edit(sheets, lambda e: e.tick(key, "vorming", sign))
    read_back(coding(study, sheets))
    assert final(study, sheets) == {}


def test_decisions_need_a_word_and_a_reason(study, coded):
    decide(coded, "misschien")
    assert any("besluit 'misschien'" in fault for fault in faults(study, coded))
    decide(coded, "ja", None)
    assert any("zonder reden" in fault for fault in faults(study, coded))
    decide(coded, "nee")
    assert any("geen enkele code over" in fault for fault in faults(study, coded))


def test_a_sheet_of_differences_that_somebody_changed(study, coded):
    path = differences_path(coded / "data/sheets" / WAVE, BOOK)
    decide(coded, "ja")

    def change(work):
        book = load_workbook(path)
        work(book["Verschillen"])
        book.save(path)

    def twice(page):
        for column in range(1, 8):
            page.cell(6, column).value = page.cell(4, column).value
        page.cell(6, 6).value = "nee"

    kept = path.read_bytes()
    for work, said in (
        (twice, "meer dan één keer"),
        (lambda page: setattr(page.cell(4, 2), "value", "iets anders"), "antwoord is gewijzigd"),
        (lambda page: [setattr(page.cell(4, n), "value", "weg") for n in (1, 2)], "geen antwoord"),
    ):
        change(work)
        assert any(said in fault for fault in faults(study, coded)), said
        path.write_bytes(kept)
    # an answer has another key once whoever wrote it first no longer counts
    change(lambda page: setattr(page.cell(4, 1), "value", "000000000000"))
    path.with_name("kopie.xlsx").write_bytes(kept)
    assert any("nog een blad met verschillen" in fault for fault in faults(study, coded))
    path.with_name("kopie.xlsx").unlink()
    assert "7 van 7" in read_back(coding(study, coded))[0]


def test_something_else_in_the_folder(study, sheets):
    folder = sheet_of(sheets).parent
    (folder / "notities.xlsx").write_bytes(b"geen werkboek")
    book = load_workbook(sheet_of(sheets))
    del book["Over dit blad"], book["Codeboek"]
    book.save(folder / "los.xlsx")
    said = faults(study, sheets)
    assert any("notities.xlsx" in fault and "geen leesbaar werkboek" in fault for fault in said)
    assert any("los.xlsx" in fault and "wat voor werkboek" in fault for fault in said)


def test_the_wave_is_in_the_sheets(study, sheets):
    assert Edited(sheet_of(sheets)).book["Over dit blad"]["B4"].value == WAVE
