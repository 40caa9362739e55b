"""The report as PDF: PDF/A-2a and PDF/UA-1, typeset by typst from one JSON file."""

from __future__ import annotations

import copy
import json
import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from surveyreport.figures.theme import Theme
from surveyreport.files.dutch import THIN_SPACE
from surveyreport.report.bound import Footnote, Link, Number, Part, Reference, Styled, Text, plain
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
from surveyreport.report.page_plan import (
    HEIGHT,
    SMALLEST,
    joined,
    number_blocks,
    reorder,
    spread,
    white_of,
)
from surveyreport.report.typst_pdf import compiled, compiler
from surveyreport.study.model import Study

TEMPLATE = "report.typ"
# the height a picture may have on the page, in mm, by the width of the text
TALLEST = 235 / 165
# in mm: a line of text, a letter of it, and the caption of a figure with a heading above it
LINE, LETTER, CAPTION = 4.73, 1.65, 30.0
VIEW_BOX, HEAD = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"'), 4096
REMEDY = "verbeter de tekst, de figuur of het lettertype waar dit over gaat"


def report_pdf(report: Report, study: Study) -> bytes:
    """The PDF; equal content gives equal bytes. Raises InputProblems for what typst refuses."""
    theme = Theme(**study.theme)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
        (folder / TEMPLATE).write_text(template, encoding="utf-8")
        for block in report.figures():
            if block.grid is None:
                shutil.copyfile(block.picture, folder / block.picture.name)
        content = pdf_content(report, study, theme)
        number_blocks(content["sections"])
        # one for all layouts: it keeps what did not change between them
        typesetter = compiler(folder / TEMPLATE, theme)
        _write(folder, _planned(folder, content, typesetter))
        return compiled(typesetter, "report.pdf", REMEDY)


def _planned(folder: Path, content: dict[str, Any], typesetter: typst.Compiler) -> dict[str, Any]:
    """The content with its blocks so placed that the pages are full; as it was when typst refuses
    it, which `compiled` then tells, or when no plan is better."""
    best, spots = content, _spots(folder, content, typesetter)
    for improve in (reorder, reorder, spread):
        if not spots or not white_of(spots, best["sections"]):
            return best
        planned = copy.deepcopy(best)
        improve(planned["sections"], spots)
        found = _spots(folder, planned, typesetter)
        if not found:
            return best
        # a chapter begins on a page of its own, so each takes the plan that is best for it
        pairs = list(zip(planned["sections"], best["sections"], strict=True))
        better = [white_of(found, [new]) < white_of(spots, [old]) for new, old in pairs]
        planned["sections"] = [
            new if takes else old for (new, old), takes in zip(pairs, better, strict=True)
        ]
        best = planned
        spots = joined(best["sections"], better, found, spots) or _spots(folder, best, typesetter)
    return best


def _spots(
    folder: Path, content: dict[str, Any], typesetter: typst.Compiler
) -> list[dict[str, Any]]:
    """Where every block starts and ends; [] when typst refuses the content."""
    _write(folder, content)
    try:
        found = typesetter.query("<spot>", field="value")
    except typst.TypstError:
        return []
    return json.loads(found)


def _write(folder: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False)
    (folder / "content.json").write_text(text, encoding="utf-8")


def pdf_content(report: Report, study: Study, theme: Theme) -> dict[str, Any]:
    """What the template reads: content, words, colours."""
    words = study.texts["publication"]["word"]
    title = f"{report.title}. {report.subtitle}"
    warning = report.warning
    year, month, day = map(int, report.dated.split("-"))
    return {
        "document_title": f"{title} ({warning.lower()})" if warning else title,
        "description": ". ".join(filter(None, [title, report.wave_label, warning])),
        "keywords": [warning] if warning else [],
        "date": {"year": year, "month": month, "day": day},
        "title": report.title,
        "subtitle": report.subtitle,
        "running_title": report.title,
        "wave": f"{words['wave']} {report.wave_label}",
        "fielded": _parts(report.fielded),
        "publisher": _parts(report.publisher),
        "faults": _parts(report.faults),
        "warning": warning,
        "warning_notice": _parts(report.warning_notice or ()),
        "width": theme.width,
        "font": theme.font["family"],
        "colours": {
            name: theme.colour(name)
            for name in ("ink", "muted", "band", "grid", "warning", "accent")
        },
        "words": words,
        "sections": _chapters(report, words["annex"], theme.width),
    }


def _chapters(report: Report, annex: str, width: float) -> list[dict[str, Any]]:
    """Every chapter starts on a new page; of the annexes the first, the others would leave gaps."""
    annexes = [section for section in report.sections if section.number.isalpha()]
    return [
        _section(section, annex, width) | {"new_page": section not in annexes[1:]}
        for section in report.sections
    ]


def _section(section: Section, annex: str, width: float) -> dict[str, Any]:
    number = f"{annex} {section.number}." if section.number.isalpha() else section.number
    return {
        "new_page": False,
        "heading": f"{number} {section.title}".strip(),
        "front": section.front,
        "blocks": [part for block in section.blocks for part in _parted(_block(block, width))],
        "sections": [_section(child, annex, width) for child in section.sections],
    }


def _parted(block: dict[str, Any]) -> list[dict[str, Any]]:
    """A figure, and behind it, with its name, what is said of its comparisons: together they
    often fit no page that is half full."""
    said = block.get("comparisons")
    if block["kind"] != "figure" or not said:
        return [block]
    name = {"is": "mention", "to": block["id"], "text": block["label"]}
    text = [{"is": "strong", "parts": [name, "."]}]
    text += [part for one in said for part in (" ", *one)]
    paragraph = {"kind": "paragraph", "style": "", "text": text}
    return [block | {"comparisons": []}, paragraph]


def _block(block: Block, width: float) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "style": block.style, "text": _parts(block.text)}
    if isinstance(block, Bullets):
        items = [_parts(item) for item in block.items]
        return {"kind": "bullets", "items": items, "numbered": block.numbered}
    if isinstance(block, Quotation):
        return {"kind": "quotation", "text": _parts(block.text)}
    if isinstance(block, Together):
        inner = [_block(part, width) for part in block.blocks]
        return {"kind": "together", "blocks": inner}
    if isinstance(block, Grid):
        return {"kind": "grid", "grid": _grid(block)}
    if isinstance(block, Overview):
        return {
            "kind": "overview",
            "id": block.id.replace(" ", "-"),
            "label": plain(block.label),
            "title": _parts(block.title),
            "grid": _grid(block.grid),
            "notes": [_parts(note) for note in block.notes],
        }
    return _figure(block, width)


def _figure(block: FigureBlock, width: float) -> dict[str, Any]:
    high = 0 if block.grid else width * _ratio(block.picture)
    said = sum(map(len, map(plain, (*block.findings, *block.comparisons))))
    return {
        "kind": "figure",
        "id": block.id,
        "label": block.label,
        "title": block.title,
        "picture": block.picture.name,
        "tall": block.grid is None and _ratio(block.picture) > TALLEST,
        "high": high,
        "parted": SMALLEST * high + CAPTION + LINE * said * LETTER / width > HEIGHT,
        "alt": plain(block.alt),
        "findings": [_parts(text) for text in block.findings],
        "comparisons": [_parts(text) for text in block.comparisons],
        "notes": [_parts(text) for text in block.notes],
        "grid": _grid(block.grid) if block.grid else None,
        "beside": _grid(block.beside) if block.beside else None,
        "kept": block.kept,
    }


def _ratio(picture: Path) -> float:
    """How high the SVG is by its width."""
    with picture.open(encoding="utf-8") as file:
        head = VIEW_BOX.search(file.read(HEAD))
    width, height = map(float, head.groups())
    return height / width


def _grid(grid: Grid) -> dict[str, Any]:
    absent = (False,) * len(grid.rows)
    return {
        "columns": grid.widths or (0,) * len(grid.numeric),
        "numeric": grid.numeric,
        "whole": grid.whole,
        "heads": [[{"text": _parts(t), "span": span} for t, span in head] for head in grid.heads],
        "rows": [[_parts(cell) for cell in row] for row in grid.rows],
        "indents": grid.indents or absent,
        "bold": grid.bold or absent,
    }


def _parts(text: Text) -> list[str | dict[str, Any]]:
    return [_part(part) for part in text]


def _part(part: Part) -> str | dict[str, Any]:
    if isinstance(part, Reference):
        return {"is": "mention", "to": part.target, "text": part.text}
    if isinstance(part, Number) and THIN_SPACE in part.shown:
        return {"is": "whole", "text": part.shown}
    if isinstance(part, Link):
        return {"is": "link", "to": part.address, "parts": _parts(part.text)}
    if isinstance(part, Footnote):
        return {"is": "footnote", "parts": _parts(part.text)}
    if isinstance(part, Styled):
        return {"is": part.style, "parts": _parts(part.text), "note": part.note}
    return str(part)
