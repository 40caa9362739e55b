"""The rows of estimates.csv that a binding names, by item and answer."""

from __future__ import annotations

from functools import cache

import pandas as pd

from surveyreport.files.dutch import integer
from surveyreport.report.binding import ANSWERS, KINDS
from surveyreport.report.bound import Number
from surveyreport.report.tables import Tables, as_one_decimal
from surveyreport.study.model import Study

NAMED = {**ANSWERS, **KINDS}


class NoValue(Exception):
    """The wave has no value for a binding; the message says what is missing (Dutch)."""


def mean_or_median(tables: Tables, item: str, kind: str) -> Number:
    """The mean or median of an item that asks for a number."""
    rows = item_rows(tables, item)
    rows = rows[rows["kind"].eq(kind)]
    if rows.empty:
        raise NoValue(f"{item} vraagt in deze golf niet naar een getal")
    category = rows["category"].iloc[0]
    return tables.number("estimates", "share", as_one_decimal, item=item, category=category)


@cache
def answer_rows(tables: Tables, item: str, answers: tuple[str, ...]) -> pd.DataFrame:
    """The rows of estimates.csv that an answer stands for: a category or a kind of answer."""
    rows = item_rows(tables, item)
    kinds = set(answers) & set(NAMED.values())
    wanted = [
        category in answers or kind in kinds
        for category, kind in zip(rows["category"], rows["kind"], strict=True)
    ]
    if not any(wanted):
        raise NoValue(f"{item} heeft in deze golf geen antwoord '{' + '.join(answers)}'")
    return rows[wanted]


def any_row(tables: Tables, item: str, column: str) -> Number:
    category = item_rows(tables, item)["category"].iloc[0]
    return tables.number("estimates", column, item=item, category=category)


def item_rows(tables: Tables, item: str) -> pd.DataFrame:
    rows = tables.rows("estimates", "item", item)
    if rows.empty:
        raise NoValue(
            f"{item} is in deze golf niet gevraagd, niet gecodeerd, of heeft te weinig antwoorden"
        )
    return rows


def statements_before(study: Study, item: str) -> Number:
    """How many statements stand before this one in the first figure that draws it."""
    for figure in study.figures.values():
        asked = [one.id for one in study.figure_items(figure)]
        if item in asked:
            place = asked.index(item)
            key = f"statements before {item} in {figure.name}"
            return Number("figures.yaml", key, str(place), integer(place))
    raise NoValue(f"{item} staat in geen figuur")
