"""make diff FROM=<manifest or git revision>: what did the last run change?"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from surveyreport.problems import InputProblems, ProblemList
from surveyreport.run_difference import Change, as_text, run_difference


def difference_since(start: str, wave: str, project: Path = Path()) -> list[Change]:
    """The changes from `start` to results/<wave> of the project.

    start: a manifest.json (with the results of its run beside it), the folder it stands in, or a
    git revision, whose results are then made again in a temporary folder.
    Raises InputProblems when either run has no manifest or the revision does not exist.
    """
    now = project / "results" / wave
    problems = ProblemList()
    if not (now / "manifest.json").is_file():
        problems.add(now / "manifest.json", "er is geen manifest", "voer eerst make report uit")
    problems.raise_if_any()
    folder = Path(start).parent if start.endswith(".json") else Path(start)
    if (folder / "manifest.json").is_file():
        return run_difference(folder, now)
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "project"
        _git(project, "worktree", "add", "--detach", str(tree), start)
        try:
            _run(tree, wave)
            return run_difference(tree / "results" / wave, now)
        finally:
            _git(project, "worktree", "remove", "--force", str(tree))


def _git(project: Path, *arguments: str) -> None:
    done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True)
    if done.returncode:
        problems = ProblemList()
        problems.add(
            "FROM",
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "git mislukte",
            "geef een manifest.json van een eerdere run of een bestaande git-revisie",
        )
        problems.raise_if_any()


def _run(tree: Path, wave: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "-j2", f"results/{wave}/manifest.json"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        problems = ProblemList()
        problems.add(
            "FROM",
            "de oude revisie loopt niet:\n" + done.stdout[-2000:] + done.stderr[-2000:],
            "kies een revisie die loopt, of een manifest van een eerdere run",
        )
        problems.raise_if_any()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m surveyreport.diff")
    parser.add_argument("--from", dest="start", required=True, help="manifest.json of git-revisie")
    parser.add_argument("--wave", required=True, help="de golf")
    arguments = parser.parse_args()
    try:
        print(as_text(difference_since(arguments.start, arguments.wave)), end="")
    except InputProblems as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
