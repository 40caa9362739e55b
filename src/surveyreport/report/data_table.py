"""The numbers of a figure as a table to read, whatever its kind."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from surveyreport.estimates.kinds import is_value
from surveyreport.files.dutch import date, integer, one_decimal
from surveyreport.report.model import FigureBlock
from surveyreport.report.tables import as_percent, as_two_decimals
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import verdict_label

# Columns of `figure_numbers` that a reader needs, in order, and those aligned right
SHOWN = ("statement", "group", "wave", "answer", "n", "base", "share", "delta", "interval",
         "visits", "of", "unit", "provider_type", "grade", "date", "programme", "count",
         "system", "heading", "component", "place", "point")  # fmt: skip
RIGHT = {"visits", "of", "n", "base", "share", "delta", "interval", "unit", "count"}


class DataTable(NamedTuple):
    """heads: label and whether its column is aligned right; rows: cells as text."""

    heads: list[tuple[str, bool]]
    rows: list[list[str]]


def data_table(block: FigureBlock, study: Study) -> DataTable:
    """What the figure draws, one row per number; shares in percent, rounded as in the figure."""
    words = study.texts["publication"]["page"]
    rows = data_cells(block, study)
    columns = [name for name in SHOWN if name in rows[0]]
    heads = [(words["column"][name], name in RIGHT) for name in columns]
    return DataTable(heads, [[row[name] for name in columns] for row in rows])


def data_cells(block: FigureBlock, study: Study) -> list[dict[str, str]]:
    """The numbers drawn as a reader sees them: per row, its cells by column of SHOWN."""
    words = study.texts["publication"]["page"]
    return [_cells(row, study, words) for row in block.data.to_dict("records")]


def _cells(row: dict[str, Any], study: Study, words: dict[str, Any]) -> dict[str, str]:
    if "comparison" in row:
        return _comparison(row, study)
    if "theme" in row:
        way = study.visits.directions.get(row["direction"], study.texts["figures"]["visits_any"])
        counts = {name: _integer(row[name]) for name in ("visits", "of")}
        return {"statement": row["text"], "answer": way, **counts}
    if "item" in row:
        stem = f"{row['stem']} " if row["stem"] else ""
        show = _decimal if is_value(row["kind"]) else _percent
        low, high = (show(row[name]) for name in ("ci_low", "ci_high"))
        return {
            "statement": stem + row["text"],
            "group": ", ".join([study.groups[row["group"]].label, *_part(row)]),
            **({"wave": row["wave"]} if "wave" in row else {}),
            "answer": words.get(row["category"], row["category"]),
            "n": _integer(row["n"]),
            "base": _integer(row["base"]),
            "share": show(row["share"]),
            "interval": f"{low} {words['to']} {high}" if low and high else "",
        }
    cells = {name: str(row[name]) for name in SHOWN if name in row and pd.notna(row[name])}
    for name, vocabulary in (("grade", "grades"), ("programme", "programmes")):
        if name in cells:
            cells[name] = study.registers[vocabulary][cells[name]]["label"]
    if "provider_type" in cells:
        names = study.registers["provider_types"] | study.registers["frame_types"]
        cells["provider_type"] = names[cells["provider_type"]]["label"]
    if "date" in cells:
        cells["date"] = date(cells["date"])
    if "count" in row:
        cells["count"] = _integer(row["count"])
    return cells


def _comparison(row: dict[str, Any], study: Study) -> dict[str, str]:
    """A row of a picture of differences."""
    a, b = row["group_a"], row["group_b"]
    delta, low, high = (
        "" if pd.isna(row[key]) else as_two_decimals(row[key])
        for key in ("delta", "delta_low", "delta_high")
    )
    words = study.texts["publication"]["page"]
    return {
        "statement": row["theme"],
        "group": f"{study.groups[a].label}, {study.groups[b].label}",
        "answer": verdict_label(row["verdict"], a, b, study),
        "n": f"{_integer(row['n_a'])}, {_integer(row['n_b'])}",
        "delta": delta,
        "interval": f"{low} {words['to']} {high}" if low and high else "",
    }


def _part(row: dict[str, Any]) -> list[str]:
    """The part of the group that a row is about, in a figure with `by`."""
    return [str(row["part"])] if "part" in row and pd.notna(row["part"]) else []


def _integer(value: Any) -> str:
    return "" if pd.isna(value) else integer(value)


def _decimal(value: Any) -> str:
    return "" if pd.isna(value) else one_decimal(value)


def _percent(value: Any) -> str:
    return "" if pd.isna(value) else as_percent(value)
