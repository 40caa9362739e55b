"""What cannot be read safely is refused by name, with the place and what to do."""

from __future__ import annotations

import json
import re
import zipfile

import openpyxl
import pytest
from limesurvey_files import DATA, structure

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey.export import read_export

RC = DATA / "leerlingen" / "rc" / "csv__code__short__all.csv"
WEB = DATA / "leerlingen" / "web"
HEAD = '"id";"submitdate";"lastpage";"startlanguage";"A01"\r\n'
ROW = '"1";"2023-02-07 10:00:00";"3";"nl";"A1"\r\n'


def refused(tmp_path, content: bytes | str, **arguments) -> InputProblems:
    file = tmp_path / "export"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputProblems) as caught:
        read_export(file, **arguments)
    assert all(problem.remedy for problem in caught.value.problems)
    assert str(file) in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "een leeg bestand"),
        (b"\r\n", "alleen lege regels"),
        (b"\xef\xbb\xbf\r\n\r\n", "alleen lege regels"),
        (HEAD, "geen antwoorden: alleen koppen"),
        ("\ufeff" + HEAD, "geen antwoorden: alleen koppen"),
        ("Export van mei\n\n" + HEAD, "de koppen staan pas in rij 3"),
        ("No Data, survey table does not exist.", "een melding in plaats van gegevens: 'No Data"),
        (
            '{"status": "No permission"}',
            "een statusmelding in plaats van gegevens: 'No permission'",
        ),
        ('{"responses": []}', "geen antwoorden"),
        ('{"answers": []}', "JSON zonder lijst 'responses'"),
        ('{"responses": [{"id": 1}', "geen geldige JSON"),
        ('{"responses": [{"id": 1, "A01": "A1", "A01": "A2"}]}', "tweemaal dezelfde naam"),
        ('{"responses": [{"id": 1, "A01": "\\ud83d"}]}', "een half teken"),
        ("<!DOCTYPE html><html></html>", "een webpagina"),
        ("naam;leeftijd\r\nx;12\r\n", "geen export van LimeSurvey"),
        (HEAD.encode("utf-16"), "UTF-16"),
        (b"%PDF-1.4 x", "een PDF-bestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "een oud Excel- of Word-bestand of een met wachtwoord"),
        (ROW * 3, "gegevens zonder koppen"),
        ('"id";"A01"\r\n"1";"A\x001"\r\n', "een nulteken op byte"),
        ('"id";"vraag één"\r\n"1";"A1"\r\n', "de onbekende kop 'vraag één'"),
        ('"id";"231003X9X93"\r\n"1";"A1"\r\n', "interne kolomnamen"),
    ],
)
def test_a_file_without_responses_is_named(tmp_path, content, found):
    assert found in str(refused(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "row", "column", "found"),
    [
        (HEAD + ROW + '"2";"";"3";"nl"\r\n', 3, None, "4 cellen"),
        (HEAD + ROW + '"2";"";"3";"nl";"A1";"A2"\r\n', 3, None, "6 cellen"),
        (HEAD + '"2";"";"3";"nl";"A1\r\n' + ROW, 2, None, "aanhalingsteken midden in een cel"),
        (HEAD + ROW + '"2";"";"3";"nl";"A1', 3, None, "afgebroken"),
        (HEAD + ROW + ROW, 3, "id", "antwoord 1 staat er al"),
        (HEAD + '"";"";"3";"nl";"A1"\r\n', 2, "id", "niets"),
        (HEAD + '"nl";"1";"";"3";"A1"\r\n', 2, "id", "'nl'"),
        (HEAD + ROW.replace("2023-02-07", "07-02-2023"), 2, "submitdate", "'07-02-2023"),
        (HEAD.replace("A01", "id") + ROW, 1, None, "de kop 'id' staat boven kolommen 1, 5"),
        (HEAD.replace('"A01"', '"B02_SQ1";"B02[SQ1]"') + ROW[:-2] + ';""\r\n', 1, None, "B02[SQ1]"),
        (HEAD + ROW.replace("2023-02-07", "2023-02-30"), 2, "submitdate", "'2023-02-30"),
    ],
)
def test_damage_is_reported_at_its_row(tmp_path, content, row, column, found):
    problem = refused(tmp_path, content).problems[0]
    assert (problem.row, problem.column) == (row, column)
    assert found in problem.found


def test_all_damaged_rows_are_reported_at_once(tmp_path):
    content = HEAD + '"1";"";"3";"nl"\r\n' + ROW + '"2";"";"3"\r\n'
    assert [p.row for p in refused(tmp_path, content).problems] == [2, 4]


def test_the_same_damage_is_told_once_and_blank_rows_are_passed_over(tmp_path):
    rows = [ROW.replace('"1"', f'"{number}"', 1) for number in range(1, 6)]
    dates = [row.replace("2023-02-07", "7/2/2023") for row in rows]
    (problem,) = refused(tmp_path, HEAD + "".join(dates)).problems
    assert (problem.row, problem.column) == (2, "submitdate") and "nog 4 rijen" in problem.found
    (problem,) = refused(tmp_path, HEAD + "".join(rows + rows)).problems
    assert (problem.row, problem.column) == (7, "id") and "nog 4 rijen" in problem.found
    file = tmp_path / "export"
    file.write_text(HEAD + "\r\n" + "\r\n".join(rows) + ";;;;\r\n", newline="")
    export = read_export(file)
    assert list(export.cells.index) == [3, 5, 7, 9, 11]
    assert "6 rijen zonder één gevulde cel" in " ".join(export.losses)


def test_latin_1_names_the_byte(tmp_path):
    content = (HEAD + ROW).encode() + '"2";"";"3";"nl";"é"\r\n'.encode("latin-1")
    problem = refused(tmp_path, content).problems[0]
    assert problem.row == 3
    assert f"byte {content.index(0xE9) + 1} (waarde 0xe9)" in problem.found


def test_formulas_that_excel_calculated_are_refused_with_their_place(tmp_path):
    source = DATA / "leerlingen" / "rc" / "xls__code__short__all.xlsx"
    target = tmp_path / "opgeslagen.xlsx"
    with zipfile.ZipFile(source) as held, zipfile.ZipFile(target, "w") as made:
        for name in held.namelist():
            # a file saved in Excel holds the value beside the formula
            content = re.sub(
                rb' t="\w+"(>\s*<f>[^<]*</f>)(<v>[^<]*</v>|<v/>)?', rb"\1<v>2</v>", held.read(name)
            )
            made.writestr(name, content)
    with pytest.raises(InputProblems) as caught:
        read_export(target)
    places = [(p.row, p.column) for p in caught.value.problems]
    assert places == [(3, "C14"), (9, "C14"), (10, "C15")]
    assert "cel AM3 bevat een formule: " in caught.value.problems[0].found


def test_a_second_sheet_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("nog een")
    book.save(tmp_path / "twee.xlsx")
    with pytest.raises(InputProblems, match="2 bladen"):
        read_export(tmp_path / "twee.xlsx")


def test_another_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("antwoorden.csv", HEAD + ROW)
    with pytest.raises(InputProblems, match=r"zip-bestand met antwoorden\.csv"):
        read_export(tmp_path / "x.zip")


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("leerlingen/structure/survey_231003.lss", "soort Survey"),
        ("leerlingen/structure/survey_231003.txt", "een vragenlijststructuur"),
        ("leerlingen/web/R_syntax__all.R", "syntaxis in plaats van gegevens"),
        ("leerlingen/web/spss_v16__all.sps", "syntaxis in plaats van gegevens"),
        ("leerlingen/web/spss_v16__all.dat", "een SPSS-gegevensbestand (.dat) zonder syntaxis"),
        ("schoolteam/web/spss_v16__all.dat", "een SPSS-gegevensbestand (.dat) zonder syntaxis"),
        ("beleidsteam/web/spss_v15__all.dat", "een SPSS-gegevensbestand (.dat) zonder syntaxis"),
        ("beleidsteam/web/stata_xml__all.xml", "een Stata-bestand in XML"),
        ("beleidsteam/web/spss_sav__all.sav", "lastpage -1"),
        ("schoolteam/web/participants.csv", "een deelnemerslijst in plaats van antwoorden"),
        ("schoolteam/rc/list_participants.json", "een deelnemerslijst in plaats van antwoorden"),
        ("beleidsteam/rc/csv__abbreviated__long__all.csv", "staat boven kolommen"),
        ("beleidsteam/rc/json__abbreviated__long__complete.json", "past bij D13, D14, D15"),
    ],
)
def test_real_files_that_are_no_safe_input(file, found):
    with pytest.raises(InputProblems) as caught:
        read_export(DATA / file, structure=structure(file.split("/")[0]))
    assert found in str(caught.value)


@pytest.mark.parametrize(
    "file",
    [
        "rc/csv__full__long__all.csv",
        "rc/csv__full__short__complete.csv",
        "rc/csv__codetext__short__all.csv",
        "rc/csv__code__long__complete.csv",
        "rc/csv__code__short__all__convertY1N0.csv",
        "rc/rdata__code__short__all.csv",
        "web/csv_comma__code__short__complete__convert_Y1_N2_emcode.csv",
        "web/xlsx__full__long__all.xlsx",
    ],
)
@pytest.mark.parametrize("group", ["schoolteam", "leerlingen"])
def test_without_structure_it_is_asked_for(group, file):
    with pytest.raises(InputProblems, match=r"leg het \.lss-bestand ernaast of exporteer"):
        read_export(DATA / group / file)


def test_a_sav_on_which_pyreadstat_crashes_is_refused(tmp_path):
    lines = (WEB / "spss_sav__all.sav").read_bytes().splitlines(keepends=True)
    message = str(refused(tmp_path, b"".join([*lines[:2], *lines[1:]])))
    assert "een beschadigd .sav-bestand" in message


def test_the_structure_of_another_survey_is_refused():
    with pytest.raises(InputProblems, match=r"staat niet in het \.lss-bestand"):
        read_export(RC, structure=structure("schoolteam"))


def test_long_and_short_answers_in_one_file_are_refused(tmp_path):
    content = RC.read_bytes().replace(b'"A1"', b'"helemaal akkoord"', 1)
    message = str(refused(tmp_path, content, structure=structure("leerlingen")))
    assert "lange en korte antwoorden door elkaar" in message


def test_a_label_that_is_not_in_the_structure_is_refused(tmp_path):
    source = (DATA / "leerlingen" / "rc" / "csv__code__long__complete.csv").read_text("utf-8-sig")
    content = source.replace('"helemaal akkoord"', '"heel erg akkoord"')
    problem = refused(tmp_path, content, structure=structure("leerlingen")).problems[0]
    assert problem.found.startswith("het antwoord 'heel erg akkoord' (")
    assert problem.row is not None and problem.column is not None


def test_syntax_of_another_file_is_refused():
    data = WEB / "spss_v16__all.dat"
    other = DATA / "schoolteam" / "web"
    with pytest.raises(InputProblems, match="kolommen, zoals in"):
        read_export(data, companion=other / "spss_v16__all.sps")
    with pytest.raises(InputProblems, match="een syntaxis die niet hoort bij"):
        read_export(WEB / "R_data__all.csv", companion=other / "R_syntax__all.R")


def test_json_rows_with_other_headings_are_refused(tmp_path):
    rows = [{"id": 1, "A01": "A1"}, {"id": 2, "A02": "A1"}]
    problem = refused(tmp_path, json.dumps({"responses": rows})).problems[0]
    assert (problem.row, problem.column) == (2, "A01")


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path):
    with pytest.raises(InputProblems, match="het bestand bestaat niet"):
        read_export(tmp_path / "weg.csv")
    with pytest.raises(InputProblems, match="het bestand bestaat niet"):
        read_export(WEB / "spss_v16__all.dat", companion=tmp_path / "weg.sps")


@pytest.mark.parametrize("file", ["vv_v2__all.csv", "csv_semicolon__code__short__all__timings.csv"])
def test_a_file_cut_in_its_last_cell_is_refused(tmp_path, file):
    content = (WEB / file).read_bytes()
    lines = content.rstrip().split(b"\n")
    lines[-1] = lines[-1].rstrip(b';"') + b"1"
    assert refused(tmp_path, b"\n".join(lines)).problems
