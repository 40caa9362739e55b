"""A drawn figure inside a page: no head of its own, its own ids, a name and a description."""

from __future__ import annotations

import re

from markupsafe import escape

HEAD = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)
METADATA = re.compile(r"\s*<(title|metadata)>.*?</\1>", re.DOTALL)
# the page has the fonts of all its figures
FONTS = re.compile(r'\s*<style id="fonts">.*?</style>', re.DOTALL)
EMPTY_GROUP = re.compile(r'\s*<g(?: id="[^"]*")?\s*/>')
ID = re.compile(r'\bid="([^"]+)"')
USE = re.compile(r'(url\(#|xlink:href="#)')
FIRST_TAG = re.compile(r"<svg\b[^>]*>")
SIZE = re.compile(r'\s(?:width|height)="[^"]*"')


def inline_svg(svg: str, prefix: str, title: str, description: str, fonts: bool = False) -> str:
    """The drawing of `svg`, filling the width it gets.

    prefix: begins every id in it; title and description: its accessible name and description;
    fonts: whether it brings its own, for a page that has none.
    """
    svg = METADATA.sub("", HEAD.sub("", svg, count=1))
    if not fonts:
        svg = FONTS.sub("", svg)
    svg = EMPTY_GROUP.sub("", svg)
    svg = ID.sub(rf'id="{prefix}-\1"', svg)
    svg = USE.sub(rf"\g<1>{prefix}-", svg)
    tag = SIZE.sub("", FIRST_TAG.search(svg).group())
    names = f'role="img" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
    head = (
        f"{tag[:-1]} {names}>\n"
        f'<title id="{prefix}-title">{escape(title)}</title>\n'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>'
    )
    return FIRST_TAG.sub(lambda _: head, svg, count=1).strip()
