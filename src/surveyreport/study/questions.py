"""Read the questionnaires: every question, its items and whom it is asked of."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList, Row
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice
from surveyreport.study.model import Condition, Item, Question, Scale

# what a question of each type cannot be without
NEEDS = {
    "single": "scale",
    "matrix": "scale",
    "multiple": "options",
    "open": None,
    "number": "classes",
    "numbers": "classes",
    "ranking": "options",
}


def read_questionnaire(
    path: Path,
    group: str,
    scales: dict[str, Scale] | None,
    questions: dict[str, Question],
    problems: ProblemList,
) -> None:
    """Add the questions of a group; scales: None when these are faulty themselves."""
    data = load_yaml(path, "questionnaire", problems)
    if data and data["group"] != group:
        problems.add(
            path,
            f"de vragenlijst is van groep '{data['group']}'",
            "zet de juiste groep",
            row=line_of(path, "group"),
            column="group",
            expected=group,
        )
    known = {item.id for question in questions.values() for item in question.items}
    parts = [part["id"] for part in data.get("parts", ())]
    if refuse_twice(path, ("parts",), parts, problems):
        # so would be their questions
        return
    earlier: dict[str, Item] = {}
    whole = scales is not None
    for p, part in enumerate(data.get("parts", [])):
        for q, entry in enumerate(part["questions"]):
            row = partial(line_of, path, "parts", p, "questions", q)
            need = NEEDS[entry["type"]]
            if entry["id"] in questions:
                problems.add(
                    path, f"het id '{entry['id']}' bestaat al", "geef een eigen id", row=row
                )
                continue
            if need and need not in entry:
                whole = False
                problems.add(
                    path,
                    f"vraag {entry['id']} heeft geen '{need}'",
                    f"vul '{need}' in",
                    row=row,
                )
                continue
            if entry["type"] in ("matrix", "numbers") and not entry.get("items"):
                whole = False
                problems.add(
                    path, f"matrix {entry['id']} heeft geen rijen", "vul 'items' in", row=row
                )
                continue
            if not _edges_rise(entry):
                whole = False
                problems.add(
                    path,
                    f"de klassen van {entry['id']} stijgen niet",
                    "zet de grenzen van klein naar groot, elk één keer",
                    row=line_of(path, "parts", p, "questions", q, "classes"),
                    column=entry["id"],
                )
                continue
            if need == "scale" and scales is not None and entry["scale"] not in scales:
                whole = False
                problems.add(
                    path,
                    f"onbekende schaal '{entry['scale']}'",
                    "kies een schaal van scales.yaml",
                    row=line_of(path, "parts", p, "questions", q, "scale"),
                    column=entry["id"],
                    expected="een van: " + ", ".join(scales),
                    about=("scale", entry["scale"]),
                )
                continue
            at = partial(line_of, path, "parts", p, "questions", q, "asked_if")
            # a condition may be on a question that was faulty itself
            condition = _condition(entry, earlier, path, at, problems) if whole else None
            question = _question(entry, group, part["id"], scales or {}, condition)
            earlier |= {item.id: item for item in question.items}
            for item in question.items:
                if item.id in known or not item.id.startswith(f"{group}."):
                    fault = "bestaat al" if item.id in known else f"begint niet met '{group}.'"
                    problems.add(path, f"het id '{item.id}' {fault}", "geef een eigen id", row=row)
                known.add(item.id)
            questions[question.id] = question


def _edges_rise(entry: dict[str, Any]) -> bool:
    edges = entry.get("classes", [])
    return all(low < high for low, high in pairwise(edges))


def _condition(
    entry: dict[str, Any],
    earlier: dict[str, Item],
    path: Path,
    row: Row,
    problems: ProblemList,
) -> Condition | None:
    """Who a question is asked of, by one of the `earlier` items."""
    if "asked_if" not in entry:
        return None
    wanted, given = entry["asked_if"]["item"], entry["asked_if"].get("is", [])
    item = earlier.get(wanted)
    if item is None or not item.closed:
        problems.add(
            path,
            f"asked_if noemt '{wanted}'",
            "noem een gesloten vraag, rij of vakje van deze vragenlijst dat eerder gesteld wordt",
            row=row,
            column=entry["id"],
        )
        return None
    labels = item.scale.labels if item.scale else ()
    if bool(given) != bool(labels) or not set(given) <= set(labels):
        problems.add(
            path,
            f"asked_if: {wanted} is {', '.join(given) or '(niets)'}",
            "noem onder 'is' antwoorden van de schaal; bij een vakje staat er geen 'is'",
            row=row,
            column=entry["id"],
            expected="een of meer van: " + ", ".join(labels) if labels else "geen 'is'",
        )
    return Condition(wanted, tuple(label for label in labels if label in given))


def _question(
    entry: dict[str, Any],
    group: str,
    part: str,
    scales: dict[str, Scale],
    condition: Condition | None,
) -> Question:
    scale = scales.get(entry.get("scale", ""))
    common = {"group": group, "question": entry["id"], "asked_if": condition}
    if entry["type"] == "matrix":
        items = tuple(
            Item(type="row", scale=scale, stem=entry["text"], **row, **common)
            for row in entry["items"]
        )
    elif entry["type"] == "multiple":
        items = tuple(
            Item(type="option", stem=entry["text"], **option, **common)
            for option in entry["options"]
        )
    elif entry["type"] == "ranking":
        options = entry["options"]
        ranks = min(entry.get("ranks", len(options)), len(options))
        items = tuple(
            Item(type="ranked", stem=entry["text"], ranks=ranks, **option, **common)
            for option in options
        )
    elif entry["type"] in ("number", "numbers"):
        common |= {"classes": tuple(map(float, entry["classes"])), "unit": entry.get("unit", "")}
        items = tuple(
            Item(type="number", stem=entry["text"], **row, **common)
            for row in entry.get("items", ())
        ) or (Item(entry["id"], type="number", text=entry["text"], **common),)
    else:
        items = (Item(entry["id"], type=entry["type"], text=entry["text"], scale=scale, **common),)
    return Question(
        entry["id"],
        group,
        part,
        entry["type"],
        entry["text"],
        scale,
        items,
        entry.get("replaces"),
        entry.get("not_shown"),
    )
