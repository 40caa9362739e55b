"""The table of kinds: what each kind of figure draws, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from surveyreport.figures import bars, counts, likert, schematic, table, yes_no
from surveyreport.figures.page import Page
from surveyreport.figures.register_numbers import count_numbers, schematic_numbers, table_numbers
from surveyreport.figures.survey_numbers import level_numbers, selected_numbers, yes_no_numbers
from surveyreport.study.model import Figure, Study


class Kind(NamedTuple):
    """numbers: the rows to draw; draw: puts them on a page."""

    numbers: Callable[[Study, Figure, pd.DataFrame, pd.DataFrame], pd.DataFrame]
    draw: Callable[[Page, pd.DataFrame], None]


KINDS = {
    "likert": Kind(level_numbers, likert.draw),
    "choice": Kind(level_numbers, bars.draw),
    "multiple": Kind(selected_numbers, bars.draw),
    "yes_no": Kind(yes_no_numbers, yes_no.draw),
    "table": Kind(table_numbers, table.draw),
    "counts": Kind(count_numbers, counts.draw),
    "schematic": Kind(schematic_numbers, schematic.draw),
}
