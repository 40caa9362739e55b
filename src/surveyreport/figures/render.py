"""Draw figures: SVG, PNG and the numbers drawn, only where something changed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from surveyreport.csvfile import write_csv
from surveyreport.figures.drawing import draw, save
from surveyreport.figures.fingerprint import carries, fingerprint
from surveyreport.figures.kinds import KINDS
from surveyreport.figures.numbers import figure_numbers
from surveyreport.figures.page import Page
from surveyreport.figures.ruler import Ruler
from surveyreport.figures.theme import Theme
from surveyreport.problems import InputProblems, ProblemList
from surveyreport.study import Figure, Study


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
) -> list[Path]:
    """Write figure-NN.csv, .svg and .png for each figure into `out_dir`.

    estimates, register: see `figure_numbers`. wave_label: as in the source line ('2022-2023').
    synthetic: puts 'Synthetische data' in the picture and its metadata. confidence_level: of the
    intervals in `estimates`, as a bar chart names it.
    Out: the .svg and .png files drawn anew. A picture whose fingerprint is unchanged keeps its
    bytes; only its modification time is renewed, so that it counts as made after its inputs.
    Raises InputProblems with all faults of all figures before anything is written.
    """
    theme = Theme(**study.theme)
    problems = ProblemList()
    numbers = []
    for figure in figures:
        try:
            numbers.append((figure, figure_numbers(study, figure, estimates, register)))
        except InputProblems as error:
            problems.extend(error)
    problems.raise_if_any()
    out_dir.mkdir(parents=True, exist_ok=True)
    ruler = None
    drawn = []
    for figure, rows in numbers:
        mark = fingerprint(
            {
                "entry": figure.spec,
                "items": [asdict(item) for item in study.figure_items(figure)],
                "numbers": rows.to_csv(index=False),
                "theme": study.theme,
                "words": study.texts["figures"],
                "groups": [asdict(group) for group in study.groups.values()],
                "registers": study.registers,
                "wave": wave_label,
                "synthetic": synthetic,
                "level": confidence_level,
            },
            theme.font_files,
        )
        pictures = [out_dir / f"{figure.name}.{kind}" for kind in ("svg", "png")]
        if all(carries(path, mark) for path in pictures):
            for path in pictures:
                path.touch()
        else:
            ruler = ruler or Ruler(theme)
            page = Page(study, figure, wave_label, synthetic, confidence_level, theme, ruler)
            for path, content in zip(pictures, _picture(page, rows, mark), strict=True):
                _write(path, content)
            drawn += pictures
        write_csv(rows, out_dir / f"{figure.name}.csv")
    return drawn


def _picture(page: Page, numbers: pd.DataFrame, mark: str) -> tuple[bytes, bytes]:
    theme, figure = page.theme, page.figure
    title = f"{page.word('figure')} {figure.number}. {figure.title}"
    description = page.wave_label
    if page.synthetic:
        word = page.word("synthetic")
        title, description = f"{title} ({word})", f"{description}. {word}."
        warning = theme.colour("warning")
        page.text_block(page.width, 0, [word], theme.small, ha="right", face="bold", colour=warning)
        page.skip(theme.line_height(theme.small) + theme.space["gap"])
    KINDS[figure.kind].draw(page, numbers)
    page.refuse_clipped()
    drawing = draw(page.canvas, page.y, theme, figure.name)
    return save(drawing, theme, {"Title": title, "Description": description, "Identifier": mark})


def _write(path: Path, content: bytes) -> None:
    """The whole file or nothing."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    os.replace(part, path)
