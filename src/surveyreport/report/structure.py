"""study/report.yaml: the chapters of the report and the research question above each part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.report.bound import refuse_typed_numbers
from surveyreport.study.model import Study


@dataclass(frozen=True)
class Question:
    """A part of figures.yaml and the research question its figures answer."""

    section: str
    question: str


@dataclass(frozen=True)
class Chapter:
    """content: what it shows by itself, in order; questions: its parts."""

    id: str
    title: str
    annex: bool
    content: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Structure:
    """summary: numbers of the figures the summary draws on."""

    title: str
    subtitle: str
    summary: tuple[int, ...]
    chapters: tuple[Chapter, ...]


def load_structure(path: Path, study: Study) -> Structure:
    """Read and cross-check the structure.

    Raises InputProblems, with lines: an unknown figure or part, a part of figures.yaml that no
    chapter or more than one shows, a chapter id used twice, a typed digit in a text.
    """
    problems = ProblemList()
    data = load_yaml(path, "report", problems)
    problems.raise_if_any()
    for index, number in enumerate(data["summary"]):
        if number not in study.figures:
            problems.add(
                path,
                f"figuur {number} bestaat niet",
                "kies een nummer van figures.yaml",
                row=line_of(path, "summary", index),
                column="summary",
            )
    known = [section.id for section in study.sections]
    ids: list[str] = []
    placed: list[str] = []
    for index, entry in enumerate(data["chapters"]):
        row = line_of(path, "chapters", index)
        if entry["id"] in ids:
            problems.add(path, f"het id '{entry['id']}' bestaat al", "kies een ander", row=row)
        ids.append(entry["id"])
        own = [question["section"] for question in entry.get("questions", ())]
        if entry["id"] in known and (own != [entry["id"]] or "content" in entry):
            fault = f"het id '{entry['id']}' is ook dat van een deel van figures.yaml"
            problems.add(path, fault, "kies een ander", row=row)
        for question in entry.get("questions", ()):
            name = question["section"]
            if name not in known or name in placed:
                fault = "heeft al een plaats" if name in known else "bestaat niet"
                problems.add(
                    path,
                    f"deel '{name}' {fault}",
                    "noem elk deel van figures.yaml één keer",
                    row=row,
                    column=entry["id"],
                    expected="een van: " + ", ".join(known),
                )
            placed.append(name)
    for name in known:
        if name not in placed:
            problems.add(
                path,
                f"deel '{name}' van figures.yaml heeft geen hoofdstuk",
                "zet het onder questions van een hoofdstuk",
                column="chapters",
            )
    refuse_typed_numbers({key: data[key] for key in ("title", "subtitle")}, path, (), problems)
    for index, entry in enumerate(data["chapters"]):
        refuse_typed_numbers(entry["title"], path, ("chapters", index, "title"), problems)
        refuse_typed_numbers(
            entry.get("questions", []), path, ("chapters", index, "questions"), problems
        )
    problems.raise_if_any()
    chapters = tuple(
        Chapter(
            entry["id"],
            entry["title"],
            entry.get("annex", False),
            tuple(entry.get("content", ())),
            tuple(Question(**question) for question in entry.get("questions", ())),
        )
        for entry in data["chapters"]
    )
    return Structure(data["title"], data["subtitle"], tuple(data["summary"]), chapters)
