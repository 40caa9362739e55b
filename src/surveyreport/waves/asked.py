"""What a wave asked: per item its wording, answers, place and routing, as fielded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from surveyreport.config import Wave
from surveyreport.fielding.structures import load_structure
from surveyreport.fielding.wording import match_key, wording
from surveyreport.problems import InputProblems, ProblemList
from surveyreport.sources.mapping import MappedColumn
from surveyreport.sources.read_wave import read_mappings
from surveyreport.sources.structure import Column, Structure
from surveyreport.study import Item, Study

ALWAYS = ("", "1")
COMPARED = re.compile(
    r"(?P<code>[A-Za-z][A-Za-z0-9]*(?:_\w+?)?)(?:\.\w+)?\s*(?P<sign>==|!=|eq|ne)\s*"
    r"[\"'](?P<answer>[^\"']*)[\"']"
)


@dataclass(frozen=True)
class Asked:
    """One item as a wave asked it.

    levels: answer code -> level. answers: the levels offered, in the order shown. stem, text: as
    read on the screen: fielded where the wave has a structure, else those of the study. place: of
    its column in the survey. routing: who was asked, with items and levels for codes; "" everyone,
    None unknown.
    confirmed: the structure has the wording of the study under this column.
    """

    item: Item
    column: str
    levels: dict[str, str]
    answers: tuple[str, ...]
    stem: str
    text: str
    place: int
    routing: str | None = None
    confirmed: bool = False


def read_asked(
    wave: Wave, study: Study, study_folder: Path, problems: ProblemList
) -> dict[str, dict[str, Asked]]:
    """Per group, item id -> what the wave asked, in the order of the survey.

    From the wave's mappings and, where config.yaml names one, its structure; without a structure
    the order is that of the study's questionnaire. Faults go to `problems`.
    """
    asked = {}
    for group, mapping in read_mappings(wave, study, study_folder, problems).items():
        file = wave.exports[group].structure
        structure = None
        try:
            structure = load_structure(file) if file else None
        except InputProblems as error:
            problems.extend(error)
        order = {item.id: place for place, item in enumerate(study.group_items(group))}
        columns = mapping.columns
        found = (
            _as_fielded(columns, structure)
            if structure
            else [_as_in_study(mapped, order[mapped.item.id]) for mapped in columns]
        )
        asked[group] = {one.item.id: one for one in sorted(found, key=lambda one: one.place)}
    return asked


def _as_in_study(mapped: MappedColumn, place: int) -> Asked:
    item = mapped.item
    offered = set(mapped.levels.values())
    labels = item.scale.labels if item.scale else ()
    return Asked(
        item,
        mapped.column,
        mapped.levels,
        tuple(label for label in labels if label in offered),
        wording(item.stem or ""),
        wording(item.text),
        place,
    )


def _as_fielded(columns: tuple[MappedColumn, ...], structure: Structure) -> list[Asked]:
    language = structure.languages[0]
    fielded = {column.code: column for column in structure.columns()}
    places = {code: place for place, code in enumerate(fielded)}
    by_name = {mapped.column: mapped for mapped in columns}
    found = []
    for mapped in columns:
        column = fielded.get(mapped.column)
        if column is None:
            found.append(_as_in_study(mapped, len(places)))
            continue
        item = mapped.item
        stem, text = _texts(column, language, item)
        options = column.question.options.get(language, {}) if column.has_options else {}
        found.append(
            Asked(
                item,
                mapped.column,
                mapped.levels,
                tuple(dict.fromkeys(mapped.levels[c] for c in options if c in mapped.levels))
                or _as_in_study(mapped, 0).answers,
                stem,
                text,
                places[mapped.column],
                _routing(column.question.relevance, by_name),
                (match_key(stem), match_key(text))
                == (match_key(item.stem or ""), match_key(item.text)),
            )
        )
    return found


def _texts(column: Column, language: str, item: Item) -> tuple[str, str]:
    """Stem and text as read on the screen; LimeSurvey's own 'other' has the text of the item."""
    question = wording(column.question.text.get(language, ""))
    if column.row is None:
        return "", question
    return question, wording(column.question.subquestions[language].get(column.row, item.text))


def _routing(relevance: str, by_name: dict[str, MappedColumn]) -> str:
    """The condition with item ids and levels instead of this survey's codes."""
    if relevance.strip() in ALWAYS:
        return ""

    def named(found: re.Match[str]) -> str:
        code, answer = found["code"], found["answer"]
        question, _, row = code.partition("_")
        mapped = by_name.get(f"{question}[{row}]" if row else question)
        if mapped is None:
            return found[0]
        sign = "is niet" if found["sign"] in ("!=", "ne") else "is"
        return f"{mapped.item.id} {sign} '{mapped.levels.get(answer, answer)}'"

    return " ".join(COMPARED.sub(named, relevance).split())
