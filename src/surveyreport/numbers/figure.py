"""The numbers of a figure, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from surveyreport.numbers.kinds import NUMBERS
from surveyreport.numbers.marks import marked_pairs, with_marks
from surveyreport.numbers.parts import parted_numbers
from surveyreport.numbers.visits import visit_numbers
from surveyreport.study.model import Figure, Study


def figure_numbers(
    study: Study,
    figure: Figure,
    estimates: pd.DataFrame,
    register: pd.DataFrame,
    verdicts: pd.DataFrame | None = None,
    evidence: Mapping[str, pd.DataFrame] | None = None,
    subgroups: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What a figure draws, one row per drawn number, in drawing order.

    estimates: item, category, kind, n, base, share, ci_low, ci_high (shares 0-1), one wave.
    register: register, date, unit, provider_type, grade, programme, count.
    verdicts: as of `verdict_table`, one wave; None draws no marks.
    evidence: factors and visits, where the wave has them; the bars of codes of open questions have
    coder_low and coder_high then, and written where not all that people wrote is coded yet.
    Out, of the kinds on the survey: figure, statement (from 1), stem (empty when the item has
    none), text, group, item, category, kind, n, base, share (of a mean or quartile that number),
    ci_low, ci_high; likert also mark, see `with_marks`. Of a figure whose results are parted (`by`,
    which takes subgroups) more columns, see `parted_numbers`. The other kinds: see
    `numbers.register`.
    Raises InputProblems naming figure and item for which there is no estimate or count.
    """
    if figure.kind == "visits":
        return visit_numbers(study, figure, (evidence or {}).get("visits"))
    if figure.by:
        assert subgroups is not None
        numbers = parted_numbers(study, figure, subgroups)
        return numbers.assign(mark="") if figure.kind == "likert" else numbers
    numbers = NUMBERS[figure.kind](study, figure, estimates, register)
    factors = (evidence or {}).get("factors")
    if factors is not None and any(item.coded_from for item in study.figure_items(figure)):
        limits = factors.assign(item=factors["item"] + "." + factors["code"])
        half = (limits["written"] > limits["answered"]).any()
        own = ["coder_low", "coder_high", *(["written"] if half else [])]
        limits = limits.set_index("item")[own]
        return numbers.join(limits, on="item")
    if figure.kind != "likert":
        return numbers
    return with_marks(numbers, marked_pairs(numbers["item"], verdicts))
