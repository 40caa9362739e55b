"""Where a number comes from: every id leads to table, question, base, export and code."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from support import ROOT

from surveyreport.__main__ import main
from surveyreport.files.problems import InputProblems
from surveyreport.record.explain.lookup import explain, known_ids
from surveyreport.record.explain.run import Run
from surveyreport.record.provenance import write_manifest
from surveyreport.record.receipts import hashes

TABLES = ROOT / "tests/data/workbook"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The project with the tables of a wave, and no file with respondents but the exports."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("study", "data/raw"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "config.yaml", folder)
    shutil.copytree(TABLES, folder / "results/2023")
    (folder / "src").symlink_to(ROOT / "src")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_manifest(
            Path("results/2023/manifest.json"),
            wave="2023",
            synthetic=True,
            inputs=hashes(path.as_posix() for path in Path("data/raw/2023").glob("*.csv")),
            code=hashes(path.as_posix() for path in Path("src/surveyreport").rglob("*.py")),
            outputs=hashes(path.as_posix() for path in Path("results/2023").glob("*.csv")),
        )
    return folder


@pytest.fixture
def project(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return folder


def told(capsys, *arguments):
    assert main(["explain", *arguments, "--wave", "2023"]) == 0
    return capsys.readouterr().out


def test_a_published_value_goes_back_to_the_export(project, capsys):
    text = told(capsys, "f15_beleid_screening_top2")
    estimates = (project / "results/2023/estimates.csv").read_text().splitlines()
    rows = [i for i, line in enumerate(estimates, 1) if ",beleid.B2.1,helemaal akkoord," in line
            or ",beleid.B2.1,eerder wel akkoord," in line]  # fmt: skip
    n = [int(estimates[row - 1].split(",")[5]) for row in rows]
    for line in (
        f"results/2023/estimates.csv, rij {rows[0]}, {rows[1]}",
        "gepubliceerd: 94 (%), komt overeen",
        f"helemaal akkoord: {n[0]} van 66",
        f"samen: {sum(n)} van 66",
        "de screening",
        "15. Concrete afspraken over de aanloopfase",
        "data/raw/2023/beleidsteam.csv (sha256 ",
        "kolom B02[SQ001]; A1 = helemaal akkoord",
        "src/surveyreport/estimates/ (sha256 ",
        "results/2023/manifest.json",
    ):
        assert line in text
    assert "gewijzigd" not in text and text.startswith("Synthetische data")


def test_the_way_to_the_base_adds_up(project, capsys):
    text = told(capsys, "f15_beleid_screening_top2")
    part = text[text.index("Weg naar de basis") :].splitlines()[1:]
    counts, total = [], 0
    for line in part:
        words = line.split()
        if not line.startswith("  "):
            break
        if words[0] == "−":
            total -= int(words[1])
        elif words[0] == "=":
            assert total == int(words[1])
            counts.append(total)
        else:
            total = int(words[0])
    assert counts == [67, 66]


@pytest.mark.parametrize("name", ["figuur 15", "Figuur 15", "15", "figure-15"])
def test_a_figure_lists_every_item_it_draws(project, capsys, study, name):
    text = told(capsys, *name.split())
    for item in study.figure_items(study.figures[15]):
        assert f"{item.id} (" in text and item.text in text
    assert "Vergelijkingen" in text and "results/2023/figures/figure-15.svg" in text


def test_a_comparison_names_both_questions_and_every_measure(project, capsys, study):
    text = told(capsys, "visie")
    table = pd.read_csv(TABLES / "comparisons.csv")
    own = table.index[table["comparison"].eq("visie")]
    for row in own:
        assert f"rij {row + 2}: " in text
    assert text.count(study.items["beleid.B1"].text) == 2
    assert "66 met een mening bij 35 aanbieders" in text


def test_a_cell_of_a_multi_select_question(project, capsys):
    text = told(capsys, "estimates:schoolteam.A1.1/selected")
    assert "33 % (onafgerond 32,8814 %)" in text and "Y = aangekruist" in text


@pytest.mark.parametrize(("table", "file"), [
    ("estimates", "results/2023/estimates.csv"),
    ("../trends/verdicts", "results/trends/verdicts.csv"),
    ("config.yaml", "config.yaml"),
])  # fmt: skip
def test_a_number_of_the_reports_text(project, capsys, table, file):
    numbers = project / "results/2023/report_numbers.csv"
    numbers.write_text(
        f"number_id,place,shown,table,key,value\nn12,samenvatting,94 %,{table},een rij,0.94\n"
    )
    try:
        text = told(capsys, "n12")
    finally:
        numbers.unlink()
    assert "n12: 94 %, samenvatting" in text and f"{file}, een rij, waarde 0.94" in " ".join(
        text.split()
    )


def test_every_known_id_can_be_explained(project):
    run = Run("2023")
    names = known_ids(run)
    assert len(names) > 900
    # all kinds of ids, a sample of each
    for name in [*run.published["value_id"][::12], *names[-700::40], *(f"figuur {n}" for n in
                 (1, 9, 12, 13, 38))]:  # fmt: skip
        sections = explain(run, name)
        assert sections and all(lines for _, lines in sections), name


def test_a_changed_export_is_reported(project, capsys):
    path = project / "data/raw/2023/beleidsteam.csv"
    content = path.read_bytes()
    path.write_bytes(content + b"\r\n")
    try:
        assert "niet meer het bestand van de run" in told(capsys, "respons_n_beleid")
    finally:
        path.write_bytes(content)


def test_an_unknown_id_is_answered_with_what_looks_like_it(project, capsys):
    assert main(["explain", "f15_beleid_screning_top2", "--wave", "2023"]) == 1
    assert "f15_beleid_screening_top2" in capsys.readouterr().err


def test_an_unknown_wave_and_one_not_made_are_refused(project):
    with pytest.raises(InputProblems, match="geen golf '1999'"):
        Run("1999")


def test_no_respondent_is_read_or_shown(project, capsys):
    """There is no processed data in this project, and no provider of the frame in any answer."""
    assert not (project / "data/processed").exists()
    providers = pd.read_csv(project / "data/raw/2023/aanbieders.csv")
    for name in ("figuur 6", "f15_beleid_screening_top2", "respons_max_schoolteam", "visie"):
        text = told(capsys, *name.split())
        assert not [p for p in providers["provider_id"] if f" {p} " in text or f"{p}," in text]
        assert not set(providers["name"]) & set(text.split("\n"))
