"""tables.xlsx against the tables it is made from, the spreadsheet rules and LibreOffice."""

import dataclasses
import math
import os
import re
import shutil
import subprocess
import sys
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from support import ROOT, study_of

from surveyreport.files.problems import InputProblems
from surveyreport.numbers.figure import figure_numbers
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.load import load_study
from surveyreport.workbook.write import write_workbook

DATA = ROOT / "tests/data/workbook"
NAMES = ("estimates", "register", "response", "verdicts", "comparisons", "published_check")
FACTS = {
    "wave": "2023",
    "label": "2022-2023",
    "synthetic": True,
    "first_day": date(2023, 2, 6),
    "last_day": date(2023, 2, 17),
    "level": 0.95,
    "families": {
        family.id: family.title
        for family in load_comparisons(
            ROOT / "study/comparisons.yaml", load_study(ROOT / "study")
        ).families.values()
    },
}
FORMULAS = ("=1+1", "+32", "-1", "@SUM(A1)", '=HYPERLINK("http://x")')


@pytest.fixture(scope="session")
def study():
    """As the wave of the tables asked it."""
    return study_of(FACTS["wave"])


@pytest.fixture(scope="session")
def tables():
    return {name: pd.read_csv(DATA / f"{name}.csv", dtype={"unit": str}) for name in NAMES}


def drawn(study, tables):
    """The figures, the table behind each, and the tables."""
    figures = list(study.figures.values())
    numbers = {
        figure.name: figure_numbers(study, figure, tables["estimates"], tables["register"])
        for figure in figures
    }
    return figures, numbers, tables


@pytest.fixture(scope="session")
def path(study, tables, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "tables.xlsx"
    write_workbook(path, study, *drawn(study, tables), **FACTS)
    return path


@pytest.fixture(scope="session")
def book(path):
    return openpyxl.load_workbook(path)


def rows(sheet):
    """The cells of the one table of a sheet: heading and rows."""
    (table,) = sheet.tables.values()
    heading, *body = [[cell.value for cell in row] for row in sheet[table.ref]]
    return heading, body


def frame(book, tab):
    heading, body = rows(book[tab])
    return pd.DataFrame(body, columns=[re.sub(r" \[noot \d+\]$", "", name) for name in heading])


def test_every_sheet_but_the_cover_is_one_marked_up_table(book):
    assert book.sheetnames[:4] == ["Omslag", "Inhoud", "Noten", "Figuren"]
    names = []
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1
        heading, body = rows(sheet)
        assert len(set(heading)) == len(heading) and all(heading)
        assert body and not [value for row in body for value in row if value in (None, "")]
        (table,) = sheet.tables.values()
        assert table.ref.endswith(sheet.dimensions.split(":")[1])
        assert [column.name for column in table.tableColumns] == heading
        names.append(table.displayName)
        assert sheet["A1"].value and sheet["A2"].value
    assert len(set(names)) == len(names)


def test_nothing_is_merged_or_small_and_text_wraps(book):
    for sheet in book:
        assert not sheet.merged_cells.ranges
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert cell.font.name == "Arial" and cell.font.size >= 12
    assert all(cell.alignment.wrap_text for cell in book["Vergelijkingen"][6])


def test_contents_and_links_lead_to_every_sheet(book):
    _, body = rows(book["Inhoud"])
    assert [row[0] for row in body] == [name for name in book.sheetnames if name not in
                                        ("Omslag", "Inhoud")]  # fmt: skip
    assert {row[0]: row[2] for row in body} == {row[0]: len(rows(book[row[0]])[1]) for row in body}
    for sheet in book.worksheets[1:]:
        links = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert links
        for cell in links:
            tab = cell.hyperlink.location.removesuffix("!A1").strip("'")
            assert tab in book.sheetnames
            assert cell.value in (tab, "Naar de inhoud")


def test_every_note_that_is_named_exists(book):
    notes = {row[0] for row in rows(book["Noten"])[1]}
    named = {
        note
        for sheet in book.worksheets[2:]
        for heading in rows(sheet)[0]
        for note in re.findall(r"\[(noot \d+)\]", heading)
    }
    assert len(named) > 5 and named <= notes
    assert "95 %" in next(row[1] for row in rows(book["Noten"])[1] if row[0] == "noot 2")


def test_every_estimate_is_in_it_as_a_number(book, tables, study):
    estimates = tables["estimates"]
    sheet = frame(book, "Schattingen")
    assert sheet["Item"].tolist() == estimates["item"].tolist()
    columns = {
        "Aantal": "n",
        "Basis": "base",
        "Aandeel": "share",
        "Ondergrens": "ci_low",
        "Bovengrens": "ci_high",
        "Effectieve grootte": "n_eff",
        "Ontwerpeffect": "deff",
    }
    # what tells of the spread between providers is rounded: see docs/disclosure.md
    estimates = estimates.round({"ci_low": 2, "ci_high": 2, "n_eff": 0, "deff": 1})
    for heading, column in columns.items():
        expected = estimates[column].astype(object).where(estimates[column].notna(), "[x]")
        assert sheet[heading].tolist() == expected.tolist()
    assert sheet["Stelling"].tolist() == [study.items[item].text for item in estimates["item"]]
    cell = book["Schattingen"]["I6"]
    assert isinstance(cell.value, float) and cell.number_format == "0.0%"


def test_every_comparison_is_in_it(book, tables):
    verdicts, comparisons = frame(book, "Vergelijkingen"), frame(book, "Toetsen")
    themes = tables["verdicts"].set_index("comparison")["theme"]
    assert verdicts["Thema"].tolist() == themes.tolist()
    assert comparisons["Vergelijking"].tolist() == [
        themes[comparison] for comparison in tables["comparisons"]["comparison"]
    ]
    assert verdicts["Verdict in een zin"].tolist() == tables["verdicts"]["sentence"].tolist()
    assert verdicts["Delta"].tolist() == tables["verdicts"]["delta"].tolist()
    assert verdicts["Soort familie"].isin(["bevestigend", "verkennend"]).all()
    assert "Beleidsteam positiever" in set(verdicts["Verdict"])
    assert comparisons["P-waarde"].tolist() == tables["comparisons"]["p_value"].round(3).tolist()
    assert len(comparisons) == len(tables["comparisons"])


def test_every_figure_has_its_numbers_on_the_sheet_that_the_list_names(book, study, tables):
    figures = frame(book, "Figuren")
    assert figures["Figuur"].tolist() == list(range(1, 39))
    shares = {(row.item, row.category): row for row in tables["estimates"].itertuples()}
    drawn = 0
    for row in figures.itertuples():
        sheet = frame(book, row.Blad)
        own = sheet[sheet["Figuur"].eq(row.Figuur)]
        items = study.figure_items(study.figures[row.Figuur])
        assert len(own)
        if items:
            names = {study.items[item.id].text for item in items}
            assert set(own["Stelling"]) == names
            drawn += len(own)
    text = study.items["beleid.B1"].text
    visie = frame(book, "Visie")
    cell = visie[visie["Stelling"].eq(text) & visie["Groep"].eq("Schoolteam")
                 & visie["Antwoord"].eq("eerder wel akkoord")]  # fmt: skip
    expected = shares["schoolteam.B1", "eerder wel akkoord"]
    assert cell[["Aantal", "Basis", "Aandeel"]].iloc[0].tolist() == [
        expected.n, expected.base, expected.share,
    ]  # fmt: skip
    assert drawn > 350


def test_the_words_of_the_tables_are_dutch(book, tables):
    """No id of a table stands where a reader expects a word."""
    for tab, names in {
        "Deelname": ["Wat geteld is", "Soort aanbieder", "Groep"],
        "Registers": ["Register", "Soort aanbieder", "Graad", "Programma"],
        "Toetsen": ["Maat", "Toets"],
        "Schattingen": ["Soort antwoord", "Groep"],
        "Herrekening": ["Komt overeen"],
    }.items():
        sheet = frame(book, tab)
        for name in names:
            assert not [v for v in sheet[name].unique() if "_" in v or v in ("True", "all")], name
    ids = set(tables["response"]["statistic"]) | set(tables["register"]["register"])
    words = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not words & ids - {"minimum", "maximum"}


def test_synthetic_data_say_so_on_every_sheet_and_in_the_properties(book):
    for sheet in book:
        assert "Synthetische data" in [sheet[f"A{row}"].value for row in (2, 3)]
    properties = book.properties
    assert properties.keywords == "Synthetische data" and "Synthetische" in properties.title
    assert properties.language == "nl-BE" and properties.modified == datetime(2023, 2, 17)


@pytest.fixture(scope="session")
def hostile(study, tables, tmp_path_factory):
    """A workbook of a study whose wording looks like formulas."""
    names = [item.id for item in study.items.values() if item.id.startswith("beleid.B2.")]
    items = dict(study.items)
    for name, text in zip(names, FORMULAS, strict=False):
        items[name] = dataclasses.replace(items[name], text=text)
    spoiled = dataclasses.replace(study, items=items)
    path = tmp_path_factory.mktemp("hostile") / "tables.xlsx"
    write_workbook(path, spoiled, *drawn(study, tables), **FACTS)
    return path


def test_text_never_becomes_a_formula(hostile):
    book = openpyxl.load_workbook(hostile)
    found = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if cell.value in FORMULAS:
                    assert cell.data_type == "s" and cell.quotePrefix
                    found.add(cell.value)
    assert found == set(FORMULAS)


def test_a_real_wave_without_comparisons_has_fewer_sheets_and_no_mark(study, tables, tmp_path):
    some = {name: tables[name] for name in ("estimates", "register", "response")}
    some |= {name: tables[name].iloc[:0] for name in ("verdicts", "comparisons")}
    real = FACTS | {"synthetic": False}
    write_workbook(tmp_path / "t.xlsx", study, *drawn(study, some), **real)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert not {"Vergelijkingen", "Toetsen", "Herrekening"} & set(book.sheetnames)
    assert "Visie" in book.sheetnames and book.properties.keywords is None
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "Synthetische data" not in cells


def test_a_column_without_a_heading_is_named_and_the_last_workbook_stays(study, tables, tmp_path):
    path = tmp_path / "tables.xlsx"
    path.write_bytes(b"the last one")
    more = tables | {"comparisons": tables["comparisons"].assign(novelty=1.0)}
    with pytest.raises(InputProblems, match="'novelty' van het blad Toetsen"):
        write_workbook(path, study, *drawn(study, more), **FACTS)
    assert [p.name for p in tmp_path.iterdir()] == ["tables.xlsx"]
    assert path.read_bytes() == b"the last one"


WRITE = """
import sys
from datetime import date
from pathlib import Path
import pandas as pd
from support import study_of
from test_workbook import FACTS, drawn
from surveyreport.workbook.write import write_workbook
study = study_of("2023")
data = Path(sys.argv[1]) / "tests/data/workbook"
tables = {p.stem: pd.read_csv(p, dtype={"unit": str}) for p in data.glob("*.csv")}
write_workbook(Path(sys.argv[2]), study, *drawn(study, tables), wave="2023",
    label="2022-2023", synthetic=True, first_day=date(2023, 2, 6), last_day=date(2023, 2, 17),
    level=0.95, families=FACTS["families"])
"""


def test_the_bytes_are_the_same_in_another_process_place_and_time(path, tmp_path):
    again = tmp_path / "again.xlsx"
    settings = os.environ | {
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT / 'tests/workbook'}",
    }
    subprocess.run([sys.executable, "-c", WRITE, ROOT, again], check=True, env=settings)
    assert again.read_bytes() == path.read_bytes()


def test_libreoffice_reads_every_cell_as_it_was_written(hostile, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice: make test-tools installs it")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "seen"]
    subprocess.run(
        [program, "--headless", profile, *convert, hostile],
        check=True,
        capture_output=True,
        timeout=120,
    )
    seen = openpyxl.load_workbook(tmp_path / "seen/tables.xlsx")
    book = openpyxl.load_workbook(hostile)
    assert seen.sheetnames == book.sheetnames
    numbers = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                other = seen[sheet.title][cell.coordinate]
                assert other.data_type != "f"
                if isinstance(cell.value, float):
                    assert math.isclose(other.value, cell.value, abs_tol=1e-12), cell.coordinate
                else:
                    assert other.value == cell.value, (sheet.title, cell.coordinate)
                numbers += cell.data_type == "n" and cell.value is not None
        assert set(seen[sheet.title].tables) == set(sheet.tables)
    assert numbers > 8000
