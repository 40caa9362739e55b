"""study/comparisons.yaml: which items of two groups are compared, and in which family."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice
from surveyreport.study.model import Item, Study
from surveyreport.study.several import Several, load_several
from surveyreport.study.subgroups import PROVIDER_TYPE


@dataclass(frozen=True)
class Family:
    """Comparisons tested together. kind: confirmatory or exploratory.

    margin: percentage points below which a difference in favourable answers is small, set before
    anyone looked, with the reason; None when the study sets none.
    """

    id: str
    title: str
    kind: str
    margin: float | None = None
    margin_reason: str | None = None


@dataclass(frozen=True)
class Comparison:
    """Item a against item b. wording: same or similar; note: how the statements differ.

    adjust: what delta is also adjusted for, PROVIDER_TYPE or a question of each group with the same
    answers."""

    id: str
    family: str
    theme: str
    items: tuple[str, str]
    wording: str
    figure: int | None = None
    note: str | None = None
    adjust: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparisons:
    """The families and their comparisons, both in the order of the file. trend_margin: of two
    waves, percentage points as in `Family`."""

    families: dict[str, Family]
    comparisons: tuple[Comparison, ...]
    several: tuple[Several, ...] = ()
    trend_margin: float | None = None


def load_comparisons(path: Path, study: Study) -> Comparisons:
    """Read and cross-check the comparisons; raises InputProblems with file and line of each fault.

    An entry of two questions with boxes to tick becomes one per box that both have.

    Both items must exist, be of different groups and share their ordered answers; `same` wording
    must be literally the same.
    """
    problems = ProblemList()
    data = load_yaml(path, "comparisons", problems)
    problems.raise_if_any()
    refuse_twice(path, ("families",), [entry["id"] for entry in data["families"]], problems)
    families = {entry["id"]: Family(**entry) for entry in data["families"]}
    for index, family in enumerate(families.values()):
        if (family.margin is None) != (family.margin_reason is None):
            problems.add(
                path,
                "een marge zonder reden, of een reden zonder marge",
                "vul margin en margin_reason samen in, of geen van beide",
                row=line_of(path, "families", index),
                column=family.id,
            )
    entries = [
        (index, Comparison(**({"theme": ""} | entry | _tuples(entry))))
        for index, entry in enumerate(data["comparisons"])
    ]
    placed = [(index, one) for index, entry in entries for one in _per_option(entry, study)]
    comparisons = tuple(comparison for _, comparison in placed)
    seen: set[str] = set()
    for index, comparison in placed:
        for found, remedy, *about in _faults(comparison, families, seen, study):
            problems.add(
                path,
                found,
                remedy,
                row=line_of(path, "comparisons", index),
                column=comparison.id,
                about=about[0] if about else None,
            )
        seen.add(comparison.id)
    several = load_several(path, data.get("several", []), study, problems)
    problems.raise_if_any()
    margin = data.get("trends", {}).get("margin")
    return Comparisons(families, comparisons, several, margin)


def _tuples(entry: dict) -> dict[str, tuple[str, ...]]:
    adjust = entry.get("adjust", ())
    return {
        "items": tuple(entry["items"]),
        "adjust": (adjust,) if isinstance(adjust, str) else tuple(adjust),
    }


def _adjust_fault(comparison: Comparison, study: Study) -> tuple[str, str] | None:
    """(found, remedy) when delta cannot be adjusted for what the entry says."""
    names = comparison.adjust
    if not names or names == (PROVIDER_TYPE,):
        return None
    parts = [study.items.get(name) for name in names]
    groups = [study.items[name].group for name in comparison.items]
    if len(parts) != len(groups) or any(
        part is None or part.scale is None or part.group != group
        for part, group in zip(parts, groups, strict=True)
    ):
        fault = f"adjust: {', '.join(names)} is geen vraag van elke groep met één antwoord"
        return fault, f"neem {PROVIDER_TYPE}, of een vraag van elk van de twee groepen, in volgorde"
    if parts[0].scale.labels != parts[1].scale.labels:
        return "adjust: de twee vragen hebben niet dezelfde antwoorden", "neem dezelfde schaal"
    return None


def _per_option(entry: Comparison, study: Study) -> list[Comparison]:
    """The entry; of two questions with boxes to tick, one for each box that both have."""
    pair = [study.questions.get(name) for name in entry.items]
    if not all(question and question.type == "multiple" for question in pair):
        return [entry]
    other = {item.text: item for item in pair[1].items}
    return [
        replace(
            entry,
            id=f"{entry.id}_{item.id.rpartition('.')[2]}",
            theme=f"{entry.theme}: {item.text}" if entry.theme else item.text,
            items=(item.id, other[item.text].id),
        )
        for item in pair[0].items
        if item.text in other and item.kind == "substantive"
    ]


def _faults(
    comparison: Comparison, families: dict[str, Family], seen: set[str], study: Study
) -> list[tuple[Any, ...]]:
    """(found, remedy), and what the fault is about where many entries may share it."""
    if comparison.id in seen:
        return [("dit id bestaat al", "geef elke vergelijking een eigen id")]
    if comparison.family not in families:
        return [
            (f"onbekende familie '{comparison.family}'", "kies er een van: " + ", ".join(families))
        ]
    if not comparison.theme:
        return [("er staat geen 'theme'", "schrijf waarover de twee items gaan")]
    unknown = [name for name in comparison.items if name not in study.items]
    if unknown:
        return [
            (f"'{name}' bestaat niet", "neem ids van study/questionnaires", study.absent(name))
            for name in unknown
        ]
    a, b = (study.items[name] for name in comparison.items)
    faults: list[tuple[Any, ...]] = []
    if a.group == b.group:
        faults.append(("beide items zijn van dezelfde groep", "neem items van twee groepen"))
    elif list(study.groups).index(a.group) > list(study.groups).index(b.group):
        fault = f"{b.group} staat voor {a.group} in study/groups.yaml, maar hier niet"
        faults.append((fault, "wissel de twee items: het verschil is altijd a min b"))
    if not _comparable(a, b):
        fault = "de items hebben niet dezelfde geordende antwoorden"
        faults.append((fault, "vergelijk items met dezelfde schaal"))
    if adjusting := _adjust_fault(comparison, study):
        faults.append(adjusting)
    if comparison.wording == "same" and (a.text, a.stem) != (b.text, b.stem):
        fault = "de stellingen zijn niet letterlijk dezelfde"
        faults.append((fault, "zet wording op similar", ("wording", a.question, b.question)))
    if comparison.figure is None or study.in_order:
        return faults
    if comparison.figure not in study.figures:
        faults.append((f"figuur {comparison.figure} bestaat niet", "verbeter het nummer"))
    else:
        drawn = {item.id for item in study.figure_items(study.figures[comparison.figure])}
        if not drawn & set(comparison.items):
            fault = f"figuur {comparison.figure} toont geen van beide items"
            faults.append((fault, "noem de figuur die ze toont, of laat figure weg"))
    return faults


def _comparable(a: Item, b: Item) -> bool:
    """Two options, or two items whose substantive answers are the same and have a top-2."""
    if not (a.closed and b.closed):
        return False
    if "option" in (a.type, b.type):
        return a.type == b.type
    scales = (a.scale, b.scale)
    return all(scales) and a.scale.substantive == b.scale.substantive and bool(a.scale.top2)
