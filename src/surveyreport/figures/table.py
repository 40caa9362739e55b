"""Kind table: counts of a register in rows and columns."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from surveyreport.figures.page import PAD, Page
from surveyreport.files.dutch import date, integer, listed
from surveyreport.numbers.register import TOTAL

INDENT = 4
RULE = 1.0


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme, spec = page.theme, page.figure.spec
    height = theme.line_height(theme.body) + 2 * PAD
    names = [_name(page, row) for row in spec["rows"]]
    left = page.label_column(names) + INDENT + 2 * PAD
    step = (page.width - left) / len(spec["columns"])
    rights = [left + (i + 1) * step - PAD for i in range(len(spec["columns"]))]
    _rule(page, RULE)
    _head(page, left, step, rights)
    _rule(page)
    for number, (row, name) in enumerate(zip(spec["rows"], names, strict=True), 1):
        total = row["provider_type"] == TOTAL
        if total or (number > 1 and "grade" not in row):
            _rule(page, width=RULE if total else 0.3)
        face = "bold" if total else "regular"
        ink = theme.colour("ink")
        middle = page.y + height / 2
        x = PAD + (INDENT if "grade" in row else 0)
        page.centred(x, middle, name, ink, ha="left", face=face)
        cells = numbers[numbers["row"] == number]
        for right, count, programme in zip(rights, cells["count"], cells["programme"], strict=True):
            if pd.notna(count):
                bold = "bold" if total or programme == TOTAL else "regular"
                page.centred(right, middle, integer(count), ink, ha="right", face=bold)
        page.skip(height)
    _rule(page, RULE)
    dates = listed([date(d) for d in numbers["date"].unique()], page.word("and"))
    page.foot(page.word(f"source_{spec['register']}", dates=dates))


def _name(page: Page, row: dict[str, str]) -> str:
    if "grade" in row:
        return page.register_label("grades", row["grade"])
    return page.register_label("provider_types", row["provider_type"])


def _head(page: Page, left: float, step: float, rights: list[float]) -> None:
    """Dates over the columns they span, and under them the programmes."""
    theme, columns = page.theme, page.figure.spec["columns"]
    size, height = theme.body, theme.line_height(theme.body)
    band_top = page.y
    start, spans = 0, []
    for day, members in groupby(columns, key=lambda column: column["date"]):
        count = len(list(members))
        title = page.word(f"table_{page.figure.spec['register']}", date=date(day))
        spans.append((start, count, page.ruler.wrap(title, count * step - 2 * PAD, size, "bold")))
        start += count
    lines = max(len(wrapped) for _, _, wrapped in spans)
    for start, count, wrapped in spans:
        right = left + (start + count) * step - PAD
        middle = (left + start * step + PAD + right) / 2
        page.text_block(middle, page.y + PAD, wrapped, size, ha="center", face="bold")
        under = page.y + lines * height + 1.5 * PAD
        page.canvas.line(left + start * step + PAD, under, right, under, theme.colour("muted"), 0.5)
    page.skip(lines * height + 2 * PAD)
    labels = [
        page.ruler.wrap(page.register_label("programmes", c["programme"]), step - 2 * PAD, size)
        for c in columns
    ]
    for right, wrapped in zip(rights, labels, strict=True):
        page.text_block(right, page.y, wrapped, size, ha="right")
    page.skip(max(map(len, labels)) * height + PAD)
    page.canvas.rect(0, band_top, page.width, page.y - band_top, theme.colour("band"))


def _rule(page: Page, width: float = 0.5) -> None:
    page.canvas.line(0, page.y, page.width, page.y, page.theme.colour("ink"), width)
