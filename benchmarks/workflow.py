"""Time the main job: cold, with nothing to do, after an edit, after new rows, with two waves.

`python benchmarks/workflow.py` prints the table of docs/benchmarks.md; run it on a quiet machine.
`--beside d6d0c6a` runs that revision in turn with this one, with the same libraries. Each row has
the wall clock and the computing time of all processes together; on a busy machine compare the last.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from surveyreport.newwave.config_entry import with_entry

ROOT = Path(__file__).parents[1]
COPIED = ("Snakefile", "config.yaml", "environment.yml", "profiles", "requirements.lock", "src",
          "study", "workflow")  # fmt: skip
ENTRY = "study/reference/2025/config-entry.yaml"


@dataclass
class Measured:
    """Seconds of each run: on the clock, and computed."""

    wall: list[float] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)

    def shown(self) -> str:
        wall, computed = statistics.median(self.wall), statistics.median(self.computed)
        return f"{wall:.1f} ({min(self.wall):.1f}-{max(self.wall):.1f}) | {computed:.1f}"


def timed(folder: Path, into: Measured, *arguments: str) -> None:
    """One `snakemake -j4`."""
    before, start = _computed(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "snakemake", "-j4", "--quiet", "all", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    into.wall.append(time.perf_counter() - start)
    into.computed.append(_computed() - before)


def _computed() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def new_project(code: Path, folder: Path) -> Path:
    """A fresh project with the code and study of `code`: nothing made yet."""
    folder.mkdir(parents=True)
    for name in COPIED:
        source = code / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    for part in ("data/raw", "data/coded"):
        if (code / part).is_dir():
            shutil.copytree(code / part, folder / part)
    return folder


def edit_figure(project: Path, run: int) -> None:
    path = project / "study/figures.yaml"
    text = path.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if "title: Eigen visie" in line)
    new = f"    title: Eigen visie op duaal leren, versie {run}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit_sentence(project: Path, run: int) -> None:
    path = project / "study/report/conclusie.md"
    # an earlier revision has no text of people
    if path.is_file():
        text = path.read_text(encoding="utf-8").rstrip("\n")
        path.write_text(
            f"{text} Dit is de versie met de letter {'abc'[run % 3]}.\n", encoding="utf-8"
        )


def add_row(project: Path, run: int) -> None:
    path = project / "data/raw/2023/beleidsteam.csv"
    content = path.read_bytes()
    row = next(
        line for line in content.split(b"\r\n") if b'"A16"' in line and b'"2023-02-1' in line
    )
    number = row.split(b";", 1)[0]
    added = row.replace(number, f'"{90000 + run}"'.encode(), 1)
    path.write_bytes(content[:-2] + added + b"\r\n\r\n")


def add_wave(project: Path) -> None:
    config = project / "config.yaml"
    entry = (project / ENTRY).read_text(encoding="utf-8")
    config.write_text(with_entry(config.read_text(encoding="utf-8"), entry), encoding="utf-8")


def empty_workflow(folder: Path) -> Path:
    """What Snakemake itself takes to say that there is nothing to do."""
    folder.mkdir()
    (folder / "Snakefile").write_text("rule all:\n", encoding="utf-8")
    return folder


def nothing(project: Path, run: int) -> None:
    """Leave it as it is."""


IDLE, TIMES = "niets te doen", 5
CHANGES: dict[str, Callable[[Path, int], None]] = {
    "alles, van nul": nothing,
    IDLE: nothing,
    "na een wijziging aan één zin, alles": edit_sentence,
    "na een wijziging aan één figuur, alles": edit_figure,
    "na een nieuwe rij in één export, alles": add_row,
}


def measure(codes: dict[str, Path], runs: int, waves: bool) -> dict[tuple[str, str], Measured]:
    """(task, revision) -> measured, the revisions in turn."""
    found: dict[tuple[str, str], Measured] = {}

    def into(task: str, name: str) -> Measured:
        return found.setdefault((task, name), Measured())

    with tempfile.TemporaryDirectory() as folder:
        empty = empty_workflow(Path(folder) / "empty")
        for run in range(runs):
            projects = {
                name: new_project(code, Path(folder) / name) for name, code in codes.items()
            }
            for task, change in CHANGES.items():
                # in turn, the shortest several times: no machine is as fast every second
                for _ in range(TIMES if task == IDLE else 1):
                    if task == IDLE:
                        timed(empty, into("lege workflow, --dry-run", "snakemake"), "--dry-run")
                    for name, project in projects.items():
                        change(project, run)
                        timed(project, into(task, name))
            for name, project in projects.items():
                shutil.rmtree(project)
                if waves:
                    add_wave(new_project(codes[name], project))
                    timed(project, into("twee golven, van nul", name))
                    shutil.rmtree(project)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--beside", help="a revision to measure in turn with this one")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--waves", action="store_true", help="also with two waves")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        codes = {"nu": ROOT}
        if asked.beside:
            tree = Path(folder) / "tree"
            subprocess.run(["git", "worktree", "add", "--quiet", "--detach", tree, asked.beside],
                           cwd=ROOT, check=True)  # fmt: skip
            codes = {asked.beside: tree, "nu": ROOT}
        try:
            found = measure(codes, asked.runs, asked.waves)
        finally:
            if asked.beside:
                subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)
    print("| taak | revisie | klok: mediaan (laagste-hoogste) (s) | rekentijd (s) |")
    print("|---|---|---|---|")
    for (task, name), measured in found.items():
        print(f"| {task} | {name} | {measured.shown()} |")


if __name__ == "__main__":
    main()
