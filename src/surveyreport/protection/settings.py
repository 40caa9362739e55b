"""study/disclosure.yaml: the promise about one answer, and from how many answers what is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml

POLICY = Path("study/disclosure.yaml")
NOISE, MINIMUM_N = "noise", "minimum_n"


@dataclass(frozen=True)
class Public:
    """When a public table over all providers gives nobody away; too_small: what happens to a
    question of which it would: leave_out or refuse."""

    respondents: int
    cell: int
    small_table: int
    providers: int
    largest_share: float
    too_small: str = "refuse"


@dataclass(frozen=True)
class Signed:
    """Who accepts that so many single answers follow from a release with exact counts."""

    name: str
    answers: int


@dataclass(frozen=True)
class Protection:
    """The rules of a release; the meaning of each is in schemas/disclosure.yaml.

    kind: NOISE or MINIMUM_N. odds: the promise, none (infinite) for MINIMUM_N. own_odds: the
    factor of one draw, None when it follows from the sizes. themes, questions, categories: least
    answers. key: where the key of a wave is, with {wave}. signed: per wave, for MINIMUM_N. people:
    least difference with an earlier release. files: patterns of what is made public.
    """

    kind: str
    odds: float
    own_odds: float | None
    themes: int
    questions: int
    categories: int
    key: str
    public: Public = Public(10, 5, 50, 3, 0.5)
    people: int = 3
    files: tuple[str, ...] = ()
    signed: dict[str, Signed] | None = None


def load_protection(path: Path = POLICY) -> Protection:
    """The checked rules. Raises InputProblems."""
    problems = ProblemList()
    data = load_yaml(path, "disclosure", problems)
    problems.raise_if_any()
    shown = data["shown"]
    order = [shown["themes"], shown["questions"], shown["categories"]]
    if order != sorted(order):
        problems.add(
            path,
            f"de drempels dalen: {', '.join(map(str, order))}",
            "geef themes, questions en categories drempels die niet dalen",
            row=line_of(path, "shown"),
            column="shown",
        )
    noise = data["protection"] == NOISE
    if noise and "odds" not in data:
        problems.add(
            path,
            "protection: noise zonder odds",
            "zet odds erbij, de belofte, zoals odds: 3; docs/disclosure.md zegt wat ze kost",
            row=line_of(path, "protection"),
            column="odds",
        )
    for name in () if noise else ("odds", "own_odds"):
        if name in data:
            problems.add(
                path,
                f"{name} bij protection: minimum_n: daar verschuift geen aantal",
                f"laat {name} weg",
                row=line_of(path, name),
                column=name,
            )
    problems.raise_if_any()
    odds = float(data["odds"]) if noise else math.inf
    if data.get("own_odds", 1) > odds:
        problems.add(
            path,
            f"own_odds is {data['own_odds']}, meer dan odds ({data['odds']})",
            "kies een kleinere factor, of laat own_odds weg",
            row=line_of(path, "own_odds"),
            column="own_odds",
        )
    problems.raise_if_any()
    return Protection(
        kind=data["protection"],
        odds=odds,
        own_odds=data.get("own_odds"),
        themes=shown["themes"],
        questions=shown["questions"],
        categories=shown["categories"],
        key=data["key"],
        public=Public(**data["public"]),
        people=data["earlier"]["people"],
        files=tuple(data["release"]["public"]),
        signed={wave: Signed(**entry) for wave, entry in data.get("signed", {}).items()},
    )
