"""The content of the report, from the study and the tables of a wave."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_uppercase

import pandas as pd

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.numbers.read import read_numbers
from surveyreport.report import annex, evidence, method
from surveyreport.report.all_comparisons import all_comparisons, comparison_table
from surveyreport.report.alt import alternative_text
from surveyreport.report.bound import TEXTS, Number, Text, Words, refuse_typed_numbers
from surveyreport.report.bound_values import Values
from surveyreport.report.chapter_text import ChapterText, Placement
from surveyreport.report.chapters import Chapters
from surveyreport.report.claims import FALSE
from surveyreport.report.comparisons import comparison_sentences
from surveyreport.report.model import Block, FigureBlock, Paragraph, Report, Section
from surveyreport.report.named_figures import refuse_absent, refuse_unplaced
from surveyreport.report.register_grid import register_grid, register_notes
from surveyreport.report.sentences import findings_of
from surveyreport.report.several import several_sentences
from surveyreport.report.source import Source
from surveyreport.report.structure import Chapter, Question
from surveyreport.report.tables import as_day
from surveyreport.report.written import Writer
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
    "comparisons": all_comparisons,
    "coding": evidence.coding,
    "quotes": evidence.quotes,
    "side_by_side": evidence.beside,
}


# {overzicht …} of a chapter, and the overviews that a generated block holds
OVERVIEWS: dict[str, Callable[[Source], Block]] = {
    "respondents": method.respondents,
    "exclusions": method.exclusions,
    "provider_types": method.provider_types,
    "open_answers": method.answered,
    "comparisons": comparison_table,
    "agreement": evidence.agreement,
    "side_by_side": evidence.display,
}
HOLDS = {
    "response": ("respondents", "exclusions", "provider_types"),
    "open_answers": ("open_answers",),
    "comparisons": ("comparisons",),
    "coding": ("agreement",),
    "side_by_side": ("side_by_side",),
}


def build_report(
    source: Source, chapters: Chapters | None = None, values: Values | None = None
) -> Report:
    """The whole report, every number bound, with what its chapters claim.

    chapters: those that people wrote, with the values to hold them against; a chapter without a
    text is generated, but for the figures and overviews that a text placed.
    Raises InputProblems: a figure without its picture, a number without a row in its table, a
    template that asks for what it cannot have or holds a typed digit, a text that places a figure
    which the wave lacks.
    """
    problems = ProblemList()
    refuse_typed_numbers(source.study.texts["publication"], TEXTS, ("publication",), problems)
    data: Data = {}
    for figure in source.figures:
        try:
            data[figure.number] = read_numbers(source.folder / "figures" / f"{figure.name}.csv")
        except InputProblems as error:
            problems.extend(error)
    pictures = {figure.name: source.figure_word(figure.number) for figure in source.figures}
    pictures |= dict.fromkeys(source.differences, source.word("differences.title"))
    for name, shown in pictures.items():
        for kind in ("svg", "png") if name not in source.differences else ("svg", "png", "csv"):
            drawn = source.folder / "figures" / f"{name}.{kind}"
            if not drawn.is_file():
                problems.add(drawn, f"{shown.lower()} is er niet", "teken de figuren opnieuw")
    texts = chapters.texts if chapters else {}
    refuse_absent(source, texts, problems)
    problems.raise_if_any()
    builder = _Builder(source, data, texts)
    if chapters and values:
        builder.writer = Writer(source, chapters, values, builder.place)
    sections = tuple(builder.sections())
    claims = builder.writer.claims if builder.writer else []
    untrue = len({(c.chapter, c.sentence) for c in claims if c.holds == FALSE})
    structure, wave = source.structure, source.wave
    period = f"waves.{wave.id}.field_period"
    report = Report(
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
        sections=sections,
        publisher=_publisher(source),
        faults=_faults(source, untrue),
        claims=tuple(claims),
    )
    refuse_unplaced(report, source, texts)
    return report


def _publisher(source: Source) -> Text:
    """Who issues the report and on which day, as far as the settings say."""
    name, key = source.structure.publisher, f"waves.{source.wave.id}.report_date"
    if source.wave.report_date is None:
        return (Words(name),) if name else ()
    day = source.tables.setting(key, as_day)
    return (*((Words(name), ", ") if name else ()), day)


def _faults(source: Source, untrue: int) -> Text:
    if not untrue:
        return ()
    number = Number("claims", "sentences; holds=nee", str(untrue), str(untrue))
    return source.say("word.untrue_one" if untrue == 1 else "word.untrue_many", count=number)


class _Builder:
    """Builds the chapters in the order of report.yaml, annexes last."""

    def __init__(self, source: Source, data: Data, texts: dict[str, ChapterText]):
        self.source, self.data, self.texts = source, data, texts
        self.writer: Writer | None = None
        placed = [one for text in texts.values() for one in text.placements()]
        self.placed = {(one.kind, one.name) for one in placed}
        chapters = source.structure.chapters
        self.ordered = [c for c in chapters if not c.annex] + [c for c in chapters if c.annex]
        source.overviews = self._overview_numbers()

    def _overview_numbers(self) -> dict[str, int]:
        """The number that each overview a chapter can mention will get, in order of appearance."""
        names: list[str] = []
        for chapter in self.ordered:
            text = self.texts.get(chapter.id)
            if text is None:
                names += [name for block in self._content(chapter) for name in HOLDS.get(block, ())]
                continue
            for one in text.placements():
                names += [one.name] if one.kind == "overzicht" else HOLDS.get(one.name, ())
        return {name: place for place, name in enumerate(dict.fromkeys(names), 1)}

    def sections(self) -> list[Section]:
        sections = []
        counts = {False: 0, True: 0}
        for chapter in self.ordered:
            place = counts[chapter.annex]
            number = ascii_uppercase[place] if chapter.annex else str(place + 1)
            if section := self._chapter(chapter, "" if chapter.front else number):
                counts[chapter.annex] += not chapter.front
                sections.append(section)
        return sections

    def place(self, placement: Placement) -> list[Block]:
        """The blocks that a chapter asks for."""
        source, kind, name = self.source, placement.kind, placement.name
        if kind == "overzicht":
            return [OVERVIEWS[name](source)]
        if kind == "blok":
            return CONTENT[name](source, self.data)
        figure = next(one for one in source.figures if str(one.number) == name)
        numbers = self.data[figure.number]
        if kind == "figuur":
            return [_figure(source, figure, numbers, said=False)]
        found_in = findings_of(source, figure, numbers)
        compared = comparison_sentences(source, figure)
        return [Paragraph(_joined([*found_in, *compared]))]

    def _content(self, chapter: Chapter) -> list[str]:
        """What a generated chapter shows and no text has placed."""
        return [
            name
            for name in chapter.content
            if ("blok", name) not in self.placed
            and not any(("overzicht", one) in self.placed for one in HOLDS.get(name, ()))
        ]

    def _chapter(self, chapter: Chapter, number: str) -> Section | None:
        """The chapter; None when the wave has nothing to show in it."""
        source, data = self.source, self.data
        if self.writer and chapter.id in self.texts:
            return self.writer.section(self.texts[chapter.id], number, chapter.front)
        blocks: list[Block] = []
        sections: tuple[Section, ...] = ()
        for name in self._content(chapter):
            if name == "questionnaires":
                sections += annex.questionnaires(source, number)
            else:
                blocks += CONTENT[name](source, data)
        shown = [(q, figures) for q in chapter.questions if (figures := self._figures(q))]
        if len(chapter.questions) == 1 and not chapter.content:
            for question, figures in shown:
                blocks += _answers(source, question, figures, data)
            theme = bool(shown) and not chapter.annex
            made = Section(chapter.id, number, chapter.title, tuple(blocks), (), theme)
            return made if shown else None
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
        return Section(chapter.id, number, chapter.title, tuple(blocks), sections,
                       front=chapter.front)  # fmt: skip

    def _figures(self, question: Question) -> list[Figure]:
        return [
            figure
            for figure in self.source.figures
            if figure.section == question.section
            and ("figuur", str(figure.number)) not in self.placed
        ]


def _joined(texts: list[Text]) -> Text:
    """Sentences after each other."""
    spaced = [part for text in texts for part in (" ", *text)]
    return tuple(spaced[1:])


def _answers(source: Source, question: Question, figures: list[Figure], data: Data) -> list[Block]:
    """The research question, then every figure that answers it."""
    blocks: list[Block] = [Paragraph((question.question,), "question")]
    return blocks + [_figure(source, figure, data[figure.number]) for figure in figures]


def _figure(
    source: Source, figure: Figure, numbers: pd.DataFrame, said: bool = True
) -> FigureBlock:
    """said: whether the default finding and the verdicts stand with it."""
    is_table = figure.kind == "table"
    groups = dict.fromkeys(item.group for item in source.study.figure_items(figure))
    return FigureBlock(
        id=f"figuur-{figure.number}",
        number=figure.number,
        label=source.figure_word(figure.number),
        title=figure.title,
        picture=source.folder / "figures" / f"{figure.name}.svg",
        alt=() if is_table else alternative_text(source, figure, numbers),
        findings=findings_of(source, figure, numbers) if said else (),
        comparisons=(*comparison_sentences(source, figure), *several_sentences(source, figure))
        if said
        else (),
        notes=register_notes(source, figure, numbers) if is_table else (),
        groups=tuple(groups),
        data=numbers,
        grid=register_grid(source, figure, numbers) if is_table else None,
    )
