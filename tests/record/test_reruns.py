"""In a built copy with a library of its own: what an edit, a fault or a kill makes run again."""

import fcntl
import re
import signal
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

import pytest
from imported import imported
from support import ROOT, new_project

from surveyreport.record.ledger import Ledger

WAVE = "results/2023"
PACKAGES = sorted(path.parent.name for path in (ROOT / "src/surveyreport").glob("*/__init__.py"))


@pytest.fixture(scope="module")
def built(finished, tmp_path_factory):
    """A finished project whose code may be edited; a test puts back what it edits."""
    return finished.copy(tmp_path_factory.mktemp("built") / "project").own_code()


@pytest.fixture(scope="module")
def reach():
    """Script -> the modules it imports."""
    return {
        script.name: {path.relative_to(ROOT).as_posix() for path in imported(script)}
        for script in (ROOT / "workflow/scripts").glob("*.py")
    }


def script_of(receipt):
    """The name of the script that a job ran: the one in its code that is not shared."""
    shared = "workflow/scripts/job.py"
    (name,) = {n for n in receipt.code if n.startswith("workflow/scripts/")} - {shared}
    return Path(name).name


def edited(project, module, old, new):
    path = project / "src/surveyreport" / module
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return lambda: path.write_text(text, encoding="utf-8")


def rerun(project):
    """The rules whose receipts do not hold."""
    with chdir(project.folder):
        ledger = Ledger()
        return {r.rule for path, r in ledger.receipts.items() if not ledger.holds(path)}


@pytest.mark.parametrize("package", PACKAGES)
def test_an_edit_reruns_exactly_the_rules_that_can_reach_it(built, reach, package):
    modules = sorted((built / f"src/surveyreport/{package}").rglob("*.py"))
    names = [path.relative_to(built.folder).as_posix() for path in modules]
    reached = [name for name in names if any(name in files for files in reach.values())]
    module = next((name for name in reached if not name.endswith("__init__.py")), names[-1])
    with chdir(built.folder):
        receipts = Ledger().receipts.values()
    wanted = {r.rule for r in receipts if module in reach[script_of(r)]}
    path = built / module
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "# a comment\n", encoding="utf-8")
    try:
        assert rerun(built) == wanted
    finally:
        path.write_text(text, encoding="utf-8")
    assert rerun(built) == set()


def jobs(result):
    table = result.stdout.split("Job stats:")[1].split("total")[0]
    return {name for name, _ in re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)} - {"all"}


def test_snakemake_plans_them_and_what_follows_from_them(built):
    back = edited(built, "record/crate.py", 'SYNTHETIC = "', 'SYNTHETIC = "" "')
    try:
        assert jobs(built.run("--dry-run")) == {"crate"}
    finally:
        back()
    # the edit undone, nothing has to run, whatever the times of the files
    assert "Nothing to be done" in built.run("--dry-run").stdout
    table = built / f"{WAVE}/themes.csv"
    away = table.rename(table.with_suffix(".away"))
    back = edited(built, "workbook/sheet.py", "\n\n", "\n\n# a word\n")
    try:
        assert jobs(built.run("--dry-run")) >= {"themes", "workbook_2023", "manifest", "crate"}
    finally:
        back()
        away.rename(table)


STEPS = {
    "workbook": ("workbook/write.py", "write_workbook", f"{WAVE}/tables.xlsx"),
    "microdata": ("archive/write.py", "write_archive", f"{WAVE}/microdata/codebook.html"),
    "draw": ("figures/render.py", "render_figures", f"{WAVE}/figures/figure-01.svg"),
    "feedback": ("feedback/render.py", "render_batch", f"{WAVE}/feedback/index-1.csv"),
}
REPORT = {"report": ("report/publish.py", "publish", f"{WAVE}/report.pdf")}


@pytest.mark.parametrize("steps", [STEPS, REPORT], ids=["four steps", "report"])
def test_what_failed_fails_again_and_is_never_vouched_for(finished, tmp_path, steps):
    project = finished.copy(tmp_path / "project").own_code()
    before = project.outputs()
    for module, function, _ in steps.values():
        with (project / "src/surveyreport" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n\ndef {function}(*a, **k):\n    raise OSError(28, 'No space left')\n")
    targets = [target for *_, target in steps.values()]
    for _ in range(2):
        result = project.run(*targets)
        assert result.returncode != 0
        said = result.stdout.split("Mislukt: ")
        assert len(said) == 2 and "De schijf is vol" in said[1], result.stdout
        assert "Golf 2023" not in result.stdout and "Klaar" not in result.stdout
        for rule in steps:
            assert f"logs/2023/{rule}" in said[1], rule
        with chdir(project.folder):
            assert set(targets) <= Ledger().unearned()
    after = project.outputs()
    # what says that inputs were looked at is no output
    earlier = {n for n in before if "/receipts/" not in n and not n.endswith(".sha256")}
    assert {name for name in earlier if after.get(name) != before[name]} == set()


def test_a_kill_a_lock_and_a_second_run(finished, tmp_path):
    target = f"{WAVE}/response.csv"
    project = new_project(tmp_path / "project")
    run = subprocess.Popen(
        [sys.executable, "-m", "snakemake", "-j2", target],
        cwd=project.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    log = project / "logs/2023/ingest-leerlingen.log"
    while not log.exists() and run.poll() is None:
        time.sleep(0.1)
    # it may be done before the second one has begun
    run.send_signal(signal.SIGSTOP)
    second = project.run(target)
    assert second.returncode != 0
    assert f"In deze map loopt al een run (proces {run.pid})" in second.stdout.splitlines()[-1]
    run.kill()
    run.wait()
    # the lock that Snakemake itself would leave
    (project / ".snakemake/locks").mkdir(exist_ok=True)
    (project / ".snakemake/locks/0.input.lock").write_text("data/raw/2023/leerlingen.xlsx\n")
    result = project.run(target)
    assert result.returncode == 0, result.stdout
    here, there = project.outputs(), finished.outputs()
    made_now = {name: here[name] for name in here if "2025" not in name}
    assert {name for name, digest in made_now.items() if there.get(name) != digest} == set()
    assert target in made_now


def test_a_run_for_one_file_says_nothing_of_others(finished, tmp_path):
    project = finished.copy(tmp_path / "project")
    (project / f"{WAVE}/estimates.csv").write_text("edited by hand\n", encoding="utf-8")
    result = project.run(f"{WAVE}/register.csv")
    assert result.returncode == 0 and "Golf 2023" not in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Klaar: wat gevraagd werd")


def test_a_job_that_outlived_a_killed_run_is_waited_for(finished, tmp_path):
    project = finished.copy(tmp_path / "project")
    with (project / ".snakemake/jobs.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        run = subprocess.Popen(
            [sys.executable, "-m", "snakemake", "-j1", f"{WAVE}/register.csv"],
            cwd=project.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert any("deze run wacht tot die stopt" in line for line in run.stdout)
        assert run.poll() is None
    said, _ = run.communicate()
    assert run.returncode == 0 and "Klaar" in said
