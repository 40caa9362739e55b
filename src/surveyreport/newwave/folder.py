"""Sort a folder of files of a new wave: exports, structures, lists and registers, by content."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from surveyreport.files.opened import file_bytes, unfit_name
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.newwave.draft import draft_from_structure
from surveyreport.newwave.readings import (
    ENOUGH,
    Reading,
    best_reading,
    codes_of,
    likeness,
    own_columns,
)
from surveyreport.sources.limesurvey.export import (
    Export,
    read_participants,
)
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.mapping import Mapping
from surveyreport.sources.registers import is_register, read_register, register_role
from surveyreport.study.model import Study

LOG = re.compile(r"(readme|leesmij).*", re.IGNORECASE)
SYNTAX = re.compile(rb"RENAME VARIABLES?|read\.csv\(")
COUNTED = {"date", "provider_type", "grade", "programme"}


@dataclass(frozen=True)
class GroupFiles:
    """The files of one group. attribute: the participant attribute with the provider."""

    export: Export
    structure_file: Path | None = None
    structure: Structure | None = None
    syntax: Path | None = None
    participants: Path | None = None
    attribute: str | None = None


@dataclass
class Sorted:
    """What a folder holds. single: frame, corrections, pupils, schools, visited -> file.

    unused: files that nothing needs, with why.
    """

    groups: dict[str, GroupFiles] = field(default_factory=dict)
    single: dict[str, Path] = field(default_factory=dict)
    unused: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def files(self) -> list[Path]:
        """Every file the wave uses."""
        found = list(self.single.values())
        for files in self.groups.values():
            others = (files.structure_file, files.syntax, files.participants)
            found += [files.export.path, *filter(None, others)]
        return sorted(set(found))


Key = TypeVar("Key")


def sort_folder(
    folder: Path, study: Study, earlier: dict[str, list[Mapping]], problems: ProblemList
) -> Sorted:
    """Tell what each file of `folder` is and to which group it belongs.

    earlier: per group the mappings of earlier waves. An export belongs to the group of the
    structure with the same codes, or else to the group whose earlier export had its columns; a
    structure to the group whose questions it asks. To `problems`: files that cannot be read, two
    exports of one group, groups without an export, and no frame.
    """
    found = Sorted()
    looked = _first_look(folder, found, problems)
    readings, lists = _second_look(looked, study, found, problems)
    _assign(found, readings, looked.structures, study, earlier, problems)
    found.groups = {name: found.groups[name] for name in study.groups if name in found.groups}
    _add_participants(found, lists)
    _name_what_lacks(folder, found, study, problems)
    return found


@dataclass
class _Looked:
    """What tells itself by its form: structures and syntaxes; rest: what is to be read with them,
    an archive too, which holds a structure and answers."""

    structures: dict[Path, Structure] = field(default_factory=dict)
    syntaxes: list[Path] = field(default_factory=list)
    rest: list[Path] = field(default_factory=list)


def _first_look(folder: Path, found: Sorted, problems: ProblemList) -> _Looked:
    """Set the structures, syntaxes and the project's own CSV (to `found`) apart from the rest."""
    looked = _Looked()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        if path.name.startswith(".") or LOG.fullmatch(path.name):
            continue
        if unfit := unfit_name(Path(path.name)):
            problems.add(path, unfit, "geef het bestand een andere naam")
            continue
        role = role_of_csv(path)
        if role:
            _keep_one(found, role, path)
        elif structure := _tried(partial(load_structure, path)):
            looked.structures[path] = structure
            if path.suffix == ".lsa":
                looked.rest.append(path)
        elif path.suffix.lower() in (".sps", ".r") and SYNTAX.search(
            _tried(partial(file_bytes, path)) or b""
        ):
            looked.syntaxes.append(path)
        else:
            looked.rest.append(path)
    return looked


def _second_look(
    looked: _Looked, study: Study, found: Sorted, problems: ProblemList
) -> tuple[list[Reading], list[Path]]:
    """The exports and the lists of participants; registers go to `found`."""
    readings, lists = [], []
    for path in looked.rest:
        read = best_reading(path, looked.structures, looked.syntaxes)
        if isinstance(read, Reading):
            readings.append(read)
        elif _tried(partial(read_participants, path)) is not None:
            lists.append(path)
        elif is_register(path, study.registers):
            role = register_role(path)
            read_register(path, role, study.registers, problems)
            _keep_one(found, role, path)
        else:
            problems.problems += [
                replace(one, remedy=f"{one.remedy}; hoort het er niet bij, haal het dan uit de map")
                for one in read.problems
            ]
    return readings, lists


def _name_what_lacks(folder: Path, found: Sorted, study: Study, problems: ProblemList) -> None:
    for group in study.groups:
        if group not in found.groups:
            problems.add(
                folder,
                f"geen export van groep '{group}' gevonden",
                "leg het bestand in de map, of haal de groep uit de golf in config.yaml",
                expected="een export van LimeSurvey waarvan minstens de helft van de kolommen "
                "bekend is, of met zijn .lss-bestand ernaast",
            )
    if "frame" not in found.single:
        problems.add(
            folder,
            "geen lijst van de aangeschreven aanbieders gevonden",
            "leg ze in de map",
            expected="een CSV met minstens de kolommen provider_id en type",
        )


def _tried(read: Callable[[], Any]) -> Any:
    """What `read` gives, None when it refuses the file."""
    try:
        return read()
    except InputProblems:
        return None


def _keep_one(found: Sorted, role: str, path: Path) -> None:
    """A register often comes twice, as CSV and as workbook: the first by name serves."""
    if role in found.single:
        found.unused.append((path, f"{found.single[role].name} is al gekozen"))
    else:
        found.single[role] = path


def role_of_csv(path: Path) -> str | None:
    """What a CSV of the project's own is: visited, corrections, frame, pupils or schools."""
    with path.open("rb") as file:
        line = file.readline(4096).decode("utf-8-sig", "replace").strip()
    names = {name.strip().strip('"') for name in re.split("[,;]", line)}
    if {"number", "provider_id", "moment"} <= names:
        return "visited"
    if {"value", "provider_id", "reason"} <= names:
        return "corrections"
    if {"provider_id", "type"} <= names:
        return "frame"
    if names >= COUNTED:
        return next((name for name in ("pupils", "schools") if name in names), None)
    return None


def group_of_structure(structure: Structure, study: Study) -> str | None:
    """The group whose items a survey asks, when at least half of its columns are known."""
    shares = {}
    for group in study.groups:
        table = draft_from_structure(structure, study, group).table
        items = table.drop_duplicates("column")["item"]
        shares[group] = items.str.startswith(f"{group}.").mean()
    return _best(shares)


def _best(shares: dict[Key, float]) -> Key | None:
    best = max(shares, key=lambda key: shares[key], default=None)
    return best if best is not None and shares[best] >= ENOUGH else None


def _assign(
    found: Sorted,
    readings: list[Reading],
    structures: dict[Path, Structure],
    study: Study,
    earlier: dict[str, list[Mapping]],
    problems: ProblemList,
) -> None:
    """Give every export its group."""
    asked = {path: group_of_structure(each, study) for path, each in structures.items()}
    for reading in readings:
        export, present = reading.export, own_columns(reading.export)
        fits = {path: likeness(present, codes_of(each)) for path, each in structures.items()}
        place = _best(fits) or reading.structure
        group = asked.get(place) if place else None
        if group is None:
            before = {
                name: max((likeness(present, set(one.headings)) for one in mappings), default=0.0)
                for name, mappings in earlier.items()
            }
            group = _best(before)
        if group is None:
            problems.add(
                export.path,
                "van geen enkele groep: te weinig kolommen of vragen zijn bekend",
                "leg het .lss-bestand ernaast, of zet de groep en de koppeling zelf in config.yaml "
                "en study/waves; hoort het er niet bij, haal het dan uit de map",
            )
        elif group in found.groups:
            problems.add(
                export.path,
                f"een tweede export van groep '{group}', naast "
                f"{found.groups[group].export.path.name}",
                "laat één export per groep in de map",
            )
        else:
            found.groups[group] = GroupFiles(
                export, place, structures.get(place) if place else None, reading.syntax
            )
    named = {files.structure_file for files in found.groups.values()}
    found.unused += [(path, "structuur zonder export") for path in structures if path not in named]


def _add_participants(found: Sorted, lists: list[Path]) -> None:
    """A list belongs to the export with its tokens; the provider is in the attribute `aanbieder`,
    or else in the first one."""
    for path in lists:
        taken = False
        for group, files in found.groups.items():
            people = read_participants(path, structure=files.structure)
            tokens = files.export.cells.get("token")
            known = set(people["token"]) - {""}
            if tokens is None or not known & set(tokens.dropna()):
                continue
            attributes = [name for name in people if name != "token"]
            named = "aanbieder" if "aanbieder" in attributes else next(iter(attributes), None)
            found.groups[group] = replace(files, participants=path, attribute=named)
            taken = True
        if not taken:
            found.unused.append((path, "deelnemerslijst zonder export met die toegangscodes"))
