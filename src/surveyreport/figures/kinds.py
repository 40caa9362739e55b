"""The table of kinds: how each kind of figure is drawn."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from surveyreport.figures import (
    bars,
    counts,
    histogram,
    likert,
    ranking,
    schematic,
    table,
    visits,
    yes_no,
)
from surveyreport.figures.page import Page

DRAW: dict[str, Callable[[Page, pd.DataFrame], None]] = {
    "likert": likert.draw,
    "choice": bars.draw,
    "multiple": bars.draw,
    "yes_no": yes_no.draw,
    "number": histogram.draw,
    "ranking": ranking.draw,
    "table": table.draw,
    "counts": counts.draw,
    "schematic": schematic.draw,
    "visits": visits.draw,
}
