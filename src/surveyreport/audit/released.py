"""Releases of a wave as they were: data/released/<wave>/<number>/, inside the house only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.files.csvfile import read_table, write_csv
from surveyreport.files.parquet import read_parquet, write_parquet
from surveyreport.files.problems import ProblemList
from surveyreport.files.textfile import write_text

FOLDER = Path("data/released")
RECORD, TOTALS, DRAWN = "record.json", "totals.csv", "drawn.parquet"


@dataclass(frozen=True, eq=False)
class Released:
    """One earlier release: its record, public totals and draws."""

    record: dict[str, Any]
    totals: pd.DataFrame
    drawn: pd.DataFrame

    @property
    def when(self) -> str:
        return f"{self.record['signed_on']} ({self.record['signed_by']})"


def read_released(folder: Path = FOLDER) -> list[Released]:
    """The earlier releases of every wave, oldest first. Raises InputProblems for a broken one."""
    problems, found = ProblemList(), []
    # Python 3.13 would list a folder that is not there, 3.11 not: receipts tell what was listed
    for path in sorted(folder.glob(f"*/*/{RECORD}")) if folder.is_dir() else ():
        try:
            found.append(
                Released(
                    json.loads(path.read_text(encoding="utf-8")),
                    read_table(path.with_name(TOTALS)),
                    read_parquet(path.with_name(DRAWN)),
                )
            )
            # a record without names is no record
            found[-1].record["wave"], found[-1].when
        except (OSError, ValueError, KeyError) as error:
            problems.add(
                path.parent,
                f"deze eerdere uitgave is niet te lezen ({type(error).__name__})",
                "zet de map terug zoals ze bij de uitgave was",
            )
    problems.raise_if_any()
    return found


def keep_released(
    wave: str, record: dict[str, Any], totals: pd.DataFrame, drawn: pd.DataFrame,
    folder: Path = FOLDER,
) -> Path:  # fmt: skip
    """Write one release; the record last, so that half a release is none."""
    number = 1 + max((int(p.name) for p in (folder / wave).glob("[0-9]*")), default=0)
    place = folder / wave / f"{number:03d}"
    write_csv(totals, place / TOTALS)
    write_parquet(drawn, place / DRAWN)
    text = json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True)
    write_text(text + "\n", place / RECORD)
    return place
