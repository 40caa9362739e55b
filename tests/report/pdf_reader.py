"""Read a finished PDF back: its text by place, its tags and its fonts."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from pypdf import PdfReader

FOOT = re.compile(r"Golf[^/]{0,20}Bladzijde\d+/\d+")
# The report's own text is at least this large, the letters in its pictures are smaller
OWN = 8.95
HYPHEN = "\x02"
# between header and footer, in points from the foot of the page
PAGE_FOOT, PAGE_HEAD = 51.0, 776.7


def bare(text: str) -> str:
    """Text without any space: line ends and kinds of space do not matter."""
    return re.sub(r"\s", "", text)


def page_texts(path: Path) -> list[str]:
    """The text of every page, in the order of reading."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]
    return [page.replace(HYPHEN, "-") for page in pages]


def fragments(path: Path) -> list[list[tuple[str, float, float]]]:
    """Per page the pieces of text with their size in points and height above the foot."""
    found = []
    for page in pypdfium2.PdfDocument(path):
        words = page.get_textpage()
        pieces: list[tuple[str, float, float]] = []
        for one in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
            size, matrix = ctypes.c_float(), one.get_matrix()
            raw.FPDFTextObj_GetFontSize(one, size)
            length = raw.FPDFTextObj_GetText(one, words, None, 0)
            letters = (ctypes.c_ushort * (length // 2))()
            raw.FPDFTextObj_GetText(one, words, letters, length)
            # a hyphen at the end of a line is a mark of its own
            text = bytes(letters).decode("utf-16-le").rstrip("\0").replace(HYPHEN, "-")
            if text.strip():
                pieces.append((text, abs(size.value * matrix.d), matrix.f))
        found.append(pieces)
    return found


def pages(
    fragments: list[list[tuple[str, float, float]]], running_title: str, warning: str
) -> list[str]:
    """The report's own text of each page without spaces, pictures, header and footer."""
    texts = []
    for pieces in fragments:
        text = bare("".join(piece for piece, size, _ in pieces if size >= OWN))
        texts.append(FOOT.sub("", text).removeprefix(bare(running_title + warning)))
    return texts


def chapter_pages(path: Path, texts: list[str]) -> list[list[int]]:
    """Per numbered chapter its pages, from 0; texts: those of `pages`."""
    titles = [bare(entry.title) for entry in flat_outline(PdfReader(path).outline)]
    starts = [
        next(i for i, text in enumerate(texts) if i > 2 and text.startswith(title))
        for title in titles
        if re.match(r"\d[A-Z]", title)
    ]
    annex = next(i for i, text in enumerate(texts) if text.startswith("BijlageA."))
    return [list(range(a, b)) for a, b in zip(starts, [*starts[1:], annex], strict=True)]


def white(pieces: list[tuple[str, float, float]]) -> float:
    """How much of a page is white below its last text, as a share (0-1) of its height."""
    lowest = min(height for _, _, height in pieces if height > PAGE_FOOT)
    return (lowest - PAGE_FOOT) / (PAGE_HEAD - PAGE_FOOT)


def reading_pages(texts: list[str]) -> list[int]:
    """The pages to read: all but the cover, the contents and the lists of figures."""
    contents = next(i for i, text in enumerate(texts) if text.startswith("Inhoud"))
    lists = max(i for i, text in enumerate(texts) if text.startswith("Lijstvanfiguren"))
    after = next(i for i in range(contents + 1, len(texts)) if not re.search(r"\.{9}", texts[i]))
    return [*range(1, contents), *range(after, lists)]


def tagged(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    """The structure elements of a kind (/Figure, /TH, …) in the order of reading."""
    return [node for node in _nodes(pdf.Root.StructTreeRoot) if node.get("/S") == f"/{kind}"]


def _nodes(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _nodes(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _nodes(node.K)


def fonts(pdf: pikepdf.Pdf) -> set[str]:
    """Names of all fonts, without the mark of a subset."""
    names = {
        str(found.BaseFont)
        for found in pdf.objects
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font"
    }
    return {re.sub(r"^/(?:[A-Z]{6}\+)?", "", name) for name in names}


def flat_outline(entries: list) -> list:
    """The bookmarks of every level in the order of reading."""
    flat = []
    for entry in entries:
        flat += flat_outline(entry) if isinstance(entry, list) else [entry]
    return flat
