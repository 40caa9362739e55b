"""The codes a questionnaire gets in LimeSurvey: B02[SQ001] for the first row of `<group>.B2`."""

from __future__ import annotations

import re

from surveyreport.sources.limesurvey.wording import match_key
from surveyreport.study.model import Item

PROVIDER_CODE = "aanbieder"
OTHER_OPTION = "andere"
OTHER_ROW = "other"


def question_code(question_id: str) -> str:
    """B02 for `beleid.B2`, B02a for `beleid.B2a`: two digits, so that codes sort as printed."""
    letter, number, suffix = re.fullmatch(r".*\.([A-Z])(\d+)([a-z]?)", question_id).groups()
    return f"{letter}{int(number):02d}{suffix}"


def row_codes(items: tuple[Item, ...]) -> dict[str, str]:
    """Item id -> SQ001 … in printed order; the option 'andere' is LimeSurvey's own `other`."""
    codes: dict[str, str] = {}
    for item in items:
        number = len(codes) - (OTHER_ROW in codes.values()) + 1
        codes[item.id] = OTHER_ROW if is_other(item) else f"SQ{number:03d}"
    return codes


def is_other(item: Item) -> bool:
    """An option that asks for another answer in words."""
    return item.type == "option" and match_key(item.text) == OTHER_OPTION


def answer_code(position: int) -> str:
    """A1 for the first level of a scale (position 0)."""
    return f"A{position + 1}"
