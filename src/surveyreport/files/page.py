"""Pages for who works with a wave: one head, style and heading for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined, Template

BASE = "page.html.j2"


@cache
def page_template(text: str, **filters: Callable[..., object]) -> Template:
    """A template from its text, HTML escaped; what it misses is an error.

    One that extends page.html.j2 gives the blocks title and main, and may give width, style,
    header, nav, marks (what stands in a box under the title) and robots; its values have synthetic,
    and colours when the page has those of a study.
    """
    environment = Environment(
        loader=DictLoader({BASE: files(__package__).joinpath(BASE).read_text(encoding="utf-8")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment.from_string(text)
