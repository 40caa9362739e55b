"""The report as one HTML file that needs neither network nor scripts."""

from __future__ import annotations

import base64
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from surveyreport.figures.fonts import WEIGHTS, cut
from surveyreport.figures.theme import Theme
from surveyreport.protection.precision import rounded_csv, told
from surveyreport.report.bound import (
    Footnote,
    Link,
    Number,
    Part,
    Reference,
    Styled,
    Text,
    plain,
)
from surveyreport.report.data_table import data_table
from surveyreport.report.inline_svg import inline_svg
from surveyreport.report.model import (
    Bullets,
    FigureBlock,
    Grid,
    Overview,
    Quotation,
    Report,
    Section,
    Together,
)
from surveyreport.study.model import Study

TEMPLATE, STYLE, SCRIPT = "report.html.j2", "report.css", "report.js"
# where the fonts come: they hold the characters of the page, so they are cut when it is there
FACES = Markup("\0")
FACE = Markup(
    '@font-face {{ font-family: "{}"; font-weight: {}; font-style: {}; '
    'src: url(data:font/ttf;base64,{}) format("truetype"); }}\n'
)


def report_page(report: Report, study: Study) -> str:
    """The page as text (UTF-8). Pictures, fonts, style, script and downloads are inside it."""
    theme = Theme(**study.theme)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    notes = Notes()
    environment.filters.update(put=notes.put, plain=plain, anchor=anchor)
    kinds = {"figure": FigureBlock, "overview": Overview, "together": Together, "grid": Grid,
             "bullets": Bullets, "quotation": Quotation}  # fmt: skip
    environment.tests.update(
        {name: lambda block, kind=kind: isinstance(block, kind) for name, kind in kinds.items()}
    )
    values = {
        "report": report,
        "notes": notes,
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
    page = environment.from_string(_resource(TEMPLATE)).render(**values, faces=FACES)
    letters = frozenset(page) - {FACES}
    faces = (
        FACE.format(
            theme.font["family"],
            "bold" if face == "bold" else "normal",
            "italic" if face == "italic" else "normal",
            _base64(cut(theme.font_file(face), weight, letters)),
        )
        for face, weight in WEIGHTS.items()
    )
    return page.replace(FACES, "".join(faces))


def anchor(section: Section) -> str:
    """The id of a section in the page."""
    return "deel-" + section.id.replace(" ", "-")


TAGS = {
    "emphasis": Markup("<em>{}</em>"),
    "strong": Markup("<strong>{}</strong>"),
    "untrue": Markup('<mark>{}</mark> <strong class="untrue">[{}]</strong>'),
}


class Notes:
    """Puts texts on the page and keeps their footnotes, to print under each chapter."""

    def __init__(self) -> None:
        self.count = 0
        self.waiting: list[tuple[int, Markup]] = []

    def put(self, text: Text) -> Markup:
        """A text with its numbers as <data>, its mentions as links and its footnotes as signs."""
        return Markup("").join(map(self._part, text))

    def _part(self, part: Part) -> Markup:
        if isinstance(part, Number):
            value = told(part.key.split("; ")[0], part.value)
            return Markup('<data value="{}">{}</data>').format(value, part.shown)
        if isinstance(part, Reference):
            return Markup('<a href="#{}">{}</a>').format(part.target, part.text)
        if isinstance(part, Link):
            return Markup('<a href="{}">{}</a>').format(part.address, self.put(part.text))
        if isinstance(part, Styled):
            return TAGS[part.style].format(self.put(part.text), part.note)
        if isinstance(part, Footnote):
            self.count += 1
            number = self.count
            self.waiting.append((number, self.put(part.text)))
            sign = '<sup><a id="noot-{0}-plaats" href="#noot-{0}" role="doc-noteref">{0}</a></sup>'
            return Markup(sign).format(number)
        return escape(str(part))

    def take(self) -> list[tuple[int, Markup]]:
        """The footnotes since the last time."""
        taken, self.waiting = self.waiting, []
        return taken


def _picture(block: FigureBlock) -> Markup:
    svg = block.picture.read_text(encoding="utf-8")
    title = f"{block.label}. {block.title}"
    return Markup(inline_svg(svg, block.id, title, plain(block.alt)))


def _download(block: FigureBlock) -> str:
    """The figure's CSV, rounded as it may go out, as a data address."""
    text = rounded_csv(block.numbers_file.read_text(encoding="utf-8"))
    return f"data:text/csv;charset=utf-8;base64,{_base64(text.encode())}"


def _all_sections(sections: tuple[Section, ...]) -> list[Section]:
    return [one for section in sections for one in (section, *_all_sections(section.sections))]


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
