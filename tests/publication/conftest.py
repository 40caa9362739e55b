"""The report of the reference wave, published once for the tests of a process."""

import shutil
from pathlib import Path

import pdf_reader
import publication_data
import pytest
from playwright.sync_api import sync_playwright
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


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium ontbreekt: installeer het met 'apt-get install -y chromium'")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
