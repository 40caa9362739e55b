"""What the draft proposes for each column of a structure: the item with the same words."""

from __future__ import annotations

from dataclasses import dataclass, field

from surveyreport.newwave.column_words import code_words, why_ignored
from surveyreport.questionnaires.codes import OTHER_OPTION, OTHER_ROW, PROVIDER_CODE
from surveyreport.sources.limesurvey.survey import BOX_TYPES, Column, Structure
from surveyreport.sources.limesurvey.wording import match_key, wording
from surveyreport.sources.mapping import IGNORE, PROVIDER, Mapping
from surveyreport.study.model import Item, Question, Scale, Study

Levels = dict[str, str]
# what an earlier wave's mapping says of a column: item id and its levels
Known = dict[str, tuple[str, Levels]]


@dataclass(frozen=True)
class Proposal:
    """item: id of an item, or of a ranking question; "" is for an analyst to decide."""

    column: str
    item: str = ""
    levels: Levels = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def known_columns(mapping: Mapping | None) -> Known:
    """Column -> item id and levels of a mapping; the places of a ranking have its question."""
    found: Known = {}
    for mapped in mapping.columns if mapping else ():
        for place in mapped.places.values():
            levels = found.setdefault(place, (mapped.item.question, {}))[1]
            levels |= dict.fromkeys(mapped.levels, mapped.item.text)
        if not mapped.places:
            found[mapped.column] = (mapped.item.id, mapped.levels)
    return found


def propose(structure: Structure, study: Study, group: str, before: Known) -> list[Proposal]:
    """A proposal per response column, in the order of the survey.

    before: decides between items with the same words, and is named in remarks.
    """
    language = structure.languages[0]
    by_words: dict[tuple[str, str], list[Item]] = {}
    for item in study.group_items(group):
        by_words.setdefault(_words(item.stem, item.text), []).append(item)
    rankings = {
        match_key(question.text): question
        for question in study.questions.values()
        if question.group == group and question.type == "ranking"
    }
    taken: dict[str, str] = {}
    proposals = []
    for column in structure.columns():
        question = column.question
        text, row = column.parts(language, OTHER_OPTION)
        ranking = rankings.get(match_key(text)) if question.type == "R" else None
        if question.hidden and question.code.casefold() == PROVIDER_CODE:
            proposals.append(Proposal(column.code, PROVIDER))
        elif ranking and not question.hidden:
            proposals.append(_ranked(column, ranking))
        elif remark := why_ignored(column):
            proposals.append(Proposal(column.code, IGNORE, {}, (remark,)))
        else:
            row = None if row is None else row.replace("][", " ")
            items = by_words.get(_words(None, text) if row is None else _words(text, row), [])
            found = _fitting(items, column, before)
            if len(found) == 1 and found[0].id not in taken and not question.hidden:
                taken[found[0].id] = column.code
                proposals.append(_matched(found[0], column))
            else:
                remark = _unsure(column, language, items, found, before, taken)
                levels = dict.fromkeys(code_words(column), "")
                proposals.append(Proposal(column.code, "", levels, (remark,)))
    return proposals


def _words(stem: str | None, text: str) -> tuple[str, str]:
    return match_key(stem or ""), match_key(text)


def _fitting(items: list[Item], column: Column, before: Known) -> list[Item]:
    """The items whose answers the column can hold; of several the one it was, or the one whose
    scale has most of its answers (the two scales of a row differ in nothing else)."""
    found = [item for item in items if _fits(item, column)]
    if len(found) > 1 and column.code in before:
        found = [item for item in found if item.id == before[column.code][0]]
    if len(found) > 1 and all(item.scale for item in found):
        answers = {match_key(text) for text in code_words(column).values()}
        shared = [len(answers & _labels(item.scale).keys()) for item in found if item.scale]
        found = [i for i, count in zip(found, shared, strict=True) if count == max(shared)]
    return found


def _labels(scale: Scale) -> dict[str, str]:
    return {match_key(label): label for label in scale.labels}


def _fits(item: Item, column: Column) -> bool:
    """The column can hold the answers of the item."""
    if item.type == "option":
        return column.question.type in BOX_TYPES
    if item.type == "number":
        return column.is_number
    if item.type == "ranked" or column.question.type in BOX_TYPES:
        return False
    chosen = column.has_options or bool(column.codes)
    return chosen == (item.scale is not None) and not column.is_number


def _ranked(column: Column, ranking: Question) -> Proposal:
    texts = {match_key(item.text): item.text for item in ranking.items}
    words = code_words(column)
    levels = {code: texts.get(match_key(text), "") for code, text in words.items()}
    remarks = [
        f"antwoord {code} '{wording(words[code])}' staat niet bij {ranking.id}"
        for code, level in levels.items()
        if not level
    ]
    return Proposal(column.code, ranking.id, levels, tuple(remarks))


def _matched(item: Item, column: Column) -> Proposal:
    codes = code_words(column)
    if item.scale is None:
        return Proposal(column.code, item.id, codes)
    labels = _labels(item.scale)
    levels = {code: labels.get(match_key(text), "") for code, text in codes.items()}
    remarks = [
        f"antwoord {code} '{wording(codes[code])}' staat niet in schaal {item.scale.id}"
        for code, level in levels.items()
        if not level
    ]
    remarks += [
        f"geen antwoord '{label}' van schaal {item.scale.id}"
        for label in item.scale.labels
        if label not in levels.values()
    ]
    return Proposal(column.code, item.id, levels, tuple(remarks))


def _unsure(
    column: Column,
    language: str,
    items: list[Item],
    found: list[Item],
    before: Known,
    taken: dict[str, str],
) -> str:
    """Why a column got no item."""
    if column.question.hidden:
        return "verborgen vraag: @ignore, of @provider als hier de aanbieder staat"
    if len(found) > 1:
        return "zelfde tekst als " + ", ".join(item.id for item in found)
    if found:
        return f"zelfde tekst als {taken[found[0].id]}, dat al {found[0].id} is"
    if items:
        return f"tekst van {items[0].id}, maar als een andere soort vraag afgenomen"
    text, row = column.parts(language, OTHER_OPTION)
    shown = wording(text if not row or column.row == OTHER_ROW else row.replace("][", ": "))
    remark = f"geen vraag met de tekst '{shown}'"
    if column.code in before:
        remark += f"; in een eerdere golf was deze code {before[column.code][0]}"
    return remark
