"""Kinds choice and multiple: one bar per answer, with its interval."""

from __future__ import annotations

import pandas as pd

from surveyreport.figures.page import PAD, Page
from surveyreport.figures.survey_page import (
    bar_label,
    base_line,
    blocks_of,
    interval_line,
    share_absent,
    source_line,
)
from surveyreport.files.dutch import percent

CAP = 0.8
# the line of the coders beside that of the sample, in points, and half of its ends in mm
CODERS, CODERS_CAP = 0.3, 0.4


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme = page.theme
    multiple = (numbers["kind"] == "selected").all()
    names = numbers["text"] if multiple else numbers["category"]
    left = page.label_column(list(names)) + 2
    right = page.width - value_room(page)
    for begins, block in blocks_of(page, numbers):
        question = block["stem"].iloc[0] if multiple else block["text"].iloc[0]
        if begins:
            page.paragraph(question, face="bold")
        page.paragraph(bar_label(page, block))
        page.skip(theme.space["gap"])
        top = page.y
        for index, row in block.iterrows():
            needed = page.row_label(names[index], left - 2, left - 2, page.y, theme.space["bar"])
            share_bar(page, row, page.y + needed / 2, left, right)
            page.skip(needed + theme.space["gap"])
        quarter_lines(page, top, left, right)
    page.percent_axis(left, right)
    base = base_line(page, "base_multiple" if multiple else "base_choice", numbers)
    coders = numbers.get("coder_low")
    wider = f" {page.word('coders')}" if coders is not None and coders.notna().any() else ""
    page.foot(source_line(page, numbers), base, f"{interval_line(page)}{wider}")


def value_room(page: Page) -> float:
    """Width for the value right of a bar of 100 %, and for the end of the axis under it."""
    value = 2 * PAD + page.ruler.width("100", page.theme.body, "bold")
    return max(value, page.ruler.width(page.word("percent", value=100), page.theme.small) / 2)


def quarter_lines(page: Page, top: float, left: float, right: float) -> None:
    """Grid lines at every quarter, from `top` to where the page is."""
    for quarter in (0.25, 0.5, 0.75, 1):
        x = left + quarter * (right - left)
        page.canvas.line(x, top, x, page.y, page.theme.colour("grid"), layer="grid")


def share_bar(page: Page, row: pd.Series, middle: float, left: float, right: float) -> None:
    """A bar of one share with its interval and value. row: of survey numbers."""
    theme, thickness = page.theme, page.theme.space["bar"] - 1
    if share_absent(page, row.to_frame().T, left, middle):
        return
    kind = page.study.items[row["item"]].kind if row["kind"] == "selected" else row["kind"]
    fill = theme.colour("dont_know" if kind == "dont_know" else "bar")
    scale = right - left
    end = left + row["share"] * scale
    if row["share"] > 0:
        page.area(left, middle - thickness / 2, end - left, thickness, fill)
    if pd.notna(row["ci_low"]):
        # whole percentages: exact limits beside all provider reports can tell a hidden table
        low, high = (left + round(row[name], 2) * scale for name in ("ci_low", "ci_high"))
        ink = theme.colour("ink")
        if pd.notna(row.get("coder_low")):
            # what other coders would have found: wider and fainter, under the sampling interval
            wide = [left + round(row[name], 2) * scale for name in ("coder_low", "coder_high")]
            page.canvas.line(wide[0], middle, wide[1], middle, ink, CODERS)
            for x in wide:
                page.canvas.line(x, middle - CODERS_CAP, x, middle + CODERS_CAP, ink, CODERS)
            end = max(end, wide[1])
        page.canvas.line(low, middle, high, middle, ink)
        for x in (low, high):
            page.canvas.line(x, middle - CAP, x, middle + CAP, ink)
        end = max(end, high)
    value = str(percent(row["share"]))
    room = page.ruler.width(value, theme.body, "bold")
    page.patch(end + PAD + room / 2, middle, value, theme.colour("paper"))
    page.centred(end + PAD, middle, value, theme.colour("ink"), ha="left", face="bold")
