"""What `make look` sees in an export: rows, and columns by the mapping that fits best."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.newwave.folder import group_of_structure
from surveyreport.newwave.look_file import Given, Look, tried
from surveyreport.sources.ingest import DATE_UNKNOWN, ingest
from surveyreport.sources.limesurvey.export import Export, read_export, read_participants
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS, TIMING
from surveyreport.sources.limesurvey.structure import structure_bytes
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.mapping import Mapping
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.sources.registers import is_register
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import ExportFiles

DATABASE = re.compile(rb"<DBVersion>(\d+)</DBVersion>")
# the first number of the database of each version, as far as it tells versions apart
VERSIONS = ((700, "7"), (600, "6"), (400, "4 of 5"), (300, "3"), (156, "2"), (0, "1.9"))
ENOUGH = 0.5


def version_of(path: Path, data: bytes) -> str | None:
    found = DATABASE.search(tried(lambda: structure_bytes(path, data)) or b"")
    if not found:
        return None
    version = next(name for first, name in VERSIONS if int(found[1]) >= first)
    return f"{version} (databankversie {int(found[1])})"


def see_export(look: Look, given: Given) -> bool:
    """True for an export, and for a file that is nothing else, with why it cannot be read."""
    files = _files(given)
    structure = load_structure(files.structure) if files.structure else None
    try:
        export = read_export(given.path, structure=structure, companion=files.syntax)
    except InputProblems as error:
        # from the headings on it is an export, though one that cannot be read so
        look.kind = "export" if getattr(error, "stage", 0) else look.kind
        other = look.kind == "unknown" and given.path.suffix != ".lsa" and (
            tried(lambda: read_participants(given.path)) is not None
            or is_register(given.path, given.study.registers)
        )  # fmt: skip
        if not other:
            look.problems += error.problems
        return not other
    look.kind, look.dialect, look.losses = "export", export.dialect, list(export.losses)
    if structure is None and export.dialect == "lsa":
        structure = load_structure(given.path)
    if files.structure:
        look.limesurvey = version_of(files.structure, file_bytes(files.structure))
    submitted = export.cells.get("submitdate", pd.Series(dtype=str)).fillna("")
    look.rows = {
        "responses": len(export.cells),
        "submitted": int(submitted.ne("").sum()),
        "not_submitted": int(submitted.eq("").sum()),
        "submitted_on_unknown_day": int(submitted.eq(DATE_UNKNOWN).sum()),
    }
    _tell_columns(look, export, structure, files, given)
    return True


def _files(given: Given) -> ExportFiles:
    """The export with what belongs to it: as config.yaml says, or the file given beside it."""
    path, beside, place = given.path, given.beside, given.place
    if place and place.role.startswith("exports."):
        own = place.wave.exports[place.role.removeprefix("exports.")]
        if own.file.resolve() == path.resolve() and beside is None:
            return own
    if beside is None:
        return ExportFiles(path)
    is_syntax = beside.suffix.lower() in (".sps", ".r")
    return ExportFiles(path, syntax=beside) if is_syntax else ExportFiles(path, structure=beside)


def _tell_columns(
    look: Look, export: Export, structure: Structure | None, files: ExportFiles, given: Given
) -> None:
    """Group and columns, by the mapping that fits best; and all that the run would say of it."""
    place = given.place
    system = [c for c in export.cells if c in SYSTEM_TEXTS["nl"] or TIMING.fullmatch(c)]
    present = set(export.cells)
    answers = present - set(system)
    fits = {
        (wave, group): (len(answers & set(m.headings)) / max(1, len(answers)), m)
        for wave, group, m in _mappings(given.study, given.study_folder)
    }
    best = max(fits, key=lambda name: (fits[name][0], name), default=None)
    own = place.role.removeprefix("exports.") if place else ""
    if place and (place.wave.id, own) in fits:
        best = (place.wave.id, own)
    if structure is not None and look.group is None:
        look.group = group_of_structure(structure, given.study)
    ignored = [*system, *export.dropped_personal]
    if best is None or fits[best][0] < ENOUGH:
        unknown = [c for c in export.cells if c in answers]
        look.columns = {"known": [], "ignored": ignored, "unknown": unknown, "missing": []}
        return
    mapping = fits[best][1]
    look.group = best[1] if place or look.group is None else look.group
    look.remarks.append(f"kolommen vergeleken met {mapping.path}")
    ignored += [c for c in mapping.ignored if c in present]
    look.columns = {
        "known": [c for c in export.cells if c in mapping.headings],
        "ignored": ignored,
        "unknown": [c for c in export.cells if c not in {*mapping.headings, *ignored}],
        "missing": [c for c in mapping.headings if c not in {*present, *export.attributes}],
    }
    if place and look.group == own:
        period = (place.wave.first_day, place.wave.last_day)
        mappings = {g: m for (w, g), (_, m) in fits.items() if w == place.wave.id}
        try:
            ingest(files, own, mappings, place.test_entries, period)
        except InputProblems as error:
            look.problems += error.problems


def _mappings(study: Study, study_folder: Path) -> Iterator[tuple[str, str, Mapping]]:
    """Every mapping of the study that can be read, by wave and group."""
    for path in sorted((study_folder / "waves").glob("*/*.csv")):
        problems = ProblemList()
        if path.stem in study.groups:
            mapping = read_mapping(path, study, path.stem, problems)
            if not problems:
                yield path.parent.name, path.stem, mapping
