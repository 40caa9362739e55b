"""study/feedback.yaml: themes and the rules of the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice
from surveyreport.study.model import Study

SETTINGS = Path("study/feedback.yaml")


@dataclass(frozen=True)
class Theme:
    """Questions about one subject: item ids per group."""

    id: str
    title: str
    items: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Settings:
    """The checked settings; see schemas/feedback.yaml."""

    themes: tuple[Theme, ...]
    pupils: str
    contact: str
    sender: tuple[str, ...]
    batches: int
    correct_within_days: int
    omega_from: float = 0.7
    respondents_from: int = 30


def load_settings(path: Path, study: Study) -> Settings:
    """The settings. Raises InputProblems: unknown keys, groups or items, items without top-2."""
    problems = ProblemList()
    data = load_yaml(path, "feedback", problems)
    problems.raise_if_any()
    refuse_twice(path, ("themes",), [entry["id"] for entry in data["themes"]], problems)
    themes = []
    for number, entry in enumerate(data["themes"]):
        items = {}
        for group, names in entry["items"].items():
            place: Any = {
                "row": partial(line_of, path, "themes", number, "items", group),
                "column": f"themes.{entry['id']}",
            }
            if group not in study.groups:
                problems.add(
                    path,
                    f"onbekende groep '{group}'",
                    "kies een groep van study/groups.yaml",
                    expected="een van: " + ", ".join(study.groups),
                    **place,
                )
                continue
            found = []
            for name in names:
                question = study.questions.get(name)
                found += question.items if question else [study.items.get(name)]
                if found[-1] is None:
                    fault = f"onbekende vraag '{name}'"
                    problems.add(
                        path, fault, "neem een bestaand id", about=study.absent(name), **place
                    )
                elif found[-1].group != group:
                    fault = f"'{name}' is geen vraag van {group}"
                    problems.add(path, fault, "zet ze bij haar groep", **place)
                elif not (found[-1].scale and found[-1].scale.top2):
                    problems.add(
                        path,
                        f"'{name}' heeft geen schaal met twee gunstige antwoorden",
                        "laat de vraag weg",
                        **place,
                    )
            items[group] = tuple(item.id for item in found if item)
        themes.append(Theme(entry["id"], entry["title"], items))
    problems.raise_if_any()
    return Settings(
        themes=tuple(themes),
        pupils=data["pupils"],
        contact=data["contact"],
        sender=tuple(data["sender"]),
        **data["render"],
        **data.get("coherence", {}),
    )
