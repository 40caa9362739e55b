"""config.yaml: closed, and every raw file present before anything runs."""

from datetime import date
from pathlib import Path

import pytest
from support import ROOT

from surveyreport.files.problems import InputProblems
from surveyreport.study.config import load_config

GROUPS = ("beleid", "schoolteam", "leerlingen")


@pytest.fixture
def spoiled(tmp_path, monkeypatch):
    """Write config.yaml with one text replaced, beside the real data."""
    monkeypatch.chdir(tmp_path)
    for name in ("data", "study"):
        Path(name).symlink_to(ROOT / name)

    def write(old, new):
        text = (ROOT / "config.yaml").read_text(encoding="utf-8")
        assert old in text
        Path("config.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputProblems) as caught:
            load_config(Path("config.yaml"), GROUPS)
        return caught.value.problems

    return write


def test_the_settings_of_the_reference_wave(monkeypatch):
    monkeypatch.chdir(ROOT)
    config = load_config(Path("config.yaml"), GROUPS)
    wave = config.waves["2023"]
    assert (wave.first_day, wave.last_day) == (date(2023, 2, 6), date(2023, 2, 17))
    assert wave.synthetic and tuple(wave.exports) == GROUPS
    assert config.confidence_level == 0.95


def test_wave_without_its_files(spoiled):
    faults = spoiled("data/raw/2023/beleidsteam.csv", "data/raw/2023/weg.csv")
    assert any("data/raw/2023/weg.csv" in p.found and p.row for p in faults)


def test_unknown_key_suggests_the_known_one(spoiled):
    (fault,) = spoiled("field_period:", "field_periode:")[:1]
    assert "field_periode" in fault.found and "'field_period'" in fault.remedy and fault.row


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("first_day: 2023-02-06", "first_day: 2023-02-31", "geen dag"),
        ("first_day: 2023-02-06", "first_day: 2023-03-06", "valt voor de eerste"),
        ("      beleid: {", "      directies: {", "onbekende groep"),
        ("confidence_level: 0.95", "confidence_level: 95", "95"),
        ("duplicate_minutes: 30", "duplicate_minutes: veel", "veel"),
    ],
)
def test_impossible_values(spoiled, old, new, found):
    assert any(found in p.found and p.row for p in spoiled(old, new))


def test_a_group_may_be_left_out_everywhere(spoiled, tmp_path):
    small = "beleid: {file: data/raw/2023/beleidsteam.csv"
    (problem,) = spoiled(f"{small}}}", f"{small}, leave_out: misschien}}")
    assert problem.column == "waves.2023.exports.beleid.leave_out"
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    Path("config.yaml").write_text(text.replace(f"{small}}}", f"{small}, leave_out: true}}"))
    wave = load_config(Path("config.yaml"), GROUPS).waves["2023"]
    assert list(wave.exports) == ["schoolteam", "leerlingen"]
    assert not [path for path in wave.raw_files if "beleidsteam" in path.name]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (r"data/raw/2023/bel\u202eeid.csv", "een onzichtbaar teken (U+202E)"),
        (r"data/raw/2023/bel\u200beid.csv", "een teken dat niemand ziet"),
        (r"data/raw/2023/bel\neid.csv", "een teken dat niemand ziet"),
        ("b" * 300, "die naam is te lang"),
        ("data/raw/2023", "geen gewoon bestand"),
    ],
)
def test_a_file_of_an_odd_name_is_refused(spoiled, name, said):
    (problem,) = spoiled("data/raw/2023/beleidsteam.csv", f'"{name}"')
    assert said in problem.found and problem.row
