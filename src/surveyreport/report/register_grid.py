"""A register table (kind table) as rows and columns of bound numbers."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from surveyreport.files.dutch import date, listed
from surveyreport.numbers.register import TOTAL
from surveyreport.report.bound import Text, Words
from surveyreport.report.model import Grid
from surveyreport.report.source import Source
from surveyreport.study.model import Figure


def register_grid(source: Source, figure: Figure, data: pd.DataFrame) -> Grid:
    """The cells of the figure; empty where the register has no count. data: `table_numbers`."""
    spec, words = figure.spec, source.study.texts["figures"]
    days = [
        (words[f"table_{spec['register']}"].format(date=date(day)), len(list(columns)))
        for day, columns in groupby(spec["columns"], key=lambda column: column["date"])
    ]
    programmes = [_label(source, "programmes", column["programme"]) for column in spec["columns"]]
    corner = source.say(f"table.corner_{spec['register']}")
    rows = []
    for number, row in enumerate(spec["rows"], 1):
        name = (
            _label(source, "grades", row["grade"])
            if "grade" in row
            else _label(source, "provider_types", row["provider_type"])
        )
        cells = [_cell(source, spec["register"], cell) for cell in _row(data, number)]
        rows.append(((name,), *cells))
    return Grid(
        heads=(
            (((), 1), *(((Words(title),), span) for title, span in days)),
            ((corner, 1), *(((name,), 1) for name in programmes)),
        ),
        rows=tuple(rows),
        numeric=(False, *(True for _ in programmes)),
        widths=(2.0, *(1.0 for _ in programmes)),
        indents=tuple("grade" in row for row in spec["rows"]),
        bold=tuple(row["provider_type"] == TOTAL for row in spec["rows"]),
    )


def register_notes(source: Source, figure: Figure, data: pd.DataFrame) -> tuple[Text, ...]:
    """The source line and note that a picture has under it."""
    words = source.study.texts["figures"]
    dates = listed([date(day) for day in data["date"].unique()], words["and"])
    lines = [words[f"source_{figure.spec['register']}"].format(dates=dates)]
    if figure.notes:
        lines.append(words["note"].format(text=figure.notes))
    return tuple((Words(line),) for line in lines)


def _row(data: pd.DataFrame, number: int) -> list[pd.Series]:
    return [cell for _, cell in data[data["row"].eq(number)].iterrows()]


def _cell(source: Source, register: str, cell: pd.Series) -> Text:
    if pd.isna(cell["count"]):
        return source.say("table.no_count")
    keys = {key: cell[key] for key in ("date", "provider_type", "grade", "programme")}
    return (source.tables.number("register", "count", register=register, **keys),)


def _label(source: Source, vocabulary: str, code: str) -> Words:
    return Words(source.study.registers[vocabulary][code]["label"])
