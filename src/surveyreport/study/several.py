"""`several` in study/comparisons.yaml: three groups or more, the parts of one, two in each part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, refuse_twice
from surveyreport.study.model import Study
from surveyreport.study.subgroups import by_fault, levels_of, splits

FEWEST = 3
# (found, remedy), and the item where one does not exist
Fault = tuple[str, ...]


@dataclass(frozen=True)
class Several:
    """One test of any difference. items: one of each group; or one item and `by`, what parts those
    who answered it, see `study.subgroups`; or two items and `by`: the two groups in each part.

    by: one name, or a question of each of the two groups. waves: None for every wave that asked it.
    """

    id: str
    theme: str
    items: tuple[str, ...]
    wording: str = "same"
    by: tuple[str, ...] = ()
    waves: tuple[str, ...] | None = None
    figure: int | None = None
    note: str | None = None

    @property
    def parted(self) -> dict[str, str]:
        """Item -> what parts those who answered it."""
        return dict(zip(self.items, [*self.by, *self.by], strict=False)) if self.by else {}

    def is_of(self, study: Study, wave: str) -> bool:
        """Whether a wave asked all of it. study: as the wave asked it."""
        named = {*self.items, *(name for name in self.by if "." in name)}
        return named <= set(study.items) and (self.waves is None or wave in self.waves)


def several_splits(study: Study, entries: Iterable[Several], wave: str) -> dict[str, str]:
    """Item -> what its results are parted by, as `subgroups.splits`."""
    return {
        item: by
        for entry in entries
        if entry.by and entry.is_of(study, wave)
        for item, by in entry.parted.items()
    }


def load_several(
    path: Path, data: list[dict[str, Any]], study: Study, problems: ProblemList
) -> tuple[Several, ...]:
    """The entries of `several`; a fault of each goes to `problems`."""
    refuse_twice(path, ("several",), [entry["id"] for entry in data], problems)
    found = []
    for number, entry in enumerate(data):
        fields: dict[str, Any] = dict(entry)
        fields |= {key: tuple(entry[key]) for key in ("items", "waves") if key in entry}
        if "by" in entry:
            fields["by"] = (entry["by"],) if isinstance(entry["by"], str) else tuple(entry["by"])
        one = Several(**fields)
        for fault, remedy, *about in _faults(one, study, found):
            row = line_of(path, "several", number)
            named = study.absent(*about) if about else None
            problems.add(path, fault, remedy, row=row, column=one.id, about=named)
        found.append(one)
    return tuple(found)


def _faults(one: Several, study: Study, earlier: list[Several]) -> list[Fault]:
    unknown = [name for name in one.items if name not in study.items]
    if unknown:
        return [
            (f"'{name}' bestaat niet", "neem ids van study/questionnaires", name)
            for name in unknown
        ]
    items = [study.items[name] for name in one.items]
    if any(item.scale is None or not item.scale.top2 for item in items):
        return [("een item heeft geen schaal met twee gunstige antwoorden", "neem een ander item")]
    if len({item.scale.substantive for item in items}) > 1:
        return [("de items hebben niet dezelfde geordende antwoorden", "neem dezelfde schaal")]
    faults = _by_faults(one, study, earlier) if one.by else _group_faults(one, study)
    if one.figure is not None and not study.in_order and one.figure not in study.figures:
        faults.append((f"figuur {one.figure} bestaat niet", "verbeter het nummer"))
    return faults


def _group_faults(one: Several, study: Study) -> list[Fault]:
    faults = _pair_faults(one, study)
    if len(one.items) < FEWEST:
        few = f"{len(one.items)} items zonder 'by'"
        faults.append((few, "neem er drie of meer, of zet twee items bij comparisons"))
    return faults


def _by_faults(one: Several, study: Study, earlier: list[Several]) -> list[Fault]:
    items = [study.items[name] for name in one.items]
    if len(items) > 2 or len({item.group for item in items}) < len(items):
        return [("meer dan één item van een groep, of meer dan twee items, met 'by'",
                 "neem één item, of een item van elk van twee groepen")]  # fmt: skip
    if len(one.by) > len(items):
        return [(f"by noemt {len(one.by)} vragen voor {len(items)} item", "noem er één")]
    taken = {} if study.in_order else splits(study, study.figures.values())
    for other in earlier:
        taken |= other.parted
    for item in items:
        name = one.parted[item.id]
        if fault := by_fault(study, name, [item.group]):
            return [fault]
        if name in one.items:
            return [("by: een item kan zichzelf niet opsplitsen", "neem een andere vraag")]
        if taken.get(item.id, name) != name:
            twice = f"{item.id}: hier per {name}, elders per {taken[item.id]}"
            return [(twice, "splits een vraag op één manier: twee opsplitsingen kunnen samen tonen "
                            "wat iemand antwoordde")]  # fmt: skip
    if len({tuple(levels_of(study, name)) for name in one.by}) > 1:
        return [("by: de twee vragen hebben niet dezelfde antwoorden", "neem dezelfde schaal")]
    return _pair_faults(one, study) if len(items) == 2 else []


def _pair_faults(one: Several, study: Study) -> list[Fault]:
    """What two items of several groups must be, whether or not they are parted."""
    groups = [study.items[name].group for name in one.items]
    texts = {(study.items[name].text, study.items[name].stem) for name in one.items}
    faults: list[Fault] = []
    if len(set(groups)) < len(groups):
        faults.append(("twee items zijn van dezelfde groep", "neem een item van elke groep"))
    elif groups != [group for group in study.groups if group in groups]:
        faults.append(("de items staan niet in de volgorde van study/groups.yaml", "zet ze zo"))
    if one.wording == "same" and len(texts) > 1:
        faults.append(("de stellingen zijn niet letterlijk dezelfde", "zet wording op similar"))
    return faults
