"""Kind counts: numbers of pupils per visited provider, a panel per grade."""

from __future__ import annotations

import pandas as pd

from surveyreport.figures.page import PAD, Page
from surveyreport.files.dutch import date, integer, listed


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme, height = page.theme, page.theme.space["bar"]
    ink = theme.colour("ink")
    programmes = {p: page.register_label("programmes", p) for p in numbers["programme"].unique()}
    fills = dict(zip(programmes, theme.colour("series"), strict=False))
    names = {unit: page.word("unit", unit=unit) for unit in numbers["unit"].unique()}
    left = page.label_column(list(names.values())) + 2
    plus = page.word("plus")
    page.paragraph(
        page.word("counts_pupils", programmes=plus.join(programmes.values()).lower()), x=left
    )
    page.skip(theme.space["gap"])
    cells = numbers.groupby(["unit", "grade"], sort=False)["count"]
    texts = cells.agg(lambda counts: plus.join(map(integer, counts)))
    room = max(page.ruler.width(text, theme.body) for text in texts) + 4 * PAD
    grades = list(numbers["grade"].unique())
    panel = (page.width - left) / len(grades)
    scale = (panel - room) / max(1, cells.sum().max())
    starts = {grade: left + index * panel for index, grade in enumerate(grades)}
    for grade, x in starts.items():
        label = page.register_label("grades", grade)
        page.text_block(x, page.y, [label], theme.body, face="bold")
    page.skip(theme.line_height(theme.body) + theme.space["gap"])
    for unit, of_unit in numbers.groupby("unit", sort=False):
        middle = page.y + height / 2
        page.row_label(names[unit], left - 2, left - 2, page.y, height)
        for grade, rows in of_unit.groupby("grade", sort=False):
            x = starts[grade]
            page.canvas.line(x, page.y, x, page.y + height, theme.colour("muted"))
            for programme, count in zip(rows["programme"], rows["count"], strict=True):
                if count:
                    page.area(x, page.y, count * scale, height, fills[programme])
                x += count * scale
            page.centred(x + PAD, middle, texts[unit, grade], ink, ha="left")
        page.skip(height + theme.space["gap"])
    page.legend([(programmes[p], fills[p], "rects") for p in programmes], left)
    dates = listed([date(d) for d in numbers["date"].unique()], page.word("and"))
    page.foot(page.word(f"source_{page.figure.spec['register']}", dates=dates))
