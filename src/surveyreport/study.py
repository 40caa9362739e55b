"""The study as data: groups, scales, questionnaires and figures, loaded and cross-checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveyreport.problems import ProblemList
from surveyreport.yamlfile import line_of, load_yaml


@dataclass(frozen=True)
class Group:
    """A group of respondents with its own questionnaire."""

    id: str
    label: str
    members: str
    source: str


@dataclass(frozen=True)
class Level:
    """One answer of a scale. kind: substantive, dont_know or not_applicable."""

    label: str
    kind: str


@dataclass(frozen=True)
class Scale:
    """Ordered (or nominal) answers; top2 and bottom2 are labels of levels, or empty."""

    id: str
    description: str
    type: str
    levels: tuple[Level, ...]
    top2: tuple[str, ...] = ()
    bottom2: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(level.label for level in self.levels)

    @property
    def substantive(self) -> tuple[str, ...]:
        return tuple(level.label for level in self.levels if level.kind == "substantive")


@dataclass(frozen=True)
class Item:
    """What one column of answers holds: a question, a matrix row or an option to tick.

    type: single, row, option or open. stem: the question above a row or option.
    kind and exclusive describe an option.
    """

    id: str
    group: str
    question: str
    type: str
    text: str
    stem: str | None = None
    scale: Scale | None = None
    kind: str = "substantive"
    exclusive: bool = False


@dataclass(frozen=True)
class Question:
    """A question as fielded, with the items it consists of (itself, rows or options)."""

    id: str
    group: str
    part: str
    type: str
    text: str
    scale: Scale | None
    items: tuple[Item, ...]
    replaces: str | None = None
    not_shown: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    id: str
    title: str


@dataclass(frozen=True)
class Figure:
    """An entry of figures.yaml; spec is the entry as written, but for `waves`.

    waves: the waves that show it, or None for every wave that asked its items.
    """

    number: int
    kind: str
    section: str
    title: str
    statements: tuple[tuple[str, ...], ...]
    option_order: tuple[str, ...]
    notes: str | None
    discrepancies: tuple[str, ...]
    spec: dict[str, Any]
    waves: list[str] | str | None = None

    @property
    def name(self) -> str:
        return f"figure-{self.number:02d}"


@dataclass(frozen=True)
class Study:
    """Everything under study/ that does not depend on a wave."""

    groups: dict[str, Group]
    scales: dict[str, Scale]
    questions: dict[str, Question]
    items: dict[str, Item]
    sections: tuple[Section, ...]
    figures: dict[int, Figure]
    discrepancies: dict[str, str]
    registers: dict[str, Any]
    theme: dict[str, Any]
    texts: dict[str, Any]

    def group_items(self, group: str) -> tuple[Item, ...]:
        """The items of one questionnaire in the order of fielding, open questions included."""
        return tuple(item for item in self.items.values() if item.group == group)

    def figure_items(self, figure: Figure) -> tuple[Item, ...]:
        """The items a figure draws, in drawing order."""
        return tuple(
            item
            for statement in figure.statements
            for name in statement
            for item in (
                self.questions[name].items if name in self.questions else (self.items[name],)
            )
        )

    def figures_by_item(self) -> dict[str, tuple[int, ...]]:
        """Per item the numbers of the figures that draw it."""
        shown: dict[str, tuple[int, ...]] = {}
        for number, figure in self.figures.items():
            for item in self.figure_items(figure):
                shown[item.id] = (*shown.get(item.id, ()), number)
        return shown

    def figures_for(self, groups: tuple[str, ...], registers: tuple[str, ...]) -> list[Figure]:
        """The figures that a wave with these groups and registers can draw."""
        return [
            figure
            for figure in self.figures.values()
            if all(item.group in groups for item in self.figure_items(figure))
            and figure.spec.get("register", next(iter(registers), None)) in (*registers, None)
        ]


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
    texts = load_yaml(folder / "texts" / "nl.yaml", "texts", problems)
    problems.raise_if_any()
    # the checks need the classes of this module
    from surveyreport.study_checks import check_all_shown, check_figures

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
            question = _question(entry, group, part["id"], scales)
            for item in question.items:
                if item.id in known or not item.id.startswith(f"{group}."):
                    fault = "bestaat al" if item.id in known else f"begint niet met '{group}.'"
                    problems.add(path, f"het id '{item.id}' {fault}", "geef een eigen id", row=row)
                known.add(item.id)
            questions[question.id] = question


def _question(entry: dict[str, Any], group: str, part: str, scales: dict[str, Scale]) -> Question:
    scale = scales.get(entry.get("scale", ""))
    common = {"group": group, "question": entry["id"]}
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


def figure_of(entry: dict[str, Any]) -> Figure:
    return Figure(
        number=entry["number"],
        kind=entry["kind"],
        section=entry["section"],
        title=entry["title"],
        statements=tuple(tuple(statement) for statement in entry.get("statements", ())),
        option_order=tuple(entry.get("option_order", ())),
        notes=entry.get("notes"),
        discrepancies=tuple(entry.get("discrepancies", ())),
        spec={key: value for key, value in entry.items() if key != "waves"},
        waves=entry.get("waves"),
    )
