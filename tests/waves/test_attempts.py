"""make wave reads a file as the run will, and shows the fault of the attempt that came closest."""

from __future__ import annotations

import sys

import pytest
from support import ROOT

sys.path.append(str(ROOT / "tests/sources"))

from survey_files import SYSTEM, Asked, Survey, csv_text, lss, written

from surveyreport.files.problems import ProblemList
from surveyreport.newwave.folder import sort_folder
from surveyreport.newwave.readings import Reading, best_reading
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.structures import load_structure

OPTIONS = {"A1": "akkoord", "A2": "niet akkoord"}
SURVEY = Survey((Asked("Q1", "L", options=OPTIONS), Asked("Q2", "Y"), Asked("Q3", "S")))


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "binnen"
    path.mkdir()
    written(path / "s.lss", lss(SURVEY, 620))
    other = Survey((Asked("Z1", "S"), Asked("Z2", "S")), sid=9)
    written(path / "a.lss", lss(other, 620))
    return path


def export(answers):
    return csv_text(
        [*SYSTEM, "Q1", "Q2", "Q3"], [["1", "2026-01-10 10:00:00", "2", "nl", "9", *answers]]
    )


def faults(folder, study):
    problems = ProblemList()
    sort_folder(folder, study, {}, problems)
    return [one for one in problems.problems if one.file.endswith("x.csv")]


def test_the_fault_is_that_of_the_attempt_with_its_structure(folder, study):
    written(folder / "x.csv", export(["akkoord", "Ja", "tekst"]).replace(b"akkoord", b"acoord"))
    before = [one.found for one in faults(folder, study)]
    written(folder / "x.csv", export(["akkoord", "Misschien", "tekst"]))
    (problem,) = faults(folder, study)
    assert "het antwoord 'Misschien'" in problem.found and problem.column == "Q2"
    assert "leg het .lss-bestand ernaast" not in problem.remedy
    assert before and not any("staat niet in het .lss-bestand" in found for found in before)


def test_a_file_is_read_with_its_structure_though_it_could_do_without(folder):
    path = written(folder / "x.csv", export(["A1", "1", "tekst"]))
    structures = {name: load_structure(name) for name in sorted(folder.glob("*.lss"))}
    found = best_reading(path, structures, [])
    assert isinstance(found, Reading) and found.structure == folder / "s.lss"
    assert found.export.cells["Q2"].tolist() == ["Y"]
    assert read_export(path).cells["Q2"].tolist() == ["1"]
