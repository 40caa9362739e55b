"""After a change only what depends on it is made again."""

import re

import pytest


@pytest.fixture
def project(finished, tmp_path):
    return finished.copy(tmp_path / "project")


def jobs(result):
    """Rule -> number of jobs, from Snakemake's table of jobs."""
    table = result.stdout.split("Job stats:")[1].split("total")[0]
    return {name: int(n) for name, n in re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)}


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_to_do(project):
    before = project.outputs()
    result = project.run()
    assert result.returncode == 0 and "Nothing to be done" in result.stdout
    assert project.outputs() == before


def test_an_edit_of_one_figure_redraws_that_figure(project):
    before = project.outputs()
    edit(project / "study/figures.yaml", "title: Eigen visie op duaal", "title: Visie op duaal")
    result = project.run()
    assert result.returncode == 0, result.stdout
    after = project.outputs()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        "results/2023/figures/figure-13.svg",
        "results/2023/figures/figure-13.png",
        "results/2023/manifest.json",
    }


def test_new_rows_in_one_export_reach_only_what_depends_on_it(project):
    path = project / "data/raw/2023/beleidsteam.csv"
    heading, first, *_ = path.read_bytes().split(b"\r\n")
    assert heading.count(b";") == first.count(b";")
    # an opened link more: nothing else on the row
    cells = [b'""'] * (heading.count(b";") + 1)
    cells[0], cells[2], cells[3] = b'"99999"', b'"-1"', b'"nl"'
    path.write_bytes(path.read_bytes()[:-2] + b";".join(cells) + b"\r\n\r\n")
    before = project.outputs()
    result = project.run("--quiet", "reason")
    assert result.returncode == 0, result.stdout
    made = jobs(result)
    assert (made["ingest"], made["clean"], made["recode"]) == (1, 1, 1)
    assert "registers" not in made
    after = project.outputs()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        "data/processed/2023/answers/beleid.parquet",
        "data/processed/2023/beleid.parquet",
        "data/processed/2023/checked.sha256",
        "results/2023/response.csv",
        "results/2023/response.html",
        "results/2023/quality.csv",
        "results/2023/manifest.json",
    }


def test_a_published_value_that_no_longer_agrees_shows(project):
    edit(
        project / "study/published/2023.csv",
        "percent,beleid,beleid.A1,beleidsmedewerker,,,,,,42",
        "percent,beleid,beleid.A1,beleidsmedewerker,,,,,,43",
    )
    result = project.run()
    assert result.returncode == 0 and "281 van 282" in result.stdout
