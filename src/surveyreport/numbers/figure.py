"""The numbers of a figure, whatever its kind."""

from __future__ import annotations

import pandas as pd

from surveyreport.numbers.kinds import NUMBERS
from surveyreport.numbers.marks import marked_pairs, with_marks
from surveyreport.study.model import Figure, Study


def figure_numbers(
    study: Study,
    figure: Figure,
    estimates: pd.DataFrame,
    register: pd.DataFrame,
    verdicts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What a figure draws, one row per drawn number, in drawing order.

    estimates: item, category, kind, n, base, share, ci_low, ci_high (shares 0-1), one wave.
    register: register, date, unit, provider_type, grade, programme, count.
    verdicts: as of `verdict_table`, one wave; None draws no marks.
    Out, of the kinds on the survey: figure, statement (from 1), stem (empty when the item has
    none), text, group, item, category, kind, n, base, share (of a mean or quartile that number),
    ci_low, ci_high; likert also mark, see `with_marks`. The other kinds: see `numbers.register`.
    Raises InputProblems naming figure and item for which there is no estimate or count.
    """
    numbers = NUMBERS[figure.kind](study, figure, estimates, register)
    if figure.kind != "likert":
        return numbers
    return with_marks(numbers, marked_pairs(numbers["item"], verdicts))
