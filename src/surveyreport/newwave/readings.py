"""Read a file as an export, with whichever structure and syntax beside it suit it best."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyreport.sources.limesurvey.export import Export, ExportProblems, read_export
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS
from surveyreport.sources.limesurvey.survey import Structure

# at least half of the columns of a file in common with a group, to be its
ENOUGH = 0.5
# how far reading came when only the headings were understood, see ExportProblems
HEADINGS = 1


@dataclass(frozen=True)
class Reading:
    """An export with the files it takes to read it. structure: None too when the columns of the
    export are not those of the structure it was read with; fit: the share they have in common."""

    export: Export
    structure: Path | None
    syntax: Path | None
    fit: float


def best_reading(
    path: Path, structures: dict[Path, Structure], syntaxes: list[Path]
) -> Reading | ExportProblems:
    """The best reading of a file as an export, or why it cannot be read.

    It is read as the run will read it, so with its structure and syntax where they are there; the
    reason is that of the attempt that came furthest.
    """
    readings: list[Reading] = []
    refusals: list[tuple[Path | None, ExportProblems]] = []
    for syntax in (*syntaxes, None):
        for place in (*structures, None):
            structure = structures[place] if place else None
            try:
                export = read_export(path, structure=structure, companion=syntax)
            except ExportProblems as error:
                refusals.append((place, error))
                continue
            fit = likeness(own_columns(export), codes_of(structure)) if structure else 0.0
            readings.append(Reading(export, place if fit >= ENOUGH else None, syntax, fit))
        if readings:
            break
    best = max(readings, key=lambda reading: reading.fit, default=None)
    # its headings are those of a structure here: the run will read it with that
    known = any(place and error.stage > HEADINGS for place, error in refusals)
    if best is None or (known and best.structure is None):
        return max((error for _, error in refusals), key=_how_far)
    return best


def _how_far(error: ExportProblems) -> tuple[int, int]:
    """How much an attempt tells of what is wrong with the file itself."""
    return error.stage, -len(error.problems)


def own_columns(export: Export) -> set[str]:
    return set(export.cells) - set(SYSTEM_TEXTS["nl"])


def codes_of(structure: Structure) -> set[str]:
    return {column.code for column in structure.columns()}


def likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
