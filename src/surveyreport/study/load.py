"""Read the study folder and cross-check it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice
from surveyreport.study.characteristics import check_characteristics
from surveyreport.study.checks import check_all_shown, check_figures
from surveyreport.study.codebooks import load_codebooks, with_coded_questions
from surveyreport.study.model import (
    Condition,
    Group,
    Item,
    Level,
    Question,
    Scale,
    Section,
    Study,
    figure_of,
)
from surveyreport.study.visits import load_visits
from surveyreport.study.words import load_words

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


def load_study(folder: Path) -> Study:
    """Read and cross-check the study folder.

    Raises InputProblems with every fault found, each with file and line. What rests on a faulty
    file is not held against it: one fault is one problem.
    """
    problems = ProblemList()
    groups = _groups(folder / "groups.yaml", problems)
    scales = _scales(folder / "scales.yaml", problems)
    questions: dict[str, Question] = {}
    for group in groups or _questionnaires(folder):
        path = folder / "questionnaires" / f"{group}.yaml"
        _questionnaire(path, group, scales, questions, problems)
    codebooks = {}
    if not problems:
        codebooks = load_codebooks(folder / "codebooks", questions, problems)
        questions = with_coded_questions(questions, codebooks.values())
    else:
        # which open questions there are is not known
        for path in sorted((folder / "codebooks").glob("*.yaml")):
            load_yaml(path, "codebook", problems)
    asked = not problems
    figures_file = folder / "figures.yaml"
    figure_data = load_yaml(figures_file, "figures", problems)
    visits = load_visits(folder / "visits.yaml", problems)
    discrepancies = load_yaml(folder / "discrepancies.yaml", "discrepancies", problems)
    shown = asked and figure_data and discrepancies
    registers = load_yaml(folder / "registers.yaml", "registers", problems)
    check_characteristics(folder / "registers.yaml", registers, problems)
    theme = load_yaml(folder / "theme.yaml", "theme", problems)
    texts = load_words(
        folder / "texts" / "nl.yaml", None if scales is None else set(scales), problems
    )
    study = Study(
        groups=groups,
        scales=scales or {},
        questions=questions,
        items={item.id: item for question in questions.values() for item in question.items},
        sections=tuple(Section(**entry) for entry in figure_data.get("sections", ())),
        figures={entry["number"]: figure_of(entry) for entry in figure_data.get("figures", ())},
        discrepancies=discrepancies.get("discrepancies", {}),
        registers=registers,
        theme=theme,
        texts=texts,
        codebooks=codebooks,
        visits=visits,
    )
    if shown:
        before = len(problems.problems)
        check_figures(study, figure_data, figures_file, problems)
        # an item with a typing error is shown by no figure
        if len(problems.problems) == before:
            check_all_shown(study, folder, problems)
    problems.raise_if_any()
    return study


def _questionnaires(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "questionnaires").glob("*.yaml"))


def _groups(path: Path, problems: ProblemList) -> dict[str, Group]:
    entries = load_yaml(path, "groups", problems).get("groups", [])
    refuse_twice(path, ("groups",), [entry["id"] for entry in entries], problems)
    return {entry["id"]: Group(**entry) for entry in entries}


def _scales(path: Path, problems: ProblemList) -> dict[str, Scale] | None:
    """The scales; None when the file cannot be used."""
    scales, before = {}, len(problems.problems)
    for name, entry in load_yaml(path, "scales", problems).get("scales", {}).items():
        levels = tuple(Level(**level) for level in entry["levels"])
        scale = Scale(
            name,
            entry["description"],
            entry["type"],
            levels,
            tuple(entry.get("top2", ())),
            tuple(entry.get("bottom2", ())),
        )
        for label, count in Counter(scale.labels).items():
            if count > 1:
                problems.add(
                    path,
                    f"het niveau '{label}' staat er {count} keer",
                    "houd er één over",
                    row=line_of(path, "scales", name, "levels"),
                    column=name,
                )
        for key in ("top2", "bottom2"):
            for label in getattr(scale, key):
                if label not in scale.substantive:
                    problems.add(
                        path,
                        f"{key} noemt '{label}'",
                        "neem een inhoudelijk niveau van de schaal",
                        row=line_of(path, "scales", name, key),
                        column=name,
                        expected="een van: " + ", ".join(scale.substantive),
                    )
        fault = _ends_fault(scale)
        if fault and len(problems.problems) == before:
            problems.add(
                path,
                fault,
                "noem bij top2 de twee gunstigste antwoorden en bij bottom2 de twee ongunstigste",
                row=line_of(path, "scales", name, "top2" if scale.top2 else "bottom2"),
                column=name,
                expected="de twee eerste en de twee laatste van: " + ", ".join(scale.substantive),
            )
        scales[name] = scale
    return scales if len(problems.problems) == before else None


def _ends_fault(scale: Scale) -> str | None:
    """Whether top2 and bottom2 are not the two ends of the scale: an answer in the middle, or one
    counted on both sides, would turn numbers, verdicts and colours around."""
    if not (scale.top2 or scale.bottom2):
        return None
    order = scale.favourable_first
    top, bottom = set(scale.top2), set(scale.bottom2)
    if top & bottom:
        return f"'{', '.join(sorted(top & bottom))}' staat bij top2 en bij bottom2"
    if not top:
        return "bottom2 staat er zonder top2"
    if top != set(order[: len(top)]) or (bottom and bottom != set(order[-len(bottom) :])):
        return "top2 en bottom2 zijn niet de twee uiteinden van de schaal"
    return None


def _questionnaire(
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
    refuse_twice(path, ("parts",), parts, problems)
    earlier: dict[str, Item] = {}
    whole = scales is not None
    for p, part in enumerate(data.get("parts", [])):
        for q, entry in enumerate(part["questions"]):
            row = line_of(path, "parts", p, "questions", q)
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
            at = line_of(path, "parts", p, "questions", q, "asked_if")
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
    row: int | None,
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
