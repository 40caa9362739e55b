"""study/disclosure.yaml: the thresholds, and what an attacker may know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.study.model import Study

POLICY = Path("study/disclosure.yaml")


@dataclass(frozen=True)
class Policy:
    """The rules of a release; the meaning of each is in schemas/disclosure.yaml.

    sensitive: item ids on which (near) unanimity is hidden. interval: least distance of the lowest
    and highest possible value of a hidden count. insider: the attacker knows the answers
    of one provider.
    """

    respondents: int
    cell: int
    public_respondents: int
    public_cell: int
    small_table: int
    providers: int
    largest_share: float
    share_above: float
    sensitive: frozenset[str]
    open_text: int
    interval: int
    insider: bool
    differencing: int
    earlier: tuple[Path, ...]
    public_files: tuple[str, ...]


def load_policy(path: Path, study: Study) -> Policy:
    """The checked policy. Raises InputProblems: unknown keys, items that do not exist."""
    problems = ProblemList()
    data = load_yaml(path, "disclosure", problems)
    problems.raise_if_any()
    sensitive: set[str] = set()
    for number, name in enumerate(data["unanimity"]["items"]):
        question = study.questions.get(name)
        found = [item.id for item in question.items] if question else [name]
        if not question and name not in study.items:
            problems.add(
                path,
                f"onbekende vraag '{name}'",
                "neem een id van de vragenlijsten",
                row=line_of(path, "unanimity", "items", number),
                column="unanimity.items",
                about=("item", name),
            )
        sensitive.update(found)
    problems.raise_if_any()
    own, public = data["own_report"], data["public"]
    return Policy(
        respondents=own["respondents"],
        cell=own["cell"],
        public_respondents=public["respondents"],
        public_cell=public["cell"],
        small_table=public["small_table"],
        providers=data["aggregate"]["providers"],
        largest_share=data["aggregate"]["largest_share"],
        share_above=data["unanimity"]["share_above"],
        sensitive=frozenset(sensitive),
        open_text=data["open_text"]["respondents"],
        interval=data["attack"]["interval"],
        insider=data["attack"]["insider"],
        differencing=data["earlier"]["differencing"],
        earlier=tuple(map(Path, data["earlier"]["releases"])),
        public_files=tuple(data["release"]["public"]),
    )
