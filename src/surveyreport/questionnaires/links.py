"""Which waves are compared with each other, and where the decisions about them stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from surveyreport.study.wave_entry import Wave


def in_time(waves: Iterable[Wave]) -> list[Wave]:
    """The waves by their first day in the field."""
    return sorted(waves, key=lambda wave: (wave.first_day, wave.id))


def linked_waves(waves: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Every two waves with those between them, all in time; links that end sooner come first.

    Waves in a row are compared on every item, others on what no wave between them asked.
    """
    return [
        tuple(waves[first : last + 1])
        for last in range(1, len(waves))
        for first in reversed(range(last))
    ]


def decisions_path(study_folder: Path, earlier: str, later: str) -> Path:
    """Where the decisions about two waves stand."""
    return study_folder / "comparability" / f"{earlier}-{later}.csv"
