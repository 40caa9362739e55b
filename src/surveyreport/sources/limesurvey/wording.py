"""When two texts say the same: without HTML, blanks and, to match, without punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from surveyreport.sources.limesurvey.survey import plain

BREAK = re.compile(r"<\s*(?:br|/?p|/?div|/?li|/?h\d)\b[^>]*>", re.IGNORECASE)
# punctuation to Unicode, yet it changes what a text says
MEANS = frozenset("#%‰‱&@*§^")
# symbols to Unicode, yet typed for a quotation mark
QUOTES = frozenset("`´¨ˋˊ˝")
# every dash one dash; which glyph of a symbol is meant says nothing
SAME = dict.fromkeys((0xFE0E, 0xFE0F)) | dict.fromkeys(
    (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D), "-"
)
BETWEEN_DIGITS = re.compile(r"(?<=\d)\s*-\s*(?=\d)")


def wording(text: str) -> str:
    """A text as read on the screen: no HTML tags or entities, every run of blanks one blank."""
    return " ".join(plain(BREAK.sub(" ", text)).split())


@lru_cache(maxsize=10_000)
def match_key(text: str) -> str:
    """What two wordings of the same question share: lower-case words and signs, no punctuation.

    A sign is what Unicode calls a symbol (< > ≤ + € ° ★), MEANS, punctuation between two digits
    (1,5 is not 1.5; 16-18 is not 16 18) and a dash that is neither a hyphen nor a break between
    words: the minus of -5, the dashes of 'A-' and '(+/-)'.
    """
    shown = wording(text)
    written = unicodedata.normalize("NFC", shown.casefold()).translate(SAME)
    written = BETWEEN_DIGITS.sub("-", written)
    parts: list[str] = []
    after_word = False
    for place, character in enumerate(written):
        if _in_word(character):
            if after_word:
                parts[-1] += character
            else:
                parts.append(character)
            after_word = True
            continue
        after_word = False
        if _is_sign(written, place):
            parts.append(character)
    return " ".join(parts) or shown


def _in_word(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LNM"


def _is_sign(text: str, place: int) -> bool:
    character = text[place]
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if before.isdigit() and after.isdigit() and not character.isspace():
        return True
    if character == "-":
        return _is_minus(text, place)
    return character in MEANS or (
        unicodedata.category(character)[0] == "S" and character not in QUOTES
    )


def _is_minus(text: str, place: int) -> bool:
    """A dash that says something: not the hyphen of a word, not a break between words."""
    start, end = place, place + 1
    while start and text[start - 1] == "-":
        start -= 1
    while text[end : end + 1] == "-":
        end += 1
    before, after = text[:start], text[end:]
    if after[:1].isdigit():
        return not _in_word(before[-1:] or " ") or before[-1].isdigit()
    if before and _in_word(before[-1]):
        # a lone letter or number with a dash is a mark: A-, 1-
        return not _in_word(before[-2:-1] or " ") and not _in_word(after[:1] or " ")
    if after and _in_word(after[0]):
        return not before[-1:].isspace() and bool(before)
    words = [any(map(_in_word, side)) for side in (before, after)]
    spaced = (before[-1:] or " ").isspace() and (after[:1] or " ").isspace()
    return not (spaced and all(words))
