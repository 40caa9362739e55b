"""The template of a Word document: the study's own, or the one beside this module."""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, ProblemList

# names as Word keeps them, in every language of its own the same
PARAGRAPHS = (
    "Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "TOC Heading", "toc 1",
    "toc 2", "table of figures", "List Bullet", "List Number", "Quote", "Caption", "footnote text",
    "Header", "Footer", "Onderzoeksvraag", "Figuur", "Figuurnoot", "Waarschuwing", "Tabelkop",
    "Tabeltekst",
)  # fmt: skip
NEEDED = {
    "paragraph": PARAGRAPHS,
    "character": ("Strong", "Emphasis", "Hyperlink", "footnote reference", "Onwaar"),
    "table": ("Rapporttabel",),
}
KINDS = {"paragraph": "een alineastijl", "character": "een tekenstijl", "table": "een tabelstijl"}
# what a template may carry of the people who made it, or fetch from elsewhere
DROPPED = ("comments", "commentsExtended", "people", "attachedTemplate", "customXml")


def open_template(path: Path | None = None) -> Any:
    """The template as a document without text, its language nl-BE. path: the study's own.

    Raises InputProblems: no Word document, or one without a style that the report needs.
    """
    shown = path or Path("template.docx")
    data = files(__package__).joinpath("template.docx").read_bytes()
    problems = ProblemList()
    if path:
        data = file_bytes(path)
    try:
        document = Document(io.BytesIO(data))
    except (ValueError, KeyError, zipfile.BadZipFile, XMLSyntaxError, AttributeError, OSError):
        problems.add(shown, "dit is geen leesbaar Word-document",
                     "open het sjabloon in Word en bewaar het opnieuw als .docx")  # fmt: skip
        raise InputProblems(problems.problems) from None
    ids = style_ids(document)
    missing = {kind: [name for name in names if (kind, name.lower()) not in ids]
               for kind, names in NEEDED.items()}  # fmt: skip
    for kind, names in missing.items():
        for name in names:
            problems.add(shown, f"het sjabloon heeft geen stijl '{name}'",
                         f"maak in Word {KINDS[kind]} met die naam, of neem ze over uit een "
                         "vroegere report.docx")  # fmt: skip
    problems.raise_if_any()
    _emptied(document)
    return document


def style_ids(document: Any) -> dict[tuple[str, str], str]:
    """(kind, name in small letters) -> the id by which paragraphs name the style."""
    found = {}
    for style in document.styles.element.findall(qn("w:style")):
        name = style.find(qn("w:name"))
        if name is not None:
            key = (style.get(qn("w:type"), "paragraph"), name.get(qn("w:val"), "").lower())
            found[key] = style.get(qn("w:styleId"))
    return found


def _emptied(document: Any) -> None:
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    for part in (document.part, document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in DROPPED:
                del part.rels[key]
    settings = document.settings.element
    for tag in ("w:attachedTemplate", "w:rsids", "w:trackRevisions", "w:documentProtection"):
        for element in settings.findall(qn(tag)):
            settings.remove(element)
    _speak_dutch(document.styles.element)


def _speak_dutch(styles: Any) -> None:
    """The language of everything without one of its own."""
    for language in list(styles.iter(qn("w:lang"))):
        language.getparent().remove(language)
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = styles.makeelement(qn("w:docDefaults"))
        styles.insert(0, defaults)
    place = defaults
    for tag in ("w:rPrDefault", "w:rPr"):
        found = place.find(qn(tag))
        if found is None:
            found = place.makeelement(qn(tag))
            place.insert(0, found)
        place = found
    language = place.makeelement(qn("w:lang"), {qn("w:val"): "nl-BE"})
    place.append(language)
