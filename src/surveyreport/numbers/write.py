"""The tables behind the figures of a wave on disk: figure-NN.csv and those of differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import write_csv
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.numbers.differences import difference_numbers
from surveyreport.numbers.figure import figure_numbers
from surveyreport.study.model import Figure, Study


def write_numbers(
    study: Study,
    figures: Iterable[Figure],
    estimates: pd.DataFrame,
    register: pd.DataFrame,
    verdicts: pd.DataFrame | None,
    differences: Mapping[str, list[str]],
    folder: Path,
    evidence: Mapping[str, pd.DataFrame] | None = None,
    subgroups: pd.DataFrame | None = None,
) -> None:
    """Write <name>.csv for every figure and every picture of differences into `folder`.

    estimates, register, verdicts, evidence, subgroups: see `figure_numbers`. differences: see
    `difference_pictures`.
    Raises InputProblems with all faults of all figures before anything is written.
    """
    problems = ProblemList()
    tables = {}
    for figure in figures:
        try:
            tables[figure.name] = figure_numbers(
                study, figure, estimates, register, verdicts, evidence, subgroups
            )
        except InputProblems as error:
            problems.extend(error)
    problems.raise_if_any()
    for name, families in differences.items():
        tables[name] = difference_numbers(verdicts, families)
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
