"""Read what the synthetic wave must reproduce: questions, answer codes, exact counts, sizes."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from surveyreport.files.problems import ProblemList
from surveyreport.sources.mapping import NOT_OFFERED

GROUPS = ("beleid", "schoolteam", "leerlingen")


@dataclass(frozen=True)
class Level:
    """One answer of an item: its code in the export and how many valid respondents chose it."""

    kind: str
    code: str
    count: int


@dataclass(frozen=True)
class Item:
    """One answer column; a box of a multi-select has one level ("selected")."""

    id: str
    column: str
    levels: tuple[Level, ...]
    exclusive: bool = False


@dataclass(frozen=True)
class Question:
    """A question as shown: `page` is 1-based, `opinion` is false for respondent characteristics."""

    id: str
    type: str
    page: int
    opinion: bool
    items: tuple[Item, ...]

    @property
    def columns(self) -> list[str]:
        """Export columns in LimeSurvey's order: the text of "other" follows all boxes."""
        names = [item.column for item in self.items]
        return sorted(names, key=lambda name: name.endswith("[other]"))


@dataclass(frozen=True)
class Group:
    """Everything the generator needs to know about one questionnaire.

    sizes: provider_id -> valid respondents; blank: how many of them answered nothing;
    planted: reason -> rows that cleaning must remove; a reason left out means none.
    """

    name: str
    questions: tuple[Question, ...]
    sizes: dict[str, int]
    blank: int
    planted: dict[str, int]

    @property
    def pages(self) -> int:
        return max(question.page for question in self.questions)

    @property
    def columns(self) -> list[str]:
        return [column for question in self.questions for column in question.columns]


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a UTF-8 comma-separated file as dictionaries of text."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def counts_path(study: Path, wave: str) -> Path:
    """Where the exact counts of a wave stand."""
    return study / "reference" / wave / "counts.csv"


def read_counts(study: Path, wave: str) -> dict[tuple[str, str], int]:
    """(item, level) -> valid respondents who chose it."""
    rows = read_table(counts_path(study, wave))
    return {(row["item"], row["level"]): int(row["count"]) for row in rows}


def fielded_answers(study: Path, wave: str, group: str) -> dict[str, list[dict[str, str]]]:
    """Item -> the rows of the wave's mapping with the answers that were offered."""
    answers = defaultdict(list)
    for row in read_table(study / "waves" / wave / f"{group}.csv"):
        if row["code"] != NOT_OFFERED:
            answers[row["item"]].append(row)
    return answers


def _items(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return entry.get("items") or entry.get("options") or [entry]


def _questions(
    study: Path,
    wave: str,
    name: str,
    counts: dict[tuple[str, str], int],
    kinds: dict[str, dict[str, str]],
    problems: ProblemList,
) -> tuple[Question, ...]:
    answers = fielded_answers(study, wave, name)
    for item, rows in answers.items():
        for row in rows:
            if row["level"] and (item, row["level"]) not in counts:
                problems.add(
                    counts_path(study, wave),
                    f"geen aantal voor {item}: {row['level']}",
                    "voeg de rij toe",
                )
    questionnaire = yaml.safe_load(
        (study / "questionnaires" / f"{name}.yaml").read_text(encoding="utf-8")
    )
    questions = []
    for page, part in enumerate(questionnaire["parts"], 1):
        for entry in part["questions"]:
            level_kind = kinds.get(entry.get("scale"), {})
            items = tuple(
                Item(
                    id=item["id"],
                    column=answers[item["id"]][0]["column"],
                    levels=tuple(
                        Level(
                            level_kind.get(row["level"], "substantive"),
                            row["code"],
                            counts.get((item["id"], row["level"]), 0),
                        )
                        for row in answers[item["id"]]
                        if row["level"]
                    ),
                    exclusive=item.get("exclusive", False),
                )
                for item in _items(entry)
                if item["id"] in answers
            )
            if items:
                opinion = part["id"] != "A"
                questions.append(Question(entry["id"], entry["type"], page, opinion, items))
    return tuple(questions)


def _base(
    questions: tuple[Question, ...], respondents: int, path: Path, problems: ProblemList
) -> int:
    """Respondents with answers: the same for every item, enough ticks for everyone."""
    totals = {
        item.id: sum(level.count for level in item.levels)
        for question in questions
        if question.type in ("single", "matrix")
        for item in question.items
    }
    base = min(max(totals.values()), respondents)
    for item, total in totals.items():
        if total != base:
            problems.add(
                path,
                f"{item}: de aantallen tellen op tot {total}",
                "verbeter de aantallen of de respons in providers.csv",
                expected=str(base),
            )
    for question in questions:
        if question.type == "multiple":
            ticks = sum(item.levels[0].count for item in question.items)
            if ticks < base:
                problems.add(
                    path,
                    f"{question.id}: {ticks} aangekruiste vakjes",
                    "verbeter de aantallen: iedereen kruist minstens één vakje aan",
                    expected=f"minstens {base}",
                )
    return base


def read_plan(study: Path, wave: str) -> dict[str, Group]:
    """The three groups of a wave, in a fixed order, from the study folder.

    Raises InputProblems when counts are missing or do not fit the number of respondents.
    """
    problems = ProblemList()
    reference = study / "reference" / wave
    counts = read_counts(study, wave)
    scales = yaml.safe_load((study / "scales.yaml").read_text(encoding="utf-8"))["scales"]
    kinds = {
        name: {level["label"]: level["kind"] for level in scale["levels"]}
        for name, scale in scales.items()
    }
    providers = read_table(reference / "providers.csv")
    planted = read_table(reference / "planted.csv")
    groups = {}
    for name in GROUPS:
        questions = _questions(study, wave, name, counts, kinds, problems)
        sizes = {row["provider_id"]: int(row[name]) for row in providers if int(row[name])}
        respondents = sum(sizes.values())
        blank = respondents - _base(questions, respondents, counts_path(study, wave), problems)
        removed = {row["reason"]: int(row["count"]) for row in planted if row["group"] == name}
        groups[name] = Group(name, questions, sizes, blank, removed)
    problems.raise_if_any()
    return groups
