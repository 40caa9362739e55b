"""Files spoiled on purpose, each in one way."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name


def _parts(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    """The structure elements of a kind."""
    return [
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == Name(f"/{kind}")
    ]


def no_alternative_text(pdf: pikepdf.Pdf) -> None:
    for each in _parts(pdf, "Figure"):
        del each["/Alt"]


def wrong_nesting(pdf: pikepdf.Pdf) -> None:
    for each in _parts(pdf, "TR"):
        each["/S"] = Name("/TD")


def no_title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["dc:title"]
    if "/Title" in pdf.docinfo:
        del pdf.docinfo["/Title"]


def _painted(pdf: pikepdf.Pdf, extra: bytes) -> None:
    """More content on the first page."""
    first = pdf.pages[0]
    found = first.obj["/Contents"]
    streams = list(found) if isinstance(found, pikepdf.Array) else [found]
    first.obj["/Contents"] = Array([*streams, pdf.make_stream(extra)])


def untagged_content(pdf: pikepdf.Pdf) -> None:
    _painted(pdf, b"\nq 0 0 10 10 re f Q\n")


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def no_language_there_is(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/Lang"] = pikepdf.String("het Nederlands")


def no_output_intent(pdf: pikepdf.Pdf) -> None:
    """Colours of a device, of which nothing says what device."""
    _painted(pdf, b"\n/Artifact BMC q 1 0 0 rg 0 0 10 10 re f Q EMC\n")
    if "/OutputIntents" in pdf.Root:
        del pdf.Root["/OutputIntents"]


def font_left_out(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each:
            del each["/FontFile2"]


def no_tags(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/MarkInfo"] = Dictionary(Marked=False)


PDF: tuple[Callable[[pikepdf.Pdf], None], ...] = (
    no_alternative_text,
    wrong_nesting,
    no_title,
    untagged_content,
    no_language,
    no_language_there_is,
    no_output_intent,
    font_left_out,
    no_tags,
)


def spoiled(data: bytes, how: Callable[[pikepdf.Pdf], None]) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        how(pdf)
        pdf.save(written)
    return written.getvalue()
