"""Draw figures: SVG, PNG and the numbers drawn, only where something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from surveyreport.figures import differences
from surveyreport.figures.kinds import DRAW
from surveyreport.figures.marks import mark_lines
from surveyreport.figures.picture import Picture, Pictures, nothing
from surveyreport.files.dutch import listed
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.numbers.figure import figure_numbers
from surveyreport.numbers.marks import marked_pairs
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Figure, Study


def render_figures(
    study: Study,
    figures: Iterable[Figure],
    estimates: pd.DataFrame,
    register: pd.DataFrame,
    out_dir: Path,
    *,
    wave_label: str,
    synthetic: bool,
    confidence_level: float = 0.95,
    verdicts: pd.DataFrame | None = None,
    keeps: Callable[[Path], bool] = nothing,
) -> list[Path]:
    """Write figure-NN.csv, .svg and .png for each figure into `out_dir`.

    estimates, register, verdicts: see `figure_numbers`. wave_label: as in the source line
    ('2022-2023'). synthetic: puts 'Synthetische data' in the picture and its metadata.
    confidence_level: of the intervals in `estimates`, as a bar chart names it.
    keeps: see `Pictures`.
    Out: the .svg and .png files drawn anew; see `Pictures.update`.
    Raises InputProblems with all faults of all figures before anything is written.
    """
    problems = ProblemList()
    found = []
    for figure in figures:
        try:
            numbers = figure_numbers(study, figure, estimates, register, verdicts)
        except InputProblems as error:
            problems.extend(error)
        else:
            found.append(_picture(study, figure, numbers, verdicts, estimates))
    problems.raise_if_any()
    pictures = Pictures(study, out_dir, wave_label, synthetic, confidence_level, keeps)
    return [path for picture in found for path in pictures.update(picture)]


def render_differences(
    study: Study,
    entries: Comparisons,
    verdicts: pd.DataFrame,
    pictures: dict[str, list[str]],
    out_dir: Path,
    *,
    wave_label: str,
    synthetic: bool,
    confidence_level: float = 0.95,
    keeps: Callable[[Path], bool] = nothing,
) -> list[Path]:
    """Write the differences between groups as <name>.csv, .svg and .png into `out_dir`.

    verdicts: as of `verdict_table`, one wave; its intervals have confidence_level. pictures: the
    families (ids) in each picture, by name; see `difference_pictures`. All share one axis.
    Out: the .svg and .png files drawn anew; see `Pictures.update`.
    """
    writer = Pictures(study, out_dir, wave_label, synthetic, confidence_level, keeps)
    return [
        path
        for name, families in pictures.items()
        for path in writer.update(differences.picture(study, entries, verdicts, name, families))
    ]


def _picture(
    study: Study,
    figure: Figure,
    numbers: pd.DataFrame,
    verdicts: pd.DataFrame | None,
    estimates: pd.DataFrame,
) -> Picture:
    words = study.texts["figures"]
    notes = [words["note"].format(text=figure.notes)] if figure.notes else []
    if "item" in numbers and "one_provider" in estimates:
        held = estimates["item"].isin(numbers["item"]) & estimates["one_provider"].eq(True)
        groups = [study.groups[group].label for group in estimates.loc[held, "group"].unique()]
        if groups:
            what = listed(groups, words["and"])
            notes = [*notes, words["one_provider"].format(what=what)]
    if "mark" in numbers:
        notes = [*mark_lines(marked_pairs(numbers["item"], verdicts), study), *notes]
    return Picture(
        figure.name,
        f"figuur {figure.number}",
        f"{words['figure']} {figure.number}. {figure.title}",
        numbers,
        DRAW[figure.kind],
        {
            "entry": figure.spec,
            "items": [asdict(item) for item in study.figure_items(figure)],
            "registers": study.registers,
        },
        notes,
        figure,
    )
