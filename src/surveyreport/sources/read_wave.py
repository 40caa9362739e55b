"""Read the mappings and the registers of a wave."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.mapping import Mapping, mapping_path, read_mapping
from surveyreport.sources.register_told import told_back, told_visits
from surveyreport.sources.registers import read_register, read_visited
from surveyreport.study.config import Wave
from surveyreport.study.model import Study


def read_mappings(
    wave: Wave, study: Study, study_folder: Path, problems: ProblemList
) -> dict[str, Mapping]:
    """The mapping of each group with an export in the wave."""
    return {
        group: read_mapping(mapping_path(study_folder, wave.id, group), study, group, problems)
        for group in wave.exports
    }


def read_registers(
    wave: Wave, study: Study, problems: ProblemList, told: list[str] | None = None
) -> pd.DataFrame:
    """register.csv: wave, register, date, unit, provider_type, grade, programme, count.

    told: gets the counts of every file as tables of text, and what was left out, in Dutch.
    """
    columns = ["wave", "register", "date", "unit", "provider_type", "grade", "programme", "count"]
    tables = [pd.DataFrame(columns=columns)]
    for register, path in wave.registers.items():
        remarks: list[str] = []
        if register == "visited":
            tables.append(read_visited(path, study.registers, problems, remarks))
            shown = told_visits(tables[-1], study.registers)
        else:
            table = read_register(path, register, study.registers, problems, remarks)
            tables.append(table.assign(register=register, unit=""))
            shown = told_back(table, study.registers)
        if told is not None:
            told += [f"{path} ({register})", *remarks, shown, ""]
    return pd.concat(tables).assign(wave=wave.id)[columns].reset_index(drop=True)
