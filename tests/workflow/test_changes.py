"""After a change only what depends on it is made again."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from surveyreport.files.problems import InputProblems
from surveyreport.record.diff import difference_since

DRAW = ("draw_2023_a", "draw_2023_b")
MANIFEST = "results/2023/manifest.json"


@pytest.fixture
def project(finished, tmp_path):
    return finished.copy(tmp_path / "project")


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_to_do(project):
    before = project.outputs()
    result = project.run()
    assert result.returncode == 0 and "Er was niets te doen" in result.stdout
    assert "Golf 2023: 48 figuren" in result.stdout and "Snakemake" not in result.stdout
    assert project.outputs() == before


def test_an_edit_of_one_figure_redraws_that_figure(project):
    before = project.outputs()
    edit(project / "study/figures.yaml", "title: Eigen visie op duaal", "title: Visie op duaal")
    result = project.run("--until", *DRAW)
    assert result.returncode == 0, result.stdout
    # a title changes no number
    assert set(project.jobs()) == set(DRAW)
    after = project.outputs()
    changed = {name for name in after if after[name] != before[name]}
    pictures = {name for name in changed if "/figures/" in name}
    assert pictures == {f"results/2023/figures/figure-13.{kind}" for kind in ("svg", "png")}
    numbers = ("estimates", "comparisons", "verdicts", "response", "register", "published_check")
    assert not changed & {f"results/2023/{name}.csv" for name in numbers}


def test_an_edit_of_what_a_figure_counts_makes_its_numbers_again(project):
    path = project / "study/figures.yaml"
    edit(path, "    order: share\n", "")
    result = project.run("--until", "numbers_2023")
    assert result.returncode == 0, result.stdout
    assert set(project.jobs()) == {"numbers_2023"}


def test_a_published_value_that_no_longer_agrees_shows(project):
    edit(
        project / "study/published/2023.csv",
        "percent,beleid,beleid.A1,beleidsmedewerker,,,,,,42",
        "percent,beleid,beleid.A1,beleidsmedewerker,,,,,,43",
    )
    result = project.run("--until", "published_check")
    assert result.returncode == 0 and "281 van 282" in result.stdout


def without_a_pupil(path):
    """Take away the first pupil who counts: submitted in the field period, of a known provider, and
    without a coded answer, which the coded answers would miss."""
    coded = pd.read_csv(path.parents[2] / "coded/2023/answers.csv")
    coded = set(coded.loc[coded["item"].str.startswith("leerlingen."), "response"].astype(str))
    book = load_workbook(path)
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    row = next(
        r
        for r in range(2, sheet.max_row)
        if str(sheet.cell(r, names.index("submitdate") + 1).value).startswith("2023-02-09")
        and str(sheet.cell(r, names.index("aanbieder") + 1).value).startswith("A")
        and str(sheet.cell(r, names.index("id") + 1).value) not in coded
    )
    sheet.delete_rows(row)
    book.save(path)


def with_an_opened_link(path):
    """Add a row of somebody who only opened the survey."""
    heading, first, *_ = path.read_bytes().split(b"\r\n")
    assert heading.count(b";") == first.count(b";")
    cells = [b'""'] * (heading.count(b";") + 1)
    cells[0], cells[2], cells[3] = b'"99999"', b'"-1"', b'"nl"'
    path.write_bytes(path.read_bytes()[:-2] + b";".join(cells) + b"\r\n\r\n")


def test_rows_that_come_and_go_reach_only_what_depends_on_them_and_are_named(finished, project):
    without_a_pupil(project / "data/raw/2023/leerlingen.xlsx")
    with_an_opened_link(project / "data/raw/2023/beleidsteam.csv")
    before = project.outputs()
    result = project.run(MANIFEST)
    assert result.returncode == 0, result.stdout
    made = project.jobs()
    assert (made["ingest"], made["clean"], made["recode"]) == (2, 2, 2)
    assert "registers" not in made
    after = project.outputs()
    changed = {name for name in after if after[name] != before[name]}
    processed = {
        name for name in changed if name.startswith("data/processed") and "/receipts/" not in name
    }
    assert processed == {
        "data/processed/2023/checked.sha256",
        *(f"data/processed/2023/answers/{group}.parquet" for group in ("beleid", "leerlingen")),
        *(f"data/processed/2023/{group}.parquet" for group in ("beleid", "leerlingen")),
    }
    changes = difference_since(str(finished / MANIFEST), "2023", project.folder)
    by_group = {
        (c.cause, c.key.split(" / ")[0])
        for c in changes
        if c.what in ("response.csv", "estimates.csv")
    }
    assert by_group == {
        ("rijen van data/raw/2023/beleidsteam.csv", "beleid"),
        ("rijen van data/raw/2023/leerlingen.xlsx", "leerlingen"),
        # all respondents together
        (
            "rijen van data/raw/2023/beleidsteam.csv of rijen van data/raw/2023/leerlingen.xlsx",
            "alle",
        ),
    }
    estimates = [c.key for c in changes if c.what == "estimates.csv"]
    assert estimates and all(key.startswith("leerlingen /") for key in estimates)
    respondents = [c for c in changes if c.key == "leerlingen / alle / respondents"]
    assert [(c.old, c.new) for c in respondents] == [("value 244", "value 243")]
    figures = {c.key for c in changes if c.what == "figuren"}
    assert "figure-33" in figures and "figure-20" not in figures


def test_without_an_earlier_run_or_revision_the_remedy_is_named(project):
    with pytest.raises(InputProblems) as caught:
        difference_since("geen-revisie", "2023", project.folder)
    assert "manifest.json" in str(caught.value)
