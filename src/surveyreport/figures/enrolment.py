"""The official counts of all waves as lines over the count dates, a panel per programme."""

from __future__ import annotations

from datetime import date as day_of
from itertools import cycle

import pandas as pd

from surveyreport.figures.page import PAD, SEPARATE, Page
from surveyreport.figures.picture import Picture
from surveyreport.files.dutch import date, integer
from surveyreport.numbers.enrolment import NAME, enrolment_numbers
from surveyreport.study.model import Study

MARKERS, ABSENT = "●■▲◆▼", "×"
# of the counts in a panel, in mm
HEIGHT = 48.0


def enrolment_picture(study: Study, series: pd.DataFrame) -> Picture:
    """The picture of the series; series: as of `enrolment_series`."""
    numbers, words = enrolment_numbers(study, series), study.texts["trends"]["enrolment"]
    first, last = date(numbers["date"].min()), date(numbers["date"].max())
    title = words["title"].format(first=first, last=last)
    parts = {"enrolment": words, "registers": study.registers}
    return Picture(NAME, NAME, title, numbers, _draw, parts, absent_series(study, numbers))


def absent_series(study: Study, numbers: pd.DataFrame) -> list[str]:
    """A line for each type of provider that some programme has counts of and another has none."""
    template = study.texts["trends"]["enrolment"]["none"]
    drawn = set(numbers[["programme", "provider_type"]].itertuples(index=False, name=None))
    return [
        template.format(
            provider_type=study.registers["provider_types"][kind]["label"],
            programme=study.registers["programmes"][programme]["label"].lower(),
        )
        for programme in dict.fromkeys(numbers["programme"])
        for kind in dict.fromkeys(numbers["provider_type"])
        if (programme, kind) not in drawn
    ]


def _draw(page: Page, numbers: pd.DataFrame) -> None:
    theme = page.theme
    visible = [name for name in (*theme.colour("series"), theme.colour("ink"))
               if theme.stands_out(name)]  # fmt: skip
    shown = set(numbers["provider_type"])
    kinds = [kind for kind in page.study.registers["provider_types"] if kind in shown]
    looks = dict(zip(kinds, zip(cycle(MARKERS), cycle(visible)), strict=False))
    for programme, block in numbers.groupby("programme", sort=False):
        if programme != numbers["programme"].iloc[0]:
            page.skip(theme.space["block"])
        page.paragraph(page.register_label("programmes", programme), face="bold")
        page.skip(theme.space["block"])
        _panel(page, block, looks)
    _legend(page, looks, bool(numbers["count"].isna().any()))
    dates = ", ".join(date(day) for day in sorted(numbers["date"].unique()))
    page.foot(page.word("source_pupils", dates=dates))


def _panel(page: Page, block: pd.DataFrame, looks: dict[str, tuple[str, str]]) -> None:
    from matplotlib.ticker import MaxNLocator

    theme, top = page.theme, page.y
    bottom = top + HEIGHT
    ticks = MaxNLocator(nbins=5, integer=True, min_n_ticks=2).tick_values(
        0, max(1, block["count"].max())
    )
    names = {tick: integer(tick) for tick in ticks}
    left = max(page.ruler.width(name, theme.small) for name in names.values()) + 2 * PAD
    days = {day: day_of.fromisoformat(day).toordinal() for day in block["date"]}
    first, last = min(days.values()), max(days.values())
    edge = page.ruler.width(date(max(days)), theme.small) / 2
    start, end = left + edge, page.width - edge

    def across(day: str) -> float:
        return start + (days[day] - first) / max(1, last - first) * (end - start)

    def up(count: float) -> float:
        return bottom - count / ticks[-1] * HEIGHT

    line = theme.line_height(theme.small)
    muted = theme.colour("muted")
    for tick, name in names.items():
        page.canvas.line(left, up(tick), page.width, up(tick), theme.colour("grid"), layer="grid")
        page.text_block(
            left - PAD, up(tick) - line / 2, [name], theme.small, ha="right", colour=muted
        )
    for place, (kind, rows) in enumerate(block.groupby("provider_type", sort=False)):
        marker, colour = looks[kind]
        before = None
        for day, count in zip(rows["date"], rows["count"], strict=True):
            x = across(day)
            if pd.isna(count):
                page.centred(x + 2 * place, bottom - PAD, ABSENT, colour)
                before = None
                continue
            if before:
                page.canvas.line(*before, x, up(count), colour, 1)
            before = (x, up(count))
            page.centred(*before, marker, colour)
    _dates(page, {day: across(day) for day in days}, bottom)


def _dates(page: Page, places: dict[str, float], bottom: float) -> None:
    """The count dates under a panel, on a second line where they would touch."""
    theme, muted = page.theme, page.theme.colour("muted")
    line, top = theme.line_height(theme.small), bottom + PAD
    ends = [float("-inf")]
    for day, x in sorted(places.items()):
        half = page.ruler.width(date(day), theme.small) / 2
        row = next((n for n, end in enumerate(ends) if x - half > end + PAD), len(ends))
        ends[row : row + 1] = [x + half]
        page.canvas.line(x, bottom, x, top + row * line, muted)
        page.text_block(x, top + row * line, [date(day)], theme.small, ha="center", colour=muted)
    page.y = top + len(ends) * line


def _legend(page: Page, looks: dict[str, tuple[str, str]], missing: bool) -> None:
    """Marker and name of each type of provider, over as many lines as needed."""
    size, ink = page.theme.small, page.theme.colour("ink")
    page.skip(page.theme.space["block"])
    entries = [(*look, page.register_label("provider_types", kind)) for kind, look in looks.items()]
    if missing:
        entries.append((ABSENT, ink, page.study.texts["trends"]["enrolment"]["missing"]))
    x = 0.0
    for marker, colour, label in entries:
        before = page.ruler.width(marker, size) + 1
        width = before + page.ruler.width(label, size)
        if x and x + width > page.width:
            x = 0.0
            page.skip(page.theme.line_height(size))
        page.text_block(x, page.y, [marker], size, colour=colour)
        page.text_block(x + before, page.y, [label], size)
        x += width + SEPARATE
    page.skip(page.theme.line_height(size))
