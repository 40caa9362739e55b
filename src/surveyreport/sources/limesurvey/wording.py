"""When two texts say the same: without HTML, blanks and, to match, without punctuation."""

from __future__ import annotations

import re

from surveyreport.sources.limesurvey.structure import plain

BREAK = re.compile(r"<\s*(?:br|/?p|/?div|/?li|/?h\d)\b[^>]*>", re.IGNORECASE)


def wording(text: str) -> str:
    """A text as read on the screen: no HTML tags or entities, every run of blanks one blank."""
    return " ".join(plain(BREAK.sub(" ", text)).split())


def match_key(text: str) -> str:
    """What two wordings of the same question share: lower-case words, no punctuation."""
    shown = wording(text)
    return " ".join(re.findall(r"\w+", shown.casefold())) or shown
