"""Words and digits in a chapter that look like a number and are bound to none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveyreport.report.chapter_text import Bound, Inlines, Plain, Wrapped
from surveyreport.report.number_words import NUMBER, OUT_OF, PART_OF, TIMES, VAGUE, folded
from surveyreport.report.size_words import SizeWords
from surveyreport.report.tables import MONTHS

# what may be typed: a day, a school year, a year, a section of the report or of the questionnaire
TYPED = re.compile(
    rf"\b\d{{1,2}} (?:tot (?:en met )?\d{{1,2}} )?(?:{'|'.join(MONTHS)})(?: (?:19|20)\d\d)?\b"
    r"|\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?\b"
    r"|\b(?:[Hh]oofdstuk|[Dd]eel|[Bb]ijlage|[Pp]aragraaf|[Oo]nderzoeksvraag|[Vv]raag)"
    r" \d+(?:\.\d+)*\b"
)
# raised and lowered digits and ½ are digits too
DIGITS = re.compile(
    r"\d+(?:[.,]\d+)?(?:[\s\u00a0]?%)?|[²³¹\u00bc-\u00be\u2070-\u209c\u2150-\u2189]"
)
# what stands for a bound number or words, and for other marks, while words are sought
MARK, OTHER = "\x01", "\x00"
# words that turn around or sharpen what a bracket says, when they are left outside of it
OUTSIDE = ("niet", "geen", "nooit", "slechts")
COMPARED = (r"\w{3,}er dan", r"(?:even|net zo) \w+ als", "evenzeer", "evengoed")
NOT_COMPARED = r"(?!(?:ander|eerder|later|verder|langer) dan)"


@dataclass(frozen=True)
class Loose:
    """kind: as of `judge`; words as typed; outside: they stand before a bracket they belong in."""

    kind: str
    words: str
    line: int
    outside: bool = False


def typed_digits(plain: Plain) -> list[str]:
    """The numbers typed in a text that is no quotation or footnote; dates and places may be."""
    if plain.quoted:
        return []
    return [found[0] for found in DIGITS.finditer(TYPED.sub("", plain.text))]


@dataclass
class _Read:
    """Text as it is searched: folded, with for each sign its line and what was typed."""

    signs: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def add(self, sign: str, line: int, typed: str = "") -> None:
        self.signs.append(sign)
        self.lines.append(line)
        self.typed.append(typed)

    def plain(self, plain: Plain) -> None:
        for sign in plain.text:
            bare = " " if sign.isspace() else folded(sign)[:1]
            if not bare or (bare == " " and self.signs[-1:] == [" "]):
                continue
            self.add(bare, plain.line, sign)


class Finder:
    """Looks for the words of the house where they are bound to nothing."""

    def __init__(self, words: SizeWords):
        fractions, comparisons = words.data["fractions"], words.data["comparisons"]
        before = [word for entry in fractions["modifiers"] for word in entry["words"]]
        modifiers = [word for entry in comparisons["modifiers"] for word in entry["words"]]
        differences = _sought(comparisons["words"])
        modified = [f"{m} {d}" for m in modifiers for entry in comparisons["words"]
                    if entry["direction"] != "none" for d in entry["words"]]  # fmt: skip
        superlatives = [w for entry in comparisons["superlatives"] for w in entry["words"]]
        ratios = [w for entry in comparisons.get("ratios", ()) for w in entry["words"]]
        only = comparisons.get("only", ())
        compared = [*modified, *differences, *superlatives, *ratios, *only]
        share = "|".join(
            (OUT_OF, f"{NUMBER} van (?:de|elke) {NUMBER}", PART_OF, _any(fractions["words"]))
        )
        people = "|".join(folded(noun) for nouns in words.data["units"].values() for noun in nouns)
        sizes = words.data["sizes"]
        counted = [w for entry in sizes if entry.get("with_unit") for w in entry["words"]]
        self.patterns = tuple(
            (kind, re.compile(rf"\b(?:{pattern})(?!\w)"))
            for kind, pattern in (
                ("vergelijking", TIMES),
                ("woord", rf"(?:(?:{_any(before)}) )?(?:{share})"),
                ("woord", _any(_sought([entry for entry in sizes if not entry.get("with_unit")]))),
                ("woord", f"(?:{_any(counted)}) (?:{people})"),
                ("vergelijking", f"{_any(compared)}|{NOT_COMPARED}(?:{'|'.join(COMPARED)})"),
                ("telwoord", f"{NUMBER}|{VAGUE}"),
            )
        )
        self.outside = re.compile(
            rf"\b({_any([*before, *modifiers, *OUTSIDE])}) (?:een |de |het )?{MARK}"
        )

    def __call__(self, inlines: Inlines) -> list[Loose]:
        """What was found in a sentence, in its order, whatever line or emphasis it is broken by.

        A quotation says what it says; a footnote is searched, though digits may be typed there.
        """
        return [loose for read in _reads(inlines) for loose in self._found(read)]

    def _found(self, read: _Read) -> list[Loose]:
        text, found = "".join(read.signs), []
        for kind, pattern in self.patterns:
            for match in pattern.finditer(text):
                if match[0] == "een" and "".join(read.typed[slice(*match.span())]).lower() == "een":
                    continue
                found.append((match.start(), self._loose(read, kind, *match.span())))
                text = text[: match.start()] + OTHER * len(match[0]) + text[match.end() :]
        for match in self.outside.finditer(text):
            found.append((match.start(), self._loose(read, "woord", *match.span(1), outside=True)))
        return [loose for _, loose in sorted(found, key=lambda pair: pair[0])]

    def _loose(self, read: _Read, kind: str, start: int, end: int, outside: bool = False) -> Loose:
        return Loose(kind, "".join(read.typed[start:end]), read.lines[start], outside)


def _reads(inlines: Inlines) -> Iterator[_Read]:
    """The sentence, and each footnote in it."""
    read, notes = _Read(), []
    _into(read, inlines, notes)
    yield read
    for note in notes:
        yield from _reads(tuple(
            Plain(one.text, one.line) if isinstance(one, Plain) else one for one in note
        ))  # fmt: skip


def _into(read: _Read, inlines: Inlines, notes: list[Inlines]) -> None:
    for one in inlines:
        if isinstance(one, Plain) and not one.quoted:
            read.plain(one)
        elif isinstance(one, Wrapped) and one.kind == "footnote":
            notes.append(one.inlines)
        elif isinstance(one, Wrapped):
            _into(read, one.inlines, notes)
        else:
            read.add(MARK if isinstance(one, Bound) else OTHER, one.line)


def _sought(entries: list[dict]) -> list[str]:
    return [word for entry in entries if entry.get("seek", True) for word in entry["words"]]


def _any(words: list[str]) -> str:
    """A pattern for any of the words, the longest first, an article in front left free; `…` in
    them stands for what may come between."""
    bare = {re.sub(r"^(een|de) (?=\w+ )", "", folded(word)) for word in words}
    bare |= set(map(folded, words))
    listed = sorted(bare, key=lambda word: (-len(word), word))
    return "|".join(re.escape(w).replace(r"\ …\ ", r"(?: [\w,]+){0,8}? ") for w in listed)
