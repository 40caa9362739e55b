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
    """A browser for the pages; without one the tests that need it are skipped, with the reason."""
    try:
        driver = sync_playwright().start()
    # its node stops at once without libatomic1
    except Exception as error:
        pytest.skip(f"the browser driver does not start ({error}): make test-tools")
    path = shutil.which("chromium") or driver.chromium.executable_path
    if Path(path).is_file():
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
    driver.stop()
    if not Path(path).is_file():
        pytest.skip("no browser: make test-tools installs chromium")
