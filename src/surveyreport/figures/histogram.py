"""Kind number: a bar per class of a number, with mean, median and quartiles in words."""

from __future__ import annotations

import pandas as pd

from surveyreport.estimates.kinds import is_value
from surveyreport.figures.bars import quarter_lines, share_bar, value_room
from surveyreport.figures.page import Page
from surveyreport.figures.survey_page import base_line, group_label, interval_line, source_line
from surveyreport.files.dutch import one_decimal


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme = page.theme
    value = numbers["kind"].map(is_value)
    classes = numbers[~value]
    left = page.label_column(list(classes["category"])) + 2
    right = page.width - value_room(page)
    stem = ""
    for (statement, group, item), block in classes.groupby(
        ["statement", "group", "item"], sort=False
    ):
        if statement > numbers["statement"].iloc[0]:
            page.skip(theme.space["block"])
        first = block.iloc[0]
        if first["stem"] and first["stem"] != stem:
            page.paragraph(first["stem"])
        stem = first["stem"]
        page.paragraph(first["text"], face="bold")
        page.paragraph(group_label(page, group, block))
        page.skip(theme.space["gap"])
        top = page.y
        for _, row in block.iterrows():
            name = row["category"]
            needed = page.row_label(name, left - 2, left - 2, page.y, theme.space["bar"])
            share_bar(page, row, page.y + needed / 2, left, right)
            page.skip(needed + theme.space["gap"])
        quarter_lines(page, top, left, right)
        page.skip(theme.space["gap"])
        page.paragraph(_summary(page, item, numbers[value & numbers["item"].eq(item)]))
    page.skip(theme.space["gap"])
    page.percent_axis(left, right)
    base = base_line(page, "base_choice", classes)
    page.foot(source_line(page, classes), base, interval_line(page))


def _summary(page: Page, item: str, rows: pd.DataFrame) -> str:
    """Mean with its interval, median, and between which numbers the middle half lies."""
    found = rows.set_index("kind")
    if found["share"].isna().any():
        return page.word("number_too_few")
    unit = page.study.items[item].unit
    words = {kind: one_decimal(found.at[kind, "share"]) for kind in ("mean", "median", "q1", "q3")}
    words |= {"unit": f" {unit}" if unit else ""}
    mean = found.loc["mean"]
    if pd.isna(mean["ci_low"]):
        return page.word("number_summary_bare", **words)
    limits = {"low": one_decimal(mean["ci_low"]), "high": one_decimal(mean["ci_high"])}
    return page.word("number_summary", **words, **limits)
