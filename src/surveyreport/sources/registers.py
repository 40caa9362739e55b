"""Official counts: pupils and schools per date, as CSV or as an administration's workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList
from surveyreport.sources.register_workbook import is_workbook, read_register_workbook

TOTAL = "totaal"
KEYS = ["date", "provider_type", "grade", "programme"]


def read_register(
    path: Path, register: str, names: dict[str, Any], problems: ProblemList
) -> pd.DataFrame:
    """The counts in `path`: KEYS and count (int), index = row in the file.

    register: pupils or schools, also the heading of the counts in a CSV. names: the vocabulary of
    study/registers.yaml. Pupils must add up to every printed total; schools count once in each
    cell, so a total lies between the largest part and the sum of the parts.
    """
    if is_workbook(path):
        table = read_register_workbook(path, names, problems)
    else:
        table = read_csv(path, (*KEYS, register), problems).rename(columns={register: "count"})
        table = _checked(table, path, register, names, problems)
    for row in table.index[table.duplicated(KEYS)]:
        problems.add(path, "deze telling staat er al", "houd één rij over", row=int(row))
    table = table.drop_duplicates(KEYS)
    adds_up = _equal if register == "pupils" else _within
    _check_totals(table, path, adds_up, problems)
    return table


def read_visited(path: Path, names: dict[str, Any], problems: ProblemList) -> pd.DataFrame:
    """Pupils at the visited providers: register (visited at the reference date, or
    visited_interview), unit (visit number), KEYS and count."""
    columns = ("number", "provider_id", "type", "moment", *KEYS[:1], *KEYS[2:], "pupils")
    table = read_csv(path, columns, problems)
    table = table.rename(columns={"number": "unit", "type": "provider_type", "pupils": "count"})
    frame_names = names | {"provider_types": names["frame_types"]}
    table = _checked(table, path, "pupils", frame_names, problems)
    moments = {"teldatum": "visited", "interview": "visited_interview"}
    for row, moment in table.loc[~table["moment"].isin(moments), "moment"].items():
        problems.add(
            path,
            f"'{moment}'",
            "kies een bekend moment",
            row=int(row),
            column="moment",
            expected="een van: " + ", ".join(moments),
        )
    table.insert(0, "register", table["moment"].map(moments))
    return table[["register", "unit", *KEYS, "count"]]


def _checked(
    table: pd.DataFrame, path: Path, heading: str, names: dict[str, Any], problems: ProblemList
) -> pd.DataFrame:
    for column, known in (
        ("provider_type", names["provider_types"]),
        ("grade", names["grades"]),
        ("programme", names["programmes"]),
    ):
        for row, value in table.loc[~table[column].isin(list(known)), column].items():
            problems.add(
                path,
                f"'{value}'",
                "kies een bekende waarde of vul study/registers.yaml aan",
                row=int(row),
                column=column,
                expected="een van: " + ", ".join(known),
            )
    for row, value in table.loc[~table["date"].str.fullmatch(r"\d{4}-\d\d-\d\d"), "date"].items():
        problems.add(
            path, f"'{value}'", "schrijf de dag als jjjj-mm-dd", row=int(row), column="date"
        )
    whole = table["count"].str.fullmatch(r"\d+")
    for row, value in table.loc[~whole, "count"].items():
        problems.add(path, f"'{value}'", "vul een geheel aantal in", row=int(row), column=heading)
    return table[whole].assign(count=lambda kept: kept["count"].astype("int64"))


def _check_totals(
    table: pd.DataFrame,
    path: Path,
    adds_up: Callable[[int, pd.Series], str | None],
    problems: ProblemList,
) -> None:
    """Compare each printed total with its parts, along provider type, grade and programme."""
    for axis in ("provider_type", "grade", "programme"):
        others = [key for key in KEYS if key != axis]
        for _, cells in table.groupby(others, sort=False):
            total = cells[cells[axis] == TOTAL]
            parts = cells[cells[axis] != TOTAL]
            if total.empty or parts.empty:
                continue
            row, printed = total.index[0], int(total["count"].iloc[0])
            if expected := adds_up(printed, parts["count"]):
                cell = ", ".join(str(total[key].iloc[0]) for key in KEYS)
                problems.add(
                    path,
                    f"het totaal {printed} ({cell}) klopt niet met zijn delen",
                    "verbeter het totaal of een van de delen",
                    row=int(row),
                    column=axis,
                    expected=expected,
                )


def _equal(printed: int, parts: pd.Series) -> str | None:
    if printed == parts.sum():
        return None
    return f"{' + '.join(map(str, parts))} = {parts.sum()}"


def _within(printed: int, parts: pd.Series) -> str | None:
    if parts.max() <= printed <= parts.sum():
        return None
    return f"tussen {parts.max()} en {parts.sum()}"
