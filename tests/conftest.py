"""What the tests share: the study and the project folder."""

from pathlib import Path

import pytest
from support import ROOT

from surveyreport.study import Study, load_study


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(ROOT / "study")


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    """A copy of the study that a test may spoil."""
    import shutil

    return Path(shutil.copytree(ROOT / "study", tmp_path / "study"))
