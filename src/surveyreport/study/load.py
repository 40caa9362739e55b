"""Read the study folder and cross-check it."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice
from surveyreport.study.characteristics import check_characteristics
from surveyreport.study.checks import check_all_shown, check_figures
from surveyreport.study.codebooks import Codebook, load_codebooks, with_coded_questions
from surveyreport.study.model import (
    Figure,
    Group,
    Item,
    Later,
    Level,
    Question,
    Scale,
    Section,
    Study,
    figure_of,
)
from surveyreport.study.questions import read_questionnaire
from surveyreport.study.visits import VisitGuide, load_visits
from surveyreport.study.words import load_words, texts_path

NAMES = [field.name for field in fields(Study)]


def load_study(folder: Path) -> Study:
    """Read and cross-check the study folder.

    Raises InputProblems with every fault found, each with file and line. What rests on a faulty
    file is not held against it: one fault is one problem.
    """
    parts = _Parts(folder)
    study = Study(**{name: getattr(parts, name) for name in NAMES})
    parts.check(study)
    parts.problems.raise_if_any()
    return study


def study_as_used(folder: Path) -> Study:
    """The study of a folder that was found in order, each part of it read when it is first used.

    Reading raises InputProblems when the folder is no longer in order.
    """
    parts = _Parts(folder)

    def later(name: str) -> Later:
        return Later(lambda: parts.sound(name))

    # they are annotated as what they turn into
    return Study(**{name: cast(Any, later(name)) for name in NAMES})


class _Parts:
    """The parts of a study by name, each read once, when it is asked for."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.problems = ProblemList()

    def sound(self, name: str) -> Any:
        value = getattr(self, name)
        self.problems.raise_if_any()
        return value

    def check(self, study: Study) -> None:
        """Hold the figures against the questions, if both are in order."""
        if not (self._asked and self._figures and self.discrepancies):
            return
        before = len(self.problems.problems)
        check_figures(study, self._figures, self._folder / "figures.yaml", self.problems)
        # an item with a typing error is shown by no figure
        if len(self.problems.problems) == before:
            check_all_shown(study, self._folder, self.problems)

    @cached_property
    def groups(self) -> dict[str, Group]:
        return _groups(self._folder / "groups.yaml", self.problems)

    @cached_property
    def _scales(self) -> dict[str, Scale] | None:
        return _scales(self._folder / "scales.yaml", self.problems)

    @property
    def scales(self) -> dict[str, Scale]:
        return self._scales or {}

    @cached_property
    def _asked(self) -> tuple[dict[str, Question], dict[str, Codebook]] | None:
        """The questions and the codebooks; None when one of them is faulty."""
        questions: dict[str, Question] = {}
        folder = self._folder / "questionnaires"
        for group in self.groups or sorted(path.stem for path in folder.glob("*.yaml")):
            path = folder / f"{group}.yaml"
            read_questionnaire(path, group, self._scales, questions, self.problems)
        folder = self._folder / "codebooks"
        if self.problems:
            # which open questions there are is not known
            for path in sorted(folder.glob("*.yaml")):
                load_yaml(path, "codebook", self.problems)
            return None
        codebooks = load_codebooks(folder, questions, self.problems)
        found = with_coded_questions(questions, codebooks.values())
        return None if self.problems else (found, codebooks)

    @property
    def questions(self) -> dict[str, Question]:
        return self._asked[0] if self._asked else {}

    @property
    def codebooks(self) -> dict[str, Codebook]:
        return self._asked[1] if self._asked else {}

    @property
    def items(self) -> dict[str, Item]:
        return {item.id: item for question in self.questions.values() for item in question.items}

    @cached_property
    def _figures(self) -> dict[str, Any]:
        return load_yaml(self._folder / "figures.yaml", "figures", self.problems)

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(Section(**entry) for entry in self._figures.get("sections", ()))

    @property
    def figures(self) -> dict[int, Figure]:
        return {entry["number"]: figure_of(entry) for entry in self._figures.get("figures", ())}

    @cached_property
    def visits(self) -> VisitGuide | None:
        return load_visits(self._folder / "visits.yaml", self.problems)

    @cached_property
    def discrepancies(self) -> dict[str, str]:
        path = self._folder / "discrepancies.yaml"
        return load_yaml(path, "discrepancies", self.problems).get("discrepancies", {})

    @cached_property
    def registers(self) -> dict[str, Any]:
        path = self._folder / "registers.yaml"
        read = load_yaml(path, "registers", self.problems)
        check_characteristics(path, read, self.problems)
        return read

    @cached_property
    def theme(self) -> dict[str, Any]:
        return load_yaml(self._folder / "theme.yaml", "theme", self.problems)

    @cached_property
    def texts(self) -> dict[str, Any]:
        scales = None if self._scales is None else set(self._scales)
        return load_words(texts_path(self._folder), scales, self.problems)


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
