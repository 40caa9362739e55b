"""Bad input ends in one message for people; the outputs of the earlier good run stay."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support import ROOT

from surveyreport.checks.everything import check_everything
from surveyreport.files.problems import InputProblems

pytestmark = pytest.mark.usefixtures("exports_read_once")
RAW = "data/raw/2023"


@pytest.fixture(scope="module")
def project(finished, tmp_path_factory):
    return finished.copy(tmp_path_factory.mktemp("spoiled") / "project")


def replace(project, name, old, new):
    path = project / name
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


def missing_file(project):
    (project / f"{RAW}/schoolteam.csv").unlink()


def wrong_group(project):
    shutil.copy(project / f"{RAW}/schoolteam.csv", project / f"{RAW}/beleidsteam.csv")


def missing_and_unknown_column(project):
    replace(project, f"{RAW}/beleidsteam.csv", '"B04"', '"B44"')


def unknown_code(project):
    replace(project, f"{RAW}/schoolteam.csv", '"nl","', '"nl","')
    path = project / f"{RAW}/schoolteam.csv"
    lines = path.read_bytes().split(b"\r\n")
    lines[6] = lines[6].replace(b'"A1"', b'"A77"', 1)
    assert b"A77" in lines[6]
    path.write_bytes(b"\r\n".join(lines))


def doubled_heading(project):
    replace(project, f"{RAW}/beleidsteam.csv", '"B04"', '"B03"')


def wrong_encoding(project):
    path = project / f"{RAW}/beleidsteam.csv"
    content = path.read_bytes()
    assert b"leerling" in content
    path.write_bytes(content.replace(b"leerling", "coördinatie".encode("latin-1"), 1))


def empty_export(project):
    (project / f"{RAW}/beleidsteam.csv").write_bytes(b"")


def headings_only(project):
    path = project / f"{RAW}/beleidsteam.csv"
    path.write_bytes(path.read_bytes().split(b"\r\n")[0] + b"\r\n\r\n")


def wave_without_files(project):
    text = (project / "config.yaml").read_text(encoding="utf-8")
    wave = text.split('  "2023":')[1].split("\ncleaning:")[0].rstrip()
    extra = '  "2031":' + wave.replace("data/raw/2023", "data/raw/2031") + "\n"
    (project / "config.yaml").write_text(
        text.replace("\ncleaning:", extra + "\ncleaning:"), encoding="utf-8"
    )


def unknown_key(project):
    replace(project, "config.yaml", "duplicate_minutes:", "duplicaat_minuten:")


def register_total(project):
    replace(project, f"{RAW}/inschrijvingen.csv", "duaal,2337", "duaal,2347")


def formula_cell(project):
    path = project / f"{RAW}/leerlingen.xlsx"
    book = load_workbook(path)
    # an answer; an open text that begins with = is a text
    (column,) = [cell.column for cell in book.active[1] if cell.value == "B01"]
    book.active.cell(row=10, column=column).value = "=1+1"
    book.save(path)


def everything_at_once(project):
    missing_and_unknown_column(project)
    register_total(project)
    replace(project, f"{RAW}/aanbieders.csv", "A02,", "A01,")
    replace(project, f"{RAW}/aanbieders.csv", "A03,Aanbieder 03,cdo_verbonden", "A03,x,academie")


EVERYTHING = ["B44", "2347", "aanbieders.csv, rij 2, kolom", "rij 3, kolom", "academie"]
CLOSING = ["te doen:", "in de invoer. Er is niets gewijzigd."]


@pytest.fixture
def restored(project):
    yield project
    shutil.copytree(ROOT / "data/raw", project / "data/raw", dirs_exist_ok=True)
    shutil.copy(ROOT / "config.yaml", project / "config.yaml")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (missing_file, ["config.yaml, rij", "data/raw/2023/schoolteam.csv", "is er niet"]),
        (wrong_group, ["beleidsteam.csv", "lijkt de export van groep 'schoolteam'"]),
        (missing_and_unknown_column, ["kolom B04", "ontbreekt", "onbekende kolom B44"]),
        (unknown_code, ["schoolteam.csv, rij 7", "antwoordcode 'A77'", "verwacht:"]),
        (doubled_heading, ["beleidsteam.csv", "B03"]),
        (wrong_encoding, ["beleidsteam.csv", "UTF-8"]),
        (empty_export, ["beleidsteam.csv", "een leeg bestand"]),
        (headings_only, ["beleidsteam.csv", "alleen koppen"]),
        (wave_without_files, ["golf 2031", "data/raw/2031/leerlingen.xlsx", "is er niet"]),
        (unknown_key, ["config.yaml, rij", "duplicaat_minuten", "duplicate_minutes"]),
        (register_total, ["inschrijvingen.csv, rij 10", "2347", "= 2337"]),
        (formula_cell, ["leerlingen.xlsx", "=1+1"]),
        (everything_at_once, EVERYTHING),
    ],
)
def test_one_message_names_everything(restored, monkeypatch, spoil, said):
    spoil(restored)
    monkeypatch.chdir(restored.folder)
    with pytest.raises(InputProblems) as caught:
        check_everything(Path("config.yaml"), Path("study"))
    for words in (*said, *CLOSING):
        assert words in str(caught.value)


def test_the_run_says_so_and_changes_nothing(restored):
    before = restored.outputs()
    everything_at_once(restored)
    result = restored.run()
    assert result.returncode != 0
    for words in (*EVERYTHING, *CLOSING):
        assert words in result.stdout, result.stdout
    assert "Traceback" not in result.stdout
    assert restored.outputs() == before


def test_a_day_that_does_not_exist_is_named_before_snakemake_reads_it(restored):
    replace(restored, "config.yaml", "first_day: 2023-02-06", "first_day: 2023-02-30")
    result = restored.run("--dry-run")
    assert result.returncode != 0 and "Traceback" not in result.stdout
    for words in ("config.yaml, rij 11", "'2023-02-30' is geen dag", *CLOSING):
        assert words in result.stdout, result.stdout


def test_a_file_to_publish_that_nothing_makes_stops_the_run(restored):
    replace(restored, "study/disclosure.yaml", "- report.pdf", "- report.ppdf")
    replace(restored, "study/disclosure.yaml", "figures/*.svg", "figures/*.svgz")
    result = restored.run("--dry-run")
    assert result.returncode != 0 and "Traceback" not in result.stdout
    for words in ("2 problemen", "'report.ppdf'", "bedoelt u report.pdf?", "'figures/*.svgz'"):
        assert words in result.stdout, result.stdout
