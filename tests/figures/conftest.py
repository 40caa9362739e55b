"""The study as fielded, and the estimates and register of the reference wave."""

from __future__ import annotations

import figure_data
import pytest
from support import study_of

from surveyreport.figures.render import render_figures


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
