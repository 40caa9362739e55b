"""Kind schematic: systems side by side, each a column of components."""

from __future__ import annotations

from itertools import groupby, zip_longest

import pandas as pd

from surveyreport.figures.page import PAD, Page

GAP = 3.0
BULLET = "• "


def draw(page: Page, _: pd.DataFrame) -> None:
    theme, columns = page.theme, page.figure.spec["columns"]
    width = (page.width - GAP * (len(columns) - 1)) / len(columns)
    lefts = [index * (width + GAP) for index in range(len(columns))]
    deep = theme.colour("accent")
    band, ink = theme.colour("band"), theme.colour("ink")
    systems = [column["system"] for column in columns]
    _spanning(page, systems, lefts, width, deep, theme.ink_on(deep), "bold")
    headings = [page.ruler.wrap(c["heading"], width - 2 * PAD, theme.body, "bold") for c in columns]
    _row(page, [[(line, "bold", 0.0) for line in wrapped] for wrapped in headings], lefts, width)
    _spanning(page, [c.get("note", "") for c in columns], lefts, width, band, ink, "italic")
    for index, components in enumerate(zip_longest(*(column["components"] for column in columns))):
        if index:
            for left, component in zip(lefts, components, strict=True):
                if component:
                    middle = page.y + GAP / 2 - 0.5
                    page.centred(left + width / 2, middle, "+", ink, face="bold")
            page.skip(GAP)
        _row(page, [_component(page, part, width) for part in components], lefts, width)
    page.foot(page.word("source_schematic"))


def _component(page: Page, part: dict | None, width: float) -> list[tuple[str, str, float]]:
    """Lines of a component: text, face and indent."""
    if part is None:
        return []
    size, room = page.theme.body, width - 2 * PAD
    lines = [(line, "bold", 0.0) for line in page.ruler.wrap(part["heading"], room, size, "bold")]
    if "where" in part:
        where = page.ruler.wrap(f"({part['where']})", room, size, "italic")
        lines += [(line, "italic", 0.0) for line in where]
    indent = page.ruler.width(BULLET, size)
    for point in part["points"]:
        first, *rest = page.ruler.wrap(point, room - indent, size)
        lines.append((BULLET + first, "regular", 0.0))
        lines += [(line, "regular", indent) for line in rest]
    return lines


def _row(
    page: Page, boxes: list[list[tuple[str, str, float]]], lefts: list[float], width: float
) -> None:
    """Boxes of equal height with lines of text in them; an empty box is not drawn."""
    theme = page.theme
    line = theme.line_height(theme.body)
    height = max(map(len, boxes)) * line + 2 * PAD
    for left, lines in zip(lefts, boxes, strict=True):
        if lines:
            page.canvas.rect(left, page.y, width, height, theme.colour("band"))
        for index, (text, face, indent) in enumerate(lines):
            top = page.y + PAD + index * line
            page.text_block(left + PAD + indent, top, [text], theme.body, face=face)
    page.skip(height + theme.space["gap"])


def _spanning(
    page: Page, texts: list[str], lefts: list[float], width: float, fill: str, ink: str, face: str
) -> None:
    """A bar over each run of columns with the same text; none where the text is empty."""
    if not any(texts):
        return
    height = page.theme.line_height(page.theme.body) + 2 * PAD
    for text, members in groupby(range(len(texts)), key=texts.__getitem__):
        first, *others = members
        last = others[-1] if others else first
        if text:
            span = lefts[last] + width - lefts[first]
            page.canvas.rect(lefts[first], page.y, span, height, fill)
            middle = page.y + height / 2
            page.centred(lefts[first] + span / 2, middle, text, ink, face=face)
    page.skip(height + page.theme.space["gap"])
