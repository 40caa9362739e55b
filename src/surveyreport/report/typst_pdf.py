"""PDF by typst: PDF/A-2a and PDF/UA-1, with the font of the figures only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typst

from surveyreport.figures.theme import Theme
from surveyreport.files.problems import InputProblems, Problem

STANDARDS: Any = ["a-2a", "ua-1"]


def compiler(template: Path, theme: Theme) -> typst.Compiler:
    """A compiler of this template, which reads only its folder and the font of the theme."""
    return typst.Compiler(
        template, root=template.parent, font_paths=theme.font_folders, ignore_system_fonts=True
    )


def compiled(compiler: typst.Compiler, file: str, remedy: str) -> bytes:
    """The PDF of what now stands in the folder of the template; equal input gives equal bytes.

    Raises InputProblems, naming `file` and with `remedy`, for what typst refuses or warns about:
    a missing glyph, an unknown font, a picture without alternative text.
    """
    try:
        pdf, warnings = compiler.compile_with_warnings(pdf_standards=STANDARDS)
        messages = [warning.message for warning in warnings]
    except typst.TypstError as error:
        messages = [f"{error.message} {' '.join(error.hints)}"]
    if messages:
        raise InputProblems(
            Problem(file, f"typst: {message.strip()}", remedy) for message in messages
        ) from None
    assert isinstance(pdf, bytes)  # one file was asked for
    return pdf
