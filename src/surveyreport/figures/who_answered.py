"""Who answered: the respondents of each group beside the frame, per class of provider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

import pandas as pd

from surveyreport.figures.page import PAD, SEPARATE, Page
from surveyreport.figures.picture import Picture
from surveyreport.files.dutch import decimal, listed
from surveyreport.study.characteristics import Characteristic
from surveyreport.study.model import Study

NAME = "who_answered"
MARKERS, LANE = "●■▲◆▼", 3.6
SHOWN = ["frame_share", "respondent_share"]


def picture(study: Study, table: pd.DataFrame, known: Sequence[Characteristic]) -> Picture:
    """The picture of a table of `representation`; of its interval limits two decimals."""
    numbers = table[table["statistic"].isin(SHOWN)].reset_index(drop=True)
    numbers = numbers.assign(ci_low=numbers["ci_low"].round(2), ci_high=numbers["ci_high"].round(2))
    title = study.texts["figures"]["who_answered"]
    parts = {"characteristics": [asdict(one) for one in known]}
    return Picture(NAME, NAME, title, numbers, partial(_draw, known=known), parts)


def _draw(page: Page, numbers: pd.DataFrame, known: Sequence[Characteristic]) -> None:
    theme = page.theme
    groups = [name for name in page.study.groups if numbers["group"].eq(name).any()]
    left = page.label_column(list(numbers["class"])) + 2
    right = page.width - page.ruler.width(page.word("percent", value=100), theme.small) / 2
    for one in known:
        block = numbers[numbers["characteristic"].eq(one.id)]
        if block.empty:
            continue
        if page.y:
            page.skip(theme.space["block"])
        page.paragraph(one.label, face="bold")
        for name, rows in block.groupby("class", sort=False):
            page.skip(theme.space["gap"])
            height = max(theme.space["bar"], LANE * len(groups))
            needed = page.row_label(str(name), left - 2, left - 2, page.y, height)
            _row(page, rows.set_index("group"), groups, left, right, needed)
            page.skip(needed)
    page.skip(theme.space["gap"])
    page.percent_axis(left, right)
    _legend(page, groups)
    sources = listed([page.study.groups[name].source for name in groups], page.word("and"))
    page.foot(
        page.word("source_who_answered", sources=sources, wave=page.wave_label),
        page.word("who_answered_lines", level=decimal(page.confidence_level * 100)),
    )


def _row(
    page: Page, rows: pd.DataFrame, groups: list[str], left: float, right: float, height: float
) -> None:
    """The bar of the frame, and over it a lane for each group."""
    lanes = LANE * len(groups)
    top = page.y + (height - lanes) / 2

    def across(share: float) -> float:
        return left + share * (right - left)

    frame = across(rows.at["", "value"])
    page.canvas.rect(left, top, frame - left, lanes, page.theme.colour("grid"))
    for place, (group, (marker, colour)) in enumerate(_looks(page, groups).items()):
        if group not in rows.index:
            continue
        middle, own = top + (place + 0.5) * LANE, rows.loc[group]
        if pd.notna(own["ci_low"]):
            ends = across(own["ci_low"]), across(own["ci_high"])
            page.canvas.line(ends[0], middle, ends[1], middle, colour, 0.7)
        page.centred(across(own["value"]), middle, marker, colour)


def _looks(page: Page, groups: list[str]) -> dict[str, tuple[str, str]]:
    series = page.theme.colour("series")
    colours = [series[0], series[3 % len(series)], page.theme.colour("ink")]
    return {
        group: (MARKERS[place % len(MARKERS)], colours[place % len(colours)])
        for place, group in enumerate(groups)
    }


def _legend(page: Page, groups: list[str]) -> None:
    theme = page.theme
    page.legend([(page.word("frame_bar"), theme.colour("grid"), "rects")], 0.0)
    page.skip(PAD / 2)
    x, height = 0.0, theme.line_height(theme.small)
    for group, (marker, colour) in _looks(page, groups).items():
        label = page.study.groups[group].label
        before = page.ruler.width(marker, theme.small) + 1
        width = before + page.ruler.width(label, theme.small)
        if x and x + width > page.width:
            x = 0.0
            page.skip(height)
        page.text_block(x, page.y, [marker], theme.small, colour=colour)
        page.text_block(x + before, page.y, [label], theme.small)
        x += width + SEPARATE
    page.skip(height)
