"""Draft a wave's mapping, so that an analyst confirms instead of types.

A structure file tells the wording: a column gets the item with the same words. An export without
one tells only codes: a column gets the item the same code had in the latest earlier wave, provided
every answer code seen was known then. What is not certain gets no item and a remark.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import write_csv
from surveyreport.files.problems import ProblemList
from surveyreport.questionnaires.codes import OTHER_OPTION, OTHER_ROW, PROVIDER_CODE
from surveyreport.sources.limesurvey.export import Export
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS, TIMING
from surveyreport.sources.limesurvey.survey import Column, Structure
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.sources.limesurvey.wording import match_key, wording
from surveyreport.sources.mapping import (
    ANY_TEXT,
    IGNORE,
    PROVIDER,
    SELECTED,
    MappedColumn,
    Mapping,
    mapping_path,
    read_mapping,
)
from surveyreport.study.model import Item, Study

COLUMNS = ["column", "item", "code", "level"]
# narrower than LimeSurvey allows, so that a short word somebody typed is not taken for a code
ANSWER_CODE = re.compile(r"[A-Za-z]{0,2}\d{1,2}|[YNMF]|-oth-")
TICKED = "Y"


@dataclass(frozen=True)
class Draft:
    """table: column, item, code, level as in a mapping. remarks: column, remark (Dutch)."""

    table: pd.DataFrame
    remarks: pd.DataFrame


@dataclass(frozen=True)
class _Proposal:
    column: str
    item: str = ""
    levels: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def draft_from_structure(
    structure: Structure, study: Study, group: str, earlier: Mapping | None = None
) -> Draft:
    """The mapping of a survey whose structure is known, matched by wording in its base language.

    earlier: decides between items with the same words, and is named in remarks.
    """
    language = structure.languages[0]
    by_words: dict[tuple[str, str], list[Item]] = {}
    for item in study.group_items(group):
        by_words.setdefault(_words(item.stem, item.text), []).append(item)
    before = _by_column(earlier)
    taken: dict[str, str] = {}
    proposals = []
    for column in structure.columns():
        question = column.question
        if question.hidden and question.code.casefold() == PROVIDER_CODE:
            proposals.append(_Proposal(column.code, PROVIDER))
        elif question.type in "X*":
            remark = "tekst of berekening van LimeSurvey, geen vraag"
            proposals.append(_Proposal(column.code, IGNORE, {}, (remark,)))
        else:
            text, row = column.parts(language, OTHER_OPTION)
            items = by_words.get(_words(None, text) if row is None else _words(text, row), [])
            found = [item for item in items if _fits(item, column)]
            if len(found) > 1 and column.code in before:
                found = [item for item in found if item.id == before[column.code].item.id]
            if len(found) == 1 and found[0].id not in taken and not question.hidden:
                taken[found[0].id] = column.code
                proposals.append(_matched(found[0], column, language))
            else:
                remark = _unsure(column, language, items, found, before, taken)
                levels = {code: "" for code in _codes(column)}
                proposals.append(_Proposal(column.code, "", levels, (remark,)))
    return _draft(proposals, study, group)


def draft_from_export(
    export: Export, study: Study, group: str, earlier: Mapping | None = None
) -> Draft:
    """The mapping of an export without a structure, by the code pattern of an earlier wave.

    Texts typed by respondents never get into the draft.
    """
    before = _by_column(earlier)
    provider = earlier.provider if earlier and earlier.provider else PROVIDER_CODE
    ignored = earlier.ignored if earlier else ()
    proposals = []
    for column in export.cells.columns:
        seen = set(export.cells[column].fillna("")) - {""}
        place = before.get(column)
        if column in SYSTEM_TEXTS["nl"] or TIMING.fullmatch(column):
            continue
        if column == provider:
            proposals.append(_Proposal(column, PROVIDER))
        elif column in ignored:
            proposals.append(_Proposal(column, IGNORE))
        elif place and (ANY_TEXT in place.levels or not place.levels or seen <= {*place.levels}):
            proposals.append(_Proposal(column, place.item.id, place.levels))
        else:
            codes = sorted(seen) if all(map(ANSWER_CODE.fullmatch, seen)) else []
            remark = "deze code kwam in geen eerdere golf voor"
            if place:
                new = ", ".join(code for code in codes if code not in place.levels) or "vrije tekst"
                remark = f"was {place.item.id}, maar daar was dit antwoord onbekend: {new}"
            proposals.append(_Proposal(column, "", dict.fromkeys(codes, ""), (remark,)))
    return _draft(proposals, study, group)


def earlier_mapping(study_folder: Path, wave: str, group: str, study: Study) -> Mapping | None:
    """The mapping of the group in the latest wave before this one, by name; None if there is none.

    Raises InputProblems when that mapping has faults.
    """
    waves = sorted(path.parent.name for path in (study_folder / "waves").glob(f"*/{group}.csv"))
    before = [name for name in waves if name < wave]
    if not before:
        return None
    problems = ProblemList()
    mapping = read_mapping(mapping_path(study_folder, before[-1], group), study, group, problems)
    problems.raise_if_any()
    return mapping


def write_draft(draft: Draft, path: Path) -> Path:
    """Write the draft to `path`, or beside it as .draft.csv when a mapping is already there.

    Returns the file written. A draft that differs from the new one may hold an analyst's work and
    is refused (InputProblems).
    """
    target = path.with_suffix(".draft.csv") if path.exists() else path
    made = target.with_suffix(".new")
    write_csv(draft.table, made)
    if target.exists() and target.read_bytes() != made.read_bytes():
        made.unlink()
        raise refusal(
            target,
            "een eerder ontwerp dat anders is dan het nieuwe",
            "neem over wat u nodig hebt, hernoem of verwijder het bestand en probeer opnieuw",
        )
    os.replace(made, target)
    return target


def _words(stem: str | None, text: str) -> tuple[str, str]:
    return match_key(stem or ""), match_key(text)


def _by_column(mapping: Mapping | None) -> dict[str, MappedColumn]:
    return {mapped.column: mapped for mapped in mapping.columns} if mapping else {}


def _fits(item: Item, column: Column) -> bool:
    """The column can hold the answers of the item."""
    if item.type == "option":
        return column.question.type == "M"
    return column.has_options == (item.scale is not None) and column.question.type != "M"


def _codes(column: Column) -> dict[str, str]:
    """The answer codes of a column with their texts in the base language."""
    if column.is_box:
        return {TICKED: SELECTED}
    if column.question.type == "M":
        return {ANY_TEXT: SELECTED}
    if not column.has_options:
        return {}
    options = next(iter(column.question.options.values()), {})
    own = {"-oth-": "andere"} if column.question.other and column.row is None else {}
    return {**options, **own}


def _matched(item: Item, column: Column, language: str) -> _Proposal:
    codes = _codes(column)
    if item.scale is None:
        return _Proposal(column.code, item.id, codes)
    labels = {match_key(label): label for label in item.scale.labels}
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
    return _Proposal(column.code, item.id, levels, tuple(remarks))


def _unsure(
    column: Column,
    language: str,
    items: list[Item],
    found: list[Item],
    before: dict[str, MappedColumn],
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
    shown = wording(text if row is None or column.row == OTHER_ROW else row)
    remark = f"geen vraag met de tekst '{shown}'"
    if column.code in before:
        remark += f"; in een eerdere golf was deze code {before[column.code].item.id}"
    return remark


def _draft(proposals: Iterable[_Proposal], study: Study, group: str) -> Draft:
    """Provider first, then the items in order of the study, then what an analyst must decide."""
    order = {item.id: place for place, item in enumerate(study.group_items(group))}
    places = {PROVIDER: -1, **order}
    proposals = sorted(proposals, key=lambda proposal: places.get(proposal.item, len(order)))
    open_items = {item.id for item in study.group_items(group) if item.type == "open"}
    rows = [
        (proposal.column, proposal.item, code, level)
        for proposal in proposals
        for code, level in (
            {"": ""}
            if proposal.item in (*open_items, PROVIDER, IGNORE) or not proposal.levels
            else proposal.levels
        ).items()
    ]
    remarks = [(p.column, remark) for p in proposals for remark in p.remarks]
    if PROVIDER not in (proposal.item for proposal in proposals):
        remarks.append(("", "geen kolom met de aanbieder: noem in config.yaml de deelnemerslijst"))
    used = {proposal.item for proposal in proposals}
    replaced = {question.replaces for question in study.questions.values()}
    used |= {item for item in order if study.items[item].question in replaced}
    remarks += [("", f"geen kolom voor {item}") for item in order if item not in used]
    return Draft(
        pd.DataFrame(rows, columns=COLUMNS, dtype=str),
        pd.DataFrame(remarks, columns=["column", "remark"], dtype=str),
    )
