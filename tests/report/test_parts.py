"""What the report says of results per part, from a table whose outcome is clear by hand."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import publication_data
import pytest
from support import study_of

from surveyreport.numbers.figure import figure_numbers
from surveyreport.report.alt import alternative_text
from surveyreport.report.bound import plain
from surveyreport.report.data_table import data_cells
from surveyreport.report.sentences import findings_of
from surveyreport.study.model import figure_of

FIRST, SECOND, THIRD = (
    "tussen 0 en 1 schooljaar", "tussen 1 en 3 schooljaren", "langer dan 3 schooljaren",
)  # fmt: skip


def subgroups(study, item, shares, hidden=()):
    """subgroups.csv with the same 100 people in each part; shares: per part the first answer's."""
    one, rows = study.items[item], []
    if one.scale is None:
        names = [("selected", "selected"), ("not_selected", "not_selected")]
    else:
        names = [(level.label, level.kind) for level in one.scale.levels]
    for part, first in shares.items():
        told = [(*names[0], first), (*names[1], 100 - first), *((*name, 0) for name in names[2:])]
        if one.scale is not None:
            told.append(("top2", "top2", 100))
        for category, kind, n in told:
            shown = part not in hidden
            rows.append(
                {"item": item, "by": "schoolteam.A2", "level": part, "category": category,
                 "kind": kind, "n": n if shown else None, "base": 100,
                 "share": n / 100 if shown else None, "ci_low": 0.1, "ci_high": 0.9,
                 "one_provider": False, "reason": None if shown else "too_small_to_show"}
            )  # fmt: skip
    return pd.DataFrame(rows)


def texts(kind, statement, table):
    study = study_of("2025")
    figure = figure_of(
        {"number": 77, "kind": kind, "section": "visie", "title": "t", "statements": [[statement]],
         "by": "schoolteam.A2"}
    )  # fmt: skip
    source = publication_data.source(
        replace(study, figures={77: figure}), ".", publication_data.tables() | {"subgroups": table}
    )
    numbers = figure_numbers(study, figure, table, table, subgroups=table)
    said = [plain(text).replace("\u00a0", " ") for text in findings_of(source, figure, numbers)]
    return said, plain(alternative_text(source, figure, numbers)).replace("\u00a0", " ")


def test_the_favourable_share_of_each_part():
    study = study_of("2025")
    table = subgroups(study, "schoolteam.B1", {FIRST: 10, SECOND: 20, THIRD: 30}, {FIRST})
    (said,), alt = texts("likert", "schoolteam.B1", table)
    assert said == (
        "Aandeel schoolteamleden dat helemaal of eerder wel akkoord antwoordt op "
        "‘Onze school heeft een eigen visie op duaal leren en de aanloopfase’: "
        f"100 % bij ‘{SECOND}’ (n = 100) en 100 % bij ‘{THIRD}’ (n = 100); "
        f"niet getoond bij ‘{FIRST}’."
    )
    assert f"{THIRD} (n = 100): helemaal akkoord 30 %, eerder wel akkoord 70 %" in alt
    assert f"{FIRST} (n = 100): helemaal akkoord niet getoond" in alt


def test_the_table_of_a_figure_names_the_part_of_each_row():
    """Its rows stood there without: three times Schoolteam."""
    study = study_of("2025")
    table = subgroups(study, "schoolteam.B1", {FIRST: 10, SECOND: 20, THIRD: 30})
    figure = figure_of(
        {"number": 77, "kind": "likert", "section": "visie", "title": "t", "by": "schoolteam.A2",
         "statements": [["schoolteam.B1"]]}
    )  # fmt: skip
    numbers = figure_numbers(study, figure, table, table, subgroups=table)
    rows = data_cells(SimpleNamespace(data=numbers), study)
    assert list(dict.fromkeys(row["group"] for row in rows)) == [
        f"Schoolteam, {part}" for part in (FIRST, SECOND, THIRD)
    ]


@pytest.mark.parametrize("kind", ["multiple", "yes_no"])
def test_the_option_ticked_most_in_each_part(kind):
    study = study_of("2025")
    items = [item.id for item in study.questions["schoolteam.A1"].items]
    parts = [
        subgroups(study, item, {FIRST: 10 + n, SECOND: 50 - n, THIRD: 30})
        for n, item in enumerate(items)
    ]
    (said,), alt = texts(kind, "schoolteam.A1", pd.concat(parts, ignore_index=True))
    last, first = (study.items[name].text for name in (items[-1], items[0]))
    assert said.startswith("Vaakst gekozen door schoolteamleden: ")
    assert f"bij ‘{FIRST}’ ‘{last}’ ({9 + len(items)} %, n = 100)" in said
    assert f"bij ‘{SECOND}’ ‘{first}’ (50 %, n = 100)" in said
    assert f"{SECOND} (n = 100): {first} 50 %" in alt
