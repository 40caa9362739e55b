"""Look at every input of a wave before anything is computed, and report all faults at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeGuard

from surveyreport.files.hashes import sha256
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.study.config import Cleaning, Config, Weights
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

RECEIPTS = Path("data/processed")


def check_inputs(
    config: Config, study: Study, study_folder: Path, parted: Collection[str] = ()
) -> None:
    """Check every wave whose inputs changed since they were last found in order.

    A receipt in data/processed/<wave>/checked.sha256 spares an unchanged wave the reading.
    parted: what the comparisons part answers by, besides the figures of the study.
    Raises InputProblems with the faults of all waves together; nothing else is written.
    """
    problems = ProblemList()
    for wave in config.waves.values():
        receipt = RECEIPTS / wave.id / "checked.sha256"
        whole = all(path.is_file() for path in wave.raw_files)
        state = _state(wave, config, study, study_folder, parted) if whole else None
        if whole and receipt.is_file() and receipt.read_text(encoding="utf-8") == state:
            continue
        try:
            check_wave(wave, study, study_folder, config.cleaning, config.weighting, parted)
        except InputProblems as error:
            problems.extend(error)
        else:
            if state:
                receipt.parent.mkdir(parents=True, exist_ok=True)
                receipt.write_text(state, encoding="utf-8")
    problems.raise_if_any()


def check_wave(
    wave: Wave,
    study: Study,
    study_folder: Path,
    rules: Cleaning,
    weights: Weights | None = None,
    parted: Collection[str] = (),
) -> None:
    """Read everything a wave is made from; absent files are left to `load_config`.

    An export is read once its mapping is in order. weights: what the comparisons ask of the frame;
    parted: as of `check_inputs`.
    Raises InputProblems with the faults of all exports, mappings, registers and lists together.
    """
    # reading takes pandas, which an unchanged wave need not wait for
    from surveyreport.checks.published import check_published
    from surveyreport.estimates.published import read_published
    from surveyreport.estimates.weighting import Weighting, check_weighting, wave_weights
    from surveyreport.responses.cleaning import clean
    from surveyreport.responses.losses import check_losses
    from surveyreport.sources.frame import (
        check_types,
        find_providers,
        read_corrections,
        read_frame,
    )
    from surveyreport.sources.ingest import ingest
    from surveyreport.sources.mapping import mapping_path
    from surveyreport.sources.read_mapping import read_mapping
    from surveyreport.sources.read_wave import read_registers
    from surveyreport.study.characteristics import characteristics, check_frame_values
    from surveyreport.study.subgroups import check_parts

    problems, weighting = ProblemList(), None
    mappings, faulty = {}, set()
    for group in wave.exports:
        before = len(problems.problems)
        path = mapping_path(study_folder, wave.id, group)
        mappings[group] = read_mapping(path, study, group, problems)
        faulty |= {group} if len(problems.problems) > before else set()
    frame = read_frame(wave.frame, problems) if wave.frame.is_file() else None
    # what rests on a frame that cannot be read is not held against it
    frame = None if frame is None or frame.empty else frame
    if frame is not None:
        check_types(frame, wave.frame, study.registers["frame_types"], problems)
        known = characteristics(study.registers)
        check_frame_values(frame, wave.frame, known, problems)
        if weights and weights.steps:
            asked = (weights.steps, weights.margins, frame, wave.frame, tuple(known))
            weighting = Weighting(*asked)
            before = len(problems.problems)
            check_weighting(weighting, list(wave.exports), problems)
            weighting = weighting if len(problems.problems) == before else None
        named = [figure.by for figure in study.figures.values() if figure.by]
        check_parts(study, frame, wave.frame, [*named, *parted], problems)
    corrections, answered = {}, {}
    if frame is not None and _there(wave.corrections):
        corrections = read_corrections(wave.corrections, frame, problems)
    for group, files in wave.exports.items():
        if group in faulty or not all(map(_there, files.paths)):
            continue
        try:
            answers = ingest(files, group, mappings, rules.test_entries, wave.period).table
        except InputProblems as error:
            problems.extend(error)
            continue
        if frame is not None:
            providers = find_providers(answers["provider_code"], frame, corrections)
            cleaned = clean(answers.assign(provider_id=providers), wave, rules)
            words = study.texts["publication"]["exclusion"]
            answered[group] = cleaned[["provider_id", "included"]]
            check_losses(files.file, group, cleaned, rules, words, problems)
    if weighting:
        try:
            wave_weights(answered, weighting)
        except InputProblems as error:
            problems.extend(error)
    registers = {name: path for name, path in wave.registers.items() if _there(path)}
    read_registers(replace(wave, registers=registers), study, problems)
    if _there(wave.published):
        published = read_published(wave.published, problems)
        check_published(published, wave.published, study, problems)
    problems.raise_if_any()


def _there(path: Path | None) -> TypeGuard[Path]:
    return path is not None and path.is_file()


def _state(
    wave: Wave, config: Config, study: Study, study_folder: Path, parted: Collection[str]
) -> str:
    mappings = (study_folder / "waves" / wave.id).glob("*.csv")
    settings = f"{wave}{config.cleaning}{config.weighting}{sorted(parted)}"
    return state_of(study, [*wave.raw_files, *mappings], settings)


def state_of(study: Study, paths: Iterable[Path], settings: str = "") -> str:
    """A digest of what a check may depend on: these files and settings, the whole study as it was
    read, and all code of the library."""
    digest = hashlib.sha256(f"{study}{settings}{_library()}".encode())
    for path in sorted(set(paths)):
        digest.update(f"{path.name} {sha256(path)}".encode())
    return digest.hexdigest() + "\n"


@cache
def _library() -> list[str]:
    """Every module of the library with its hash, as this process has it."""
    modules = sorted(Path(__file__).parents[1].rglob("*.py"))
    return [f"{path.name} {sha256(path)}" for path in modules]
