"""The figure of differences: estimate and interval of every comparison of two groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from surveyreport.estimates.verdicts import points_of
from surveyreport.figures.page import PAD, Page
from surveyreport.figures.picture import Picture
from surveyreport.figures.ruler import NO_BREAK
from surveyreport.files.dutch import decimal, listed
from surveyreport.numbers.differences import NAME
from surveyreport.study.comparisons import Comparisons, Family
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import (
    DIFFERS,
    DISAGREE,
    MORE_OFTEN,
    MORE_POSITIVE,
    verdict_label,
)

STEP, SHORTEST_AXIS = 0.25, 0.5
SIMILAR, DONT_KNOW, WITHIN, HELD = "\u2248", "\u2020", "\u2021", "\u00a7"
BEFORE, AFTER, MINUS = "\u2190", "\u2192", "\u2212"


def axis_limit(verdicts: pd.DataFrame) -> float:
    """Where the axis ends, left and right: in steps of STEP, every interval fits, at most 1."""
    reach = verdicts[["delta_low", "delta_high"]].abs().max(axis=None)
    if pd.isna(reach):
        return SHORTEST_AXIS
    return float(np.clip(np.ceil(reach / STEP) * STEP, SHORTEST_AXIS, 1))


def picture(
    study: Study,
    entries: Comparisons,
    numbers: pd.DataFrame,
    limit: float,
    name: str,
    families: Sequence[str],
) -> Picture:
    """The picture of these families. numbers: as of `difference_numbers`; limit: of the axis."""
    words = study.texts["figures"]
    titles = [entries.families[family] for family in families]
    title = words["differences"]
    if name != NAME:
        title = f"{title}: {listed([family.title for family in titles], words['and'])}"
    parts = {
        "families": [asdict(family) for family in titles],
        "limit": limit,
        "verdicts": study.texts["comparisons"],
    }
    return Picture(
        name, name, title, numbers, partial(_draw, families=entries.families, limit=limit), parts
    )


def _draw(page: Page, numbers: pd.DataFrame, families: dict[str, Family], limit: float) -> None:
    theme = page.theme
    if numbers.empty:
        page.paragraph(page.word("no_comparisons"))
        return
    rows = [_Row(page, row) for row in numbers.itertuples()]
    widest = max(page.ruler.width(row.theme, theme.body) for row in rows)
    names = min(widest + 0.5, page.width * 0.47)
    counts = names + 2 + max(page.ruler.width(row.n, theme.body) for row in rows)
    room = page.ruler.width(_shown(-limit), theme.small) / 2
    points = 1 + max(page.ruler.width(row.points, theme.small) for row in rows)
    axis = _Axis(page, counts + 2 + room, page.width - points - room, limit)
    for panel, in_panel in pd.Series(rows).groupby(numbers["panel"].to_numpy(), sort=False):
        page.skip(theme.space["block"] if panel > rows[0].values.panel else 0)
        _panel_head(page, in_panel.iloc[0], axis, counts)
        for family, block in in_panel.groupby([row.values.family for row in in_panel], sort=False):
            page.skip(theme.space["gap"])
            title, kind = families[family].title, families[family].kind
            if kind == "exploratory":
                title = page.word("block_exploratory", title=title)
            page.paragraph(title, face="bold")
            page.skip(theme.space["gap"])
            top = page.y
            for row in block:
                row.draw(axis, names, counts)
            axis.guides(top)
        axis.draw()
    _foot(page, numbers)


@dataclass(frozen=True)
class _Axis:
    """From -limit at `left` to limit at `right`, in mm."""

    page: Page
    left: float
    right: float
    limit: float

    def x(self, value: float) -> float:
        inside = min(max(value, -self.limit), self.limit)
        return self.left + (inside / self.limit + 1) / 2 * (self.right - self.left)

    @property
    def ticks(self) -> np.ndarray:
        return np.arange(-self.limit, self.limit + STEP / 2, STEP)

    def guides(self, top: float) -> None:
        """Lines from `top` to the height used so far, the one at zero in ink."""
        colour = self.page.theme.colour
        for value in self.ticks:
            ink = colour("grid") if value else colour("ink")
            self.page.canvas.line(self.x(value), top, self.x(value), self.page.y, ink, layer="grid")

    def draw(self) -> None:
        page, size = self.page, self.page.theme.small
        muted = page.theme.colour("muted")
        page.canvas.line(self.left, page.y, self.right, page.y, muted)
        room = max(page.ruler.width(_shown(value), size) for value in self.ticks) + PAD
        steps = round(self.limit / STEP)
        apart = room / (self.x(STEP) - self.x(0))
        # both ends carry their number
        every = next(
            k for k in range(1, steps + 1) if steps % k == 0 and (k >= apart or k == steps)
        )
        for value in self.ticks:
            x = self.x(value)
            page.canvas.line(x, page.y, x, page.y + 1, muted)
            if round(value / STEP) % every == 0:
                page.text_block(x, page.y + PAD, [_shown(value)], size, ha="center", colour=muted)
        page.skip(PAD + page.theme.line_height(size))


class _Row:
    """One comparison: its texts, and how it is drawn. values: a row of `difference_numbers`."""

    def __init__(self, page: Page, values: Any):
        self.page, self.values = page, values
        signs = [SIMILAR] * (values.wording == "similar")
        signs += [DONT_KNOW] * bool(values.dont_know_differs)
        signs += [WITHIN] * (values.within in DISAGREE) + [HELD] * bool(values.one_provider)
        self.theme = NO_BREAK.join([values.theme, *signs])
        self.n = page.word("two_bases", a=values.n_a, b=values.n_b)
        points = points_of(values._asdict())
        known = points["points"] is not None and pd.notna(values.delta)
        self.points = page.word("points", **points) if known else ""

    def draw(self, axis: _Axis, names: float, counts: float) -> None:
        """The theme, n, dot and interval; a word where nothing is estimated."""
        page, theme, values = self.page, self.page.theme, self.values
        needed = page.row_label(self.theme, names, names, page.y, theme.line_height(theme.body))
        middle = page.y + needed / 2
        page.centred(counts, middle, self.n, theme.colour("ink"), ha="right")
        end, half = page.width, theme.line_height(theme.small) / 2
        page.text_block(end, middle - half, [self.points], theme.small, ha="right")
        if pd.isna(values.delta):
            groups = values.group_a, values.group_b
            label = verdict_label(values.verdict, *groups, page.study)
            page.patch(axis.x(0), middle, label, theme.colour("paper"))
            page.centred(axis.x(0), middle, label, theme.colour("muted"))
        else:
            self._interval(axis, middle)
        page.skip(needed + theme.space["gap"])

    def _interval(self, axis: _Axis, middle: float) -> None:
        page, values, colour = self.page, self.values, self.page.theme.colour
        strong, paper = colour("accent"), colour("paper")
        # two decimals: exact limits beside all provider reports can tell a hidden table
        low, high = (axis.x(round(limit, 2)) for limit in (values.delta_low, values.delta_high))
        page.canvas.line(low, middle, high, middle, strong, 1)
        differs = values.verdict in DIFFERS
        page.canvas.dot(axis.x(values.delta), middle, strong if differs else paper, strong)
        if differs:
            # the interval of a clear difference leaves the other side of zero free
            word = page.word("clear_difference")
            half = page.ruler.width(word, page.theme.body, "bold") / 2 + PAD
            x = axis.x(0) - np.sign(values.delta) * half
            page.patch(x, middle, word, paper)
            page.centred(x, middle, word, colour("ink"), face="bold")


def _panel_head(page: Page, row: _Row, axis: _Axis, counts: float) -> None:
    """Whose n is whose, and at each end of the axis who is more positive."""
    theme, study = page.theme, page.study
    groups = row.values.group_a, row.values.group_b
    a, b = (study.groups[group].members for group in groups)
    size, height = theme.small, theme.line_height(theme.small)
    zero = axis.x(0)
    boxes = _is_box(study, row.values.item_a)
    ways = MORE_OFTEN if boxes else MORE_POSITIVE
    left, right = (verdict_label(verdict, *groups, study) for verdict in reversed(ways))
    ends = [
        page.ruler.wrap(f"{BEFORE}{NO_BREAK}{left}", zero - PAD, size),
        page.ruler.wrap(f"{right}{NO_BREAK}{AFTER}", page.width - zero - PAD, size),
    ]
    bases = page.ruler.wrap(page.word("two_bases_head", a=a, b=b), counts, size)
    lines = max(map(len, ends)) + len(bases)
    muted = theme.colour("muted")
    # who is more positive stands over the axis and the points, what the points are under that
    for x, text, ha, below in (
        (zero - PAD, ends[0], "right", len(bases)),
        (zero + PAD, ends[1], "left", len(bases)),
        (counts, bases, "right", 0),
        (page.width, [page.word("points_head")], "right", 0),
    ):
        top = page.y + (lines - len(text) - below) * height
        page.text_block(x, top, text, size, ha=ha, colour=muted)
    page.skip(lines * height)


def _foot(page: Page, numbers: pd.DataFrame) -> None:
    compared = page.study.texts["comparisons"]
    groups = set(numbers["group_a"]) | set(numbers["group_b"])
    sources = [group.source for group in page.study.groups.values() if group.id in groups]
    # boxes and codes have no favourable side: what their points and numbers are is told apart
    kinds = ["_boxes" * box for box in sorted({_is_box(page.study, i) for i in numbers["item_a"]})]
    named = {"sources": listed(sources, page.word("and")), "wave": page.wave_label}
    level = decimal(page.confidence_level * 100)
    if "" not in kinds:
        compared = compared | compared["often"]
    lines = [
        page.word(f"source_compared{kinds[0]}", **named),
        *(page.word(f"delta{kind}", level=level) for kind in kinds),
        " ".join([page.word("dots"), *(page.word(f"points_are{kind}") for kind in kinds)]),
    ]
    for sign, flagged, key in (
        (SIMILAR, numbers["wording"].eq("similar"), "similar"),
        (DONT_KNOW, numbers["dont_know_differs"], "dont_know_differs"),
        (WITHIN, numbers["within"].isin(DISAGREE), "within_differs"),
        (HELD, numbers["one_provider"], "one_provider"),
    ):
        if flagged.any():
            lines.append(page.word("sign", sign=sign, text=compared[key]))
    page.foot(*lines)


def _is_box(study: Study, item: str) -> bool:
    return study.items[item].type == "option"


def _shown(value: float) -> str:
    return decimal(value).replace("-", MINUS)
