"""What tests share: the project folder, and copies of it that a test may run and spoil."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave import asked_items, study_of_wave

ROOT = Path(__file__).parents[1]
# to search further in made-up and spoilt files: FUZZ=10 make test
FUZZ = int(os.environ.get("FUZZ", "1"))
COPIED = (
    "Snakefile",
    "config.yaml",
    "environment.yml",
    "profiles",
    "requirements.lock",
    "study",
    "workflow",
)


def study_of(wave: str) -> Study:
    """The study as a shipped wave asked it, without what people found in its open answers."""
    study = load_study(ROOT / "study")
    fielded = {item.id for item in study.items.values() if item.coded_from is None}
    asked = asked_items(ROOT / "study", wave, study.groups)
    return study_of_wave(study, wave, {name: asked[name] for name in asked if name in fielded})


class Project:
    """A copy of the project with its own data, study and outputs; the library is shared, unless
    `own_code` copies it."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Snakemake in this folder; output and errors together in stdout."""
        return subprocess.run(
            [sys.executable, "-m", "snakemake", "-j2", *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self / "src")} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def log(self) -> str:
        """What Snakemake itself said of the last run."""
        logs = (self / ".snakemake/log").glob("*.log")
        return max(logs, key=lambda path: path.stat().st_mtime_ns).read_text(encoding="utf-8")

    def jobs(self) -> dict[str, int]:
        """Rule -> number of jobs, of the last run that had something to do."""
        table = self.log().split("Job stats:")[1].split("total")[0]
        return {name: int(n) for name, n in re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)}

    def outputs(self) -> dict[str, str]:
        """sha256 of every file under data/processed and results."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for part in ("data/processed", "results")
            for path in sorted((self.folder / part).rglob("*"))
            if path.is_file()
        }

    def own_code(self) -> "Project":
        """Give the project a library of its own, which a test may edit."""
        (self / "src").unlink()
        shutil.copytree(ROOT / "src", self / "src", ignore=shutil.ignore_patterns("*.egg-info"))
        return self

    def copy(self, folder: Path) -> "Project":
        """The project as it stands, outputs and Snakemake's memory included."""
        return Project(Path(shutil.copytree(self.folder, folder, symlinks=True)))


def new_project(folder: Path) -> Project:
    """A fresh project: nothing made yet."""
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    for part in ("raw", "coded"):
        shutil.copytree(ROOT / "data" / part, folder / "data" / part)
    (folder / "src").symlink_to(ROOT / "src")
    return Project(folder)
