"""The tables behind the figures of a wave, read back as they were made."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_table
from surveyreport.files.problems import InputProblems, Problem

COUNTS = ("n", "base", "count", "unit", "visits", "of")


def read_numbers(path: Path) -> pd.DataFrame:
    """A table that `write_numbers` wrote, as it was made: see `figure_numbers`.

    Raises InputProblems when it is not there.
    """
    if not path.is_file():
        raise InputProblems(
            [Problem(str(path), "de getallen zijn er niet", "start de run opnieuw")]
        )
    table = read_table(path, blank=True)
    return table.astype({name: "Int64" for name in COUNTS if name in table})
