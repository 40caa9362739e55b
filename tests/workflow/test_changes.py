"""After a change only what depends on it is made again."""

import pytest

from surveyreport.files.problems import InputProblems
from surveyreport.record.diff import difference_since
from surveyreport.record.run_changes import as_text

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
    assert "Golf 2023: 38 figuren" in result.stdout and "Snakemake" not in result.stdout
    assert project.outputs() == before


def test_an_edit_of_one_figure_redraws_that_figure(project):
    before = project.outputs()
    edit(project / "study/figures.yaml", "title: Eigen visie op duaal", "title: Visie op duaal")
    result = project.run("--until", *DRAW)
    assert result.returncode == 0, result.stdout
    after = project.outputs()
    changed = {name for name in after if after[name] != before[name]}
    pictures = {name for name in changed if "/figures/" in name}
    assert pictures == {f"results/2023/figures/figure-13.{kind}" for kind in ("svg", "png")}
    numbers = ("estimates", "comparisons", "verdicts", "response", "register", "published_check")
    assert not changed & {f"results/2023/{name}.csv" for name in numbers}


def test_new_rows_in_one_export_reach_only_what_depends_on_it(project):
    path = project / "data/raw/2023/beleidsteam.csv"
    heading, first, *_ = path.read_bytes().split(b"\r\n")
    assert heading.count(b";") == first.count(b";")
    # an opened link more: nothing else on the row
    cells = [b'""'] * (heading.count(b";") + 1)
    cells[0], cells[2], cells[3] = b'"99999"', b'"-1"', b'"nl"'
    path.write_bytes(path.read_bytes()[:-2] + b";".join(cells) + b"\r\n\r\n")
    before = project.outputs()
    result = project.run("--until", "response", *DRAW)
    assert result.returncode == 0, result.stdout
    made = project.jobs()
    assert (made["ingest"], made["clean"], made["recode"]) == (1, 1, 1)
    assert "registers" not in made
    after = project.outputs()
    changed = {name for name in after if after[name] != before[name]}
    processed = {
        name for name in changed if name.startswith("data/processed") and "/receipts/" not in name
    }
    assert processed == {
        "data/processed/2023/answers/beleid.parquet",
        "data/processed/2023/beleid.parquet",
        "data/processed/2023/checked.sha256",
    }
    assert "results/2023/response.csv" in changed
    assert not [name for name in changed if "/figures/" in name or "estimates" in name]


def test_a_published_value_that_no_longer_agrees_shows(project):
    edit(
        project / "study/published/2023.csv",
        "percent,beleid,beleid.A1,beleidsmedewerker,,,,,,42",
        "percent,beleid,beleid.A1,beleidsmedewerker,,,,,,43",
    )
    result = project.run("--until", "published_check")
    assert result.returncode == 0 and "281 van 282" in result.stdout


def what_changed(finished, project):
    return difference_since(str(finished / MANIFEST), "2023", project.folder)


def test_a_cosmetic_edit_changes_nothing_a_reader_sees(finished, project):
    edit(project / "config.yaml", "# Wat u aanpast", "# Wat u mag aanpassen")
    edit(project / "study/waves/2023/beleid.csv", "D13,beleid.D13,,\n", "D13,beleid.D13,,\n\n")
    result = project.run(MANIFEST)
    assert result.returncode == 0, result.stdout
    changes = what_changed(finished, project)
    assert changes == []
    assert as_text(changes) == "Er is niets veranderd dat een lezer ziet.\n"


def test_a_row_that_goes_is_found_in_its_numbers_and_figures_with_its_cause(finished, project):
    path = project / "data/raw/2023/leerlingen.xlsx"
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    # the first pupil who counts: submitted inside the field period, by a provider of the frame
    row = next(
        r
        for r in range(2, sheet.max_row)
        if str(sheet.cell(r, names.index("submitdate") + 1).value).startswith("2023-02-09")
        and str(sheet.cell(r, names.index("aanbieder") + 1).value).startswith("A")
    )
    sheet.delete_rows(row)
    book.save(path)
    result = project.run(MANIFEST)
    assert result.returncode == 0, result.stdout
    changes = what_changed(finished, project)
    assert {change.cause for change in changes} == {"rijen van data/raw/2023/leerlingen.xlsx"}
    respondents = [c for c in changes if c.key == "leerlingen / alle / respondents"]
    assert [(c.old, c.new) for c in respondents] == [("value 244", "value 243")]
    figures = {c.key for c in changes if c.what == "figuren"}
    assert "figure-33" in figures and "figure-20" not in figures
    assert not any(
        c.key.startswith(("beleid /", "schoolteam /")) and "n " in c.old
        for c in changes
        if c.what == "estimates.csv"
    )


def test_without_an_earlier_run_or_revision_the_remedy_is_named(project):
    with pytest.raises(InputProblems) as caught:
        difference_since("geen-revisie", "2023", project.folder)
    assert "manifest.json" in str(caught.value)
