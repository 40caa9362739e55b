"""Snakemake with two waves: trends are made, and faults of any wave stop everything."""

from __future__ import annotations

import pytest
from support import ROOT, Project, new_project

from surveyreport.newwave.config_entry import with_entry


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """The two synthetic waves, nothing made yet."""
    project = new_project(tmp_path_factory.mktemp("two") / "project")
    config = project / "config.yaml"
    entry = (ROOT / "study/reference/2025/config-entry.yaml").read_text("utf-8")
    config.write_text(with_entry(config.read_text("utf-8"), entry), "utf-8")
    return project


def test_two_waves_have_trends_and_one_has_none(project, finished):
    two = project.run("results/trends/manifest.json", "--dry-run", "--quiet", "reason")
    assert two.returncode == 0, two.stdout
    for rule in ("questionnaire_difference_2025", "trends", "trend_figures_b", "trends_manifest"):
        assert f"\n{rule} " in two.stdout
    one = finished.run("--dry-run", "--forceall", "--quiet", "reason")
    assert one.returncode == 0, one.stdout
    assert "\ntrend" not in one.stdout and "\nquestionnaire_difference" not in one.stdout


def test_faults_of_all_waves_come_in_one_list_and_nothing_is_made(project, tmp_path):
    project = project.copy(tmp_path / "project")
    mapping = project / "study/waves/2025/beleid.csv"
    text = mapping.read_text("utf-8")
    # codes that the export does not hold
    rows = [line for line in text.splitlines() if ",beleid.B1," in line]
    levels = [line.split(",", 3)[3] for line in rows]
    column = rows[0].split(",")[0]
    codes = [f"A{n}" for n in range(1, len(rows) + 1)]
    swapped = [levels[3], *levels[1:3], levels[0], *levels[4:]]
    new = [f"{column},beleid.B1,{c},{level}" for c, level in zip(codes, swapped, strict=True)]
    mapping.write_text(text.replace("\n".join(rows), "\n".join(new)), "utf-8")
    (project / "data/raw/2025/leerlingen.xlsx").unlink()
    register = project / "data/raw/2023/inschrijvingen.csv"
    register.write_text(register.read_text("utf-8").replace("1340", "1341"), "utf-8")
    result = project.run()
    assert result.returncode != 0
    assert "golf 2025 noemt data/raw/2025/leerlingen.xlsx" in result.stdout
    assert "data/raw/2023/inschrijvingen.csv" in result.stdout
    assert result.stdout.count("problemen in de invoer") == 1
    assert not (project / "results").exists()
