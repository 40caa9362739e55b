"""The study as fielded, and the estimates and register of the reference wave."""

from __future__ import annotations

import figure_data
import pytest

from surveyreport.figures.render import render_figures
from surveyreport.study import load_study


@pytest.fixture(scope="session")
def study():
    return load_study(figure_data.ROOT / "study")


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
        return render_figures(
            study,
            [study.figures[number] for number in numbers],
            estimates,
            register,
            tmp_path,
            wave_label="2022-2023",
            synthetic=synthetic,
        )

    return run
