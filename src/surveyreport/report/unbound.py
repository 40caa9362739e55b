"""Words and digits in a chapter that look like a number and are bound to none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from surveyreport.report.chapter_text import Bound, Inlines, Plain, Wrapped
from surveyreport.report.number_words import (
    NUMBER,
    ORDINAL,
    OUT_OF,
    PART_OF,
    PARTS,
    TIMES,
    VAGUE,
    folded,
)
from surveyreport.report.size_words import SizeWords
from surveyreport.report.tables import MONTHS

# what may be typed: a day, a school year, a year, a section of the report or of the questionnaire
DAY = re.compile(
    rf"\b(\d{{1,2}}) (?:tot (?:en met )?(\d{{1,2}}) )?({'|'.join(MONTHS)})(?: ((?:19|20)\d\d))?\b"
)
SHORT_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b")
TYPED = re.compile(
    r"\b(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?\b"
    r"|\b(?:[Hh]oofdstuk|[Dd]eel|[Bb]ijlage|[Pp]aragraaf|[Oo]nderzoeksvraag|[Vv]raag)"
    r" \d+(?:\.\d+)*\b"
)
# raised and lowered digits and ½ are digits too
DIGITS = re.compile(
    r"\d+(?:[.,]\d+)?(?:[\s\u00a0]?%|(?:ste|de|e)\b)?|[²³¹\u00bc-\u00be\u2070-\u209c\u2150-\u2189]"
)
# what stands for a bound number or words, and for other marks, while words are sought
MARK, OTHER = "\x01", "\x00"
# what is bound to an answer that a 'niet' behind it may belong to
UNSURE = "\x02"
# words that turn around or sharpen what a bracket says, when they are left outside of it
OUTSIDE = ("niet", "geen", "nooit", "slechts")
# what turns it around behind the bracket: 'de helft van hen vindt dat niet', 'vaker is dat niet'
BEHIND = (r"(?: \((?:[^()]*)\))?(?: (?:van|bij) (?:hen|de \w+|die \w+))?"
          r"(?: (?:{people}))?(?: (?:dat|dit|het|er|is|zijn|was|waren|vindt|vinden)){{0,3}}"
          r" (niet|geen|nooit)(?! (?:alleen|enkel))")  # fmt: skip
COMPARED = (r"\w{3,}er dan", r"(?:even|net zo) \w+ als", "evenzeer", "evengoed")
# any word for the size of a group, on the list or not: 'een fors deel', 'een flinke minderheid'
GROUP = (r"een \w+ (?:minderheid|meerderheid)"
         r"|een (?!ander|eigen|nieuw|vast|apart|volgend|belangrijk|eerste|tweede|derde|laatste)\w+"
         r" (?:deel|aandeel) van")  # fmt: skip
# a superlative that is on no list: 'de bekendste tool', 'het minst gekozen'; a judgement, as 'het
# belangrijkste', is none, and neither is a place in an order
EXTREME = (rf"(?:het|de|hun) (?!belangrijk)(?!{NUMBER}ste\b)(?:(?:meest|minst) \w+"
           r"|\w+(?:ig|lijk|baar|zaam|air|ief|isch|aal|eel|d)ste?\b)")  # fmt: skip
# what a size word speaks of, when it is no group: 'vooral omdat', 'de rest van dit hoofdstuk'
NO_GROUP = (r"(?! (?:om|omdat|als|wanneer|toen|daar|van (?:dit|het|de) "
            r"(?:hoofdstuk|rapport|verslag|deel|vragenlijst|dag|week|\w*jaar))\b)")  # fmt: skip
ROMAN = re.compile(r"\b(?=[ivx]{2})x{0,3}(?:ix|iv|v?i{0,3})\b")
# what a Roman number may name
NUMBERED = re.compile(r"\b(?:hoofdstuk|deel|bijlage|paragraaf|titel|artikel|fase|niveau|boek|de) $")
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
    text = SHORT_DAY.sub("", DAY.sub("", plain.text))
    return [found[0] for found in DIGITS.finditer(TYPED.sub("", text))]


def days_that_are_none(plain: Plain) -> list[str]:
    """The days in a text that no calendar has, as 31 februari."""
    found = [*DAY.finditer(plain.text), *SHORT_DAY.finditer(plain.text)]
    return [day[0] for day in found if not _is_day(day)]


def _is_day(found: re.Match) -> bool:
    if found.re is SHORT_DAY:
        days, month, year = [found[1]], int(found[2]), found[3]
    else:
        days, month, year = [found[1], found[2] or found[1]], MONTHS.index(found[3]) + 1, found[4]
    try:
        # a day without a year may be of a leap year
        return all(date(int(year or 2024), month, int(day)) for day in days)
    except ValueError:
        return False


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
        superlatives += [f"{article} {w}{end}" for w in words.superlatives
                         if re.fullmatch(r"(?:meest|minst) \w+|\w+st", w)
                         for article, end in (("het", ""), ("de", "e"))]  # fmt: skip
        ratios = [w for entry in comparisons.get("ratios", ()) for w in entry["words"]]
        only = comparisons.get("only", ())
        compared = [*modified, *differences, *superlatives, *only]
        plain = [w for entry in comparisons["words"] if not entry.get("seek", True)
                 for w in entry["words"]]  # fmt: skip
        share = "|".join(
            (OUT_OF, PART_OF, _any(fractions["words"]), f"(?<=geen )(?:{'|'.join(PARTS)})")
        )
        nouns = [folded(noun) for nouns in words.data["units"].values() for noun in nouns]
        # compounds too (beleidsteamleden), but not 'geleden'
        people = rf"(?!\w*(?:ge|ver)leden)\w*(?:{'|'.join(nouns)})"
        sizes = words.data["sizes"]
        plain_sizes = [entry for entry in sizes if not entry.get("with_unit")]
        counted = [w for entry in sizes if entry.get("with_unit") for w in entry["words"]]
        self.patterns = tuple(
            (kind, re.compile(rf"\b(?:{pattern})(?!\w)"))
            for kind, pattern in (
                ("vergelijking", f"{TIMES}|{_any(ratios)}" if ratios else TIMES),
                ("woord", rf"(?:(?:{_any(before)}) )?(?:{share})"),
                ("woord", f"(?:{_any(_sought(plain_sizes))}){NO_GROUP}"),
                ("woord", f"(?:{_any(counted)}) (?:een )?(?:{people})"),
                ("woord", GROUP),
                ("vergelijking", f"(?:{_any(plain)}) (?:{people})" if plain else "(?!)"),
                ("vergelijking", f"(?:{_any(compared)}){NO_GROUP}"),
                ("vergelijking", f"{NOT_COMPARED}(?:{'|'.join(COMPARED)})|{EXTREME}"),
                ("telwoord", f"{ORDINAL}|{NUMBER}|{VAGUE}"),
            )
        )
        self.outside = re.compile(
            rf"\b({_any([*before, *modifiers, *OUTSIDE])}) (?:een |de |het )?[{MARK}{UNSURE}]"
        )
        self.behind = re.compile(f"{MARK}{BEHIND.format(people=people)}(?!\\w)")

    def __call__(self, inlines: Inlines) -> list[Loose]:
        """What was found in a sentence, in its order, whatever line or emphasis it is broken by.

        A quotation says what it says; a footnote is searched, though digits may be typed there.
        """
        return [loose for read in _reads(inlines) for loose in self._found(read)]

    def _found(self, read: _Read) -> list[Loose]:
        text, found = "".join(read.signs), []
        for kind, pattern in self.patterns:
            for match in pattern.finditer(text):
                typed = "".join(read.typed[slice(*match.span())])
                if match[0] == "een" and typed.lower() == "een":
                    continue
                found.append((match.start(), self._loose(read, kind, *match.span())))
                text = text[: match.start()] + OTHER * len(match[0]) + text[match.end() :]
        for match in ROMAN.finditer(text):
            typed = "".join(read.typed[slice(*match.span())])
            if typed.isupper() and not NUMBERED.search(text[: match.start()]):
                found.append((match.start(), self._loose(read, "telwoord", *match.span())))
        for match in (*self.outside.finditer(text), *self.behind.finditer(text)):
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
            read.add(_mark(one) if isinstance(one, Bound) else OTHER, one.line)


def _mark(bound: Bound) -> str:
    """MARK for words that a 'niet' behind them would turn around: words of a comparison or of the
    favourable answers; a number, or an answer of another kind, may well go with it."""
    asked = bound.binding.split()
    sure = bool(bound.words) and (len(asked) == 1 or asked[-1] == "top2" or "tegenover" in asked)
    return MARK if sure else UNSURE


def _sought(entries: list[dict]) -> list[str]:
    return [word for entry in entries if entry.get("seek", True) for word in entry["words"]]


def _any(words: list[str]) -> str:
    """A pattern for any of the words, the longest first, an article in front left free; `…` in
    them stands for what may come between."""
    bare = {re.sub(r"^(een|de) (?=\w+ )", "", folded(word)) for word in words}
    bare |= set(map(folded, words))
    listed = sorted(bare, key=lambda word: (-len(word), word))
    return "|".join(re.escape(w).replace(r"\ …\ ", r"(?: [\w,]+){0,8}? ") for w in listed)
