"""The content of the report, from the study and the tables of a wave."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_uppercase

import pandas as pd

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.numbers.figure import figure_numbers
from surveyreport.report import annex, method
from surveyreport.report.alt import alternative_text
from surveyreport.report.bound import TEXTS, refuse_typed_numbers
from surveyreport.report.comparisons import comparison_sentences
from surveyreport.report.model import Block, FigureBlock, Paragraph, Report, Section
from surveyreport.report.register_grid import register_grid, register_notes
from surveyreport.report.sentences import findings_of
from surveyreport.report.source import Source
from surveyreport.report.structure import Chapter, Question
from surveyreport.report.tables import as_day
from surveyreport.study.model import Figure

Data = dict[int, pd.DataFrame]
CONTENT: dict[str, Callable[[Source, Data], list[Block]]] = {
    "summary": method.summary,
    "method": method.method,
    "response": method.response,
    "open_answers": method.open_answers,
    "rules": annex.rules,
    "discrepancies": annex.discrepancies,
    "provenance": annex.provenance,
}


def build_report(source: Source) -> Report:
    """The whole report, every number bound.

    Raises InputProblems: a figure without its picture, a number without a row in its table, a
    template that asks for what it cannot have or holds a typed digit.
    """
    problems = ProblemList()
    refuse_typed_numbers(source.study.texts["publication"], TEXTS, ("publication",), problems)
    data: Data = {}
    tables = source.tables.tables
    for figure in source.figures:
        try:
            data[figure.number] = figure_numbers(
                source.study, figure, tables["estimates"], tables["register"]
            )
        except InputProblems as error:
            problems.extend(error)
        for kind in ("svg", "csv"):
            drawn = source.folder / "figures" / f"{figure.name}.{kind}"
            if not drawn.is_file():
                fault = f"{source.figure_word(figure.number).lower()} is er niet"
                problems.add(drawn, fault, "teken de figuren opnieuw")
    problems.raise_if_any()
    structure, wave = source.structure, source.wave
    period = f"waves.{wave.id}.field_period"
    return Report(
        title=structure.title,
        subtitle=structure.subtitle,
        wave_label=wave.label,
        dated=wave.last_day.isoformat(),
        fielded=source.say(
            "word.fielded",
            first_day=source.tables.setting(f"{period}.first_day", as_day),
            last_day=source.tables.setting(f"{period}.last_day", as_day),
        ),
        warning=source.word("word.synthetic") if wave.synthetic else None,
        warning_notice=source.say("word.synthetic_notice") if wave.synthetic else None,
        sections=tuple(_chapters(source, data)),
    )


def _chapters(source: Source, data: Data) -> list[Section]:
    sections = []
    chapters = source.structure.chapters
    ordered = [c for c in chapters if not c.annex] + [c for c in chapters if c.annex]
    counts = {False: 0, True: 0}
    for chapter in ordered:
        place = counts[chapter.annex]
        number = ascii_uppercase[place] if chapter.annex else str(place + 1)
        if section := _chapter(source, chapter, number, data):
            counts[chapter.annex] += 1
            sections.append(section)
    return sections


def _chapter(source: Source, chapter: Chapter, number: str, data: Data) -> Section | None:
    """The chapter; None when the wave has nothing to show in it."""
    blocks: list[Block] = []
    sections: tuple[Section, ...] = ()
    for name in chapter.content:
        if name == "questionnaires":
            sections += annex.questionnaires(source, number)
        else:
            blocks += CONTENT[name](source, data)
    shown = [(q, figures) for q in chapter.questions if (figures := _figures(source, q))]
    if len(chapter.questions) == 1 and not chapter.content:
        for question, figures in shown:
            blocks += _answers(source, question, figures, data)
        theme = bool(shown) and not chapter.annex
        return (
            Section(chapter.id, number, chapter.title, tuple(blocks), (), theme) if shown else None
        )
    titles = {section.id: section.title for section in source.study.sections}
    sections += tuple(
        Section(
            question.section,
            f"{number}.{index}",
            titles[question.section],
            tuple(_answers(source, question, figures, data)),
            theme=not chapter.annex,
        )
        for index, (question, figures) in enumerate(shown, len(sections) + 1)
    )
    if not blocks and not sections:
        return None
    return Section(chapter.id, number, chapter.title, tuple(blocks), sections)


def _figures(source: Source, question: Question) -> list[Figure]:
    return [figure for figure in source.figures if figure.section == question.section]


def _answers(source: Source, question: Question, figures: list[Figure], data: Data) -> list[Block]:
    """The research question, then every figure that answers it."""
    blocks: list[Block] = [Paragraph((question.question,), "question")]
    for figure in figures:
        numbers = data[figure.number]
        is_table = figure.kind == "table"
        groups = dict.fromkeys(item.group for item in source.study.figure_items(figure))
        blocks.append(
            FigureBlock(
                id=f"figuur-{figure.number}",
                number=figure.number,
                label=source.figure_word(figure.number),
                title=figure.title,
                picture=source.folder / "figures" / f"{figure.name}.svg",
                alt=() if is_table else alternative_text(source, figure, numbers),
                findings=findings_of(source, figure, numbers),
                comparisons=tuple(comparison_sentences(source, figure)),
                notes=register_notes(source, figure, numbers) if is_table else (),
                groups=tuple(groups),
                data=numbers,
                grid=register_grid(source, figure, numbers) if is_table else None,
            )
        )
    return blocks
