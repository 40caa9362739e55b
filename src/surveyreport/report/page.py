"""The report as one HTML file that needs neither network nor scripts."""

from __future__ import annotations

import base64
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from surveyreport.figures.theme import FACES, Theme
from surveyreport.report.bound import Number, Reference, Text, plain
from surveyreport.report.data_table import data_table
from surveyreport.report.font_subset import font_subset
from surveyreport.report.inline_svg import inline_svg
from surveyreport.report.model import FigureBlock, Overview, Report, Section
from surveyreport.study.model import Study

TEMPLATE, STYLE, SCRIPT = "report.html.j2", "report.css", "report.js"


def report_page(report: Report, study: Study) -> str:
    """The page as text (UTF-8). Pictures, fonts, style, script and downloads are inside it."""
    theme = Theme(**study.theme)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(put=_put, plain=plain, anchor=anchor)
    environment.tests.update(figure=_is_figure, overview=_is_overview)
    values = {
        "report": report,
        "words": study.texts["publication"],
        "groups": study.groups,
        "colours": theme.colours,
        "themes": [section for section in _all_sections(report.sections) if section.theme],
        "count": len(report.figures()),
        "picture": _picture,
        "data": lambda block: data_table(block, study),
        "download": _download,
        "style": Markup(_resource(STYLE)),
        "script": Markup(_resource(SCRIPT)),
        "family": theme.font["family"],
    }
    page = environment.from_string(_resource(TEMPLATE))
    # The fonts hold the characters of the page, so the page is made once without them
    letters = "".join(sorted(set(page.render(**values, fonts={}))))
    fonts = {face: font_subset(theme.font_file(face), letters) for face in FACES}
    return page.render(**values, fonts={face: _base64(data) for face, data in fonts.items()})


def anchor(section: Section) -> str:
    """The id of a section in the page."""
    return "deel-" + section.id.replace(" ", "-")


def _put(text: Text) -> Markup:
    """A text with its numbers as <data> and its mentions as links."""
    parts = []
    for part in text:
        if isinstance(part, Number):
            markup = '<data value="{}">{}</data>'
            parts.append(Markup(markup).format(part.value, part.shown))
        elif isinstance(part, Reference):
            parts.append(Markup('<a href="#{}">{}</a>').format(part.target, part.text))
        else:
            parts.append(escape(str(part)))
    return Markup("").join(parts)


def _picture(block: FigureBlock) -> Markup:
    svg = block.picture.read_text(encoding="utf-8")
    title = f"{block.label}. {block.title}"
    return Markup(inline_svg(svg, block.id, title, plain(block.alt)))


def _download(block: FigureBlock) -> str:
    """The figure's CSV as a data address."""
    return f"data:text/csv;charset=utf-8;base64,{_base64(block.numbers_file.read_bytes())}"


def _all_sections(sections: tuple[Section, ...]) -> list[Section]:
    return [one for section in sections for one in (section, *_all_sections(section.sections))]


def _is_figure(block: object) -> bool:
    return isinstance(block, FigureBlock)


def _is_overview(block: object) -> bool:
    return isinstance(block, Overview)


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
