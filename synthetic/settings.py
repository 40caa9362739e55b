"""What makes one synthetic wave different from another: its wave.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import load_yaml


@dataclass(frozen=True)
class GroupFiles:
    """The export of one group; see `groups` in schemas/reference_wave.yaml."""

    file: str
    dialect: str
    title: str = ""
    structure: str | None = None
    provider: str = "aanbieder"
    participants: str | None = None
    answering: int = 0
    design_effect: float = 1.0


@dataclass(frozen=True)
class Settings:
    """One wave; opening and closing are the first moment of and after the field period.

    sources: file name -> where it comes from and the made-up day of that.
    """

    folder: Path
    seed: int
    opening: datetime
    closing: datetime
    made: datetime
    earlier: str | None
    groups: dict[str, GroupFiles]
    like: dict[str, str]
    register_note: str
    introduction: str
    sources: dict[str, tuple[str, str]]


def read_settings(study: Path, wave: str) -> Settings:
    """The settings in study/reference/<wave>/wave.yaml. Raises InputProblems."""
    problems = ProblemList()
    folder = study / "reference" / wave
    data = load_yaml(folder / "wave.yaml", "reference_wave", problems)
    problems.raise_if_any()
    first, last, made = (
        datetime.fromisoformat(data[key]) for key in ("first_day", "last_day", "made")
    )
    return Settings(
        folder=folder,
        seed=data["seed"],
        opening=first,
        closing=last + timedelta(days=1),
        made=datetime.combine(made, time(9)),
        earlier=data.get("earlier"),
        groups={name: GroupFiles(**entry) for name, entry in data["groups"].items()},
        like=data.get("like", {}),
        register_note=data["register_note"],
        introduction=data["introduction"],
        sources={name: tuple(source) for name, source in data["sources"].items()},
    )
