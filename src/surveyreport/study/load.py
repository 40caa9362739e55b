"""Read the study folder and cross-check it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.study.checks import check_all_shown, check_figures
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
from surveyreport.study.words import load_words


def load_study(folder: Path) -> Study:
    """Read and cross-check the study folder.

    Raises InputProblems with every fault found, each with file and line.
    """
    problems = ProblemList()
    groups_file, scales_file = folder / "groups.yaml", folder / "scales.yaml"
    groups = {
        entry["id"]: Group(**entry)
        for entry in load_yaml(groups_file, "groups", problems).get("groups", [])
    }
    scales = _scales(scales_file, problems)
    questions: dict[str, Question] = {}
    for group in groups:
        path = folder / "questionnaires" / f"{group}.yaml"
        _questionnaire(path, group, scales, questions, problems)
    figures_file = folder / "figures.yaml"
    figure_data = load_yaml(figures_file, "figures", problems)
    discrepancies = load_yaml(folder / "discrepancies.yaml", "discrepancies", problems)
    registers = load_yaml(folder / "registers.yaml", "registers", problems)
    theme = load_yaml(folder / "theme.yaml", "theme", problems)
    texts = load_words(folder / "texts" / "nl.yaml", set(scales), problems)
    problems.raise_if_any()
    study = Study(
        groups=groups,
        scales=scales,
        questions=questions,
        items={item.id: item for question in questions.values() for item in question.items},
        sections=tuple(Section(**entry) for entry in figure_data["sections"]),
        figures={entry["number"]: figure_of(entry) for entry in figure_data["figures"]},
        discrepancies=discrepancies["discrepancies"],
        registers=registers,
        theme=theme,
        texts=texts,
    )
    check_figures(study, figure_data["figures"], figures_file, problems)
    check_all_shown(study, folder, problems)
    problems.raise_if_any()
    return study


def _scales(path: Path, problems: ProblemList) -> dict[str, Scale]:
    scales = {}
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
        scales[name] = scale
    return scales


def _questionnaire(
    path: Path,
    group: str,
    scales: dict[str, Scale],
    questions: dict[str, Question],
    problems: ProblemList,
) -> None:
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
    earlier: dict[str, Item] = {}
    for p, part in enumerate(data.get("parts", [])):
        for q, entry in enumerate(part["questions"]):
            row = line_of(path, "parts", p, "questions", q)
            needs = {"single": "scale", "matrix": "scale", "multiple": "options", "open": None}
            need = needs[entry["type"]]
            if need and need not in entry:
                problems.add(
                    path,
                    f"vraag {entry['id']} heeft geen '{need}'",
                    f"vul '{need}' in",
                    row=row,
                )
                continue
            if entry["type"] == "matrix" and not entry.get("items"):
                problems.add(
                    path, f"matrix {entry['id']} heeft geen rijen", "vul 'items' in", row=row
                )
                continue
            if need == "scale" and entry["scale"] not in scales:
                problems.add(
                    path,
                    f"onbekende schaal '{entry['scale']}'",
                    "kies een schaal van scales.yaml",
                    row=line_of(path, "parts", p, "questions", q, "scale"),
                    column=entry["id"],
                    expected="een van: " + ", ".join(scales),
                )
                continue
            at = line_of(path, "parts", p, "questions", q, "asked_if")
            condition = _condition(entry, earlier, path, at, problems)
            question = _question(entry, group, part["id"], scales, condition)
            earlier |= {item.id: item for item in question.items}
            for item in question.items:
                if item.id in known or not item.id.startswith(f"{group}."):
                    fault = "bestaat al" if item.id in known else f"begint niet met '{group}.'"
                    problems.add(path, f"het id '{item.id}' {fault}", "geef een eigen id", row=row)
                known.add(item.id)
            questions[question.id] = question


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
    if item is None or item.type == "open":
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
