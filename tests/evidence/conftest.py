"""Made-up answers on empty sheets, and on sheets that two people filled in."""

import pytest
from small import coding, fill

from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.taking_in import read_back


@pytest.fixture
def sheets(study, tmp_path):
    """Two empty sheets."""
    make_sheets(coding(study, tmp_path), 2)
    return tmp_path


@pytest.fixture
def coded(study, sheets):
    """Both sheets filled in; on one answer the coders differ in two codes."""
    made = coding(study, sheets)
    fill(made, 1)
    fill(made, 2, {"1/2 plaatsen": "middelen"})
    read_back(coding(study, sheets))
    return sheets
