"""A wave is read again for what its check rests on, and not for how a figure looks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import ROOT

from surveyreport.checks import inputs
from surveyreport.checks.everything import check_everything


@pytest.fixture
def reading(tmp_path, monkeypatch):
    """The waves that a check reads in a project, one after another."""
    shutil.copytree(ROOT / "study", tmp_path / "study")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/raw").symlink_to(ROOT / "data/raw")
    monkeypatch.chdir(tmp_path)
    read, check = [], inputs.check_wave

    def check_wave(wave, *rest):
        read.append(wave.id)
        check(wave, *rest)

    monkeypatch.setattr(inputs, "check_wave", check_wave)
    check_everything(Path("config.yaml"), Path("study"))
    assert read == ["2023"]
    read.clear()
    return read


def edit(name: str, old: str, new: str) -> None:
    path = Path("study", name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "again"),
    [
        ("figures.yaml", "title: Eigen visie", "title: Onze visie", []),
        ("figures.yaml", "    by: leerlingen.A3\n", "    by: provider_type\n", ["2023"]),
        ("theme.yaml", "png_dpi: 300", "png_dpi: 200", []),
        ("registers.yaml", "frame_types:\n", "frame_types:\n  nieuw: {label: Nieuw}\n", ["2023"]),
        ("questionnaires/beleid.yaml", "text: ", "text: Of ", ["2023"]),
    ],
)
def test_a_wave_is_read_for_what_its_check_rests_on(reading, name, old, new, again):
    edit(name, old, new)
    check_everything(Path("config.yaml"), Path("study"))
    assert reading == again
