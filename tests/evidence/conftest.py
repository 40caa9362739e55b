"""Made-up answers on empty sheets, and on sheets that two people filled in."""

import shutil
from pathlib import Path

import pytest
from small import coding, fill

from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.taking_in import read_back


@pytest.fixture(scope="module")
def handed_out(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    make_sheets(coding(study, folder), 2)
    return folder


@pytest.fixture
def sheets(handed_out, tmp_path):
    """Two empty sheets."""
    return Path(shutil.copytree(handed_out, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def coded(study, sheets):
    """Both sheets filled in; on one answer the coders differ in two codes."""
    made = coding(study, sheets)
    fill(made, 1)
    fill(made, 2, {"1/2 plaatsen": "middelen"})
    read_back(coding(study, sheets))
    return sheets
