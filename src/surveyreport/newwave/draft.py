"""Draft a wave's mapping, so that an analyst confirms instead of types.

A structure file tells the wording: a column gets the item with the same words. An export without
one tells only codes: a column gets the item the same code had in the latest earlier wave, provided
every answer code seen was known then. What is not certain gets no item and a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import write_csv
from surveyreport.files.problems import ProblemList
from surveyreport.files.whole import whole
from surveyreport.newwave.column_words import type_name
from surveyreport.newwave.proposals import Proposal, known_columns, propose
from surveyreport.questionnaires.codes import PROVIDER_CODE
from surveyreport.sources.limesurvey.export import Export
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS, TIMING
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.sources.mapping import ANY_TEXT, IGNORE, PROVIDER, Mapping, mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.model import Study

COLUMNS = ["column", "item", "code", "level"]
# narrower than LimeSurvey allows, so that a short word somebody typed is not taken for a code
ANSWER_CODE = re.compile(r"[A-Za-z]{0,2}\d{1,2}|[YNMF]|-oth-")
# how a column with the provider is called
PROVIDER_NAME = re.compile(
    r"(aanbieder|school|instelling|vestiging|organisatie|provider|institution)s?_?(code|nummer|nr|id)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Draft:
    """table: column, item, code, level as in a mapping. remarks: column, remark (Dutch).
    questions: every question of a structure: question, type, proposal (Dutch).
    """

    table: pd.DataFrame
    remarks: pd.DataFrame
    questions: pd.DataFrame = field(default_factory=pd.DataFrame)


def draft_from_structure(
    structure: Structure, study: Study, group: str, earlier: Mapping | None = None
) -> Draft:
    """The mapping of a survey whose structure is known, matched by wording in its base language.

    earlier: decides between items with the same words, and is named in remarks.
    """
    proposals = propose(structure, study, group, known_columns(earlier))
    draft = _draft(proposals, study, group)
    return replace(draft, questions=_questions(structure, proposals))


def _questions(structure: Structure, proposals: list[Proposal]) -> pd.DataFrame:
    """Per question of the survey its code, its type in words and what is proposed for it."""
    rows = []
    by_column = {proposal.column: proposal for proposal in proposals}
    for question in structure.questions:
        mine = [by_column[c.code] for c in structure.columns() if c.question is question]
        items = dict.fromkeys(one.item or "te beslissen" for one in mine)
        rows.append((question.code, type_name(question.type), ", ".join(items) or "geen kolom"))
    return pd.DataFrame(rows, columns=["question", "type", "proposal"], dtype=str)


def draft_from_export(
    export: Export, study: Study, group: str, earlier: Mapping | None = None
) -> Draft:
    """The mapping of an export without a structure, by the code pattern of an earlier wave.

    Texts typed by respondents never get into the draft.
    """
    before = known_columns(earlier)
    provider = earlier.provider if earlier and earlier.provider else PROVIDER_CODE
    named = [c for c in export.cells if PROVIDER_NAME.fullmatch(c) and c not in before]
    likely = named[0] if len(named) == 1 and provider not in export.cells else None
    ignored = earlier.ignored if earlier else ()
    proposals = []
    for column in export.cells.columns:
        seen = set(export.cells[column].fillna("")) - {""}
        place = before.get(column)
        if column in SYSTEM_TEXTS["nl"] or TIMING.fullmatch(column):
            continue
        if column == provider:
            proposals.append(Proposal(column, PROVIDER))
        elif column == likely:
            remark = "naar zijn naam de kolom met de aanbieder: ga dat na"
            proposals.append(Proposal(column, PROVIDER, {}, (remark,)))
        elif column in ignored or (column.split("[")[0] in ignored and column not in before):
            proposals.append(Proposal(column, IGNORE))
        elif place and (ANY_TEXT in place[1] or not place[1] or seen <= {*place[1]}):
            proposals.append(Proposal(column, *place))
        else:
            codes = sorted(seen) if all(map(ANSWER_CODE.fullmatch, seen)) else []
            remark = "deze code kwam in geen eerdere golf voor"
            if place:
                new = ", ".join(code for code in codes if code not in place[1]) or "vrije tekst"
                remark = f"was {place[0]}, maar daar was dit antwoord onbekend: {new}"
            proposals.append(Proposal(column, "", dict.fromkeys(codes, ""), (remark,)))
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
    with whole(target) as made:
        write_csv(draft.table, made)
        if target.exists() and target.read_bytes() != made.read_bytes():
            raise refusal(
                target,
                "een eerder ontwerp dat anders is dan het nieuwe",
                "neem over wat u nodig hebt, hernoem of verwijder het bestand en probeer opnieuw",
            )
    return target


def _draft(proposals: Iterable[Proposal], study: Study, group: str) -> Draft:
    """Provider first, then the items in order of the study, then what an analyst must decide."""
    order = {item.id: place for place, item in enumerate(study.group_items(group))}
    # a ranking stands where its first option does
    for item in reversed(study.group_items(group)):
        if item.type == "ranked":
            order[item.question] = order.pop(item.id)
    places = {PROVIDER: -1, **order}
    proposals = sorted(proposals, key=lambda proposal: places.get(proposal.item, len(order)))
    without_codes = {i.id for i in study.group_items(group) if i.type in ("open", "number")}
    rows = [
        (proposal.column, proposal.item, code, level)
        for proposal in proposals
        for code, level in (
            {"": ""}
            if proposal.item in (*without_codes, PROVIDER, IGNORE) or not proposal.levels
            else proposal.levels
        ).items()
    ]
    remarks = [(p.column, remark) for p in proposals for remark in p.remarks]
    if PROVIDER not in (proposal.item for proposal in proposals):
        remarks.append(("", "geen kolom met de aanbieder: noem in config.yaml de deelnemerslijst"))
    used = {proposal.item for proposal in proposals}
    replaced = {question.replaces for question in study.questions.values()}
    used |= {name for name in order if name in replaced or _question(study, name) in replaced}
    remarks += [("", f"geen kolom voor {item}") for item in order if item not in used]
    return Draft(
        pd.DataFrame(rows, columns=COLUMNS, dtype=str),
        pd.DataFrame(remarks, columns=["column", "remark"], dtype=str),
    )


def _question(study: Study, name: str) -> str:
    """The question of an item; a ranking is named by its question."""
    return study.items[name].question if name in study.items else name
