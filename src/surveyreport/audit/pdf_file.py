"""Everything a PDF says: text, marks, alternative texts, metadata, remarks, attachments."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from ctypes import c_float, c_int
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from pypdfium2 import raw

ALTERNATIVES = ("/Alt", "/ActualText", "/E")
TITLES = ("/T", "/Title")
REMARKS = ("/Contents", "/TU", "/URI")
# from a part of the structure, or a bookmark, to the next
BELOW = ("/Next", "/First", "/K")
# how a marked piece of a page begins, with its properties as they are or by name
NAME = rb"/[^\s()<>\[\]{}/%]+"
GIVEN = rb"<<(?:[^()<>]|\((?:[^()\\]|\\[\s\S])*\)|<[^<>]*>)*>>"
MARKED = re.compile(rb"%b\s*(?:%b\s+|%b\s*)(?:BDC|DP)\b" % (NAME, NAME, GIVEN))
BEGINS = re.compile(rb"(?:BDC|DP)\b")
# one of ALTERNATIVES, any name that is written otherwise, or properties by name
WORDED = re.compile(rb"/Alt|/ActualText|/E\b|#|(?<!>)\s+(?:BDC|DP)$")
# what pdfium makes of the hyphen and the end of the line in a broken word
BROKEN = "\ufffe"


@dataclass(frozen=True)
class Pdf:
    """pages: the text of each, with what its marks and annotations say; alternatives: alternative
    texts in the order of the structure; titles: of parts and bookmarks; information: the document
    information; packet: the XMP; attachments: name and content; filled: (left, right, height) in
    points of every filled shape, in the order it is drawn."""

    pages: list[str]
    alternatives: list[str]
    titles: list[str]
    information: dict[str, str]
    packet: str
    attachments: list[str]
    filled: list[tuple[float, float, float]]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(name, text) of everything."""
        return [
            *((f"bladzijde {number}", text) for number, text in enumerate(self.pages, 1)),
            ("alternatieve tekst", "\n".join(self.alternatives)),
            ("titels", "\n".join(self.titles)),
            ("metadata", f"{' '.join(self.information.values())} {self.packet}"),
            *(("bijlage", text) for text in self.attachments),
        ]


def read_pdf(path: Path, shapes: bool = True) -> Pdf:
    """A finished PDF; filled is empty without shapes."""
    sheets = list(pypdfium2.PdfDocument(path))
    with pikepdf.open(path) as pdf:
        told, names = _words(pdf.Root.get("/StructTreeRoot"))
        xmp = pdf.Root.get("/Metadata")
        return Pdf(
            pages=[
                " ".join(
                    [
                        sheet.get_textpage().get_text_range().replace(BROKEN, ""),
                        *_marks(pdf, page),
                        *_remarks(page),
                    ]
                )
                for sheet, page in zip(sheets, pdf.pages, strict=True)
            ],
            alternatives=told,
            titles=[*names, *_words(pdf.Root.get("/Outlines"))[1]],
            information={name: str(value) for name, value in pdf.docinfo.items()},
            packet=_text(xmp.read_bytes()) if xmp is not None else "",
            attachments=[
                f"{name} {_text(file.get_file().read_bytes())}"
                for name, file in pdf.attachments.items()
            ],
            filled=[shape for sheet in sheets for shape in _filled(sheet)] if shapes else [],
        )


def _filled(sheet: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float]]:
    """Of the library itself, as its wrapper makes an object of each."""
    left, low, right, high = (c_float() for _ in range(4))
    fill, stroke = c_int(), c_int()
    for number in range(raw.FPDFPage_CountObjects(sheet.raw)):
        shape = raw.FPDFPage_GetObject(sheet.raw, number)
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_PATH:
            continue
        raw.FPDFPath_GetDrawMode(shape, fill, stroke)
        if fill.value:
            raw.FPDFPageObj_GetBounds(shape, left, low, right, high)
            yield left.value, right.value, high.value - low.value


def _words(tree: pikepdf.Object | None) -> tuple[list[str], list[str]]:
    """The alternative texts and the titles of a tree, in its order."""
    told: list[str] = []
    titles: list[str] = []
    stack = [tree]
    while stack:
        element = stack.pop()
        if isinstance(element, pikepdf.Dictionary):
            # asked once: every question to the file costs more than the walk
            keys = element.keys()
            for found, asked in ((told, ALTERNATIVES), (titles, TITLES)):
                found += [str(element[key]) for key in asked if key in keys]
            stack += [element[key] for key in BELOW if key in keys]
        elif isinstance(element, pikepdf.Array):
            stack += reversed(list(element))
    return told, titles


def _marks(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Iterator[str]:
    """The words in the properties of marked pieces of a page."""
    page.contents_coalesce()
    written = page.Contents.read_bytes() if "/Contents" in page else b""
    marks = MARKED.findall(written)
    # the rest of a page is not taken apart, unless a beginning was not recognised
    whole = len(marks) != len(BEGINS.findall(written))
    worded = b"\n".join(filter(WORDED.search, marks))
    part = page if whole else pikepdf.Stream(pdf, worded)
    for instruction in pikepdf.parse_content_stream(part, "BDC DP"):
        properties = instruction.operands[1]
        if isinstance(properties, pikepdf.Name):
            properties = page.Resources.Properties[properties]
        yield from (str(properties[key]) for key in ALTERNATIVES if key in properties)


def _remarks(page: pikepdf.Page) -> Iterator[str]:
    """What stands in the annotations of a page: remarks, addresses of links."""
    for note in page.get("/Annots", []):
        for one in (note, note.get("/A", {})):
            yield from (str(one[key]) for key in REMARKS if key in one)


def _text(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace"))
