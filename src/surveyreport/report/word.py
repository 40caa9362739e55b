"""The report as a Word document, in the styles of a template; equal content gives equal bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import tostring

from surveyreport.figures.theme import Theme
from surveyreport.files.packed import repacked
from surveyreport.report.bound import Text, Words, plain
from surveyreport.report.model import (
    Block,
    Bullets,
    FigureBlock,
    Grid,
    Overview,
    Paragraph,
    Quotation,
    Report,
    Section,
    Together,
)
from surveyreport.report.word_frame import (
    NAMES,
    NOTES,
    Notes,
    add_footnotes,
    add_running_lines,
    set_properties,
)
from surveyreport.report.word_template import open_template, style_ids
from surveyreport.report.word_xml import LABEL, UNSEEN, Writer
from surveyreport.study.model import Study

MM, TWIP = 36000, 635
# of the height of the page, what a picture may take beside its caption and notes
TALLEST = 0.88
BREAK = "<w:pageBreakBefore/>"
LEVELS = 3


def report_docx(report: Report, study: Study, template: Path | None = None) -> bytes:
    """The document. template: the study's own; see `open_template` for what it must have."""
    return _Document(report, study, open_template(template)).content()


class _Document:
    def __init__(self, report: Report, study: Study, document: Any):
        self.report, self.document = report, document
        self.words = study.texts["publication"]["word"]
        page = document.sections[-1]
        self.wide = page.page_width - page.left_margin - page.right_margin
        self.high = page.page_height - page.top_margin - page.bottom_margin
        self.picture_width = min(int(Theme(**study.theme).width * MM), self.wide)
        ids = {name: key for (_, name), key in style_ids(document).items()}
        self.writer = Writer(
            _Insensitive(ids),
            self.wide // TWIP,
            lambda address, noted: (self.notes if noted else document.part).relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            ),
            _head_look(document, ids),
        )
        self.pictures: dict[str, bytes] = {}
        self.notes = Notes(NOTES, CONTENT_TYPE.WML_FOOTNOTES, package=document.part.package)
        self.numbering = _Numbering(document)

    def content(self) -> bytes:
        xml = "".join([*self._cover(), *self._sections(), *self._lists()])
        body = self.document.element.body
        made = parse_xml(f"<w:body {NAMES}>{xml}</w:body>")
        for place, element in enumerate(list(made)):
            body.insert(place, element)
        add_footnotes(self.document, self.writer, self.notes)
        add_running_lines(self.document, self.writer, self.report, self.words)
        set_properties(self.document, self.report, self.words)
        draft = io.BytesIO()
        self.document.save(draft)
        return repacked(draft.getvalue(), self.pictures)

    def _cover(self) -> Iterator[str]:
        write, report = self.writer, self.report
        yield write.paragraph("Title", write.run(report.title),
                              more='<w:spacing w:before="2400"/>')  # fmt: skip
        yield write.paragraph("Subtitle", write.run(report.subtitle))
        wave = f"{self.words['wave']} {report.wave_label}"
        for text in ((wave,), report.publisher, report.fielded):
            if text:
                yield write.paragraph("Normal", write.put(text))
        if report.faults:
            yield write.paragraph("Waarschuwing", write.put(report.faults))
        if report.warning:
            notice = write.run(f"{report.warning}. ") + write.put(report.warning_notice or ())
            yield write.paragraph("Waarschuwing", notice)

    def _sections(self) -> Iterator[str]:
        fronts = [section for section in self.report.sections if section.front]
        for section in fronts:
            yield from self._section(section, 1)
        yield from self._contents()
        for section in self.report.sections:
            if section not in fronts:
                yield from self._section(section, 1)

    def _contents(self) -> Iterator[str]:
        write = self.writer
        entries = [
            (f"toc {level}", self._heading(section), f"_Toc_{section.id}")
            for section, level in _walk(self.report.sections, 1)
            if level <= 2
        ]
        yield write.paragraph("TOC Heading", write.run(self.words["contents"]), more=BREAK)
        yield write.contents('TOC \\o "1-2" \\h \\z', entries)

    def _heading(self, section: Section) -> str:
        number = section.number
        if number.isalpha():
            number = f"{self.words['annex']} {number}."
        return f"{number} {section.title}".strip()

    def _section(self, section: Section, level: int) -> Iterator[str]:
        write = self.writer
        title = write.marked(f"_Toc_{section.id}", write.run(self._heading(section)))
        more = BREAK if level == 1 else ""
        yield write.paragraph(f"Heading {min(level, LEVELS)}", title, more=more)
        for block in section.blocks:
            yield from self._block(block, False)
        for child in section.sections:
            yield from self._section(child, level + 1)

    def _block(self, block: Block, kept: bool) -> Iterator[str]:
        """kept: on the page of what follows."""
        write = self.writer
        if isinstance(block, Paragraph):
            style = "Onderzoeksvraag" if block.style == "question" else "Normal"
            yield write.paragraph(style, write.put(block.text), kept)
        elif isinstance(block, Quotation):
            yield write.paragraph("Quote", write.put(block.text), kept)
        elif isinstance(block, Bullets):
            style = "List Number" if block.numbered else "List Bullet"
            again = self.numbering.again(style) if block.numbered else ""
            for item in block.items:
                yield write.paragraph(style, write.put(item), kept, again)
        elif isinstance(block, Together):
            for place, part in enumerate(block.blocks):
                yield from self._block(part, kept or place < len(block.blocks) - 1)
        elif isinstance(block, Grid):
            yield from self._table(block, "", kept)
        elif isinstance(block, Overview):
            label = plain(block.label)
            yield write.caption(label, block.title, block.id)
            yield from self._table(block.grid, plain(block.title), kept or bool(block.notes))
            yield from self._notes(block.notes, kept)
        else:
            yield from self._figure(block, kept)

    def _figure(self, block: FigureBlock, kept: bool) -> Iterator[str]:
        write = self.writer
        for said in (block.findings, block.comparisons):
            if said:
                text = tuple(part for one in said for part in (*one, " "))[:-1]
                yield write.paragraph("Normal", write.put(text), True)
        yield write.caption(block.label, (Words(block.title),), block.id)
        below = kept or bool(block.notes) or block.beside is not None
        if block.grid:
            yield from self._table(block.grid, block.title, below)
        else:
            yield write.paragraph("Figuur", self._picture(block), below)
        yield from self._notes(block.notes, kept or block.beside is not None)
        if block.beside:
            yield from self._table(block.beside, block.title, kept)

    def _notes(self, notes: tuple[Text, ...], kept: bool) -> Iterator[str]:
        for place, note in enumerate(notes, 1):
            content = self.writer.put(note)
            yield self.writer.paragraph("Figuurnoot", content, kept or place < len(notes))

    def _table(self, grid: Grid, title: str, kept: bool) -> Iterator[str]:
        yield self.writer.table(grid, title, kept)
        # two tables without a paragraph between them would be one
        yield self.writer.paragraph("Figuurnoot", "", kept)

    def _picture(self, block: FigureBlock) -> str:
        """The PNG as wide as in the other formats, lower when it would not fit the page."""
        number = len(self.pictures) + 1
        place = PackURI(f"/word/media/{block.picture.stem}.png")
        # empty until the document is packed, so that nobody compresses what is compressed
        part = Part(place, CONTENT_TYPE.PNG, b"", self.document.part.package)
        key = self.document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        data = block.picture.with_suffix(".png").read_bytes()
        self.pictures[place.lstrip("/")] = data
        # the first chunk of a PNG begins with its size
        wide, high = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
        width = self.picture_width
        height = width * high // wide
        if height > TALLEST * self.high:
            width, height = int(width * TALLEST * self.high / height), int(TALLEST * self.high)
        name = quoteattr(block.label)
        told = quoteattr(UNSEEN.sub("", plain(block.alt)))
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent '
            f'cx="{width}" cy="{height}"/><wp:docPr id="{number}" name={name} descr={told}/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/'
            f'picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name={name} descr={told}/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{key}"/><a:stretch>'
            '<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
            "</w:drawing></w:r>"
        )

    def _lists(self) -> Iterator[str]:
        """The figures and the tables, each under the field that counts them."""
        write = self.writer
        shown = list(_drawn(self.report.sections))
        if not shown:
            return
        yield write.paragraph("TOC Heading", write.run(self.words["figures"]), more=BREAK)
        by_word: dict[str, list[tuple[str, str, str]]] = {}
        for block in shown:
            label, title = ("".join(map(str, text)) for text in (block.label, block.title))
            entry = ("table of figures", f"{label}. {title}", block.id)
            found = LABEL.fullmatch(label)
            by_word.setdefault(found[1] if found else "", []).append(entry)
        # what has no number is in no count
        for style, text, target in by_word.pop("", []):
            yield write.paragraph(style, write.link(target, write.run(text)))
        for word, entries in by_word.items():
            yield write.contents(f'TOC \\h \\z \\c "{word}"', entries)


class _Insensitive(dict):
    """Style names, in capitals or not."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())


class _Numbering:
    """Numbered lists that each begin at one."""

    def __init__(self, document: Any):
        self.root = document.part.numbering_part.element
        self.style = document.styles["List Number"].element

    def again(self, style: str) -> str:
        """The properties of the items of a new list; empty for a style that does not count."""
        found = self.style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if found is None:
            return ""
        old = next(n for n in self.root.num_lst if n.numId == int(found.get(qn("w:val"))))
        number = self.root.add_num(old.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number.numId}"/></w:numPr>'


def _head_look(document: Any, ids: dict[str, str]) -> str:
    """Shading and borders of the first row of the table style, for the second heading row."""
    (style,) = [s for s in document.styles.element.findall(qn("w:style"))
                if s.get(qn("w:styleId")) == ids["rapporttabel"]]  # fmt: skip
    for part in style.findall(qn("w:tblStylePr")):
        found = part.find(qn("w:tcPr"))
        if part.get(qn("w:type")) == "firstRow" and found is not None:
            return "".join(tostring(e, encoding="unicode", with_tail=False) for e in found)
    return ""


def _walk(sections: tuple[Section, ...], level: int) -> Iterator[tuple[Section, int]]:
    for section in sections:
        yield section, level
        yield from _walk(section.sections, level + 1)


def _drawn(sections: tuple[Section, ...]) -> Iterator[FigureBlock | Overview]:
    for section in sections:
        for block in section.blocks:
            for part in block.blocks if isinstance(block, Together) else (block,):
                if isinstance(part, FigureBlock | Overview):
                    yield part
        yield from _drawn(section.sections)
