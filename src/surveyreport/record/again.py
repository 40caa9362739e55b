"""Make results again in another folder, to lay them beside those of the project."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from surveyreport.files.problems import InputProblems, Problem, ProblemList

MANIFEST = "manifest.json"
LINES_SHOWN = 30


def check_made(project: Path, waves: Iterable[str]) -> None:
    """Raises InputProblems when a wave was not made."""
    problems = ProblemList()
    for wave in waves:
        path = Path("results", wave, MANIFEST)
        if not (project / path).is_file():
            problems.add(path, "er is geen manifest", "voer eerst make report uit")
    problems.raise_if_any()


def make_again(folder: Path, targets: list[str], cores: int, place: str, remedy: str) -> None:
    """Have the code in `folder` make `targets` there.

    Raises InputProblems about `place`, with the end of what was said, when it does not.
    """
    paths = [str(folder / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    run = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", str(cores), *targets],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode:
        end = "\n".join(run.stdout.splitlines()[-LINES_SHOWN:])
        raise InputProblems([Problem(place, f"opnieuw maken mislukt:\n{end}", remedy)])
