"""The table of kinds: where the numbers of each kind of figure come from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from surveyreport.numbers.register import count_numbers, schematic_numbers, table_numbers
from surveyreport.numbers.survey import (
    level_numbers,
    number_numbers,
    ranking_numbers,
    selected_numbers,
    yes_no_numbers,
)
from surveyreport.study.model import Figure, Study

NUMBERS: dict[str, Callable[[Study, Figure, pd.DataFrame, pd.DataFrame], pd.DataFrame]] = {
    "likert": level_numbers,
    "choice": level_numbers,
    "multiple": selected_numbers,
    "yes_no": yes_no_numbers,
    "number": number_numbers,
    "ranking": ranking_numbers,
    "table": table_numbers,
    "counts": count_numbers,
    "schematic": schematic_numbers,
}
