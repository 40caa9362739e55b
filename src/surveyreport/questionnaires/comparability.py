"""Which questions two waves may be compared on: proposed by rule, decided in a file by people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_csv, write_csv
from surveyreport.files.problems import ProblemList
from surveyreport.questionnaires.asked import Asked, read_asked
from surveyreport.questionnaires.changes import (
    BREAK,
    COMPARABLE,
    PROPOSALS,
    WITH_NOTE,
    Difference,
    group_differences,
)
from surveyreport.questionnaires.links import decisions_path
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

FILE_COLUMNS = ("item", "changes", "proposal", "decision", "reason")
COLUMNS = ["group", "item", "item_from", "item_to", "changes", "proposal", "decision", "reason"]


@dataclass(frozen=True)
class Decided:
    """A difference with its decision: comparable, with_note, break, or "" when not yet taken."""

    difference: Difference
    decision: str
    reason: str


def questionnaire_difference(
    earlier: Wave,
    later: Wave,
    study: Study,
    study_folder: Path,
    problems: ProblemList,
    between: Iterable[Wave] = (),
) -> list[Difference]:
    """Every item of either wave with what changed, group by group, in the order of the later wave.

    between: the waves that lie between them; the differences are then those of the items that both
    waves asked and none of these did. The codes of an open answer that one of them has not coded
    (yet) are in neither.
    Faults of mappings and structures, and a question that replaces an unknown one, go to
    `problems`.
    """
    for question in study.questions.values():
        if question.replaces and question.replaces not in study.questions:
            problems.add(
                study_folder / "questionnaires" / f"{question.group}.yaml",
                f"'{question.replaces}' bestaat niet",
                "noem bij 'replaces' het id van de vraag die deze herformuleert",
                column=question.id,
            )
    before, after = (read_asked(wave, study, study_folder, problems) for wave in (earlier, later))
    differences = [
        difference
        for group in study.groups
        if group in before and group in after
        for difference in group_differences(
            group,
            _without_uncoded(before[group], after[group]),
            _without_uncoded(after[group], before[group]),
            study,
        )
    ]
    for wave in between:
        groups = read_asked(wave, study, study_folder, problems).values()
        asked = {item for items in groups for item in items}
        differences = [
            one
            for one in differences
            if one.before and one.after and not {one.before.item.id, one.item} & asked
        ]
    return differences


def _without_uncoded(own: dict[str, Asked], other: dict[str, Asked]) -> dict[str, Asked]:
    coded = {one.item.coded_from for one in other.values()}
    return {
        name: one
        for name, one in own.items()
        if one.item.coded_from in coded or one.item.coded_from not in other
    }


def decide(differences: list[Difference], path: Path, problems: ProblemList) -> list[Decided]:
    """The decision about each difference: without changes comparable, else as `path` has it.

    path: CSV with FILE_COLUMNS; a row counts once decision and reason are filled in. An absent
    file decides nothing. To `problems` go impossible rows, decisions taken when other changes were
    seen, and every code with a new meaning that nobody confirmed.
    """
    rows = _rows(differences, path, problems)
    decided = []
    for difference in differences:
        row = rows.get(difference.item, {})
        if not difference.changes:
            decided.append(Decided(difference, COMPARABLE, ""))
            continue
        if difference.has_new_meaning and not row.get("decision"):
            _refuse_new_meaning(difference, path, problems)
        decided.append(Decided(difference, row.get("decision", ""), row.get("reason", "")))
    return decided


def decided_differences(
    earlier: Wave, later: Wave, study: Study, study_folder: Path, between: Iterable[Wave] = ()
) -> list[Decided]:
    """The differences between two waves with their decisions.

    between: as of `questionnaire_difference`.
    Raises InputProblems with every fault of mappings, structures and decisions.
    """
    problems = ProblemList()
    differences = questionnaire_difference(earlier, later, study, study_folder, problems, between)
    path = decisions_path(study_folder, earlier.id, later.id)
    decided = decide(differences, path, problems)
    problems.raise_if_any()
    return decided


def difference_table(decided: list[Decided]) -> pd.DataFrame:
    """COLUMNS, one row per item; item_from, item_to are empty where a wave did not ask it."""
    rows = [
        (
            one.difference.group,
            one.difference.item,
            one.difference.before.item.id if one.difference.before else "",
            one.difference.after.item.id if one.difference.after else "",
            one.difference.signature,
            one.difference.proposal,
            one.decision,
            one.reason,
        )
        for one in decided
    ]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)


def draft_decisions(differences: list[Difference], path: Path) -> int:
    """Add to `path` a row, not yet decided, for every change it has no row for.

    Returns the number of rows added; existing rows stay as they are.
    """
    problems = ProblemList()
    kept = pd.DataFrame(columns=list(FILE_COLUMNS), dtype=str)
    if path.is_file():
        kept = read_csv(path, FILE_COLUMNS, problems)
        problems.raise_if_any()
    known = set(kept["item"])
    new = [
        (difference.item, difference.signature, difference.proposal, "", "")
        for difference in differences
        if difference.changes and difference.item not in known
    ]
    if new:
        added = pd.DataFrame(new, columns=list(FILE_COLUMNS), dtype=str)
        write_csv(pd.concat([kept[list(FILE_COLUMNS)], added]), path)
    return len(new)


def comparable_pairs(table: pd.DataFrame) -> dict[str, str]:
    """item_to -> item_from of the rows of a difference table that a trend may use."""
    usable = table[table["decision"].isin([COMPARABLE, WITH_NOTE])]
    return dict(zip(usable["item_to"], usable["item_from"], strict=True))


def _rows(
    differences: list[Difference], path: Path, problems: ProblemList
) -> dict[str, dict[str, str]]:
    """Decided rows of the file by item."""
    if not path.is_file():
        return {}
    table = read_csv(path, FILE_COLUMNS, problems)
    by_item = {difference.item: difference for difference in differences}
    rows: dict[str, dict[str, str]] = {}
    for number, line in table.iterrows():

        def add(
            found: str, remedy: str, column: str, expected: str | None = None, row: int = number
        ) -> None:
            problems.add(path, found, remedy, row=row, column=column, expected=expected)

        item, decision = line["item"], line["decision"].strip()
        difference = by_item.get(item)
        if difference is None:
            add(f"'{item}' vroeg geen van beide golven", "verwijder de rij", "item")
        elif item in rows:
            add(f"'{item}' staat er twee keer", "houd één rij over", "item")
        elif decision and decision not in PROPOSALS:
            options = "een van: " + ", ".join(PROPOSALS)
            add(f"'{decision}'", "kies een bekende beslissing", "decision", options)
        elif decision and not line["reason"].strip():
            add("er staat geen reden", "schrijf waarom zo beslist is", "reason")
        elif decision and line["changes"] != difference.signature:
            add(
                f"beslist bij '{line['changes']}'",
                "bekijk de vraag opnieuw, neem de verschillen over en beslis opnieuw",
                "changes",
                difference.signature or "geen verschil meer: verwijder de rij",
            )
        elif decision in (COMPARABLE, WITH_NOTE) and (why := _not_computable(difference)):
            add(f"'{decision}', maar {why}", "zet break", "decision", BREAK)
        else:
            rows[item] = {"decision": decision, "reason": line["reason"].strip()}
    return rows


def _not_computable(difference: Difference) -> str | None:
    """Why no decision can make this a trend."""
    if difference.before is None or difference.after is None:
        return "één golf vroeg dit niet"
    old, new = difference.before.item, difference.after.item
    if "option" in (old.type, new.type):
        return None if old.type == new.type else "de soort vraag is een andere"
    if not old.scale or not new.scale:
        return None if old.type == new.type else "de soort vraag is een andere"
    same = old.scale.substantive == new.scale.substantive and old.scale.top2 == new.scale.top2
    return None if same else "de schalen hebben andere antwoorden"


def _refuse_new_meaning(difference: Difference, path: Path, problems: ProblemList) -> None:
    for change in difference.changes:
        if change.codes:
            what = "kolom" if change.kind == "column_reused" else "antwoordcode"
            problems.add(
                path,
                f"{what} {', '.join(change.codes)} betekent nu iets anders: "
                f"eerst '{change.old}', nu '{change.new}'",
                "verbeter de koppeling in study/waves, of bevestig het hier met een beslissing en "
                "een reden",
                column=difference.item,
                expected="dezelfde betekenis als in de vorige golf, of een bevestigde rij",
            )
