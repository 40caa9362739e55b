"""The estimates a figure on the survey draws, in drawing order."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from surveyreport.estimates.kinds import UNWEIGHTED, rank_kind
from surveyreport.files.problems import ProblemList
from surveyreport.study.model import Figure, Item, Study
from surveyreport.study.number_classes import class_labels

COLUMNS = [
    "figure",
    "statement",
    "stem",
    "text",
    "group",
    "item",
    "category",
    "kind",
    "n",
    "base",
    "share",
    "ci_low",
    "ci_high",
    "one_provider",
]
# of an option to tick
STATES = ("selected", "not_selected")
ESTIMATES = ["n", "base", "share", "ci_low", "ci_high", "one_provider"]


def level_numbers(study: Study, figure: Figure, estimates: pd.DataFrame, _: object) -> pd.DataFrame:
    """Every level of every item, in the order of its scale or as the figure says (kinds likert and
    choice).

    See `figure_numbers` for the columns and the faults raised.
    """
    rows = [
        (statement, item, level.label, level.kind)
        for statement, item in drawn_items(study, figure)
        for level in item.scale.levels
    ]
    return _ordered(study, figure, _look_up(figure, rows, estimates))


def selected_numbers(
    study: Study, figure: Figure, estimates: pd.DataFrame, _: object
) -> pd.DataFrame:
    """Who ticked each option (kind multiple)."""
    rows = [(s, item, "selected", "selected") for s, item in drawn_items(study, figure)]
    return _ordered(study, figure, _look_up(figure, rows, estimates))


def yes_no_numbers(
    study: Study, figure: Figure, estimates: pd.DataFrame, _: object
) -> pd.DataFrame:
    """Who ticked each option and who did not (kind yes_no)."""
    rows = [(s, item, state, state) for s, item in drawn_items(study, figure) for state in STATES]
    return _ordered(study, figure, _look_up(figure, rows, estimates))


def _ordered(study: Study, figure: Figure, numbers: pd.DataFrame) -> pd.DataFrame:
    """Within a statement and group the answers given most first, where the figure says `order:
    share`; what says nothing ('ik weet het niet') last."""
    if figure.spec.get("order") != "share":
        return numbers
    if figure.kind == "choice":
        shares, nothing = numbers["share"], numbers["kind"].ne("substantive")
    else:
        ticked = numbers[numbers["kind"].eq("selected")].set_index("item")["share"]
        shares = numbers["item"].map(ticked)
        nothing = numbers["item"].map(lambda item: study.items[item].kind != "substantive")
    keys = numbers.assign(nothing=nothing, rest=-shares)
    order = keys.sort_values(["statement", "group", "nothing", "rest"], kind="stable").index
    return numbers.loc[order].reset_index(drop=True)


def number_numbers(
    study: Study, figure: Figure, estimates: pd.DataFrame, _: object
) -> pd.DataFrame:
    """Every class of a number, then its mean, median and quartiles (kind number)."""
    rows = [
        (statement, item, *category)
        for statement, item in drawn_items(study, figure)
        for category in (
            *((name, "class") for name in class_labels(item.classes)),
            *((kind, kind) for kind in ("mean", "median", "q1", "q3")),
        )
    ]
    return _look_up(figure, rows, estimates)


def ranking_numbers(
    study: Study, figure: Figure, estimates: pd.DataFrame, _: object
) -> pd.DataFrame:
    """Per option who gave it each place, who gave it none, and its mean place (kind ranking)."""
    rows = [
        (statement, item, kind, kind)
        for statement, item in drawn_items(study, figure)
        for kind in (*map(rank_kind, range(1, item.ranks + 1)), "not_ranked", "mean_rank")
    ]
    return _look_up(figure, rows, estimates)


def drawn_items(study: Study, figure: Figure) -> Iterable[tuple[int, Item]]:
    """Statement number (from 1) and item, options in the figure's own order where it has one."""
    place = {item: index for index, item in enumerate(figure.option_order)}
    for statement, names in enumerate(figure.statements, 1):
        for name in names:
            items = study.questions[name].items if name in study.questions else [study.items[name]]
            for item in sorted(items, key=lambda item: place.get(item.id, len(place))):
                yield statement, item


def _look_up(
    figure: Figure, rows: list[tuple[int, Item, str, str]], estimates: pd.DataFrame
) -> pd.DataFrame:
    wanted = pd.DataFrame(
        [
            (figure.number, statement, item.stem or "", item.text, item.group, item.id, label, kind)
            for statement, item, label, kind in rows
        ],
        columns=COLUMNS[:8],
    )
    keys = ["item", "category", "kind"]
    asked = estimates[estimates["item"].isin(wanted["item"])]
    problems = ProblemList()
    for item in dict.fromkeys(asked.loc[asked.duplicated(keys), "item"]):
        problems.add(
            "estimates.csv",
            f"meer dan één schatting voor hetzelfde antwoord op {item}",
            "reken de schattingen opnieuw uit",
            column=f"figuur {figure.number}",
        )
    problems.raise_if_any()
    told = [*ESTIMATES, *asked.columns.intersection([UNWEIGHTED])]
    numbers = wanted.merge(asked[[*keys, *told]], "left", keys, indicator=True)
    missing = numbers[numbers["_merge"] == "left_only"]
    for item, categories in missing.groupby("item", sort=False)["category"]:
        labels = ", ".join(f"'{label}'" for label in categories)
        problems.add(
            "estimates.csv",
            f"geen schatting voor {item}: {labels}",
            "reken de schattingen opnieuw uit, of haal het item uit de figuur in figures.yaml",
            column=f"figuur {figure.number}",
            expected="een rij per antwoord van elk item van de figuur",
        )
    problems.raise_if_any()
    columns = [*COLUMNS, *numbers.columns.intersection([UNWEIGHTED])]
    return rounded_weighted(numbers[columns].astype({"n": "Int64", "base": "Int64"}))


def rounded_weighted(numbers: pd.DataFrame) -> pd.DataFrame:
    """The numbers of a figure with its weighted shares and limits in whole percentages.

    Exact, beside the counts, they would tell the answers of a class of providers. The shares of an
    item that add up to 1 still do (largest remainder). Without weights the table as it is.
    """
    if UNWEIGHTED not in numbers:
        return numbers
    made = numbers.copy()
    limits = ["ci_low", "ci_high"]
    told = made[UNWEIGHTED].notna()
    made.loc[told, limits] = made.loc[told, limits].round(2)
    keys = ("statement", "row", "wave", "group", "item", "level")
    by = [name for name in keys if name in made]
    for _, rows in made[told].groupby(by, sort=False):
        made.loc[rows.index, "share"] = _whole_percentages(rows["share"])
    return made


def _whole_percentages(shares: pd.Series) -> pd.Series:
    hundredfold = (100 * shares).round(8)
    down = np.floor(hundredfold)
    if abs(shares.sum() - 1) > 1e-6:
        return np.floor(hundredfold + 0.5) / 100
    up = (hundredfold - down).sort_values(ascending=False, kind="stable").index
    down[up[: round(100 - down.sum())]] += 1
    return down / 100
