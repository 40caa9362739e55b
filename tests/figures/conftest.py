"""The study as fielded, and the estimates and register of the reference wave."""

from __future__ import annotations

from pathlib import Path

import figure_data
import pytest
from support import study_of

from surveyreport.figures.render import render_figures
from surveyreport.numbers.write import write_numbers


@pytest.fixture(scope="session")
def study():
    """As the wave of the numbers asked it."""
    return study_of("2023")


@pytest.fixture
def estimates():
    return figure_data.estimates()


@pytest.fixture
def register():
    return figure_data.register()


@pytest.fixture
def render(study, estimates, register, tmp_path):
    """Draw figures by number into a folder of this test; out: the paths drawn anew."""

    def run(numbers, study=study, estimates=estimates, register=register, synthetic=True):
        figures = [study.figures[number] for number in numbers]
        write_numbers(study, figures, estimates, register, None, {}, tmp_path)
        return render_figures(
            study,
            figures,
            tmp_path,
            wave_label="2022-2023",
            synthetic=synthetic,
            keeps=Path.is_file,
        )

    return run
