"""The report of the reference wave, published once for the tests of a process."""

from pathlib import Path

import pdf_reader
import publication_data
import pytest
from support import study_of

from surveyreport.study.model import Study


@pytest.fixture(scope="session")
def study() -> Study:
    """As the published wave asked it."""
    return study_of(publication_data.WAVE)


@pytest.fixture(scope="session")
def published(tmp_path_factory, study) -> Path:
    """A results folder with the report in it; tests only read it."""
    folder = publication_data.new_results(tmp_path_factory.mktemp("publication") / "2023")
    publication_data.run(folder, study)
    return folder


@pytest.fixture(scope="session")
def fragments(published):
    """The pieces of text of the published PDF, read once."""
    return pdf_reader.fragments(published / "report.pdf")


@pytest.fixture
def results(tmp_path) -> Path:
    """A results folder without a report, to spoil."""
    return publication_data.new_results(tmp_path / "2023")
