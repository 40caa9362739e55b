"""Look at every input of a wave before anything is computed, and report all faults at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from surveyreport.config import Cleaning, Wave
from surveyreport.estimates.published import read_published
from surveyreport.problems import InputProblems, ProblemList
from surveyreport.sources.frame import read_corrections, read_frame
from surveyreport.sources.ingest import ingest
from surveyreport.sources.mapping import Mapping, mapping_path, read_mapping
from surveyreport.sources.registers import read_register, read_visited
from surveyreport.study import Study


def check_wave(wave: Wave, study: Study, study_folder: Path, rules: Cleaning) -> pd.DataFrame:
    """The checked raw files: file, sha256.

    Raises InputProblems with the faults of all exports, mappings, registers and lists together.
    """
    problems = ProblemList()
    mappings = read_mappings(wave, study, study_folder, problems)
    frame = read_frame(wave.frame, problems)
    if wave.corrections:
        read_corrections(wave.corrections, frame, problems)
    for group, files in wave.exports.items():
        try:
            ingest(files, group, mappings, rules.test_entries)
        except InputProblems as error:
            problems.extend(error)
    read_registers(wave, study, problems)
    if wave.published:
        read_published(wave.published, problems)
    problems.raise_if_any()
    files = sorted(dict.fromkeys(map(str, wave.raw_files)))
    return pd.DataFrame({"file": files, "sha256": [sha256(Path(file)) for file in files]})


def read_mappings(
    wave: Wave, study: Study, study_folder: Path, problems: ProblemList
) -> dict[str, Mapping]:
    """The mapping of each group with an export in the wave."""
    return {
        group: read_mapping(mapping_path(study_folder, wave.id, group), study, group, problems)
        for group in wave.exports
    }


def read_registers(wave: Wave, study: Study, problems: ProblemList) -> pd.DataFrame:
    """register.csv: wave, register, date, unit, provider_type, grade, programme, count."""
    columns = ["wave", "register", "date", "unit", "provider_type", "grade", "programme", "count"]
    tables = [pd.DataFrame(columns=columns)]
    for register, path in wave.registers.items():
        if register == "visited":
            tables.append(read_visited(path, study.registers, problems))
        else:
            table = read_register(path, register, study.registers, problems)
            tables.append(table.assign(register=register, unit=""))
    return pd.concat(tables).assign(wave=wave.id)[columns].reset_index(drop=True)


def sha256(path: Path) -> str:
    """Hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
