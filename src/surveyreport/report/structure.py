"""study/report.yaml: the chapters of the report and the research question above each part."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

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
    """content: what it shows by itself, in order; questions: its parts; front: whether it stands
    before the contents, without a number."""

    id: str
    title: str
    annex: bool
    content: tuple[str, ...]
    questions: tuple[Question, ...]
    front: bool = False


@dataclass(frozen=True)
class Structure:
    """summary: numbers of the figures the summary draws on. written_for: the waves whose chapters
    are those of study/report, or None for every wave; dismissed: what the summary leaves out, by
    its name in left_out.csv, and why."""

    title: str
    subtitle: str
    summary: tuple[int, ...]
    chapters: tuple[Chapter, ...]
    publisher: str = ""
    written_for: tuple[str, ...] | None = None
    dismissed: dict[str, str] = field(default_factory=dict)


def load_structure(path: Path, study: Study) -> Structure:
    """Read and cross-check the structure; chapters with a text are files beside it, in report/.

    Raises InputProblems, with lines: an unknown figure or part, a part of figures.yaml that no
    chapter or more than one shows, a chapter id used twice or without title, a text without
    chapter, a typed digit in a text, two reasons for one thing left out.
    """
    problems = ProblemList()
    data = load_yaml(path, "report", problems)
    problems.raise_if_any()
    for index, number in enumerate(data.get("summary", ())):
        if number not in study.figures:
            problems.add(
                path,
                f"figuur {number} bestaat niet",
                "kies een nummer van figures.yaml",
                row=line_of(path, "summary", index),
                column="summary",
            )
    known = [section.id for section in study.sections]
    texts = {text.stem: text for text in sorted((path.parent / "report").glob("*.md"))}
    renamed = _renamed(data["chapters"], texts)
    ids: list[str] = []
    placed: list[str] = []
    for index, entry in enumerate(data["chapters"]):
        row = partial(line_of, path, "chapters", index)
        if entry["id"] in ids:
            problems.add(path, f"het id '{entry['id']}' bestaat al", "kies een ander", row=row)
        ids.append(entry["id"])
        if "title" not in entry and entry["id"] not in texts:
            fault = f"het hoofdstuk '{entry['id']}' heeft geen titel en geen tekst"
            remedy = f"vul title in, of schrijf {path.parent / 'report' / entry['id']}.md"
            if text := renamed.get(entry["id"]):
                remedy = f"noem het zoals zijn tekst {text}, of geef die tekst deze naam"
            problems.add(path, fault, remedy, row=row)
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
    for name, text in texts.items():
        if name not in ids and text not in renamed.values():
            problems.add(text, f"report.yaml heeft geen hoofdstuk '{name}'",
                         f"zet '- id: {name}' op zijn plaats onder chapters, of geef het bestand "
                         "de naam van een hoofdstuk")  # fmt: skip
    for name in known:
        if name not in placed:
            problems.add(
                path,
                f"deel '{name}' van figures.yaml heeft geen hoofdstuk",
                "zet het onder questions van een hoofdstuk",
                column="chapters",
            )
    reasons: dict[str, str] = {}
    for index, entry in enumerate(data.get("left_out", ())):
        if entry["what"] in reasons:
            fault = f"'{entry['what']}' staat twee keer onder left_out"
            problems.add(path, fault, "geef één reden", row=line_of(path, "left_out", index))
        reasons[entry["what"]] = entry["reason"]
    cover = {key: data[key] for key in ("title", "subtitle", "publisher") if key in data}
    refuse_typed_numbers(cover, path, (), problems)
    for index, entry in enumerate(data["chapters"]):
        refuse_typed_numbers(entry.get("title", ""), path, ("chapters", index, "title"), problems)
        refuse_typed_numbers(
            entry.get("questions", []), path, ("chapters", index, "questions"), problems
        )
    problems.raise_if_any()
    chapters = tuple(
        Chapter(
            entry["id"],
            entry.get("title", ""),
            entry.get("annex", False),
            tuple(entry.get("content", ())),
            tuple(Question(**question) for question in entry.get("questions", ())),
            entry.get("front", False),
        )
        for entry in data["chapters"]
    )
    return Structure(
        data["title"],
        data["subtitle"],
        tuple(data.get("summary", ())),
        chapters,
        data.get("publisher", ""),
        tuple(data["written_for"]) if "written_for" in data else None,
        reasons,
    )


def _renamed(chapters: list[dict[str, Any]], texts: dict[str, Path]) -> dict[str, Path]:
    """Chapter without title or text -> the text without chapter it is most like or alone with."""
    bare = [one["id"] for one in chapters if "title" not in one and one["id"] not in texts]
    ids = {one["id"] for one in chapters}
    loose = {name.lower(): name for name in texts if name not in ids}
    cutoff = 0.0 if len(bare) == len(loose) == 1 else 0.6
    found = {}
    for name in dict.fromkeys(bare):
        for near in difflib.get_close_matches(name.lower(), loose, n=1, cutoff=cutoff):
            found[name] = texts[loose.pop(near)]
    return found
