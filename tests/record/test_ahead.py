"""The libraries that load ahead of a run leave nothing behind when it does not come."""

import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from snakemake_interface_executor_plugins.settings import ExecMode
from support import new_project

from surveyreport.record import ledger, run


@pytest.mark.parametrize("refused", [False, True])
def test_a_plan_or_a_refusal_leaves_no_process_and_no_folder(tmp_path, refused):
    project = new_project(tmp_path / "project")
    if refused:
        (project / "study/groups.yaml").write_text("groups: 1\n", encoding="utf-8")
    # short: its socket has a place in it
    with TemporaryDirectory(prefix="t-") as place:
        result = project.run("--dry-run", TMPDIR=place)
        assert (result.returncode != 0) is refused, result.stdout
        until = time.monotonic() + 60
        while left := [*Path(place).iterdir(), *_processes(place)]:
            assert time.monotonic() < until, left
            time.sleep(0.1)
    assert not (project / "results").exists()


def _processes(place):
    """Those that have a folder in their command line."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        # one may end meanwhile
        with suppress(OSError):
            if place.encode() in path.read_bytes():
                yield path


def test_a_run_that_has_work_loads_them_before_it_looks_and_one_without_does_not(
    finished, tmp_path, monkeypatch
):
    project = finished.copy(tmp_path / "project")
    monkeypatch.chdir(project.folder)
    loaded = []
    monkeypatch.setattr(run, "Warm", lambda: loaded.append(1))
    flow = SimpleNamespace(exec_mode=ExecMode.DEFAULT)
    run.Run(flow).ahead()
    assert not loaded
    for edited in ("study/theme.yaml", "data/raw/2023/beleidsteam.csv"):
        path = project / edited
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        loaded.clear()
        run.Run(flow).ahead()
        assert loaded
        path.write_bytes(before)
    loaded.clear()
    # a file that is not to be read is told by who reads it, in words
    monkeypatch.setattr(
        ledger, "content_hash", Mock(side_effect=PermissionError(13, "geen toegang"))
    )
    run.Run(flow).ahead()
    assert loaded
