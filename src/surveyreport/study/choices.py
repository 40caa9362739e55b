"""study/choices.yaml: what could defensibly have been done otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice

NAME = "choices.yaml"
OPTIONS = {
    "dont_know": ("out", "between"),
    "unfinished": ("in", "out"),
    "weights": ("none", "type"),
    "suspicious": ("in", "out"),
    "largest_provider": ("in", "out"),
    "scope": ("all", "within"),
}


@dataclass(frozen=True)
class Choice:
    """about: a key of OPTIONS; options: defensible ones, the first is what the report does."""

    about: str
    options: tuple[str, ...]
    reason: str


def load_choices(path: Path) -> tuple[Choice, ...]:
    """The choices in the order of the file, none without the file. Raises InputProblems."""
    if not path.is_file():
        return ()
    problems = ProblemList()
    data = load_yaml(path, "choices", problems)
    problems.raise_if_any()
    refuse_twice(path, ("choices",), [entry["about"] for entry in data["choices"]], problems)
    for number, entry in enumerate(data["choices"]):
        for option in entry["options"]:
            if option not in OPTIONS[entry["about"]]:
                problems.add(
                    path,
                    f"'{option}' is geen optie van {entry['about']}",
                    "neem een optie die bij deze keuze hoort",
                    row=line_of(path, "choices", number, "options"),
                    column=entry["about"],
                    expected="een van: " + ", ".join(OPTIONS[entry["about"]]),
                )
    problems.raise_if_any()
    return tuple(
        Choice(entry["about"], tuple(entry["options"]), entry["reason"])
        for entry in data["choices"]
    )
