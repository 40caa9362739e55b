"""What changed in a questionnaire between two waves, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from surveyreport.questionnaires.asked import Asked
from surveyreport.sources.limesurvey.wording import match_key
from surveyreport.study.model import Study

COMPARABLE, WITH_NOTE, BREAK = "comparable", "with_note", "break"
PROPOSALS = (COMPARABLE, WITH_NOTE, BREAK)
SEPARATOR = "; "


@dataclass(frozen=True)
class Change:
    """kind: a key of texts.waves.changes; weight: with_note or break; old, new: what stood there.

    codes: the answer codes or the column that now mean something else.
    """

    kind: str
    weight: str
    old: str = ""
    new: str = ""
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}[{','.join(self.codes)}]" if self.codes else self.kind


@dataclass(frozen=True)
class Difference:
    """One item of two waves; before or after is None where a wave did not ask it."""

    group: str
    before: Asked | None
    after: Asked | None
    changes: tuple[Change, ...]

    @property
    def item(self) -> str:
        """The id in the later wave, or in the earlier one for what was dropped."""
        return (self.after or self.before).item.id

    @property
    def signature(self) -> str:
        """The changes in one cell: code_reused[A1,A2]; reordered."""
        return SEPARATOR.join(map(str, self.changes))

    @property
    def proposal(self) -> str:
        """The heaviest of what its changes weigh."""
        weights = [PROPOSALS.index(change.weight) for change in self.changes]
        return PROPOSALS[max(weights, default=0)]

    @property
    def has_new_meaning(self) -> bool:
        """A code or column stands for something else than in the earlier wave."""
        return any(change.codes for change in self.changes)


def group_differences(
    group: str, before: dict[str, Asked], after: dict[str, Asked], study: Study
) -> list[Difference]:
    """Every item of either wave, in the order of the later one, what was dropped at the end.

    An item is the same as the one with its id; a reworded one as the one its question `replaces`
    (a row or option: the one with the same words there).
    """
    earlier = {name: _predecessor(one, before, study) for name, one in after.items()}
    moved = _moved(before, after, earlier)
    columns = {one.column: one for one in before.values()}
    found = []
    for name, one in after.items():
        old = before.get(earlier[name] or "")
        changes = _item_changes(old, one) if old else [Change("added", BREAK)]
        if old:
            changes += _option_changes(old, one, before, after, earlier)
        if name in moved:
            changes.append(Change("reordered", WITH_NOTE))
        holder = columns.get(one.column)
        if holder and holder is not old and not one.confirmed:
            changes.append(
                Change("column_reused", BREAK, holder.text, one.text, codes=(one.column,))
            )
        found.append(Difference(group, old, one, tuple(changes)))
    kept = set(earlier.values())
    gone = [one for name, one in before.items() if name not in kept]
    return found + [Difference(group, one, None, (Change("dropped", BREAK),)) for one in gone]


def _predecessor(one: Asked, before: dict[str, Asked], study: Study) -> str | None:
    if one.item.id in before:
        return one.item.id
    replaced = study.questions[one.item.question].replaces
    rows = [old for old in before.values() if old.item.question == replaced]
    if one.item.type in ("row", "option", "ranked") or one.item.stem:
        rows = [old for old in rows if match_key(old.item.text) == match_key(one.item.text)]
    return rows[0].item.id if len(rows) == 1 else None


def _item_changes(old: Asked, new: Asked) -> list[Change]:
    changes = []
    texts = [SEPARATOR.join(filter(None, (one.stem, one.text))) for one in (old, new)]
    if texts[0] != texts[1] or old.item.id != new.item.id:
        same = match_key(texts[0]) == match_key(texts[1])
        changes.append(
            Change(
                "punctuation" if same else "reworded",
                WITH_NOTE if same else BREAK,
                texts[0],
                texts[1],
            )
        )
    changes += _answer_changes(old, new)
    codes = [
        code for code in old.levels if new.levels.get(code, old.levels[code]) != old.levels[code]
    ]
    if codes:
        meanings = [
            SEPARATOR.join(f"{code} = {one.levels[code]}" for code in codes) for one in (old, new)
        ]
        changes.append(Change("code_reused", BREAK, meanings[0], meanings[1], codes=tuple(codes)))
    if old.routing != new.routing:
        changes.append(Change("routing_changed", BREAK, old.routing, new.routing))
    return changes


def _answer_changes(old: Asked, new: Asked) -> list[Change]:
    """Levels added or gone, and the order of those that both waves showed."""
    kinds = {
        level.label: level.kind
        for one in (old, new)
        if one.item.scale
        for level in one.item.scale.levels
    }
    changes = []
    for kind, here, there in (("answers_added", new, old), ("answers_gone", old, new)):
        others = [label for label in here.answers if label not in there.answers]
        if others:
            substantive = any(kinds[label] == "substantive" for label in others)
            shown = SEPARATOR.join(others)
            pair = ("", shown) if kind == "answers_added" else (shown, "")
            changes.append(Change(kind, BREAK if substantive else WITH_NOTE, *pair))
    orders = [
        [label for label in one.answers if label in other.answers and kinds[label] == "substantive"]
        for one, other in ((old, new), (new, old))
    ]
    if orders[0] != orders[1]:
        kind = "scale_reversed" if orders[0] == orders[1][::-1] else "scale_changed"
        before, after = map(SEPARATOR.join, orders)
        changes.append(Change(kind, BREAK, before, after))
    return changes


def _option_changes(
    old: Asked,
    new: Asked,
    before: dict[str, Asked],
    after: dict[str, Asked],
    earlier: dict[str, str | None],
) -> list[Change]:
    """Other boxes of the same multi-select question that came or went."""
    if new.item.type != "option":
        return []
    olds = [one for one in before.values() if one.item.question == old.item.question]
    news = [one for one in after.values() if one.item.question == new.item.question]
    kept = set(earlier.values())
    added = [one.item.text for one in news if earlier[one.item.id] is None]
    gone = [one.item.text for one in olds if one.item.id not in kept]
    return [
        *([Change("options_added", WITH_NOTE, "", SEPARATOR.join(added))] if added else []),
        *([Change("options_gone", WITH_NOTE, SEPARATOR.join(gone), "")] if gone else []),
    ]


def _moved(
    before: dict[str, Asked], after: dict[str, Asked], earlier: dict[str, str | None]
) -> set[str]:
    """Items of the later wave that stand elsewhere among those both waves asked."""
    new = [name for name in after if earlier[name]]
    olds = {earlier[name] for name in new}
    old = [name for name in before if name in olds]
    matcher = SequenceMatcher(None, old, [earlier[name] for name in new], False)
    still = {
        new[block.b + step] for block in matcher.get_matching_blocks() for step in range(block.size)
    }
    return set(new) - still
