"""The register counts of a figure and the words of the schematic, in drawing order."""

from __future__ import annotations

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.study.model import Figure, Study

TOTAL = "totaal"


def table_numbers(_: Study, figure: Figure, __: object, register: pd.DataFrame) -> pd.DataFrame:
    """One row per cell; count is missing where the register has no such count.

    Columns: figure, row (from 1), provider_type, grade, date, programme, count.
    Raises InputProblems for a row or column without any count, and for double counts.
    """
    cells = pd.DataFrame(
        [
            (
                figure.number,
                number,
                row["provider_type"],
                row.get("grade", TOTAL),
                column["date"],
                column["programme"],
            )
            for number, row in enumerate(figure.spec["rows"], 1)
            for column in figure.spec["columns"]
        ],
        columns=["figure", "row", "provider_type", "grade", "date", "programme"],
    )
    keys = ["provider_type", "grade", "date", "programme"]
    counts = register[register["register"] == figure.spec["register"]]
    problems = ProblemList()
    _refuse_double(counts, keys, figure, problems)
    problems.raise_if_any()
    cells = cells.merge(counts[[*keys, "count"]], "left", keys)
    for part in (["provider_type", "grade"], ["date", "programme"]):
        for values, found in cells.groupby(part, sort=False)["count"]:
            if found.isna().all():
                _absent(figure, ", ".join(values), problems)
    problems.raise_if_any()
    return cells.astype({"count": "Int64"})


def count_numbers(study: Study, figure: Figure, _: object, register: pd.DataFrame) -> pd.DataFrame:
    """Counts per visited provider, grade and programme, zero where there is no row.

    Columns: figure, unit, provider_type, grade, programme, date, count; by unit number, grades and
    programmes in the order of registers.yaml, totals left out.
    Raises InputProblems without any count and for double counts.
    """
    counts = register[register["register"] == figure.spec["register"]].astype({"unit": "Int64"})
    problems = ProblemList()
    if counts.empty:
        _absent(figure, f"register {figure.spec['register']}", problems)
    keys = ["unit", "grade", "programme"]
    _refuse_double(counts, keys, figure, problems)
    problems.raise_if_any()
    cells = counts[["unit", "provider_type", "date"]].drop_duplicates("unit").sort_values("unit")
    for key in ("grade", "programme"):
        codes = [code for code in study.registers[f"{key}s"] if code != TOTAL]
        cells = cells.merge(pd.DataFrame({key: codes}), "cross")
    cells = cells.merge(counts[[*keys, "count"]], "left", keys).fillna({"count": 0})
    cells.insert(0, "figure", figure.number)
    columns = ["figure", "unit", "provider_type", "grade", "programme", "date", "count"]
    return cells[columns].astype({"count": "Int64"})


def schematic_numbers(_: Study, figure: Figure, *__: object) -> pd.DataFrame:
    """One row per point of each component.

    Columns: figure, column (from 1), system, heading, note, component, place, point.
    """
    return pd.DataFrame(
        [
            (
                figure.number,
                number,
                column["system"],
                column["heading"],
                column.get("note", ""),
                component["heading"],
                component.get("where", ""),
                point,
            )
            for number, column in enumerate(figure.spec["columns"], 1)
            for component in column["components"]
            for point in component["points"]
        ],
        columns=["figure", "column", "system", "heading", "note", "component", "place", "point"],
    )


def _absent(figure: Figure, what: str, problems: ProblemList) -> None:
    problems.add(
        "register.csv",
        f"geen enkel aantal voor {what}",
        "vul het register aan of verbeter de figuur in figures.yaml",
        column=f"figuur {figure.number}",
    )


def _refuse_double(
    counts: pd.DataFrame, keys: list[str], figure: Figure, problems: ProblemList
) -> None:
    for values in counts.loc[counts.duplicated(keys), keys].itertuples(index=False):
        problems.add(
            "register.csv",
            "meer dan één aantal voor " + ", ".join(map(str, values)),
            "houd één rij over",
            column=f"figuur {figure.number}",
        )
