"""Kind yes_no: per option the share that ticked it and the share that did not."""

from __future__ import annotations

import pandas as pd

from surveyreport.figures.page import Page
from surveyreport.figures.survey_page import (
    bar_label,
    base_line,
    blocks_of,
    labels_line,
    source_line,
    stacked_bar,
)
from surveyreport.numbers.survey import STATES


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme = page.theme
    left = page.label_column(list(numbers["text"])) + 2
    right = page.width - page.ruler.width(page.word("percent", value=100), theme.small) / 2
    fills = state_fills(page)
    for begins, block in blocks_of(page, numbers):
        if begins:
            page.paragraph(block["stem"].iloc[0], face="bold")
        page.paragraph(bar_label(page, block))
        for _, rows in block.groupby("item", sort=False):
            page.skip(theme.space["gap"])
            text = rows["text"].iloc[0]
            needed = page.row_label(text, left - 2, left - 2, page.y, theme.space["bar"])
            stacked_bar(page, rows, fills, page.y + needed / 2, left, right)
            page.skip(needed)
    page.skip(theme.space["gap"])
    page.percent_axis(left, right)
    page.legend([(page.word(state), *fills[state]) for state in STATES], left)
    base = base_line(page, "base_multiple", numbers)
    page.foot(source_line(page, numbers), base, labels_line(page))


def state_fills(page: Page) -> dict[str, tuple[str, str]]:
    """Fill and layer of ticked and not ticked."""
    colours = page.theme.colours["yes_no"]
    return {state: (colour, "rects") for state, colour in zip(STATES, colours, strict=True)}
