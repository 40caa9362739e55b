"""study/side_by_side.yaml and study/confidence/: what stands beside what, and who trusts it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from surveyreport.files.problems import ProblemList, Row
from surveyreport.files.reads import is_there
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study

SOURCES = ("survey", "verdict", "factor", "visits", "register")
SAME, OPPOSITE, EXPLAINS = "same", "opposite", "explains"


@dataclass(frozen=True)
class Evidence:
    """One row of the display. source: of SOURCES; name: item, comparison, code, theme or register;
    rest: the other keys of the entry."""

    source: str
    name: str
    role: str
    rest: dict[str, str]


@dataclass(frozen=True)
class Claim:
    """A statement, the evidence that carries it and what stands beside it."""

    text: str
    carried_by: Evidence
    beside: tuple[Evidence, ...]


@dataclass(frozen=True)
class ResearchQuestion:
    """A research question and its claims."""

    number: int
    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class SideBySide:
    """named: from which share a factor counts as named."""

    named: float
    questions: tuple[ResearchQuestion, ...]


@dataclass(frozen=True)
class Judgement:
    """Somebody's confidence in what was found on a question; see schemas/confidence.yaml."""

    question: int
    confidence: str
    methods: str
    coherence: str
    adequacy: str
    relevance: str
    by: str
    day: str


def load_side_by_side(
    path: Path, study: Study, comparisons: Comparisons, problems: ProblemList
) -> SideBySide | None:
    """The display in `path`; None without the file or with faults, which go to `problems`."""
    if not path.is_file():
        return None
    data = load_yaml(path, "side_by_side", problems)
    if not data:
        return None
    questions = []
    for place, entry in enumerate(data["questions"]):
        claims = []
        for at, claim in enumerate(entry["claims"]):
            row = partial(line_of, path, "questions", place, "claims", at)
            carrier = claim.get("survey") or {"item": claim["factor"]}
            source = "survey" if "survey" in claim else "factor"
            first = Evidence(source, carrier["item"], SAME, {"answer": carrier.get("answer", "")})
            beside = tuple(_evidence(one, path, row, problems) for one in claim["beside"])
            for one in (first, *beside):
                _check(one, path, row, study, comparisons, problems)
            claims.append(Claim(claim["claim"], first, beside))
        questions.append(ResearchQuestion(entry["number"], entry["question"], tuple(claims)))
    return SideBySide(data["named"], tuple(questions))


def load_judgements(
    path: Path, problems: ProblemList, plan: SideBySide | None = None
) -> dict[int, Judgement]:
    """Question -> judgement, of one wave; {} without a file. Faults go to `problems`: a question
    judged twice, or, where there is a plan, one that it does not ask."""
    if not is_there(path):
        return {}
    entries = load_yaml(path, "confidence", problems).get("judgements", [])
    asked = [question.number for question in plan.questions] if plan else None
    for place, entry in enumerate(entries):
        number, row = entry["question"], partial(line_of, path, "judgements", place, "question")
        if number in [one["question"] for one in entries[:place]]:
            problems.add(
                path, f"een tweede oordeel over vraag {number}", "houd er één over", row=row
            )
        elif asked is not None and number not in asked:
            problems.add(path, f"onderzoeksvraag {number} bestaat niet",
                         "neem een nummer van study/side_by_side.yaml", row=row,
                         expected="een van: " + ", ".join(map(str, asked)),
                         about=("research question", str(number)))  # fmt: skip
    return {entry["question"]: Judgement(**entry) for entry in entries}


def _evidence(entry: dict[str, str], path: Path, row: Row, problems: ProblemList) -> Evidence:
    sources = [name for name in SOURCES if name in entry]
    if len(sources) != 1:
        problems.add(path, f"{len(sources)} bronnen in één bewijs", "noem er één", row=row,
                     expected="een van: " + ", ".join(SOURCES))  # fmt: skip
        return Evidence("", "", SAME, {})
    rest = {key: value for key, value in entry.items() if key not in (sources[0], "role")}
    return Evidence(sources[0], entry[sources[0]], entry.get("role", SAME), rest)


def _check(
    one: Evidence,
    path: Path,
    row: Row,
    study: Study,
    comparisons: Comparisons,
    problems: ProblemList,
) -> None:
    known = {
        "survey": study.items,
        "factor": study.items,
        "verdict": {comparison.id for comparison in comparisons.comparisons},
        "visits": study.visits.themes if study.visits else {},
        "register": study.registers.get("columns", {}) or {one.name},
    }
    if one.source and one.name not in known[one.source]:
        problems.add(
            path,
            f"{one.source}: '{one.name}' bestaat niet",
            "verbeter de naam",
            row=row,
            about=study.absent(one.name) if one.source in ("survey", "factor") else None,
        )
    elif one.source == "survey":
        scale = study.items[one.name].scale
        answers = (*(scale.labels if scale else ()), "top2", "bottom2")
        if one.rest.get("answer") not in answers:
            problems.add(
                path,
                f"'{one.rest.get('answer', '')}' is geen antwoord op {one.name}",
                "vul 'answer' in",
                row=row,
                expected="een van: " + ", ".join(answers),
            )
    elif one.source == "factor" and study.items[one.name].coded_from is None:
        problems.add(path, f"'{one.name}' is geen code van een open vraag",
                     "noem <open vraag>.<code>", row=row)  # fmt: skip
