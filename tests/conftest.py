"""What the tests share: the study, and the project after its main job."""

import fcntl
import gc
import os
import shutil
from copy import deepcopy
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright
from support import ROOT, Project, new_project

from surveyreport.feedback.load import load_sources
from surveyreport.files.parquet import read_parquet
from surveyreport.files.yamlfile import parse_yaml
from surveyreport.sources.limesurvey import export, rewriting
from surveyreport.sources.limesurvey.recognise import read_table
from surveyreport.sources.limesurvey.table import Table
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

LONGEST = ("workflow/test_main_job.py", "workflow/test_same_bytes.py", "record/test_reruns.py",
           "workflow/", "report/test_reference_report.py", "checks/test_one_fault_one_problem.py",
           "proof/", "waves/", "audit/", "report/", "sources/", "record/", "feedback/",
           "synthetic/", "evidence/", "workbook/")  # fmt: skip
# the same examples on every machine; to search further, run with another profile
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nothing-skipped", action="store_true", help="a skipped test is a failure")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The modules that run the workflow go first, so that no process waits for them at the end."""

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(ROOT / "tests").as_posix()
        return next((i for i, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))

    items.sort(key=place)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded stays, so it need not be looked through for what may go."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    asked = session.config.getoption("--nothing-skipped")
    if asked and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(ROOT / "study")


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    """A copy of the study that a test may spoil."""
    return Path(shutil.copytree(ROOT / "study", tmp_path / "study"))


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Project:
    """The reference wave, run once for all processes; tests copy it before they change anything."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "finished"
    said = folder / "stdout.txt"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            project = new_project(folder)
            result = project.run(PYTHONHASHSEED="1", TZ="Europe/Brussels")
            assert result.returncode == 0, result.stdout
            said.write_text(result.stdout, encoding="utf-8")
    return Project(folder)


@pytest.fixture(scope="session")
def responses(finished, study):
    """Recoded responses of the reference wave, per group."""
    folder = finished / "data/processed/2023"
    return {group: read_parquet(folder / f"{group}.parquet") for group in study.groups}


@pytest.fixture(scope="session")
def sources(finished):
    """What the reports for providers of the reference wave are made from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(finished.folder)
        entry = parse_yaml((finished / "config.yaml").read_text(encoding="utf-8"))["waves"]["2023"]
        found = load_sources("2023", entry, {})
        # it is read when it is used, and then from the folder of that moment
        assert all(hasattr(found.study, part.name) for part in fields(found.study))
    return found


@pytest.fixture(scope="module")
def exports_read_once():
    """For tests of what comes after reading: the same bytes are parsed once."""
    known: dict[tuple[bytes, ...], Table] = {}

    def once(path: Path, companion: Path | None) -> Table:
        key = tuple(file.read_bytes() for file in (path, companion) if file)
        if key not in known:
            known[key] = read_table(path, companion)
        return deepcopy(known[key])

    with pytest.MonkeyPatch.context() as patch:
        for reader in (export, rewriting):
            patch.setattr(reader, "read_table", once)
        yield


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
