"""The study as one wave asked it: figures and questionnaires without what it did not ask."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from surveyreport.files.memory import found, keep, mark_of
from surveyreport.files.problems import ProblemList
from surveyreport.files.reads import is_there
from surveyreport.study.codebooks import load_codebooks
from surveyreport.study.model import Figure, Item, Later, Question, Scale, Study

EVERY_WAVE = "all"
NOT_OFFERED = "-"
# among what a wave asked: that it has visits
VISITS = "@visits"
# beside the study's folder: what people found in a wave's open answers, without the text
CODED = Path("data/coded")
CODED_FILES = ("codebook", "answers", "ticks", "decisions")


def asked_items(study_folder: Path, wave: str, groups: Iterable[str]) -> dict[str, frozenset[str]]:
    """Item id -> levels of its scale that were not offered, for every item the wave asked, and for
    the codes that people looked for in its open answers.

    From the wave's mappings and codebook, checked elsewhere; without pandas, as it is read at every
    start.
    """
    maps = {group: study_folder / "waves" / wave / f"{group}.csv" for group in groups}
    texts = {group: path.read_text(encoding="utf-8-sig") for group, path in maps.items()}
    visits, evidence = _evidence(study_folder, wave)
    mark = mark_of("asked", wave, *(part for pair in texts.items() for part in pair), *evidence)
    known = found(mark)
    if known is None:
        asked: dict[str, set[str]] = {}
        for text in texts.values():
            for row in csv.DictReader(io.StringIO(text)):
                absent = {row["level"]} if row["code"] == NOT_OFFERED else set()
                asked.setdefault(row["item"], set()).update(absent)
        codes = _coded_items(study_folder, wave, asked) if evidence else ()
        known = {name: [*absent] for name, absent in asked.items()} | {name: [] for name in codes}
        keep(mark, known)
    return {name: frozenset(known.get(name, ())) for name in (*known, *visits)}


def _evidence(study_folder: Path, wave: str) -> tuple[list[str], list[str]]:
    """VISITS, if the wave has them; all that tells its codes, nothing without coded answers."""
    coded, books = study_folder.parent / CODED / wave, study_folder / "codebooks"
    visits = [VISITS] if is_there(coded / "visits.csv") else []
    if not is_there(coded / "answers.csv"):
        return visits, []
    files = [study_folder / "disclosure.yaml", *sorted(books.glob("*.yaml"))]
    files += filter(is_there, [coded / f"{name}.csv" for name in CODED_FILES])
    # every byte as a letter of its own
    return visits, [part for path in files for part in (path.name, path.read_text("latin-1"))]


def _coded_items(study_folder: Path, wave: str, asked: Collection[str]) -> Iterator[str]:
    # takes pandas, which a wave that nobody coded need not wait for
    from surveyreport.study.coded import few_of, read_coded, shown_codes

    coded = read_coded(wave, ProblemList(), study_folder.parent)
    few = few_of(study_folder)
    for book in load_codebooks(study_folder / "codebooks", None, ProblemList()).values():
        for item, codes in shown_codes(coded, book, few).items():
            yield from (f"{item}.{code}" for code in sorted(codes) if item in asked)


def study_of_wave(study: Study, wave: str, asked: dict[str, frozenset[str]]) -> Study:
    """The study with the questions, rows, boxes, answers and figures of one wave.

    asked: as of `asked_items`. A figure is of every wave that asked one of its items, or only of
    those its entry names under `waves`; what the wave did not ask is left out of it, and so is a
    figure by a background question that it did not ask.
    """
    questions = {
        name: kept
        for name, question in study.questions.items()
        if (kept := _question(question, asked)).items
    }
    items = {item.id: item for question in questions.values() for item in question.items}
    names = {*items, *questions}

    def is_drawn(figure: Figure, shown: Figure) -> bool:
        parted = "." not in figure.by or figure.by in items
        if not parted or (figure.kind == "visits" and VISITS not in asked):
            return False
        return _is_of(figure, wave) and bool(shown.statements or not figure.statements)

    def figures() -> dict[int, Figure]:
        every = ((figure, _figure(figure, names)) for figure in study.figures.values())
        return {f.number: shown for f, shown in every if is_drawn(f, shown)}

    return study.but(questions=questions, items=items, figures=Later(figures))


def withheld_figures(
    study: Study, wave: str, asked: dict[str, frozenset[str]], left_out: Collection[str] = ()
) -> set[int]:
    """The figures of a wave that it has too few answers, codes or visits for, or not yet.

    asked: as of `asked_items`, without the groups that are left out.
    """
    names = [name for name in (*study.items, *study.questions) if name.split(".")[0] in left_out]
    names += [VISITS, *asked]
    names += [item.id for item in study.items.values() if item.coded_from in names]
    every = study_of_wave(study, wave, dict.fromkeys(names, frozenset[str]()) | asked).figures
    return set(every) - set(study_of_wave(study, wave, asked).figures)


def _question(question: Question, asked: dict[str, frozenset[str]]) -> Question:
    if question.type == "ranking":
        # a mapping names the question; an option with the code - could not be put in order
        if (lacking := asked.get(question.id)) is None:
            return replace(question, items=())
        items = tuple(item for item in question.items if not {item.id, item.text} & lacking)
        return replace(question, items=items)
    items = tuple(_item(item, asked[item.id]) for item in question.items if item.id in asked)
    if question.scale is None or not items:
        return replace(question, items=items)
    # what every row lacks, the question lacks
    absent = frozenset.intersection(*(asked[item.id] for item in items))
    return replace(question, items=items, scale=_offered(question.scale, absent))


def _item(item: Item, absent: frozenset[str]) -> Item:
    if not absent or item.scale is None:
        return item
    return replace(item, scale=_offered(item.scale, absent))


def _offered(scale: Scale, absent: frozenset[str]) -> Scale:
    """The scale without the levels nobody could choose."""
    levels = tuple(level for level in scale.levels if level.label not in absent)
    top2, bottom2 = (
        tuple(label for label in labels if label not in absent)
        for labels in (scale.top2, scale.bottom2)
    )
    return replace(scale, levels=levels, top2=top2, bottom2=bottom2)


def _figure(figure: Figure, names: set[str]) -> Figure:
    rows = (tuple(name for name in row if name in names) for row in figure.statements)
    return replace(figure, statements=tuple(row for row in rows if row))


def _is_of(figure: Figure, wave: str) -> bool:
    return figure.waves is None or figure.waves == EVERY_WAVE or wave in figure.waves
