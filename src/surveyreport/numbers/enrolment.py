"""The official counts that the picture of the enrolment series shows."""

from __future__ import annotations

import pandas as pd

from surveyreport.numbers.register import TOTAL
from surveyreport.study.model import Study

NAME, REGISTER = "enrolment", "pupils"
COLUMNS = ["programme", "provider_type", "date", "count"]


def enrolment_numbers(study: Study, series: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS, a row per programme, type of provider and count date, in the order of the registers.

    series: as of `enrolment_series`. count is missing where that date has none; programmes and
    types without any count are left out.
    """
    counts = series[series["register"].eq(REGISTER) & series["grade"].eq(TOTAL)]
    dates = pd.DataFrame({"date": sorted(counts["date"].unique())})
    programmes = [name for name in study.registers["programmes"] if name != TOTAL]
    cells = pd.DataFrame({"programme": programmes})
    cells = cells.merge(pd.DataFrame({"provider_type": list(study.registers["provider_types"])}),
                        "cross").merge(dates, "cross")  # fmt: skip
    cells = cells.merge(counts[COLUMNS], "left", COLUMNS[:3])
    known = cells.groupby(COLUMNS[:2])["count"].transform("count").gt(0)
    return cells[known].reset_index(drop=True).astype({"count": "Int64"})
