"""The reference wave, run once for all tests of the workflow in a process."""

import pytest
from support import Project, new_project


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Project:
    """The reference wave, run once; tests copy it before they change anything."""
    project = new_project(tmp_path_factory.mktemp("finished") / "project")
    result = project.run(PYTHONHASHSEED="1", TZ="Europe/Brussels")
    assert result.returncode == 0, result.stdout
    (project / "stdout.txt").write_text(result.stdout, encoding="utf-8")
    return project
