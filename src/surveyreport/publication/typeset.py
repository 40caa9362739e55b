"""The report as PDF: PDF/A-2a and PDF/UA-1, typeset by typst from one JSON file."""

from __future__ import annotations

import json
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from surveyreport.figures.theme import Theme, font_folder
from surveyreport.problems import InputProblems, Problem
from surveyreport.publication.bound import Reference, Text, plain
from surveyreport.publication.model import (
    Block,
    Bullets,
    FigureBlock,
    Grid,
    Overview,
    Paragraph,
    Report,
    Section,
)
from surveyreport.study import Study

TEMPLATE = "report.typ"
STANDARDS = ["a-2a", "ua-1"]


def report_pdf(report: Report, study: Study) -> bytes:
    """The PDF; equal content gives equal bytes. Raises InputProblems for what typst refuses or
    warns about: a missing glyph, an unknown font, a picture without alternative text."""
    theme = Theme(**study.theme)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
        (folder / TEMPLATE).write_text(template, encoding="utf-8")
        for block in report.figures():
            if block.grid is None:
                shutil.copyfile(block.picture, folder / block.picture.name)
        text = json.dumps(pdf_content(report, study, theme), ensure_ascii=False)
        (folder / "content.json").write_text(text, encoding="utf-8")
        return _compile(folder / TEMPLATE)


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
        "warning": warning,
        "warning_notice": _parts(report.warning_notice or ()),
        "width": theme.width,
        "font": theme.font["family"],
        "colours": {
            **{name: theme.colour(name) for name in ("ink", "muted", "band", "grid", "warning")},
            "series": theme.colour("series")[0],
        },
        "words": words,
        "sections": _chapters(report, words["annex"]),
    }


def _compile(path: Path) -> bytes:
    try:
        pdf, warnings = typst.compile_with_warnings(
            path,
            root=path.parent,
            font_paths=[font_folder()],
            ignore_system_fonts=True,
            pdf_standards=STANDARDS,
        )
    except typst.TypstError as error:
        raise _refused([f"{error.message} {' '.join(error.hints)}"]) from None
    if warnings:
        raise _refused([warning.message for warning in warnings])
    return pdf


def _refused(messages: list[str]) -> InputProblems:
    remedy = "verbeter de tekst, de figuur of het lettertype waar dit over gaat"
    return InputProblems(
        Problem("report.pdf", f"typst: {message.strip()}", remedy) for message in messages
    )


def _chapters(report: Report, annex: str) -> list[dict[str, Any]]:
    """The first chapter and the first annex start on a new page: the others would leave gaps."""
    letters = [section.number.isalpha() for section in report.sections]
    starts = {0, letters.index(True) if any(letters) else 0}
    return [
        _section(section, annex) | {"new_page": index in starts}
        for index, section in enumerate(report.sections)
    ]


def _section(section: Section, annex: str) -> dict[str, Any]:
    number = f"{annex} {section.number}." if section.number.isalpha() else section.number
    return {
        "new_page": False,
        "heading": f"{number} {section.title}",
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(child, annex) for child in section.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "style": block.style, "text": _parts(block.text)}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [_parts(item) for item in block.items]}
    if isinstance(block, Grid):
        return {"kind": "grid", "grid": _grid(block)}
    if isinstance(block, Overview):
        return {
            "kind": "overview",
            "label": plain(block.label),
            "title": _parts(block.title),
            "grid": _grid(block.grid),
            "notes": [_parts(note) for note in block.notes],
        }
    return _figure(block)


def _figure(block: FigureBlock) -> dict[str, Any]:
    return {
        "kind": "figure",
        "id": block.id,
        "label": block.label,
        "title": block.title,
        "picture": block.picture.name,
        "alt": plain(block.alt),
        "findings": [_parts(text) for text in block.findings],
        "comparisons": [_parts(text) for text in block.comparisons],
        "notes": [_parts(text) for text in block.notes],
        "grid": _grid(block.grid) if block.grid else None,
    }


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


def _parts(text: Text) -> list[str | dict[str, str]]:
    return [
        {"to": part.target, "text": part.text} if isinstance(part, Reference) else str(part)
        for part in text
    ]
