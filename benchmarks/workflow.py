"""Time the main job: cold, with nothing to do, after an edit of a figure, after new rows.

`python benchmarks/workflow.py` prints the table of docs/benchmarks.md; run it on a quiet machine.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from support import Project, new_project  # noqa: E402

RUNS = 3


def timed(project: Project) -> float:
    """Wall seconds of one `snakemake -j4`."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "snakemake", "-j4", "--quiet", "all"],
        cwd=project.folder,
        env=os.environ,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def edit_figure(project: Project, run: int) -> None:
    path = project / "study/figures.yaml"
    text = path.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if "title: Eigen visie" in line)
    new = f"    title: Eigen visie op duaal leren, versie {run}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_row(project: Project, run: int) -> None:
    path = project / "data/raw/2023/beleidsteam.csv"
    content = path.read_bytes()
    row = next(
        line for line in content.split(b"\r\n") if b'"A16"' in line and b'"2023-02-1' in line
    )
    number = row.split(b";", 1)[0]
    added = row.replace(number, f'"{90000 + run}"'.encode(), 1)
    path.write_bytes(content[:-2] + added + b"\r\n\r\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        cold, idle, figure, rows = [], [], [], []
        for run in range(RUNS):
            project = new_project(Path(folder) / str(run))
            cold.append(timed(project))
            idle.append(timed(project))
            figure.append(_after(edit_figure, project, run))
            rows.append(_after(add_row, project, run))
            shutil.rmtree(project.folder)
    print("| taak | mediaan (s) | laagste | hoogste |\n|---|---|---|---|")
    for name, seconds in (
        ("alles, van nul", cold),
        ("niets te doen", idle),
        ("na een wijziging aan één figuur", figure),
        ("na een nieuwe rij in één export", rows),
    ):
        low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
        print(f"| {name} | {middle:.1f} | {low:.1f} | {high:.1f} |")


def _after(change: Callable[[Project, int], None], project: Project, run: int) -> float:
    change(project, run)
    return timed(project)


if __name__ == "__main__":
    main()
