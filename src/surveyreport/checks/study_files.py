"""Does what one file of the study or the settings names exist in the others?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from surveyreport.figures.fonts import FACES
from surveyreport.figures.theme import Theme
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.files.yamlfile import line_of
from surveyreport.study.config import Config
from surveyreport.study.model import Study


def check_theme(study: Study, path: Path, problems: ProblemList) -> None:
    """A font for every face."""
    theme = Theme(**study.theme)
    for face in FACES:
        try:
            theme.font_file(face)
        except InputProblems as error:
            (problem,) = error.problems
            row = line_of(path, "font", face)
            problems.problems.append(replace(problem, file=str(path), row=row))


def check_settings(settings: Config, study: Study, path: Path, problems: ProblemList) -> None:
    """The background questions of the microdata are closed questions of their group."""
    for group, names in settings.microdata.background.items():
        place: Any = {"column": f"microdata.background.{group}"}
        if group not in study.groups:
            problems.add(
                path,
                f"onbekende groep '{group}'",
                "kies een groep van study/groups.yaml",
                row=line_of(path, "microdata", "background", group),
                expected="een van: " + ", ".join(study.groups),
                **place,
            )
            continue
        closed = [q.id for q in study.questions.values() if q.group == group and q.items[0].closed]
        for number, name in enumerate(names):
            if name not in closed:
                problems.add(
                    path,
                    f"'{name}' is geen gesloten vraag van {group}",
                    "kies vragen van deze groep",
                    row=line_of(path, "microdata", "background", group, number),
                    expected="een van: " + ", ".join(closed),
                    about=("item", name),
                    **place,
                )
