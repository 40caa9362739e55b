"""What a file is taken for and what the run reads in it: make look FILE=... [WITH=survey.lss].

Nothing is changed, and of a file that is refused only its kind is told.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.newwave.folder import SYNTAX, group_of_structure, role_of_csv
from surveyreport.newwave.look_text import as_text
from surveyreport.sources.frame import check_types, read_corrections, read_frame
from surveyreport.sources.ingest import DATE_UNKNOWN, ingest
from surveyreport.sources.limesurvey.export import Export, read_export, read_participants
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS, TIMING
from surveyreport.sources.limesurvey.structure import structure_bytes
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.mapping import Mapping, read_mapping
from surveyreport.sources.register_told import told_back, told_visits
from surveyreport.sources.registers import is_register, read_register, read_visited, register_role
from surveyreport.study.config import CONFIG, ExportFiles, Wave, load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

DATABASE = re.compile(rb"<DBVersion>(\d+)</DBVersion>")
# the first number of the database of each version, as far as it tells versions apart
VERSIONS = ((700, "7"), (600, "6"), (400, "4 of 5"), (300, "3"), (156, "2"), (0, "1.9"))
ENOUGH = 0.5


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
class _Place:
    """Where config.yaml names a file: the wave, what it is there, and the words of test entries."""

    wave: Wave
    role: str
    test_entries: tuple[str, ...]


def look_at(path: Path, study: Study, study_folder: Path, beside: Path | None = None) -> Look:
    """See a file as the run reads it.

    beside: the structure (.lss, .lsa) or syntax (.sps, .R) that belongs to an export; a file that
    config.yaml names has those that stand there.
    """
    look = Look(str(path))
    try:
        data = file_bytes(path)
        place = _place(path, tuple(study.groups))
        look.wave = place.wave.id if place else None
        for see in (_single, _structure, _syntax, _export, _participants, _register):
            if see(look, path, data, study, study_folder, beside, place):
                break
    except InputProblems as error:
        look.problems += error.problems
    return look


def _place(path: Path, groups: tuple[str, ...]) -> _Place | None:
    if not CONFIG.is_file():
        return None
    config = load_config(CONFIG, groups, ProblemList())
    for wave in config.waves.values():
        for file, role in wave.roles.items():
            if Path(file).resolve() == path.resolve():
                return _Place(wave, role, config.cleaning.test_entries)
    return None


def _single(look, path, data, study, study_folder, beside, place) -> bool:
    """Lists of the project itself: they are told by their headings."""
    role = role_of_csv(path)
    if role is None and place and place.role == "registers":
        role = next(name for name, file in place.wave.registers.items()
                    if file.resolve() == path.resolve())  # fmt: skip
    if role in ("pupils", "schools"):
        return _counts(look, path, study, role)
    problems = ProblemList()
    if role == "visited":
        table = read_visited(path, study.registers, problems, look.remarks)
        look.rows = {"counts": len(table), "providers": table["unit"].nunique()}
        look.told = told_visits(table, study.registers)
        look.counts = table.to_dict("records")
    elif role == "frame":
        frame = read_frame(path, problems)
        check_types(frame, path, study.registers["frame_types"], problems)
        look.rows = {"providers": len(frame), **frame["type"].value_counts().to_dict()}
        look.columns = {"known": list(frame.columns)}
    elif role == "corrections":
        frame = read_frame(place.wave.frame, ProblemList()) if place else pd.DataFrame()
        look.rows = {"corrections": len(data.decode("utf-8", "replace").splitlines()) - 1}
        if len(frame):
            read_corrections(path, frame, problems)
    else:
        return False
    look.kind, look.problems = role, problems.problems
    return True


def _counts(look: Look, path: Path, study: Study, role: str) -> bool:
    problems = ProblemList()
    table = read_register(path, role, study.registers, problems, look.remarks)
    look.kind, look.register, look.problems = "register", role, problems.problems
    look.rows = {"counts": len(table)}
    if not problems:
        look.counts = table.to_dict("records")
        look.told = told_back(table, study.registers)
    return True


def _structure(look, path, data, study, study_folder, beside, place) -> bool:
    structure = _tried(lambda: load_structure(path))
    if structure is None:
        return False
    look.kind, look.limesurvey = "structure", _version(path, data)
    look.group = group_of_structure(structure, study)
    look.rows = {"questions": len(structure.questions), "columns": len(structure.columns())}
    if path.suffix == ".lsa":
        _export(look, path, data, study, study_folder, beside, place)
    return True


def _version(path: Path, data: bytes) -> str | None:
    found = DATABASE.search(_tried(lambda: structure_bytes(path, data)) or b"")
    if not found:
        return None
    version = next(name for first, name in VERSIONS if int(found[1]) >= first)
    return f"{version} (databankversie {int(found[1])})"


def _syntax(look, path, data, study, study_folder, beside, place) -> bool:
    if path.suffix.lower() not in (".sps", ".r") or not SYNTAX.search(data):
        return False
    look.kind = "syntax"
    return True


def _export(look, path, data, study, study_folder, beside, place) -> bool:
    """True for an export, and for a file that is nothing else, with why it cannot be read."""
    files = _files(path, beside, place)
    structure = load_structure(files.structure) if files.structure else None
    try:
        export = read_export(path, structure=structure, companion=files.syntax)
    except InputProblems as error:
        other = _tried(lambda: read_participants(path)) is not None
        other = path.suffix != ".lsa" and (other or is_register(path, study.registers))
        if not other:
            look.problems += error.problems
            # from the headings on it is an export, though one that cannot be read so
            look.kind = "export" if getattr(error, "stage", 0) else look.kind
        return not other
    look.kind, look.dialect, look.losses = "export", export.dialect, list(export.losses)
    if structure is None and export.dialect == "lsa":
        structure = load_structure(path)
    if files.structure:
        look.limesurvey = _version(files.structure, file_bytes(files.structure))
    submitted = export.cells.get("submitdate", pd.Series(dtype=str)).fillna("")
    look.rows = {
        "responses": len(export.cells),
        "submitted": int(submitted.ne("").sum()),
        "not_submitted": int(submitted.eq("").sum()),
        "submitted_on_unknown_day": int(submitted.eq(DATE_UNKNOWN).sum()),
    }
    _tell_columns(look, export, structure, study, study_folder, files, place)
    return True


def _files(path: Path, beside: Path | None, place: _Place | None) -> ExportFiles:
    """The export with what belongs to it: as config.yaml says, or the file given beside it."""
    if place and place.role.startswith("exports."):
        own = place.wave.exports[place.role.removeprefix("exports.")]
        if own.file.resolve() == path.resolve() and beside is None:
            return own
    if beside is None:
        return ExportFiles(path)
    is_syntax = beside.suffix.lower() in (".sps", ".r")
    return ExportFiles(path, syntax=beside) if is_syntax else ExportFiles(path, structure=beside)


def _tell_columns(
    look: Look,
    export: Export,
    structure: Structure | None,
    study: Study,
    study_folder: Path,
    files: ExportFiles,
    place: _Place | None,
) -> None:
    """Group and columns, by the mapping that fits best; and all that the run would say of it."""
    system = [c for c in export.cells if c in SYSTEM_TEXTS["nl"] or TIMING.fullmatch(c)]
    present = set(export.cells)
    answers = present - set(system)
    fits = {
        (wave, group): (len(answers & set(m.headings)) / max(1, len(answers)), m)
        for wave, group, m in _mappings(study, study_folder)
    }
    best = max(fits, key=lambda name: (fits[name][0], name), default=None)
    own = place.role.removeprefix("exports.") if place else ""
    if place and (place.wave.id, own) in fits:
        best = (place.wave.id, own)
    if structure is not None and look.group is None:
        look.group = group_of_structure(structure, study)
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


def _participants(look, path, data, study, study_folder, beside, place) -> bool:
    people = _tried(lambda: read_participants(path))
    # a list of questions or fields has no access codes
    if people is None or not people["token"].any():
        return False
    look.kind = "participants"
    look.rows = {"participants": len(people), "tokens": int(people["token"].ne("").sum())}
    look.columns = {"known": list(people.columns)}
    return True


def _register(look, path, data, study, study_folder, beside, place) -> bool:
    return _counts(look, path, study, register_role(path))


def _tried(read: Callable):
    """What `read` gives, None when it refuses the file."""
    try:
        return read()
    except InputProblems:
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description="Zeg wat een bestand is en wat erin gelezen wordt")
    parser.add_argument("file", type=Path, help="het bestand")
    parser.add_argument("--with", dest="beside", type=Path, help="de .lss, .sps of .R erbij")
    parser.add_argument("--json", action="store_true", help="voor een programma")
    parser.add_argument("--study", type=Path, default=Path("study"), help="map van de studie")
    arguments = parser.parse_args()
    look = look_at(arguments.file, load_study(arguments.study), arguments.study, arguments.beside)
    if arguments.json:
        print(json.dumps(asdict(look), ensure_ascii=False, indent=2))
    else:
        print(as_text(look))
    return 1 if look.problems else 0
