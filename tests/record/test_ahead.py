"""The libraries that load ahead of a first run leave nothing behind when it does not come."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support import new_project


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
        while left := [*Path(place).iterdir()]:
            assert time.monotonic() < until, left
            time.sleep(0.1)
        assert not [p for p in Path("/proc").glob("[0-9]*/cmdline") if place in _text(p)]
    assert not (project / "results").exists()


def _text(path):
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
