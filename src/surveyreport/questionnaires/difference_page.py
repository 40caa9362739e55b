"""The page that shows people what changed in the questionnaires between two waves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib import resources
from pathlib import Path

from surveyreport.files.page import page_template
from surveyreport.questionnaires.asked import Asked
from surveyreport.questionnaires.changes import PROPOSALS
from surveyreport.questionnaires.comparability import Decided
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

RESULTS = Path("results")
TEMPLATE = "questionnaire_difference.html.j2"
SAME, GONE, NEW = "same", "del", "ins"


def page_path(wave: str) -> Path:
    """Where the page about a wave and the one before it stands."""
    return RESULTS / wave / "questionnaire_difference.html"


def difference_page(
    decided: list[Decided], earlier: Wave, later: Wave, study: Study, decisions: str
) -> str:
    """The page as HTML (UTF-8 text): every question of either wave, changed ones side by side.

    decisions: the file with the decisions, as the analyst names it.
    """
    template = page_template(
        resources.files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
    )
    by_group = {
        group: [one for one in decided if one.difference.group == group.id]
        for group in study.groups.values()
    }
    return template.render(
        earlier=earlier,
        later=later,
        synthetic=earlier.synthetic or later.synthetic,
        groups=[(group, rows) for group, rows in by_group.items() if rows],
        counted=lambda rows: Counter(row.decision for row in rows),
        states=(*PROPOSALS, ""),
        wording=_wording,
        marked=marked,
        colours=study.theme["colours"],
        decisions=decisions,
        undecided=sum(not row.decision for row in decided),
    )


def _wording(asked: Asked | None) -> str:
    if asked is None:
        return ""
    return f"{asked.stem} — {asked.text}" if asked.stem else asked.text


def marked(old: str, new: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Both texts as (same, del or ins; words) in a row: what is gone marked in the old one, what
    is new in the new one."""
    words = [re.findall(r"\S+\s*", text) for text in (old, new)]
    bare = [[word.strip() for word in side] for side in words]
    opcodes = SequenceMatcher(None, bare[0], bare[1], autojunk=False).get_opcodes()
    sides = (
        _side(words[0], [(kind, start, end) for kind, start, end, _, _ in opcodes], GONE),
        _side(words[1], [(kind, start, end) for kind, _, _, start, end in opcodes], NEW),
    )
    return list(sides[0]), list(sides[1])


def _side(
    words: list[str], opcodes: list[tuple[str, int, int]], mark: str
) -> Iterator[tuple[str, str]]:
    for kind, start, end in opcodes:
        if start < end:
            yield (SAME if kind == "equal" else mark), "".join(words[start:end])
