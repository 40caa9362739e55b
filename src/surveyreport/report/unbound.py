"""Words and digits in a chapter that look like a number and are bound to none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveyreport.report.chapter_text import Plain
from surveyreport.report.size_words import NUMERALS, SizeWords
from surveyreport.report.tables import MONTHS

# what may be typed: a day, a school year, a year, a section of the report or of the questionnaire
TYPED = re.compile(
    rf"\b\d{{1,2}} (?:tot (?:en met )?\d{{1,2}} )?(?:{'|'.join(MONTHS)})(?: (?:19|20)\d\d)?\b"
    r"|\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?\b"
    r"|\b(?:[Hh]oofdstuk|[Dd]eel|[Bb]ijlage|[Pp]aragraaf|[Oo]nderzoeksvraag|[Vv]raag)"
    r" \d+(?:\.\d+)*\b"
)
DIGITS = re.compile(r"\d+(?:[.,]\d+)?(?:[\s\u00a0]?%)?")
FRACTION = rf"(?:{'|'.join(NUMERALS[1:])}|één) op (?:de )?(?:{'|'.join(NUMERALS[2:])})"
COUNT = rf"(?:{'|'.join(NUMERALS[2:])})"


@dataclass(frozen=True)
class Loose:
    """kind: as of `judge`; words as typed."""

    kind: str
    words: str
    line: int


def typed_digits(plain: Plain) -> list[str]:
    """The numbers typed in a text that is no quotation or footnote; dates and places may be."""
    if plain.quoted:
        return []
    return [found[0] for found in DIGITS.finditer(TYPED.sub("", plain.text))]


class Finder:
    """Looks for the words of the house where they are bound to nothing."""

    def __init__(self, words: SizeWords):
        sizes = _sought(words.data["sizes"])
        fractions = list(words.data["fractions"]["words"])
        before = _sought(words.data["fractions"]["modifiers"])
        comparisons = words.data["comparisons"]
        differences = _sought(comparisons["words"])
        modified = [f"{m} {d}" for m in _sought(comparisons["modifiers"])
                    for entry in comparisons["words"] if entry["direction"] != "none"
                    for d in entry["words"]]  # fmt: skip
        superlatives = [w for entry in comparisons["superlatives"] for w in entry["words"]]
        compared = _any([*modified, *differences, *superlatives, *comparisons.get("only", ())])
        share = f"(?:{_any([*fractions])}|{FRACTION})"
        self.patterns = (
            ("woord", re.compile(rf"\b(?:(?:{_any(before)}) )?{share}(?!\w)", re.IGNORECASE)),
            ("woord", re.compile(rf"\b(?:{_any(sizes)})(?!\w)", re.IGNORECASE)),
            ("vergelijking", re.compile(rf"\b(?:{compared})(?!\w)", re.IGNORECASE)),
            ("telwoord", re.compile(rf"\b{COUNT}(?!\w)", re.IGNORECASE)),
        )  # fmt: skip

    def __call__(self, plain: Plain) -> list[Loose]:
        """What was found, in the order of the text; quotations and footnotes say what they say."""
        if plain.quoted:
            return []
        text, found = plain.text, []
        for kind, pattern in self.patterns:
            for match in pattern.finditer(text):
                found.append((match.start(), Loose(kind, match[0], plain.line)))
                text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
        return [loose for _, loose in sorted(found, key=lambda pair: pair[0])]


def _sought(entries: list[dict]) -> list[str]:
    return [word for entry in entries if entry.get("seek", True) for word in entry["words"]]


def _any(words: list[str]) -> str:
    """A pattern for any of the words, the longest first, an article in front left free."""
    bare = {re.sub(r"^(een|de) (?=\w+ )", "", word) for word in words} | set(words)
    return "|".join(re.escape(word) for word in sorted(bare, key=lambda w: (-len(w), w)))
