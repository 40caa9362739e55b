"""What a figure on visits draws: per theme in how many visits it came up, and how."""

from __future__ import annotations

import pandas as pd

from surveyreport.files.problems import InputProblems, Problem
from surveyreport.study.model import Figure, Study

COLUMNS = ["figure", "theme", "text", "conversation", "direction", "visits", "of"]
ALL = "alle"


def visit_numbers(study: Study, figure: Figure, visits: pd.DataFrame | None) -> pd.DataFrame:
    """COLUMNS, per theme the count of each direction and, first, of all of them (`alle`).

    visits: visits.csv. The figure's `conversation` picks one; without it all together. Themes that
    came up most often first; a count that is not told stands empty.
    """
    if visits is None:
        problem = Problem(
            "visits.csv",
            "de tabel is er niet",
            "lees de bezoekformulieren in met make codes",
            column=f"figuur {figure.number}",
        )
        raise InputProblems([problem])
    conversation = figure.spec.get("conversation", ALL)
    rows = visits[visits["conversation"].eq(conversation) & visits["theme"].ne(ALL)]
    themes = {name: theme.label for name, theme in study.visits.themes.items()}
    rows = rows[rows["theme"].isin(themes)].assign(
        figure=figure.number, text=rows["theme"].map(themes)
    )
    total = rows[rows["direction"].eq(ALL)].set_index("theme")["visits"].fillna(0)
    order = total.sort_values(ascending=False, kind="stable").index
    place = {name: number for number, name in enumerate(order)}
    ways = {name: number for number, name in enumerate((ALL, *study.visits.directions))}
    keys = [rows["theme"].map(place), rows["direction"].map(ways)]
    rows = rows.assign(first=keys[0], second=keys[1]).sort_values(["first", "second"])
    return rows[COLUMNS].reset_index(drop=True).astype({"visits": "Int64", "of": "Int64"})
