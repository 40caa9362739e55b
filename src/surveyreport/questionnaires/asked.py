"""What a wave asked: per item its wording, answers, place and routing, as fielded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.questionnaires.routing import EVERYONE, as_fielded, fielded_routing
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import Column, Structure
from surveyreport.sources.limesurvey.wording import match_key, wording
from surveyreport.sources.mapping import MappedColumn, Mapping
from surveyreport.sources.read_wave import read_mappings
from surveyreport.study.coded import Coded, read_coded
from surveyreport.study.model import Item, Study
from surveyreport.study.wave_entry import Wave


@dataclass(frozen=True)
class Asked:
    """One item as a wave asked it.

    levels: answer code -> level. answers: the levels offered, in the order shown. stem, text: as
    read on the screen, routing: who was asked, in words: as fielded where the wave has a structure,
    else those of the study.
    confirmed: the structure has the wording of the study under this column.
    """

    item: Item
    column: str
    levels: dict[str, str]
    answers: tuple[str, ...]
    stem: str
    text: str
    routing: str
    confirmed: bool = False


def read_asked(
    wave: Wave, study: Study, study_folder: Path, problems: ProblemList
) -> dict[str, dict[str, Asked]]:
    """Per group, item id -> what the wave asked, in the order of the survey.

    From the wave's mappings and, where config.yaml names one, its structure, else the study's
    questionnaire. Faults go to `problems`.
    """
    asked = {}
    for group, mapping in read_mappings(wave, study, study_folder, problems).items():
        file = wave.exports[group].structure
        structure = None
        try:
            structure = load_structure(file) if file else None
        except InputProblems as error:
            problems.extend(error)
        mapping = as_fielded(mapping, study, structure)
        found = _as_fielded(mapping, structure) if structure else map(_as_in_study, mapping.columns)
        asked[group] = {one.item.id: one for one in found}
    coded = read_coded(wave.id, problems, study_folder.parent)
    for group, items in asked.items():
        asked[group] = items | {one.item.id: one for one in _coded(group, items, coded, study)}
    return asked


def _coded(group: str, asked: dict[str, Asked], coded: Coded, study: Study) -> Iterator[Asked]:
    """What people looked for in the open answers of a group, with its meaning as they had it."""
    for row in coded.codebook.itertuples():
        name, question = f"{row.item}.{row.code}", asked.get(row.item)
        if row.item.split(".")[0] != group or question is None or name not in study.items:
            continue
        meaning = f"{row.label}. {row.definition} Wel: {row.when}. Niet: {row.not_when}."
        yield Asked(
            study.items[name], name, {}, (), question.text, wording(meaning), question.routing
        )


def _as_in_study(mapped: MappedColumn) -> Asked:
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
        str(item.asked_if or EVERYONE),
    )


def _as_fielded(mapping: Mapping, structure: Structure) -> list[Asked]:
    language = structure.languages[0]
    fielded = {column.code: column for column in structure.columns()}
    found = []
    for mapped in mapping.columns:
        column = fielded.get(mapped.column)
        if column is None:
            found.append(_as_in_study(mapped))
            continue
        item = mapped.item
        stem, text = _texts(column, language, item)
        options = column.options(language)
        found.append(
            Asked(
                item,
                mapped.column,
                mapped.levels,
                tuple(dict.fromkeys(mapped.levels[c] for c in options if c in mapped.levels))
                or _as_in_study(mapped).answers,
                stem,
                text,
                str(fielded_routing(column, mapping, structure) or EVERYONE),
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
    return question, wording(column.row_text(language) or item.text)
