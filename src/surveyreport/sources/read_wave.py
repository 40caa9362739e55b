"""Read the mappings and the registers of a wave."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.mapping import Mapping, mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.sources.register_told import told_back, told_visits
from surveyreport.sources.register_words import TOTAL
from surveyreport.sources.registers import read_register, read_visited
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave


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
    made = pd.concat(tables).assign(wave=wave.id)[columns].reset_index(drop=True)
    if not problems:
        _check_together(made, wave, problems)
    return made


def _check_together(table: pd.DataFrame, wave: Wave, problems: ProblemList) -> None:
    """Add a problem where the pupils of a register are fewer than the schools that have them, or
    than those of the visited providers alone: then one of the files does not count everyone."""
    cell = ["date", "provider_type", "grade", "programme"]
    pupils = table[table["register"].eq("pupils")].set_index(cell)["count"]
    schools = table[table["register"].eq("schools")].set_index(cell)["count"]
    visited = table[table["register"].str.startswith("visited")].assign(provider_type=TOTAL)
    seen = visited[~visited["grade"].eq(TOTAL)].drop_duplicates(["unit", *cell])
    sums = seen.assign(grade=TOTAL).groupby(cell)["count"].sum()
    for register, least, of in (
        ("schools", schools, "scholen met leerlingen"),
        ("visited", sums, "leerlingen bij de bezochte aanbieders alleen"),
    ):
        both = least.to_frame("least").join(pupils.rename("pupils"), how="inner")
        for key, row in both[both["least"] > both["pupils"]].iterrows():
            problems.add(
                wave.registers["pupils"],
                f"{row['pupils']} leerlingen ({', '.join(map(str, key))}), en {row['least']} {of}"
                f" in {wave.registers[register]}",
                "kijk na of beide bestanden iedereen tellen, op dezelfde dag",
            )
