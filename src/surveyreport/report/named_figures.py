"""The figures that the text of a chapter places or mentions, and those it cannot."""

from __future__ import annotations

from collections.abc import Iterator

from surveyreport.files.problems import ProblemList
from surveyreport.report.chapter_text import ChapterText, Mention, Placement
from surveyreport.report.model import Report
from surveyreport.report.source import Source


def _named(texts: dict[str, ChapterText]) -> Iterator[tuple[str, Placement | Mention]]:
    """What a chapter places or mentions of a figure, with its file."""
    for text in texts.values():
        for one in (*text.placements(), *(inline for _, inline in text.inlines())):
            if isinstance(one, Placement | Mention) and one.kind in ("figuur", "bevinding"):
                yield text.path, one


def refuse_absent(source: Source, texts: dict[str, ChapterText], problems: ProblemList) -> None:
    """Add a problem for every place that names a figure which the wave cannot draw."""
    drawn = {figure.number for figure in source.figures} | source.withheld
    for path, one in _named(texts):
        if int(one.name) not in drawn:
            found = f"figuur {one.name} is er niet in golf {source.wave.id}"
            remedy = "haal ze weg, of noem een figuur die deze golf kan tekenen"
            problems.add(path, found, remedy, row=one.line)


def refuse_unplaced(report: Report, source: Source, texts: dict[str, ChapterText]) -> None:
    """Raise InputProblems where a sentence sends its reader to a figure that stands nowhere."""
    shown = {figure.number for figure in report.figures()}
    problems = ProblemList()
    for path, one in _named(texts):
        if isinstance(one, Mention) and int(one.name) not in shown | source.withheld:
            problems.add(path, f"figuur {one.name} staat nergens in dit rapport",
                         f"plaats ze, op een rij voor zich: {{figuur {one.name}}}",
                         row=one.line)  # fmt: skip
    problems.raise_if_any()
