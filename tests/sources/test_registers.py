"""Sheets of an administration as they come: the right table, or one problem at the right cell."""

import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from support import ROOT

from surveyreport.files.problems import ProblemList
from surveyreport.sources.read_wave import read_registers
from surveyreport.sources.register_told import told_back
from surveyreport.sources.registers import read_register, read_visited
from surveyreport.study.config import load_config

FILES = ROOT / "tests/data/registers"
KEYS = ["date", "provider_type", "grade", "programme"]
DAY, OTHER = "2024-02-01", "2023-10-01"
# regulier and dbso: aanloopfase, duale opleiding
COUNTS = {("regulier", "aanloopfase"): 10, ("regulier", "duaal"): 100,
          ("dbso", "aanloopfase"): 200, ("dbso", "duaal"): 60}  # fmt: skip
EARLIER = {("regulier", "aanloopfase"): 8, ("regulier", "duaal"): 90,
           ("dbso", "aanloopfase"): 180, ("dbso", "duaal"): 50}  # fmt: skip
BESIDE = (
    "blad Blad1: ga na of deze woorden iets aan de tellingen veranderen:"
    " A1 'Leerlingen op 1/2/2024'; A2 'Onderwijs'"
)


def whole(counts, day=DAY, *, rows=False, columns=False):
    """(date, type, grade, programme) -> count, with the totals of rows and columns."""
    made = {(day, kind, "totaal", programme): n for (kind, programme), n in counts.items()}
    if columns:
        for kind in ("regulier", "dbso"):
            made[day, kind, "totaal", "totaal"] = sum(
                n for (k, _), n in counts.items() if k == kind
            )
    if rows:
        for key, n in list(made.items()):
            total = (day, "totaal", "totaal", key[3])
            made[total] = made.get(total, 0) + n
    return made


def read(path, study, remarks=None, register="pupils", names=None):
    problems = ProblemList()
    table = read_register(path, register, names or study.registers, problems, remarks)
    keys = table[KEYS].itertuples(index=False, name=None)
    return dict(zip(keys, table["count"], strict=True)), problems.problems


def book(tmp_path, *sheets, merge=()):
    """A workbook of sheets given as rows of cells."""
    made = Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"Blad{number}")
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
    made.save(tmp_path / "register.xlsx")
    return tmp_path / "register.xlsx"


ALL = whole(COUNTS, rows=True, columns=True)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("00_reference_reads_well", ALL),
        ("02_table_starts_in_column_b", ALL),
        ("03_day_in_words", ALL),
        ("03_day_is_a_date_cell", ALL),
        ("04_sheet_with_explanations", ALL),
        ("06_two_days_side_by_side", whole(COUNTS) | whole(EARLIER, OTHER)),
        (
            "07_two_tables_below_each_other",
            ALL | whole(EARLIER, OTHER, rows=True, columns=True),
        ),
        ("08_heading_with_footnote", whole(COUNTS, columns=True)),
        (
            "09_numbers_as_text",
            {(DAY, "dbso", "totaal", p): n
             for p, n in (("aanloopfase", 200), ("duaal", 1060), ("totaal", 1260))},
        ),
        ("10_other_date_first", ALL),
        ("11_names_with_footnote_marks", whole(COUNTS, columns=True)),
    ],
)  # fmt: skip
def test_a_workbook_is_read(study, name, counts):
    assert read(FILES / f"{name}.xlsx", study) == (counts, [])


def test_a_merged_type_before_a_column_of_grades(study):
    counts, problems = read(FILES / "01_merged_type_grade_in_column_b.xlsx", study)
    assert not problems and len(counts) == 27
    assert counts[DAY, "regulier", "totaal", "aanloopfase"] == 10
    assert counts[DAY, "regulier", "tweede", "aanloopfase"] == 4
    assert counts[DAY, "dbso", "derde", "totaal"] == 90
    assert counts[DAY, "totaal", "totaal", "totaal"] == 370


@pytest.mark.parametrize(
    ("name", "row", "column", "words"),
    [
        ("05_formulas_never_calculated.xlsx", 4, "D", ["D4, B5, D5, B6, C6, D6"]),
        ("09_small_counts_hidden.xlsx", 4, "B", ["'<5'", "'-'", "'n.b.'", "'x'"]),
        ("windows1252.csv", 4, "pupils", ["'é'"]),
    ],
)
def test_a_file_is_refused_once_with_its_cells(study, name, row, column, words):
    _, (problem,) = read(FILES / name, study)
    assert (problem.row, problem.column) == (row, column)
    assert all(word in problem.found for word in words)


@pytest.mark.parametrize("name", ["note_below", "trailing_empty_columns"])
def test_a_csv_is_read(study, name):
    dbso = {key: n for key, n in whole(COUNTS).items() if key[1] == "dbso"}
    assert read(FILES / f"{name}.csv", study) == (dbso, [])


def test_thousands_in_a_csv(study):
    counts, problems = read(FILES / "thousands.csv", study)
    assert not problems and list(counts.values()) == [1200, 1060]


HEAD = ["Onderwijs", "Aanloopfase", "Duale opleiding"]
ROWS = [["Regulier secundair onderwijs", 10, 100], ["Dbso", 200, 60]]
TITLE = ["Leerlingen op 1/2/2024"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Onderwijs", "Dbso", "Regulier"], ["Aanloopfase", 200, 10], ["Duaal", 60, 100]],
        [["Teldatum", *HEAD], ["1/2/2024", *ROWS[0]], ["1 februari 2024", *ROWS[1]]],
        [["Onderwijs", "Aanloop-\nfase", "Duale\nopleiding"], *ROWS][:0] or [HEAD, *ROWS],
        [HEAD, [], *ROWS, [], ["(1) voorlopig: zie de nota van 5/3/2024"]],
        [[*HEAD, "Opmerking"], [*ROWS[0], "voorlopig"], ROWS[1]],
        [[None, None, *HEAD], [], [None, None, *ROWS[0]], [None, None, *ROWS[1]]],
    ],
)
def test_other_ways_to_write_the_same_table(study, tmp_path, rows):
    title = [] if rows[0][0] == "Teldatum" else [TITLE]
    assert read(book(tmp_path, [*title, *rows]), study) == (whole(COUNTS), [])


@pytest.mark.parametrize(
    "above",
    [
        [["Stand van 15/3/2024"], TITLE],
        [["Leerlingen op 1/2/2024 (extractie op 15/3/2024)"]],
        [["Extractie", datetime(2024, 3, 15)], ["Teldatum", datetime(2024, 2, 1, 12, 30)]],
        [["Bron: databank, 15/3/2024"], ["1ste februari 2024"]],
        [["Schooljaar 2023-2024"], ["op 2024-02-01"]],
        [["Situation au 1er février 2024"]],
        [["Stand 1. Februar 2024"]],
        [["As of February 1st, 2024"], ["Exported 2024/03/15", "export"]],
        [["Teldatum: 2024/02/01"]],
    ],
)
def test_the_day_of_the_count_among_other_days(study, tmp_path, above):
    assert read(book(tmp_path, [*above, HEAD, *ROWS]), study) == (whole(COUNTS), [])


@pytest.mark.parametrize(
    ("rows", "cell", "word"),
    [
        ([["Leerlingen op 31/2/2024"], HEAD, *ROWS], (1, "A"), "31/2/2024"),
        ([["Leerlingen op 1/13/2024"], HEAD, *ROWS], (1, "A"), "1/13/2024"),
        ([["Leerlingen op 1/2/24"], HEAD, *ROWS], (1, "A"), "1/2/24"),
        ([["Leerlingen op 1/2/1924"], HEAD, *ROWS], (1, "A"), "1/2/1924"),
        ([["Leerlingen op 1 februari 2204"], HEAD, *ROWS], (1, "A"), "1 februari 2204"),
        ([["Teldatum", datetime(1900, 1, 1)], HEAD, *ROWS], (1, "B"), "1900-01-01"),
        ([["1/2/2024"], ["1/10/2023"], HEAD, *ROWS], (1, "A"), "1/10/2023"),
        ([["Leerlingen"], HEAD, *ROWS], (2, "B"), "teldatum"),
        ([["Extractie op 15/3/2024"], HEAD, *ROWS], (2, "B"), "teldatum"),
        ([TITLE, HEAD, ["Dbso", True, 60]], (3, "B"), "WAAR"),
        ([TITLE, HEAD, ["Dbso", 200.5, 60]], (3, "B"), "200.5"),
        ([TITLE, HEAD, ["Dbso", "1,060", 60]], (3, "B"), "1,060"),
        ([TITLE, HEAD, ["Dbso", datetime(2024, 2, 1), 60]], (3, "B"), "2024-02-01"),
        ([TITLE, HEAD, *ROWS, ["Hoger onderwijs", 1, 2]], (5, "A"), "Hoger onderwijs"),
        ([TITLE, [*HEAD, "Modulair"], [*ROWS[0], 5]], (2, "D"), "Modulair"),
        ([TITLE, [*HEAD, None], [*ROWS[0], 5]], (2, "D"), "leeg"),
        ([TITLE, [*HEAD, "Duaal"], [*ROWS[0], 5]], (3, None), "C3 en Blad1!D3"),
        ([TITLE, ["Onderwijs", "Leerlingen"], ["Dbso", 5]], (2, "B"), "Leerlingen"),
        ([TITLE, HEAD, ["Hbo5", 1, 2], ["Volwassenen", 3, 4]], (2, "A"), "bekende naam"),
        ([["Leerlingen in de tweede graad op 1/2/2024"], HEAD, *ROWS], (1, "A"), "titel"),
        ([["Meisjes", "Dbso", 3], TITLE, HEAD, *ROWS], (1, "A"), "boven de eerste kop"),
        ([TITLE, HEAD, *ROWS, [], ["Eintotaal", 210, 160]], (6, "A"), "Eintotaal"),
        ([TITLE, HEAD, *ROWS, ["Totaal", 211, 160]], (5, "provider_type"), "211"),
        ([["Scholen op 1/2/2024"], HEAD, *ROWS], (1, "A"), "anders telt"),
        ([TITLE, HEAD, ["Meisjes"], *ROWS], (3, "A"), "tussenkop"),
        ([TITLE, HEAD, ["Dbso1", 200, 60], ROWS[0]], (3, "A"), "Dbso1"),
        ([TITLE, ["Nr", *HEAD], [1, *ROWS[0]], [2, *ROWS[1]]], (3, "A"), "'1'"),
        ([["Teldatum 1/2/2024 en 1/10/2024"], HEAD, *ROWS], (1, "A"), "meer dan één dag"),
        ([["Inschrijvingen van 1/9/2023 tot 1/2/2024"], HEAD, *ROWS], (1, "A"), "meer dan één"),
        ([["Leerlingen 1/9/2023 t.e.m. 1/2/2024"], HEAD, *ROWS], (1, "A"), "meer dan één"),
        ([["Leerlingen op 1/2/2024, t.o.v. 1/2/2023"], HEAD, *ROWS], (1, "A"), "meer dan één"),
        ([["Leerlingen 16-18 jaar op 1/2/2024"], HEAD, *ROWS], (1, "A"), "-18 jaar"),
        ([["Leerlingen geboren voor 1/2/2005"], HEAD, *ROWS], (1, "A"), "geboren"),
        ([["Leerlingen op 1/2/2024 (gewogen)"], HEAD, *ROWS], (1, "A"), "gewogen"),
        ([["Leerlingen met GON op 1/2/2024"], HEAD, *ROWS], (1, "A"), "GON"),
        ([["Leerlingen op 1/2/2024 x 10"], HEAD, *ROWS], (1, "A"), "x 10"),
        ([["Meisjes op 1/2/2024"], HEAD, *ROWS], (1, "A"), "Meisjes"),
        ([TITLE, ["Provincie Antwerpen"], HEAD, *ROWS], (2, "A"), "Provincie"),
        ([TITLE, ["in duizendtallen"], HEAD, *ROWS], (2, "A"), "duizendtallen"),
        ([["VTE op 1/2/2024"], HEAD, *ROWS], (1, "A"), "VTE"),
        ([["Aantal leerkrachten op 1/2/2024"], HEAD, *ROWS], (1, "A"), "leerkrachten"),
        ([["Vrije werkplekken op 1/2/2024"], HEAD, *ROWS], (1, "A"), "werkplekken"),
        ([["Stageplaatsen op 1/2/2024"], HEAD, *ROWS], (1, "A"), "Stageplaatsen"),
        ([["Totaal aantal gegeven lessen, 1/2/2024"], HEAD, *ROWS], (1, "A"), "lessen"),
        ([["Streefcijfers voor de leerlingen, 1/2/2024"], HEAD, *ROWS], (1, "A"), "Streefcijfers"),
        ([["Leerlingen op 1/2/2024 (x 1 000)"], HEAD, *ROWS], (1, "A"), "x 1 000"),
        ([TITLE, ["Enkel jongens", *HEAD[1:]], *ROWS], (2, "A"), "Enkel"),
        ([["Antwerpen"], TITLE, HEAD, *ROWS], (1, "A"), "Antwerpen"),
        ([["Sint-Truiden"], TITLE, HEAD, *ROWS], (1, "A"), "Sint-Truiden"),
        ([["Leerlingen in Gent op 1/2/2024"], HEAD, *ROWS], (1, "A"), "in Gent"),
        ([["GO! - leerlingen op 1/2/2024"], HEAD, *ROWS], (1, "A"), "GO!"),
        ([["Geslacht: V"], TITLE, HEAD, *ROWS], (1, "A"), "Geslacht"),
        ([["Leerlingen cumulatief, 1/2/2024"], HEAD, *ROWS], (1, "A"), "cumulatief"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_cell(study, tmp_path, rows, cell, word):
    _, problems = read(book(tmp_path, rows), study)
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert (problems[0].row, problems[0].column) == cell
    assert word in problems[0].found


def test_a_count_in_merged_cells_belongs_to_one_count_only(study, tmp_path):
    rows = [TITLE, HEAD, ["Dbso", 260, None]]
    _, (problem,) = read(book(tmp_path, rows, merge=["B3:C3"]), study)
    assert (problem.row, problem.column) == (3, "B") and "samengevoegde" in problem.found
    wide = [TITLE, ["Onderwijs", "Aanloopfase", None, "Duaal"], ["Dbso", 200, None, 60]]
    counts, problems = read(book(tmp_path, wide, merge=["B2:C2", "B3:C3"]), study)
    assert not problems and list(counts.values()) == [200, 60]


@pytest.mark.parametrize("rows", [[], [["Toelichting"], ["Dbso", "deeltijds onderwijs"]]])
def test_a_file_without_counts_is_no_success(study, tmp_path, rows):
    _, (problem,) = read(book(tmp_path, rows), study)
    assert "geen enkele telling" in problem.found
    empty = tmp_path / "empty.csv"
    empty.write_text("date,provider_type,grade,programme,pupils\n", encoding="utf-8")
    assert len(read(empty, study)[1]) == 1
    empty.write_text("", encoding="utf-8")
    assert len(read(empty, study)[1]) == 1


def test_hidden_sheets_and_pages_of_words_are_left_out_and_named(study, tmp_path):
    path = book(tmp_path, [TITLE, HEAD, *ROWS], [["Leerlingen op 1/2/2011"], HEAD, ["Buso", 7, 8]],
                [["Bron: databank"]])  # fmt: skip
    made = load_workbook(path)
    made["Blad2"].sheet_state = "hidden"
    made.save(path)
    remarks = []
    assert read(path, study, remarks) == (whole(COUNTS), [])
    assert remarks == [
        "blad Blad2: verborgen, niet gelezen",
        "blad Blad3: geen tabel met aantallen, niet gelezen",
        BESIDE,
    ]


def test_a_title_of_everyone_is_read_once_the_study_says_so(study, tmp_path):
    path = book(tmp_path, [["Alle provincies, enkel duaal, op 1/2/2024"], HEAD, *ROWS])
    assert "enkel" in read(path, study)[1][0].found
    titles = {"everyone": ["alle provincies,  enkel duaal, op 1/2/2024"]}
    assert read(path, study, names=study.registers | {"reading": titles}) == (whole(COUNTS), [])
    named = load_workbook(path)
    named["Blad1"]["A1"], named["Blad1"].title = "Leerlingen op 1/2/2024", "Meisjes"
    named.save(path)
    assert "Meisjes" in read(path, study)[1][0].found


@pytest.mark.parametrize("shown", ["0%", '"<5"', ";;;"])
def test_a_number_that_shows_as_something_else_is_no_count(study, tmp_path, shown):
    path = book(tmp_path, [TITLE, HEAD, *ROWS])
    made = load_workbook(path)
    made["Blad1"]["B3"].number_format = shown
    made.save(path)
    assert shown in read(path, study)[1][0].found


def test_cells_struck_out_or_with_a_remark_are_read_and_named(study, tmp_path):
    path = book(tmp_path, [TITLE, HEAD, *ROWS])
    made = load_workbook(path)
    made["Blad1"]["B3"].font = Font(strike=True)
    made["Blad1"]["C4"].comment = Comment("zonder de meisjes", "x")
    made.save(path)
    remarks = []
    assert read(path, study, remarks) == (whole(COUNTS), [])
    assert remarks == [
        "blad Blad1: C4 met een opmerking, wel gelezen",
        "blad Blad1: B3 doorgestreept, wel gelezen",
        BESIDE,
    ]


def test_words_beside_the_counts_are_told(study, tmp_path):
    made = [ROWS[0], ["Dbso", "200*", 60], [], ["* afgerond op tientallen"], ["1/3/2024"]]
    remarks = []
    assert read(book(tmp_path, [TITLE, HEAD, *made]), study, remarks) == (whole(COUNTS), [])
    assert remarks == [f"{BESIDE}; B4 '200*'; A6 '* afgerond op tientallen'"]
    long = tmp_path / "lang.csv"
    line = "2024-02-01,dbso,totaal,duaal,3"
    long.write_text(f"date,provider_type,grade,programme,pupils\n{line}\nin tientallen,,,,\n")
    remarks = []
    assert read(long, study, remarks)[1] == []
    assert ["in tientallen" in remark for remark in remarks] == [True]


@pytest.mark.parametrize(
    ("register", "line", "word"),
    [
        ("pupils", "2023-02-01,dbso,totaal,aanloopfase,2", "scholen met leerlingen"),
        ("pupils", "2023-02-01,totaal,totaal,aanloopfase,88", "bezochte aanbieders alleen"),
    ],
)
def test_files_of_which_one_leaves_people_out_contradict_each_other(
    study, tmp_path, register, line, word
):
    path = tmp_path / "leerlingen.csv"
    path.write_text(f"date,provider_type,grade,programme,pupils\n{line}\n", encoding="utf-8")
    wave = load_config(ROOT / "config.yaml").waves["2023"]
    files = {name: ROOT / file for name, file in wave.registers.items()} | {register: path}
    problems = ProblemList()
    read_registers(replace(wave, registers=files), study, problems)
    assert [word in problem.found for problem in problems.problems] == [True]


def test_hidden_rows_and_columns_are_read_and_named(study, tmp_path):
    path = book(tmp_path, [TITLE, HEAD, *ROWS])
    made = load_workbook(path)
    made["Blad1"].row_dimensions[4].hidden = True
    made["Blad1"].column_dimensions.group("B", "C", hidden=True)
    made.save(path)
    remarks = []
    assert read(path, study, remarks) == (whole(COUNTS), [])
    assert remarks == ["blad Blad1: rij 4 en kolom B, C verborgen, wel gelezen", BESIDE]


def test_a_formula_may_give_an_empty_text_or_nearly_a_whole_number(study, tmp_path):
    path = book(tmp_path, [TITLE, HEAD, ["Dbso", '=IF(1=1,"",0)', 60.00000000001]])
    assert "formule" in read(path, study)[1][0].found
    made = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            # as Excel and LibreOffice store the result of a formula that is an empty text
            text = re.sub(rb'<c r="B3"[^>]*>', b'<c r="B3" t="str">', source.read(name))
            target.writestr(name, text)
    assert read(made, study) == ({(DAY, "dbso", "totaal", "duaal"): 60}, [])


def test_a_csv_whose_last_row_breaks_off_is_refused(study, tmp_path):
    path = tmp_path / "register.csv"
    text = "Teldatum;1/2/2024;\n;Aanloopfase;Duaal\nDbso;200;60\nBuso;7;81"
    path.write_text(text, encoding="utf-8")
    assert len(read(path, study)[0]) == 4
    path.write_text(text[: text.rindex(";")], encoding="utf-8")
    _, (problem,) = read(path, study)
    assert problem.row == 4 and "afgebroken" in problem.found


def test_the_study_says_what_does_not_count_and_which_signs_hide_a_count(study, tmp_path):
    rows = [TITLE, [*HEAD, "Aandeel"], ["Dbso", "<5", 60, 0.5], ["Hbo5", 1, 2, 0.1],
            ["Totaal", 64, 60, 1]]  # fmt: skip
    path = book(tmp_path, rows)
    assert read(path, study)[1]
    names = study.registers | {"reading": {"ignored": ["Aandeel", "hbo5"], "no_count": ["<5"]}}
    counts, problems = read(path, study, names=names)
    assert not problems
    assert counts == {
        (DAY, "dbso", "totaal", "duaal"): 60,
        (DAY, "totaal", "totaal", "aanloopfase"): 64,
        (DAY, "totaal", "totaal", "duaal"): 60,
    }


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\ndate;provider_type;grade;programme;pupils\n2024-02-01;dbso;totaal;duaal;60\n",
        "Leerlingen\n\ndate,provider_type,grade,programme,pupils,,\n1/2/2024,Dbso,totaal,Duaal,60,,\n",
        "date\tprovider_type\tgrade\tprogramme\tpupils\n2024-02-01\tdbso\ttotaal\tduaal\t60\n",
        "Teldatum;1/2/2024;\n;Duale opleiding;\nDbso*;60;\n* voorlopig;;\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_text_in_other_forms(study, tmp_path, text, encoding):
    path = tmp_path / "register.csv"
    path.write_bytes(text.encode(encoding))
    assert read(path, study) == ({(DAY, "dbso", "totaal", "duaal"): 60}, [])


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("2024-02-31,dbso,totaal,duaal,60", "2024-02-31"),
        ("2024-13-01,dbso,totaal,duaal,60", "2024-13-01"),
        ("2024-02-01,dbso,totaal,duaal,", "leeg"),
        ("2024-02-01,dbso,totaal", "leeg"),
        ("2024-02-01,dbso,totaal,duaal,TRUE", "TRUE"),
        ("2024-02-01,dbso,totaal,duaal,60,61", "61"),
        ('2024-02-01,dbso,totaal,duaal,"60', "aanhalingsteken"),
        ("2024-02-01,dbsoo,totaal,duaal,60", "dbsoo"),
    ],
)
def test_a_faulty_line_of_a_csv_is_refused(study, tmp_path, line, word):
    path = tmp_path / "register.csv"
    path.write_text(f"date,provider_type,grade,programme,pupils\n{line}\n", encoding="utf-8")
    _, problems = read(path, study)
    assert word in "".join(problem.found for problem in problems)


@pytest.mark.parametrize("form", ["0,", "#,##0,"])
def test_a_count_shown_in_thousands_is_refused(study, tmp_path, form):
    path = book(tmp_path, [["Leerlingen op 1/2/2024"], ["Onderwijs", "Duaal"], ["Dbso", 12000]])
    made = load_workbook(path)
    made.active["B3"].number_format = "#,##0"
    made.save(path)
    assert read(path, study) == ({(DAY, "dbso", "totaal", "duaal"): 12000}, [])
    made.active["B3"].number_format = form
    made.save(path)
    counts, problems = read(path, study)
    assert not counts and len(problems) == 1


@pytest.mark.parametrize("day", ["1 febr. 2024", "1-feb-2024", "1 - febr - 2024", "1 févr. 2024"])
def test_a_short_month(study, tmp_path, day):
    rows = [[f"Leerlingen op {day}"], ["Onderwijs", "Duaal"], ["Dbso", 12]]
    assert read(book(tmp_path, rows), study) == ({(DAY, "dbso", "totaal", "duaal"): 12}, [])


@pytest.mark.parametrize("day", ["1 feb. '24", "1 feb 24", "1/2/'24", "1 februari ’24"])
def test_a_year_without_its_century_is_told(study, tmp_path, day):
    rows = [[f"Leerlingen op {day}"], ["Onderwijs", "Duaal"], ["Dbso", 12]]
    (problem,) = read(book(tmp_path, rows), study)[1]
    assert "jaar geen vier cijfers" in problem.found and day in problem.found


def test_names_that_nothing_knows_are_told(study, tmp_path):
    rows = [["Leerlingen op 1/2/2024"], ["Onderwijs", "Duaal"], ["Dbso (311)", 12], ["Al", 12]]
    (problem,) = read(book(tmp_path, rows), study)[1]
    assert "A3 ('Dbso (311)')" in problem.found and "A4 ('Al')" in problem.found


@pytest.mark.parametrize("text", ["[" * 200_000, ";" * 20_000 + "\n"])
def test_a_line_that_no_spreadsheet_can_have_is_refused(study, tmp_path, text):
    path = tmp_path / "breed.csv"
    path.write_text(text, encoding="utf-8")
    assert "meer cellen of tekens" in read(path, study)[1][0].found


def test_visited_providers_in_a_file_that_a_spreadsheet_saved(study, tmp_path):
    shipped = ROOT / "data/raw/2023/bezochte_aanbieders.csv"
    lines = shipped.read_text(encoding="utf-8").splitlines()
    whole, problems = read_visited(shipped, study.registers, ProblemList()), ProblemList()
    path = tmp_path / "visited.csv"
    text = "\r\n".join(
        [
            lines[0].replace(",", ";") + ";;",
            *(line.replace(",", ";") + ";;" for line in lines[1:]),
            "Bron: de scholen",
        ]
    )
    path.write_bytes(text.encode("cp1252"))
    assert read_visited(path, study.registers, problems).equals(whole)
    assert not problems


def test_what_was_read_is_told_back_as_a_table(study):
    problems = ProblemList()
    table = read_register(
        FILES / "06_two_days_side_by_side.xlsx", "pupils", study.registers, problems
    )
    assert told_back(table, study.registers) == (
        "Teldatum 1/10/2023, gelezen in blad a: B4 tot C5\n"
        "                              Aanloopfase  Duale opleiding\n"
        "Regulier secundair onderwijs            8               90\n"
        "Dbso                                  180               50\n"
        "\n"
        "Teldatum 1/2/2024, gelezen in blad a: D4 tot E5\n"
        "                              Aanloopfase  Duale opleiding\n"
        "Regulier secundair onderwijs           10              100\n"
        "Dbso                                  200               60"
    )
    grades = table[table["date"].eq(DAY)].assign(grade="tweede", cell="B4")
    assert "\nDbso\n  Tweede graad  " in told_back(grades, study.registers)
