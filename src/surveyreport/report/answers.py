"""The answers that a binding may name: those of a scale, its two sides, a box."""

from __future__ import annotations

from collections.abc import Sequence

from surveyreport.report.binding import ANSWERS, KINDS, BindingFault
from surveyreport.study.model import Item


def is_answer(text: str, items: Sequence[Item]) -> bool:
    """True when these words are one answer on the scale of every item."""
    return bool(items) and all(text in answers_of(item) for item in items)


def named_answers(text: str, items: Sequence[Item]) -> tuple[str, ...]:
    """The categories an answer stands for; each must exist on the scale of every item.

    Raises BindingFault for one that does not, or that is counted twice.
    """
    if not text:
        if all(item.scale is None for item in items):
            return ("selected",)
        text = "top2"
    answers = []
    for part in [text] if is_answer(text, items) else text.split("+"):
        word = part.strip()
        answer = ANSWERS.get(word, KINDS.get(word, word))
        for item in items:
            known = answers_of(item)
            if answer not in known:
                shown = [next((k for k, v in {**ANSWERS, **KINDS}.items() if v == a), a)
                         for a in known]  # fmt: skip
                raise BindingFault(f"'{word}' is geen antwoord op {item.id}",
                                   "kies een van: " + ", ".join(shown))  # fmt: skip
        answers.append(answer)
    for item in items:
        counted = [one for answer in answers for one in _stands_for(item, answer)]
        if len(set(counted)) < len(counted):
            raise BindingFault(
                f"'{text}' telt een antwoord op {item.id} twee keer",
                "noem elk antwoord één keer: top2 is de twee gunstigste samen",
            )
    return tuple(answers)


def _stands_for(item: Item, answer: str) -> list[str]:
    """The labels of the scale that an answer takes together; itself where it is one."""
    if item.scale is None:
        return [answer]
    sides = {"top2": item.scale.top2, "bottom2": item.scale.bottom2}
    of_kind = [level.label for level in item.scale.levels if level.kind == answer]
    return list(sides.get(answer, ())) or of_kind or [answer]


def answers_of(item: Item) -> list[str]:
    """The categories and kinds of answer that estimates.csv has for an item."""
    if item.type == "option":
        return ["selected", "not_selected"]
    if item.scale is None:
        return []
    kinds = {level.kind for level in item.scale.levels} - {"substantive"}
    sides = [name for name in ("top2", "bottom2") if getattr(item.scale, name)]
    return [*sides, *item.scale.labels, *sorted(kinds)]
