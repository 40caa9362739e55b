"""Shape of the files: LimeSurvey's dialects, the registers, the visits, the same bytes again."""

from __future__ import annotations

import csv
import re
import shutil
from collections import defaultdict
from datetime import datetime
from hashlib import sha256

import openpyxl
import pytest
from reference_reader import FILES, RAW, ROOT, STUDY, export, table

from surveyreport.files.problems import InputProblems
from synthetic.wave import reference_wave

HEADERS = ROOT / "tests" / "data" / "reference_wave" / "headers.csv"
LABELS = {
    "Regulier secundair onderwijs": "regulier",
    "Dbso": "dbso",
    "Syntra-opleidingscentra": "syntra",
    "Buso": "buso",
    "Eindtotaal": "totaal",
    "Aanloopfase": "aanloopfase",
    "Duale opleiding": "duaal",
    "Tweede graad": "tweede",
    "Derde graad": "derde",
}


@pytest.fixture(scope="module")
def generated() -> dict[str, bytes]:
    return reference_wave(STUDY, "2023")


def test_generating_again_gives_the_committed_bytes(generated):
    on_disk = {path.name: path.read_bytes() for path in RAW.iterdir()}
    assert {name: sha256(content).hexdigest() for name, content in generated.items()} == {
        name: sha256(content).hexdigest() for name, content in on_disk.items()
    }


def test_another_seed_gives_other_answers_and_the_same_registers(generated):
    other = reference_wave(STUDY, "2023", seed=1)
    changed = {name for name in generated if generated[name] != other[name]}
    assert changed == {"beleidsteam.csv", "schoolteam.csv", "leerlingen.xlsx", "README.md"}


def test_contradictory_counts_are_all_reported(tmp_path):
    shutil.copytree(STUDY, tmp_path / "study")
    counts = tmp_path / "study" / "reference" / "2023" / "counts.csv"
    text = counts.read_text(encoding="utf-8")
    assert "beleid.B3,eerder niet akkoord,2\n" in text and "schoolteam.A1.4,selected,47\n" in text
    text = text.replace("beleid.B3,eerder niet akkoord,2\n", "")
    counts.write_text(
        text.replace("schoolteam.A1.4,selected,47\n", "schoolteam.A1.4,selected,4\n"),
        encoding="utf-8",
    )
    with pytest.raises(InputProblems) as caught:
        reference_wave(tmp_path / "study", "2023")
    message = str(caught.value)
    assert "geen aantal voor beleid.B3: eerder niet akkoord" in message
    assert "beleid.B3: de aantallen tellen op tot 64" in message
    assert "schoolteam.A1: 284 aangekruiste vakjes" in message


def test_data_log_names_every_file_with_its_hash():
    log = (RAW / "README.md").read_text(encoding="utf-8")
    for path in RAW.iterdir():
        if path.name != "README.md":
            row = next(line for line in log.splitlines() if line.startswith(f"| {path.name} |"))
            assert sha256(path.read_bytes()).hexdigest() in row and "synthetisch" in row


@pytest.mark.parametrize("group", list(FILES))
def test_columns_are_those_of_a_real_export(group):
    with HEADERS.open(encoding="utf-8", newline="") as handle:
        real = {name: columns for name, *columns in csv.reader(handle)}[group]
    if group == "schoolteam":
        # The real survey identified providers by token; here a hidden first question does.
        real.remove("token")
        real.insert(real.index("datestamp") + 1, "aanbieder")
    assert list(export(group)[0]) == real


def test_remote_control_csv_dialect():
    content = (RAW / "beleidsteam.csv").read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"id";"submitdate";')
    assert content.endswith(b'"\r\n\r\n')
    cells = re.sub(rb'"(?:[^"]|"")*"', b"", content.removeprefix(b"\xef\xbb\xbf"))
    assert set(cells) <= set(b";\r\n")


def test_web_csv_dialect():
    content = (RAW / "schoolteam.csv").read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"id","submitdate",')
    assert content.endswith(b'"\r\n') and not content.endswith(b"\r\n\r\n")
    cells = [cell for row in export("schoolteam") for cell in row.values()]
    assert any(cell.startswith("'=") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_open_answers_are_awkward_enough():
    cells = [
        cell for group in ("beleid", "schoolteam") for r in export(group) for cell in r.values()
    ]
    for mark in ('"', ";", "\n", "💪"):
        assert any(mark in cell for cell in cells)
    assert any(cell.startswith("-") for cell in cells)
    assert any(cell.startswith("=") for cell in cells)


def test_pupil_workbook_has_one_sheet_numbers_and_no_formulas():
    book = openpyxl.load_workbook(RAW / "leerlingen.xlsx")
    assert book.sheetnames == ["Bevraging leerlingen aanloopfas"]
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)
    for row in book.active.iter_rows(min_row=2, values_only=True):
        assert isinstance(row[0], int) and isinstance(row[4], int)
        assert isinstance(row[5], str) and datetime.fromisoformat(row[5])


def register(name: str, measure: str) -> dict[tuple[str, str, str, str], int]:
    rows = table(RAW / f"{name}.csv")
    keys = ("date", "provider_type", "grade", "programme")
    return {tuple(row[key] for key in keys): int(row[measure]) for row in rows}


@pytest.mark.parametrize(
    ("name", "measure"), [("inschrijvingen", "pupils"), ("scholen", "schools")]
)
def test_register_workbook_holds_the_same_numbers(name, measure):
    found, provider = {}, ""
    for sheet in openpyxl.load_workbook(RAW / f"{name}.xlsx"):
        day = datetime.strptime(sheet.title, "%d-%m-%Y").date().isoformat()
        programmes = [LABELS[cell.value] for cell in sheet[5][1:]]
        for label, *values in sheet.iter_rows(min_row=6, values_only=True):
            if not label or label.startswith("Noot"):
                continue
            key = LABELS[label.strip()]
            provider, grade = (provider, key) if label.startswith(" ") else (key, "totaal")
            for programme, value in zip(programmes, values, strict=True):
                if value is not None:
                    found[day, provider, grade, programme] = value
    assert found == register(name, measure)


def test_enrolment_adds_up_to_the_published_totals():
    counts = register("inschrijvingen", "pupils")
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for (day, provider, grade, programme), number in counts.items():
        if provider != "totaal" and grade == "totaal":
            totals[day, programme] += number
    assert totals == {
        (day, programme): number
        for (day, provider, _, programme), number in counts.items()
        if provider == "totaal"
    }
    day = "2023-02-01"
    assert counts[day, "totaal", "totaal", "totaal"] == 5010
    for provider in ("regulier", "dbso", "syntra"):
        for programme in ("aanloopfase", "duaal", "totaal"):
            grades = [counts[day, provider, grade, programme] for grade in ("tweede", "derde")]
            assert sum(grades) == counts[day, provider, "totaal", programme]


def test_visited_providers_meet_what_the_report_says_of_them():
    rows = table(RAW / "bezochte_aanbieders.csv")
    frame = {row["provider_id"]: row["type"] for row in table(RAW / "aanbieders.csv")}
    assert all(frame[row["provider_id"]] == row["type"] for row in rows)
    kind = {int(row["number"]): row["type"] for row in rows}
    assert sorted(kind) == list(range(1, 12)) and len({row["provider_id"] for row in rows}) == 11
    assert [number for number in kind if kind[number] == "regulier"] == [10, 11]
    assert list(kind.values()).count("cdo_autonoom") == 4
    pupils = {
        (int(row["number"]), row["grade"], row["programme"]): int(row["pupils"])
        for row in rows
        if row["moment"] == "teldatum"
    }
    interview = {int(r["number"]): int(r["pupils"]) for r in rows if r["moment"] == "interview"}
    centres = range(1, 10)
    for number in centres:
        started = pupils[number, "tweede", "aanloopfase"]
        assert started > pupils[number, "tweede", "duaal"]
    without_third = [
        number
        for number in centres
        if not pupils[number, "derde", "aanloopfase"] + pupils[number, "derde", "duaal"]
    ]
    assert len(without_third) == 2
    for number in (10, 11):
        assert interview[number] == 0
        assert pupils[number, "tweede", "aanloopfase"] == 0
        assert pupils[number, "derde", "aanloopfase"] == 0
    enrolled = register("inschrijvingen", "pupils")
    for provider, numbers in (("dbso", centres), ("regulier", (10, 11))):
        for grade in ("tweede", "derde"):
            for programme in ("aanloopfase", "duaal"):
                visited = sum(pupils[number, grade, programme] for number in numbers)
                assert visited <= enrolled["2023-02-01", provider, grade, programme]


@pytest.mark.parametrize("group", list(FILES))
def test_no_column_or_answer_identifies_a_person(group):
    rows = export(group)
    assert not {"token", "ipaddr", "refurl", "firstname", "lastname", "email"} & set(rows[0])
    digits = re.compile(r"\+?\d[\d ./-]{7,}\d")
    for row in rows:
        for name, cell in row.items():
            if name not in ("submitdate", "startdate", "datestamp", "seed"):
                assert "@" not in cell and not digits.search(cell)
