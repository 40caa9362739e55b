"""Kind ranking: per option the shares that put it first, second …, and its mean place."""

from __future__ import annotations

import pandas as pd

from surveyreport.estimates.kinds import is_value
from surveyreport.figures.page import PAD, Page
from surveyreport.figures.survey_page import (
    base_line,
    group_label,
    labels_line,
    source_line,
    stacked_bar,
)
from surveyreport.figures.theme import mixed
from surveyreport.files.dutch import one_decimal

Fills = dict[str, tuple[str, str]]


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme = page.theme
    value = numbers["kind"].map(is_value)
    shares = numbers[~value]
    means = numbers[value].set_index("item")["share"]
    places = [kind for kind in shares["category"].unique() if kind != "not_ranked"]
    fills = place_fills(page, places)
    left = page.label_column(list(shares["text"])) + 2
    head = page.word("mean_place")
    texts = [head, *(_mean(page, mean) for mean in means)]
    right = page.width - max(page.ruler.width(t, theme.body, "bold") for t in texts) - 2 * PAD
    for (statement, group), block in shares.groupby(["statement", "group"], sort=False):
        if statement > numbers["statement"].iloc[0]:
            page.skip(theme.space["block"])
        page.paragraph(block["stem"].iloc[0], face="bold")
        line = theme.line_height(theme.body)
        page.centred(page.width, page.y + line / 2, head, theme.colour("muted"), ha="right")
        page.paragraph(group_label(page, group, block))
        for item, rows in block.groupby("item", sort=False):
            page.skip(theme.space["gap"])
            text = rows["text"].iloc[0]
            needed = page.row_label(text, left - 2, left - 2, page.y, theme.space["bar"])
            middle = page.y + needed / 2
            stacked_bar(page, rows, fills, middle, left, right)
            mean = _mean(page, means[item])
            page.centred(page.width, middle, mean, theme.colour("ink"), ha="right", face="bold")
            page.skip(needed)
    page.skip(theme.space["gap"])
    page.percent_axis(left, right)
    page.legend([(place_word(page, kind), *fill) for kind, fill in fills.items()], left)
    page.foot(source_line(page, shares), base_line(page, "base_ranking", shares), labels_line(page))


def place_fills(page: Page, places: list[str]) -> Fills:
    """Fill and layer of each place, the first one darkest, and of not chosen."""
    dark, light = page.theme.colours["yes_no"]
    steps = max(len(places) - 1, 1)
    fills = {kind: (mixed(dark, light, n / steps), "rects") for n, kind in enumerate(places)}
    return fills | {"not_ranked": (page.theme.colour("paper"), "rects")}


def place_word(page: Page, kind: str) -> str:
    """How the legend calls a place."""
    if kind == "not_ranked":
        return page.word("not_ranked")
    place = 1 if kind == "ranked_first" else int(kind.removeprefix("rank_"))
    return page.word("place", place=place)


def _mean(page: Page, mean: float) -> str:
    return page.word("no_mean_place") if pd.isna(mean) else one_decimal(mean)
