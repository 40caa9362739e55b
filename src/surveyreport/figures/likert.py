"""Kind likert: one 100 % bar per group under each statement."""

from __future__ import annotations

import pandas as pd

from surveyreport.figures.page import Page
from surveyreport.figures.survey_page import (
    bar_label,
    base_line,
    labels_line,
    source_line,
    stacked_bar,
)
from surveyreport.study.model import Scale

KINDS = ("substantive", "dont_know", "not_applicable")


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme = page.theme
    bars = ["item", "level"] if page.by else ["item"]
    labels = {
        keys: bar_label(page, rows)
        for keys, rows in numbers.groupby(["statement", *bars], sort=False)
    }
    names = page.label_column(list(labels.values()))
    marks = max(page.ruler.width(mark, theme.body) for mark in numbers["mark"].unique())
    left = names + 2 + (marks + 1 if marks else 0)
    right = page.width - page.ruler.width(page.word("percent", value=100), theme.small) / 2
    stem = ""
    for statement, block in numbers.groupby("statement", sort=False):
        first = block.iloc[0]
        if statement > numbers["statement"].iloc[0]:
            page.skip(theme.space["block"])
        if first["stem"] and first["stem"] != stem:
            page.paragraph(first["stem"])
            page.skip(theme.space["gap"])
        stem = first["stem"]
        page.paragraph(first["text"], face="bold")
        for keys, rows in block.groupby(bars, sort=False):
            page.skip(theme.space["gap"])
            fills = level_fills(page, page.study.items[keys[0]].scale)
            label = labels[statement, *keys]
            needed = page.row_label(label, names, names, page.y, theme.space["bar"])
            middle = page.y + needed / 2
            if mark := rows["mark"].iloc[0]:
                page.centred(names + 1, middle, mark, theme.colour("ink"), ha="left")
            stacked_bar(page, rows, fills, middle, left, right)
            page.skip(needed)
    page.skip(theme.space["gap"])
    page.percent_axis(left, right)
    page.legend(level_legend(page, numbers), left)
    base = base_line(page, "base_likert", numbers)
    page.foot(source_line(page, numbers), base, labels_line(page))


def level_fills(page: Page, scale: Scale | None) -> dict[str, tuple[str, str]]:
    """Fill and layer of each level: by how favourable it is, don't know grey, n.v.t. hatched."""
    assert scale is not None, "a likert figure draws items with a scale"
    fills = page.theme.level_colours(scale)
    return {
        level.label: (fills[level.label], "hatched" if level.kind == "not_applicable" else "rects")
        for level in scale.levels
    }


def level_legend(page: Page, numbers: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Every level once: the substantive ones, don't know, not applicable."""
    fills = {}
    for item in numbers["item"].unique():
        fills |= level_fills(page, page.study.items[item].scale)
    levels = numbers[["category", "kind"]].drop_duplicates()
    return [
        (label, *fills[label])
        for kind in KINDS
        for label in levels.loc[levels["kind"] == kind, "category"]
    ]
