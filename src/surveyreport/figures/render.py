"""Draw figures as SVG and PNG from the tables behind them, only where something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from surveyreport.figures import differences
from surveyreport.figures.kinds import DRAW
from surveyreport.figures.marks import mark_lines
from surveyreport.figures.picture import Picture, Pictures, nothing, silent
from surveyreport.figures.survey_page import base_notes
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.numbers.marks import marked_pairs
from surveyreport.numbers.read import read_numbers
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Figure, Study


def render_figures(
    study: Study,
    figures: Iterable[Figure],
    out_dir: Path,
    *,
    wave_label: str,
    synthetic: bool,
    confidence_level: float = 0.95,
    verdicts: pd.DataFrame | None = None,
    keeps: Callable[[Path], bool] = nothing,
    after: Callable[[], None] = silent,
) -> list[Path]:
    """Draw figure-NN.csv of each figure in `out_dir` as .svg and .png beside it.

    verdicts: see `figure_numbers`. wave_label: as in the source line ('2022-2023'). synthetic: puts
    'Synthetische data' in the picture and its metadata. confidence_level: of the intervals in the
    tables, as a bar chart names it. keeps, after: see `Pictures`.
    Out: the .svg and .png files drawn anew; see `Pictures.update`.
    Raises InputProblems with all faults of all figures before anything is written.
    """
    problems = ProblemList()
    found = []
    for figure in figures:
        try:
            numbers = read_numbers(out_dir / f"{figure.name}.csv")
        except InputProblems as error:
            problems.extend(error)
        else:
            found.append(_picture(study, figure, numbers, verdicts))
    problems.raise_if_any()
    pictures = Pictures(study, out_dir, wave_label, synthetic, confidence_level, keeps, after)
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
    after: Callable[[], None] = silent,
) -> list[Path]:
    """Draw the differences between groups as <name>.svg and .png in `out_dir`.

    verdicts: as of `verdict_table`, one wave; its intervals have confidence_level. pictures: the
    families (ids) in each picture, by name; see `difference_pictures`. All share one axis.
    Out: the .svg and .png files drawn anew; see `Pictures.update`.
    """
    writer = Pictures(study, out_dir, wave_label, synthetic, confidence_level, keeps, after)
    limit = differences.axis_limit(verdicts)
    return [
        path
        for name, families in pictures.items()
        for path in writer.update(
            differences.picture(
                study, entries, read_numbers(out_dir / f"{name}.csv"), limit, name, families
            )
        )
    ]


def _picture(
    study: Study, figure: Figure, numbers: pd.DataFrame, verdicts: pd.DataFrame | None
) -> Picture:
    words = study.texts["figures"]
    notes = [words["note"].format(text=figure.notes)] if figure.notes else []
    notes = [*notes, *base_notes(study, numbers, figure)]
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
