"""make look: every file we have is taken for what it is, with the right rows, or refused."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from limesurvey_files import DATA, PERSONAL_VALUES, SURVEYS, expected_ids, stored
from support import ROOT

from surveyreport.newwave.look import look_at
from surveyreport.newwave.look_text import as_text

STUDY = ROOT / "study"
GROUPS = {"beleidsteam": "beleid", "schoolteam": "schoolteam", "leerlingen": "leerlingen"}
EXPORTS = sorted(
    path.relative_to(DATA).as_posix()
    for path in DATA.glob("*/*/*")
    if path.parent.name in ("rc", "web")
)
# headings that fit several questions; a .sav that the export itself broke; lists of fields
REFUSED = re.compile(r"abbreviated|stata|fieldmap|beleidsteam/web/spss_sav")
DIALECTS = {".xlsx": "xlsx", ".json": "json", ".sav": "sav", ".dat": "spss", ".csv": "csv"}
CASES = ROOT / "tests/data/cases"
REGISTERS = ROOT / "tests/data/registers"


@pytest.mark.parametrize("file", EXPORTS)
def test_an_export_with_its_structure(study, file):
    path, survey = DATA / file, file.split("/")[0]
    beside = DATA / survey / "structure" / f"survey_{SURVEYS[survey]}.lss"
    beside = path.with_suffix(".sps") if path.suffix == ".dat" else beside
    look = look_at(path, study, STUDY, beside)
    if path.suffix in (".sps", ".R"):
        assert look.kind == "syntax" and not look.problems
    elif "participants" in path.name:
        assert look.kind == "participants" and look.rows["tokens"] == 48
    elif REFUSED.search(file):
        assert look.problems and not look.rows
    else:
        assert not look.problems
        ids = expected_ids(survey, path.name)
        if "by_token" in path.name:
            ids = ids[:5]
        rows = stored(survey)
        assert look.kind == "export" and look.group == GROUPS[survey]
        assert look.dialect == ("vv" if "vv_" in path.name else DIALECTS[path.suffix])
        assert look.rows["responses"] == len(ids)
        if "by_token" not in path.name:
            submitted = sum(rows[i]["submitdate"] is not None for i in ids)
            assert look.rows["submitted"] == submitted
            assert look.rows["not_submitted"] == len(ids) - submitted
        assert not look.columns["unknown"]
        assert path.suffix == ".dat" or look.limesurvey == "6 (databankversie 620)"
    assert not PERSONAL_VALUES.search(as_text(look))


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("form", ["survey_{}.lss", "survey_{}.txt", "survey_archive_{}.lsa"])
def test_a_structure_and_an_archive(study, survey, form):
    look = look_at(DATA / survey / "structure" / form.format(SURVEYS[survey]), study, STUDY)
    assert not look.problems and look.group == GROUPS[survey]
    assert look.kind == ("export" if form.endswith("lsa") else "structure")
    if look.kind == "export":
        assert look.rows["responses"] == len(stored(survey))


@pytest.mark.parametrize(
    ("file", "kind", "rows", "version"),
    [
        ("k01_old_structure/ls3_one_language.lss", "structure", {"questions": 3}, "3"),
        ("k01_old_structure/ls3_responses.csv", "export", {"responses": 2}, None),
        ("k02_attribute_descriptions/core_fields.lss", "structure", {"questions": 3}, "6"),
        ("k03_types_without_columns/list_with_comment.lsa", "export", {"submitted": 2}, "6"),
        ("k03_types_without_columns/dual_scale.csv", "export", {"submitted": 2}, "6"),
        ("k03_types_without_columns/ranking.csv", "export", {"submitted": 2}, "6"),
        ("k03_types_without_columns/array_numbers.lss", "structure", {"columns": 4}, "6"),
        ("k04_archive_of_limesurvey_7/names_of_columns.lsa", "export", {"submitted": 1}, "7"),
        ("k08_files_of_limesurvey_3/vv_headings_end_in_tab.txt", "export", {"submitted": 2}, None),
        ("k08_files_of_limesurvey_3/newer_spss_data.dat", "unknown", {}, None),
        ("k09_empty_columns/trailing_separators.csv", "export", {"submitted": 2}, None),
        ("k09_empty_columns/two_coloured_empty_columns.xlsx", "export", {"submitted": 2}, None),
        ("k10_code_and_text_headings/french.csv", "export", {"submitted": 2}, None),
        ("k11_resaved/sep_line.csv", "export", {"submitted": 2}, None),
        ("k11_resaved/excel_dates.csv", "export", {}, None),
        ("k11_resaved/dates_of_1904_read_well.xlsx", "export", {"submitted": 2}, None),
        ("k12_words_like_missing/open_answers.csv", "export", {"submitted": 12}, None),
        ("k18_participants_unescaped_quotes/participants.csv", "participants", {"tokens": 2}, None),
        ("k19_reads_well/numbers_and_converted_boxes.csv", "export", {"submitted": 2}, "6"),
        ("k19_reads_well/vv_fputcsv.txt", "export", {"submitted": 1}, None),
    ],
)
def test_small_files_after_public_reports(study, file, kind, rows, version):
    path = CASES / file
    beside = path.with_suffix(".lss")
    own = beside if beside != path and beside.is_file() and path.suffix != ".lsa" else None
    look = look_at(path, study, STUDY, own)
    assert look.kind == kind and bool(look.problems) == (not rows)
    assert rows.items() <= look.rows.items()
    assert (look.limesurvey or "").split(" ")[0] == (version or "")


@pytest.mark.parametrize("path", sorted(REGISTERS.iterdir()), ids=lambda path: path.name)
def test_a_register_is_told_back_or_refused(study, path):
    look = look_at(path, study, STUDY)
    assert look.kind == "register" and look.register == "pupils"
    refused = path.name.startswith(("05", "09_small", "windows"))
    assert bool(look.problems) == refused and bool(look.told) != refused
    if path.name.startswith("07"):
        assert len(look.counts) == 18
        assert re.search(r"^Dbso +180 +50 +230$", as_text(look), re.MULTILINE)


def test_a_file_that_the_settings_name_is_read_as_the_run_reads_it(study, tmp_path, monkeypatch):
    for name in ("config.yaml", "study", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    look = look_at(tmp_path / "data/raw/2025/beleid.json", study, STUDY)
    assert look.wave is None and look.kind == "export"
    look = look_at(tmp_path / "data/raw/2023/beleidsteam.csv", study, STUDY)
    assert look.wave == "2023" and look.group == "beleid" and not look.problems
    (tmp_path / "data").unlink()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data/raw/2023/beleidsteam.csv"
    text = path.read_text("utf-8-sig").replace('"A16";"A2"', '"A16";"A7"')
    path.write_text(text, encoding="utf-8")
    look = look_at(path, study, STUDY)
    assert {problem.column for problem in look.problems} == {"A01"}


def test_the_command_tells_people_and_programs(tmp_path):
    path = REGISTERS / "06_two_days_side_by_side.xlsx"
    before = path.read_bytes()

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "surveyreport", "look", *map(str, arguments)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    told = run(path)
    assert told.returncode == 0 and "officiële tellingen: leerlingen" in told.stdout
    seen = json.loads(run(path, "--json").stdout)
    assert seen["kind"] == "register" and len(seen["counts"]) == 8 and seen["problems"] == []
    documented = (ROOT / "docs/look.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in documented for name in seen)
    refused = run(REGISTERS / "05_formulas_never_calculated.xlsx", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["problems"][0]["column"] == "D"
    assert path.read_bytes() == before


def test_who_reads_along_may_stop(tmp_path):
    """As `| head` does."""
    path = REGISTERS / "06_two_days_side_by_side.xlsx"
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "surveyreport", "look", str(path)]
    ended = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")
