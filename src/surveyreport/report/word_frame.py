"""What stands around the text of a Word document: footnotes, running lines, properties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from surveyreport.report.model import Report
from surveyreport.report.word_xml import Writer, page_of_pages

NAMES = nsdecls("w", "r", "wp", "a", "pic")
NOTES = PackURI("/word/footnotes.xml")


class Notes(Part):
    """The part with the footnotes."""

    text = ""

    @property
    def blob(self) -> bytes:
        return self.text.encode()


def add_footnotes(document: Any, write: Writer, notes: Notes) -> None:
    """The part with the notes, that of the template or a new one; python-docx has none."""
    if not write.footnotes:
        return
    part = document.part
    sign = (
        f'<w:r><w:rPr><w:rStyle w:val="{write.ids["footnote reference"]}"/></w:rPr>'
        '<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>'
    )
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
        "</w:footnote>"
        for number, kind in enumerate(("separator", "continuationSeparator"), -1)
    )
    texts = "".join(
        f'<w:footnote w:id="{number}">{write.paragraph("footnote text", sign + text)}</w:footnote>'
        for number, text in enumerate(write.footnotes, 1)
    )
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    notes.text = f"{xml}<w:footnotes {NAMES}>{lines}{texts}</w:footnotes>"
    for key, relation in list(part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
            del part.rels[key]
    part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)


def add_running_lines(document: Any, write: Writer, report: Report, words: dict[str, str]) -> None:
    """What stands on every page: the title and the warning above, the wave and the page below.

    A header or footer of the template stays, with the warning under it.
    """
    warning = write.run(report.warning, "Onwaar") if report.warning else ""
    tab = "<w:r><w:tab/></w:r>"
    wave = write.run(f"{words['wave']} {report.wave_label}") + tab
    foot = wave + page_of_pages(words["page"], write.run)
    even = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        first = section.different_first_page_header_footer
        heads = [section.header, *([section.first_page_header] if first else []),
                 *([section.even_page_header] if even else [])]  # fmt: skip
        for head in heads:
            said = any(p.text.strip() or p.runs for p in head.paragraphs) or head.tables
            _line(head, warning if said else write.run(report.title) + tab + warning, said,
                  write)  # fmt: skip
        feet = [section.footer, *([section.even_page_footer] if even else [])]
        for one in feet:
            said = any(p.text.strip() or p.runs for p in one.paragraphs) or one.tables
            if not said:
                _line(one, foot, said, write, "Footer")


def set_properties(document: Any, report: Report, words: dict[str, str]) -> None:
    """The title, the warning and the day of the report, never the clock."""
    facts = document.core_properties
    warning = report.warning or ""
    title = f"{report.title}. {report.subtitle}"
    facts.title = f"{title} ({warning.lower()})" if warning else title
    facts.subject = f"{words['wave']} {report.wave_label}"
    facts.author = facts.last_modified_by = "surveyreport"
    facts.keywords = facts.comments = warning
    facts.category = facts.content_status = facts.identifier = facts.version = ""
    facts.language = "nl-BE"
    facts.revision = 1
    facts.created = facts.modified = datetime.fromisoformat(report.dated)


def _line(place: Any, content: str, below: bool, write: Writer, style: str = "Header") -> None:
    """A line in a header or footer: in its empty paragraph, or below what is there."""
    if not content:
        return
    made = parse_xml(write.paragraph(style, content).replace("<w:p>", f"<w:p {NAMES}>", 1))
    root = place.paragraphs[-1]._p
    if below:
        root.getparent().append(made)
    else:
        root.getparent().replace(root, made)
