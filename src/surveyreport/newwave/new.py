"""Draft a new wave from a folder of files.

Writes what is not there yet: the files in data/raw/<wave> with their data log, the entry in
config.yaml, the mappings, the rows to decide in study/comparability and the page to decide from.
What is there stays as it is, so that a second run changes nothing. Ends with one list of everything
that people must still do.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from surveyreport.files.problems import Problem, ProblemList
from surveyreport.files.textfile import write_text
from surveyreport.files.yamlfile import load_yaml
from surveyreport.newwave.config_entry import (
    DRAFT,
    entry_text,
    not_named,
    submitted_days,
    with_entry,
)
from surveyreport.newwave.draft import draft_from_export, draft_from_structure, write_draft
from surveyreport.newwave.folder import Sorted, sort_folder
from surveyreport.newwave.left_to_do import check_drafted
from surveyreport.newwave.new_checks import check_dates, check_providers
from surveyreport.questionnaires.links import in_time
from surveyreport.sources.landing import LOG, Landed, land
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.sources.mapping import Mapping, mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import CONFIG, STUDY, Wave, wave_of

RAW = Path("data/raw")
MADE_UP = re.compile("synthetisch", re.IGNORECASE)


@dataclass(frozen=True)
class Drafted:
    """written: the files written. left: what must be done first. notes: answers that will be left
    out of the wave, to look at. unused: files that nothing needs, with why."""

    written: list[Path]
    left: list[Problem]
    notes: list[Problem]
    unused: list[tuple[Path, str]]


def new_wave(
    name: str, folder: Path, today: date, config: Path = CONFIG, study_folder: Path = STUDY
) -> Drafted:
    """Draft wave `name` from the files in `folder`.

    today: the day in the data log. Raises InputProblems when nothing can begin: no such folder,
    faults in the study or in config.yaml.
    """
    if not folder.is_dir():
        raise refusal(folder, "de map bestaat niet", "geef de map met de exports (FROM=…)")
    study, problems = load_study(study_folder), ProblemList()
    settings = load_yaml(config, "config", problems)
    problems.raise_if_any()
    waves = {str(key): wave_of(str(key), entry) for key, entry in settings["waves"].items()}
    found = sort_folder(
        folder, study, _earlier_mappings(waves, name, study, study_folder), problems
    )
    written = _land(found, folder, name, today, problems)
    period = submitted_days(found) if found.groups else None
    if found.groups and not period:
        problems.add(
            folder, "geen enkel ingediend antwoord", "exporteer ook de voltooide antwoorden"
        )
    if name not in waves and period and "frame" in found.single:
        entry = entry_text(name, found, RAW / name, _made_up(folder), period)
        text = with_entry(config.read_text(encoding="utf-8"), entry)
        waves[name] = wave_of(name, yaml.safe_load(entry)[name])
        write_text(text, config)
        written.append(config)
        problems.add(
            config,
            f"de golf is een ontwerp: zie de regels met {DRAFT}",
            f"kijk ze na en haal '{DRAFT}: …' weg",
            column=f"waves.{name}",
        )
    for line in not_named(waves[name], found, RAW / name) if name in waves else ():
        problems.add(
            config,
            f"de golf noemt niet '{line}'",
            "zet deze regel bij de golf, onder exports of registers, of haal het bestand weg",
            column=f"waves.{name}",
        )
    if name in waves and config not in written and DRAFT in config.read_text(encoding="utf-8"):
        problems.add(config, f"er staan nog regels met {DRAFT}", "kijk ze na en haal het merk weg")
    log = RAW / name / LOG
    if log.is_file() and "| ontwerp" in log.read_text(encoding="utf-8"):
        problems.add(
            log,
            "er staan nog regels met ontwerp",
            "vul aan waar elk bestand vandaan komt, en of het echte of synthetische gegevens zijn",
        )
    written += _draft_mappings(found, name, study, study_folder, waves)
    notes = ProblemList()
    if name in waves:
        for files in found.groups.values():
            check_dates(files.export, waves[name], notes)
        check_providers(found, waves[name], study_folder, notes)
        written += check_drafted(
            waves, name, found, study, study_folder, settings["cleaning"], problems
        )
    return Drafted(written, problems.problems, notes.problems, found.unused)


def _earlier_mappings(
    waves: dict[str, Wave], name: str, study: Study, study_folder: Path
) -> dict[str, list[Mapping]]:
    """Per group the mappings of the other waves, latest first; a faulty one is of no use here."""
    mappings: dict[str, list[Mapping]] = {group: [] for group in study.groups}
    for wave in reversed(in_time(waves.values())):
        for group in wave.exports if wave.id != name else ():
            path = mapping_path(study_folder, wave.id, group)
            faults = ProblemList()
            mapping = read_mapping(path, study, group, faults)
            if not faults:
                mappings[group].append(mapping)
    return mappings


def _made_up(folder: Path) -> bool:
    """Whether the log that came with the files says that they are synthetic."""
    logs = [path for path in sorted(folder.iterdir()) if path.name == LOG]
    return any(MADE_UP.search(path.read_text(encoding="utf-8")) for path in logs)


def _land(found: Sorted, folder: Path, name: str, today: date, problems: ProblemList) -> list[Path]:
    """Copy what data/raw/<wave> does not have yet, with a row in its data log."""
    target = RAW / name
    log = target / LOG
    logged = log.read_text(encoding="utf-8") if log.is_file() else ""
    dialects = {files.export.path: files.export.dialect for files in found.groups.values()}
    new = []
    for path in found.files:
        place, data = target / path.name, path.read_bytes()
        if place.is_file() and place.read_bytes() != data:
            problems.add(
                path,
                f"in {target} staat al een ander bestand met deze naam",
                "geef het nieuwe bestand een andere naam, of haal het oude weg",
            )
        elif not place.is_file() or f"| {path.name} |" not in logged:
            source = f"ontwerp, vul de bron aan ({dialects.get(path, path.suffix.lstrip('.'))})"
            new.append(Landed(place, data, source))
    if not new:
        return []
    kind = "synthetisch" if _made_up(folder) else "ontwerp: echt of synthetisch"
    return land(new, target, name, today, kind)


def _draft_mappings(
    found: Sorted, name: str, study: Study, study_folder: Path, waves: dict[str, Wave]
) -> list[Path]:
    """Write the mapping of each group that has none."""
    earlier = _earlier_mappings(waves, name, study, study_folder)
    written = []
    for group, files in found.groups.items():
        path = mapping_path(study_folder, name, group)
        if path.exists():
            continue
        before = next(iter(earlier[group]), None)
        draft = (
            draft_from_structure(files.structure, study, group, before)
            if files.structure
            else draft_from_export(files.export, study, group, before)
        )
        written.append(write_draft(draft, path))
    return written


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wave", required=True, help="de nieuwe golf")
    parser.add_argument(
        "--from", dest="folder", required=True, type=Path, help="map met de exports"
    )
    arguments = parser.parse_args()
    drafted = new_wave(arguments.wave, arguments.folder, date.today())
    for path in drafted.written:
        print(f"Geschreven: {path}")
    for path, why in drafted.unused:
        print(f"Niet gebruikt: {path} ({why})")
    if drafted.notes:
        print("\nKijk na; dit valt weg bij de opschoning:")
    _show(drafted.notes)
    if drafted.left:
        print("\nTe doen:")
    _show(drafted.left)
    left, wave = len(drafted.left), arguments.wave
    again = f"Nog {left} te doen voor golf {wave}; voer daarna dit opnieuw uit."
    print("\n" + (again if left else f"Golf {wave} is klaar: voer make report uit."))


def _show(problems: list[Problem]) -> None:
    for number, problem in enumerate(problems, 1):
        print(f"{number}. {problem}")
