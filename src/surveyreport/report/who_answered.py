"""Who answered, as a section of the response page: tables, a picture and what they mean."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pandas as pd
from markupsafe import Markup

from surveyreport.estimates.early_late import EARLY_MORE, LATE_MORE
from surveyreport.estimates.representation import SMALLEST
from surveyreport.estimates.verdicts import signed
from surveyreport.files.dutch import date, integer, listed, one_decimal
from surveyreport.files.page import page_template
from surveyreport.report.inline_svg import inline_svg
from surveyreport.study.characteristics import characteristics
from surveyreport.study.model import Study

TEMPLATE = "who_answered.html.j2"
OF_GROUP = ("providers", "provider_rate", "respondents", "respondent_share")
WIDEST = 5
NO_BREAK = "\u00a0"


def who_answered_section(
    table: pd.DataFrame,
    late: pd.DataFrame,
    bounds: pd.DataFrame,
    svg: str,
    study: Study,
) -> Markup:
    """The section as HTML, with the classes and ids of response.html.j2.

    table, late, bounds: those of `representation`, `early_late` and `item_bounds`, of one wave;
    svg: their picture.
    """
    words = study.texts["who_answered"]
    table = table.fillna({"group": "", "class": "", "characteristic": ""})
    known = characteristics(study.registers)
    without = set(table.loc[table["statistic"].eq("absent"), "characteristic"])
    absent = [one.label for one in known if one.id in without]
    present = [one for one in known if one.id not in without]
    groups = [group for name, group in study.groups.items() if table["group"].eq(name).any()]
    values = table.set_index(["characteristic", "class", "group", "statistic"]).sort_index()
    template = page_template(
        resources.files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
    )
    invited = table[table["statistic"].eq("invited")]
    first = invited[invited["characteristic"].eq(present[0].id)] if present else invited
    title = study.texts["figures"]["who_answered"]
    drawn = inline_svg(svg, "wie-figuur", title, words["picture"], fonts=True) if present else ""
    return Markup(
        template.render(
            words=words,
            groups=groups,
            invited=integer(first["value"].sum()),
            absent=listed(absent, study.texts["figures"]["and"]),
            weighting=_weighting(table, study, words),
            smallest=SMALLEST,
            picture=Markup(drawn),
            title=title,
            classes=[
                (one.label, [
                    (name, _class_cells(values, one.id, name, [g.id for g in groups]))
                    for name in invited.loc[invited["characteristic"].eq(one.id), "class"]
                ])
                for one in present
            ],
            indicators=[
                (one.label, _indicator_cells(values, one.id, [g.id for g in groups], words))
                for one in present
            ],
            late=[(group.label, _late_cells(late, group.id, words)) for group in groups],
            differences=_differences(late, study, words),
            bounds=_bounds(bounds, study, words),
        )
    )  # fmt: skip


def _weighting(table: pd.DataFrame, study: Study, words: dict) -> list[str]:
    """Whether the numbers are weighted, and what that does to each group; else why not."""
    told = table[table["characteristic"].eq("")]
    told = told.pivot(index="group", columns="statistic", values="value")
    return [
        words["weighted"].format(
            group=study.groups[group].label,
            smallest=one_decimal(row["smallest_weight"]),
            largest=one_decimal(row["largest_weight"]),
            effect=_two_decimals(row["weighting_effect"]),
        )
        for group, row in told.iterrows()
    ] or [words["not_weighted"]]


def _class_cells(
    values: pd.DataFrame, characteristic: str, name: str, groups: list[str]
) -> list[str | None]:
    wanted = [("", "invited"), ("", "frame_share")]
    wanted += [(group, statistic) for group in groups for statistic in OF_GROUP]
    cells: list[str | None] = []
    for group, statistic in wanted:
        key = (characteristic, name, group, statistic)
        shown = _percent if statistic.endswith(("share", "rate")) else integer
        cells.append(shown(values.at[key, "value"]) if key in values.index else None)
    return cells


def _indicator_cells(
    values: pd.DataFrame, characteristic: str, groups: list[str], words: dict
) -> list[str | None]:
    cells: list[str | None] = []
    for group in groups:
        line = values.loc[(characteristic, "", group, "r_indicator")]
        known = pd.notna(line["value"])
        shown = (_two_decimals(line[name]) for name in ("value", "ci_low", "ci_high"))
        names = dict(zip(("share", "low", "high"), shown if known else (), strict=False))
        cells.append(words["limits"].format(**names) if known else None)
        key = (characteristic, "", group, "distance")
        cells.append(_percent(values.at[key, "value"]) if key in values.index else None)
    return cells


def _late_cells(late: pd.DataFrame, group: str, words: dict) -> list[str | None]:
    own = late[late["group"].eq(group)]
    if own.empty:
        return [None] * 6
    cut, day = own["cut"].iloc[0], own["late_from"].iloc[0]
    told = words[cut].format(day="" if pd.isna(day) else date(day))
    counted = [integer(own[name].max()) for name in ("n_early", "n_late")]
    compared = own[own["delta"].notna()]
    differ = compared["verdict"].isin([LATE_MORE, EARLY_MORE]).sum()
    cells: list[str | None] = [told, *counted, integer(len(compared)), integer(differ)]
    known = compared[compared["difference"].notna()]
    if known.empty:
        return [*cells, None]
    largest = known.loc[known["difference"].abs().idxmax()]
    item = largest["item"].split(".", 1)[1]
    return [*cells, words["largest_cell"].format(item=item, **_points(largest))]


def _differences(late: pd.DataFrame, study: Study, words: dict) -> list[str]:
    found = late[late["verdict"].isin([LATE_MORE, EARLY_MORE])]
    return [
        words[row["verdict"]].format(
            group=study.groups[row["group"]].label,
            item=study.items[row["item"]].text.removesuffix("."),
            **_points(row),
        )
        for _, row in found.iterrows()
    ]


def _bounds(bounds: pd.DataFrame, study: Study, words: dict) -> list[tuple[str, list[tuple]]]:
    gap = (bounds["highest"] - bounds["lowest"]).rename("gap")
    left = bounds.assign(gap=gap)[bounds["left_open"] > 0]
    found = []
    for name, group in study.groups.items():
        own = left[left["group"].eq(name)].sort_values("gap", ascending=False, kind="stable")
        rows = [_bounds_row(row, study, words) for _, row in own.head(WIDEST).iterrows()]
        if rows:
            found.append((group.label, rows))
    return found


def _bounds_row(row: pd.Series, study: Study, words: dict) -> tuple[str, str, list[str]]:
    shares = [_percent(row[name]) for name in ("share", "lowest", "highest")]
    low, high = _percent(row["ci_low"]), _percent(row["ci_high"])
    cells = [integer(row["left_open"]), *shares, words["span"].format(low=low, high=high)]
    return row["item"].split(".", 1)[1], study.items[row["item"]].text, cells


def _points(row: pd.Series) -> dict[str, str]:
    names = ("points", "low", "high")
    columns = ("difference", "difference_low", "difference_high")
    return {name: signed(row[column]) for name, column in zip(names, columns, strict=True)}


def _percent(share: Any) -> str:
    return f"{one_decimal(100 * share)}{NO_BREAK}%"


def _two_decimals(value: float) -> str:
    return f"{round(float(value), 4):.2f}".replace(".", ",")
