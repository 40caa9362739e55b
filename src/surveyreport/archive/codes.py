"""The codes of the archive's files: one number per answer and per kind of missing."""

from __future__ import annotations

from surveyreport.responses.recoding import BROKE_OFF, LEFT_OPEN, NOT_CODED, NOT_SHOWN
from surveyreport.study.model import Item

WITHHELD = "withheld"
MISSING_CODES = {NOT_SHOWN: -1, LEFT_OPEN: -2, BROKE_OFF: -3, WITHHELD: -4, NOT_CODED: -5}
# Added to the place of a level on its scale when it has no place in the order ("don't know")
OUTSIDE_SCALE = 90


def answer_codes(item: Item) -> dict[int | str, int]:
    """Answer (label of a level; 1 or 0 for an option) -> code.

    Substantive levels count from 1 in the order of the scale; the other levels are 90 plus their
    place, so that "don't know" has one code on all scales that put it in the same place.
    """
    if item.type == "option":
        return {0: 0, 1: 1}
    return {
        level.label: place + (0 if level.kind == "substantive" else OUTSIDE_SCALE)
        for place, level in enumerate(item.scale.levels, 1)
    }


def answer_labels(item: Item, words: dict[str, str]) -> dict[int, str]:
    """Code -> what it says to a reader. words: `ticked` and `not_ticked`."""
    if item.type == "option":
        return {0: words["not_ticked"], 1: words["ticked"]}
    return {code: str(label) for label, code in answer_codes(item).items()}
