"""One lock file holds the pins, environment.yml follows it; what a bare machine is told."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from support import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from write_environment import environment

from surveyreport.checks.libraries import check_libraries
from surveyreport.files.problems import InputProblems

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_environment_yml_carries_the_pins_of_the_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == environment(LOCK)
    pins = yaml.safe_load(text)["dependencies"][-1]["pip"]
    locked = re.findall(r"^([A-Za-z0-9._-]+==[^ ;\\]+)", LOCK, re.MULTILINE)
    assert [pin.partition(" ;")[0] for pin in pins] == locked and len(pins) > 50
    # a pin of one platform or one Python keeps its condition: else one library has two versions
    everywhere = [pin.partition("==")[0] for pin in pins if " ;" not in pin]
    assert len(set(everywhere)) == len(everywhere)
    assert sum(" ;" in pin for pin in pins) == len(re.findall(r"^\S+ ;", LOCK, re.MULTILINE))


def test_every_pin_has_a_hash_and_no_index_is_named():
    blocks = re.split(r"\n(?=[a-zA-Z])", LOCK.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK and "index-url" not in LOCK


def test_every_library_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert len(named) > 30
    assert [name for name in named if not re.search(rf"^{name}==", LOCK, re.MULTILINE)] == []


def test_other_libraries_than_the_locked_ones_are_one_problem(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(LOCK, encoding="utf-8")
    check_libraries(lock)
    pin = re.search(r"^pandas==(\S+)", LOCK, re.MULTILINE)[1]
    lock.write_text(LOCK.replace(f"pandas=={pin}", "pandas==0.1").replace("typst==", "not-typst=="))
    with pytest.raises(InputProblems) as caught:
        check_libraries(lock)
    (problem,) = caught.value.problems
    assert f"pandas 0.1 (hier {pin}), typst (niet genoemd)" in problem.found
    assert "make report" in problem.remedy


def machine(folder: Path, **pythons: str) -> dict[str, str]:
    """The environment of a machine with these Pythons only: name -> what it does when called."""
    folder.mkdir()
    for tool in ("bash", "env", "make", "id", "rm", "test", "sh", "touch", "grep", "git"):
        (folder / tool).symlink_to(shutil.which(tool))
    for name, does in pythons.items():
        path = folder / name.replace("_", ".")
        path.write_text(f"#!{shutil.which('sh')}\n{does}\n")
        path.chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHON", "MAKEFLAGS")}
    return kept | {"PATH": str(folder)}


def find_python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tools/find_python.sh", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


WORKS = f'exec "{sys.executable}" "$@"'


def test_a_name_that_fails_when_called_hides_no_python_that_works(tmp_path):
    environment = machine(
        tmp_path / "bin", python3_13="exit 127", python3_12="exit 1", python3=WORKS
    )
    found = find_python(environment)
    assert found.stdout == f"{tmp_path}/bin/python3\n"
    earlier = machine(tmp_path / "shims", python3="exit 127")
    both = environment | {"PATH": f"{earlier['PATH']}:{environment['PATH']}"}
    assert find_python(both).stdout == f"{tmp_path}/bin/python3\n"
    # one of each version
    assert find_python(both, "--all").stdout == f"{tmp_path}/bin/python3\n"


@pytest.mark.parametrize(
    ("pythons", "said"),
    [
        ({}, "Python 3.11, 3.12 of 3.13 ontbreekt"),
        ({"python3": "echo 3.10; exit 3"}, "gevonden:  Python 3.10"),
        (
            {"python3_12": "echo 3.12 No module named ensurepip; exit 4"},
            "No module named ensurepip",
        ),
    ],
)
def test_what_is_missing_is_said_first_with_how_to_get_it(tmp_path, pythons, said):
    environment = machine(tmp_path / "bin", **pythons)
    found = find_python(environment)
    assert found.returncode == 1 and found.stdout == ""
    assert said in found.stderr and "te doen:   " in found.stderr
    (tmp_path / "bin/apt-get").write_text("")
    (tmp_path / "bin/apt-get").chmod(0o755)
    if "python3_12" in pythons:
        assert "apt install python3.12-venv" in find_python(environment).stderr


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """make in this folder, which leaves the environment as it is."""
    kept = {key: value for key, value in os.environ.items() if key != "MAKEFLAGS"}
    command = ["make", "--old-file=.venv/ready", *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)


EVIL = ("2023;touch {0} `touch {0}` $(touch {0})", "2023';touch {0} '")


@pytest.mark.parametrize(
    ("target", "values"),
    [("report", EVIL), *((name, EVIL[:1]) for name in ("feedback", "fetch", "verify", "release"))],
)
def test_what_a_user_gives_is_no_command(tmp_path, target, values):
    evil = tmp_path / "evil"
    for value in values:
        assert make(target, f"WAVE={value.format(evil)}").returncode == 2
    assert not evil.exists()


def test_other_values_reach_the_command_between_quotes(tmp_path):
    said = make("-n", "draft", "WAVE=2025", "GROUP=x", f"FROM=a b;touch {tmp_path}/evil.lss")
    assert '--structure "$FROM"' in said.stdout
    assert not (tmp_path / "evil.lss").exists()
    assert "geef ook ID=" in make("explain").stderr
