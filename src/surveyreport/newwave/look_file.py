"""What `make look` is given, and what it sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.study.config import load_config
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import CONFIG, Wave


@dataclass
class Look:
    """What was seen; docs/new-wave.md explains the keys.

    kind: export, structure, syntax, participants, register, visited, frame, corrections, or
    unknown when nothing could read the file. register: pupils or schools. dialect: of an export.
    limesurvey: version, as far as the file says so. wave: whose entry in config.yaml names the
    file. rows: what is counted -> number. columns: known, ignored, unknown, missing -> names.
    losses, remarks: Dutch sentences. counts: a register's counts. told: the same as text.
    """

    file: str
    kind: str = "unknown"
    register: str | None = None
    dialect: str | None = None
    limesurvey: str | None = None
    wave: str | None = None
    group: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    counts: list[dict] = field(default_factory=list)
    told: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where config.yaml names a file: the wave, what it is there, and the words of test entries."""

    wave: Wave
    role: str
    test_entries: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """A file with its bytes. beside: the structure or syntax that belongs to it; place: where
    config.yaml names it."""

    path: Path
    data: bytes
    study: Study
    study_folder: Path
    beside: Path | None
    place: Place | None


def place_of(path: Path, groups: tuple[str, ...]) -> Place | None:
    if not CONFIG.is_file():
        return None
    config = load_config(CONFIG, groups, ProblemList())
    for wave in config.waves.values():
        for file, role in wave.roles.items():
            if Path(file).resolve() == path.resolve():
                return Place(wave, role, config.cleaning.test_entries)
    return None


def tried(read: Callable):
    """What `read` gives, None when it refuses the file."""
    try:
        return read()
    except InputProblems:
        return None
