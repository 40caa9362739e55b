"""What a run leaves behind when it is killed, the disk is full or a folder may not be written in.

    python benchmarks/faults.py                   all of it; disk and read-only take root, for mount
    python benchmarks/faults.py kills --kills 5   one part, shorter

Makes the project once, and then once more through kills, on a disk that is too small, and with
folders that are read-only. After every fault what a receipt vouches for must have the bytes of the
first run; at the end, everything. Each line says what was done and whether that held; the exit code
is the number of lines that did not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from support import Project, new_project  # noqa: E402

from surveyreport.record.ledger import Ledger  # noqa: E402

PARTS = KILLS, DISK, READ_ONLY = "kills", "disk", "read-only"
SMALL_DISKS = ("7m", "9m", "12m", "18m", "24m")
PLACES = ("results/2023", "data/processed/2023", "logs/2023", ".snakemake", "results")


def wrongly_vouched(project: Project, clean: dict[str, str]) -> list[str]:
    """The files that a receipt vouches for and that are not as in a clean run."""
    with chdir(project.folder):
        ledger = Ledger()
        earned = project.outputs().keys() - ledger.unearned()
    here = project.outputs()
    return sorted(n for n in earned if n in clean and "/receipts/" not in n and here[n] != clean[n])


def killed(project: Project, moment: float, alone: bool, *targets: str) -> bool:
    """Start a run and kill -9 it after so many seconds; False when it had ended by then.

    alone: kill Snakemake and leave its jobs; without it all processes, as when the power fails.
    """
    run = subprocess.Popen(
        [sys.executable, "-m", "snakemake", "-j2", *targets],
        cwd=project.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        run.wait(moment)
    except subprocess.TimeoutExpired:
        (os.kill if alone else os.killpg)(run.pid, signal.SIGKILL)
        run.wait()
        return True
    return False


def through_kills(
    folder: Path, clean: dict[str, str], times: int, longest: float
) -> Iterator[tuple[str, list[str]]]:
    """Make the project through so many kills. Out: each fault, and what it left wrong."""
    project, chance, number = new_project(folder), random.Random(11), 0
    while number < times:
        moment, alone = chance.uniform(2, longest), number % 2 == 1
        if killed(project, moment, alone):
            number += 1
            what = f"kill {number} after {moment:.1f} s" + (", of Snakemake alone" if alone else "")
            yield what, wrongly_vouched(project, clean)
        else:
            yield "a run that ended before its kill", wrongly_vouched(project, clean)
            shutil.rmtree(folder)
            project = new_project(folder)
    yield "the run after the kills", ends_as(project, clean)


def ends_as(project: Project, clean: dict[str, str]) -> list[str]:
    """What is wrong after a run that must end well: its words, or the files that differ."""
    result = project.run()
    if result.returncode:
        return result.stdout.splitlines()[-20:]
    here = project.outputs()
    made = {name for name in here.keys() | clean.keys() if not name.endswith("README.md")}
    return sorted(name for name in made if here.get(name) != clean.get(name))


def refused(project: Project, words: tuple[str, ...]) -> list[str]:
    """What is wrong after a run that must fail, with these words among its last lines."""
    result = project.run()
    last = "\n".join(result.stdout.splitlines()[-12:])
    good = result.returncode != 0 and any(word in last for word in words)
    return [] if good else ["it did not say why:", last]


@contextmanager
def mounted(*arguments: str, place: Path) -> Iterator[None]:
    subprocess.run(["mount", *arguments, str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def on_a_full_disk(folder: Path, clean: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Make the project on disks that are too small, each larger than the one before."""
    folder.mkdir()
    with mounted("-t", "tmpfs", "-o", f"size={SMALL_DISKS[0]}", "tmpfs", place=folder):
        project = new_project(folder / "project")
        for size in SMALL_DISKS:
            subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)
            yield f"a disk of {size}", refused(project, ("De schijf is vol",))
            yield f"what is left on {size}", wrongly_vouched(project, clean)
        subprocess.run(["mount", "-o", "remount,size=1g", str(folder)], check=True)
        yield "the run after there is room", ends_as(project, clean)


def in_read_only_folders(
    project: Project, clean: dict[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """Run a project whose figures must be drawn again, in folders that may not be written in."""
    for path in (project / "results/2023/figures").glob("*.png"):
        path.unlink()
    for name in PLACES:
        place = project / name
        place.mkdir(parents=True, exist_ok=True)
        with mounted("--bind", str(place), place=place):
            subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
            yield f"{name} read-only", refused(project, ("kan niet geschreven worden",))
            yield f"what is left in {name}", wrongly_vouched(project, clean)
    yield "the run after they are writable", ends_as(project, clean)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; without one, all")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--longest", type=float, default=60, help="seconds before a kill, at most")
    parser.add_argument("--clean", type=Path, help="a project that was made by this code")
    given = parser.parse_args()
    parts = given.parts or [part for part in PARTS if part == KILLS or os.geteuid() == 0]
    if unknown := set(parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        place = Path(name)
        first = Project(given.clean) if given.clean else new_project(place / "first")
        if not given.clean and first.run().returncode:
            sys.exit("the first run fails")
        clean = first.outputs()
        found = 0
        faults = {
            KILLS: lambda: through_kills(place / KILLS, clean, given.kills, given.longest),
            DISK: lambda: on_a_full_disk(place / DISK, clean),
            READ_ONLY: lambda: in_read_only_folders(first.copy(place / READ_ONLY), clean),
        }
        for part in parts:
            start = time.perf_counter()
            for what, wrong in faults[part]():
                took = time.perf_counter() - start
                print(f"{what}: {'good' if not wrong else 'WRONG'} ({took:.0f} s)", flush=True)
                print(*wrong, sep="\n", end="\n" if wrong else "")
                found += bool(wrong)
                start = time.perf_counter()
            shutil.rmtree(place / part, ignore_errors=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
