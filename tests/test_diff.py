"""`make diff` from a git revision, in a shallow clone of a tiny project, as CI has it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from surveyreport.files.problems import InputProblems
from surveyreport.record.diff import difference_since
from surveyreport.record.run_changes import Change

SNAKEFILE = """
import sys
configfile: "config.yaml"
rule all:
    input: expand("results/{wave}/manifest.json", wave=config["waves"])
rule made:
    input: "data/{wave}.csv"
    output: "results/{wave}/manifest.json"
    shell: "{sys.executable} make.py {wildcards.wave}"
"""
MAKE = """
import hashlib, json, pathlib, sys
wave = sys.argv[1]
data, folder = f"data/{wave}.csv", pathlib.Path("results", wave)
digest = hashlib.sha256(pathlib.Path(data).read_bytes()).hexdigest()
record = {"wave": wave, "inputs": {data: digest}, "roles": {data: "registers"}}
record |= {"code": {}, "libraries": {}, "outputs": {}}
(folder / "register.csv").write_bytes(pathlib.Path(data).read_bytes())
(folder / "manifest.json").write_text(json.dumps(record))
"""
COUNTS = "register,date,unit,provider_type,grade,programme,count\npupils,d,,t,g,p,{}\n"


def git(folder, *arguments):
    who = ("-c", "user.name=x", "-c", "user.email=x@x")
    command = ["git", *who, *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder, count, waves):
    (folder / "data").mkdir(exist_ok=True)
    (folder / "Snakefile").write_text(SNAKEFILE)
    (folder / "make.py").write_text(MAKE)
    (folder / "requirements.lock").write_text(f"pinned=={count}\n")
    (folder / "config.yaml").write_text(f"waves: {{{', '.join(f'{w}: {{}}' for w in waves)}}}\n")
    for wave in waves:
        (folder / f"data/{wave}.csv").write_text(COUNTS.format(count))
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", str(count))
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """(a clone of the last commit only, with its results; the commit before)."""
    folder = tmp_path_factory.mktemp("diff")
    origin = folder / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    earlier = commit(origin, 4, ["w1"])
    commit(origin, 5, ["w1", "w2"])
    git(folder, "clone", "--quiet", "--depth=1", f"file://{origin}", "clone")
    made = [sys.executable, "-m", "snakemake", "-j1", "--quiet", "all"]
    subprocess.run(made, cwd=folder / "clone", check=True, capture_output=True)
    return folder / "clone", earlier


def test_all_waves_are_compared_with_a_commit_the_clone_does_not_have(clone):
    project, earlier = clone
    assert difference_since(earlier, None, project) == [
        Change("een nieuwe golf in config.yaml", "golven", "w2", "", ""),
        Change("officiële tellingen (data/w1.csv)", "register.csv", "pupils / d / t / g / p",
               "count 4", "count 5"),
    ]  # fmt: skip
    # nothing stays behind
    assert git(project, "worktree", "list").count("\n") == 0


def test_a_manifest_is_compared_with_its_own_wave(clone):
    project, _ = clone
    assert difference_since(str(project / "results/w2/manifest.json"), None, project) == []


def test_a_revision_that_is_nowhere_and_a_wave_not_made(clone):
    project, earlier = clone
    with pytest.raises(InputProblems, match="git kent geen revisie 'geen-revisie'"):
        difference_since("geen-revisie", None, project)
    with pytest.raises(InputProblems, match=r"'config\.yaml' is geen manifest\.json"):
        difference_since("config.yaml", None, project)
    option = f"--upload-pack=touch {project}/made"
    for start in ("", option):
        with pytest.raises(InputProblems, match=r"geen (manifest|revisie)"):
            difference_since(start, None, project)
    assert not (project / "made").exists()
    with pytest.raises(InputProblems, match="voer eerst make report uit"):
        difference_since(earlier, "w3", project)
