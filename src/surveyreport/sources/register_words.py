"""What a cell of an administration's sheet says: a name of the study, a day, a count or neither."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import permutations
from typing import Any

from surveyreport.sources.register_days import Day, days_in, without_days

TOTAL = "totaal"
AXES = ("provider_type", "grade", "programme")
VOCABULARIES = dict(zip(AXES, ("provider_types", "grades", "programmes"), strict=True))
TOTAL_WORDS = ("totaal", "eindtotaal", "algemeen totaal", "subtotaal", "total")
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ªº"
MARK = re.compile(rf"\s*(?:[*†‡§#°]+|[{SUPERSCRIPTS}]+|\((?:\d{{1,2}}|[a-z]|\*+)\)|\[\w{{1,2}}\])$")
BULLET = re.compile(r"^(?:[-–—•·>*†‡]|\(\d{1,2}\))\s*(?=\w)")
NOTE = re.compile(
    rf"(?:noot|nota|bron|opmerking|toelichting|voetnoot|let op|nb|n\.b)s?\b"
    rf"|[*†‡§{SUPERSCRIPTS}]|\(?\d{{1,2}}\)|\(?[a-z]\)|\[\d",
    re.IGNORECASE,
)
# more than any country has pupils
MOST = 10**9
# what a sum in a spreadsheet may miss of a whole number
NEAR = 1e-12
# a sheet says the same words many times over
REMEMBERED = 10_000
BLANKS = " \u00a0\u2009\u202f"
COUNT = re.compile(
    rf"(?P<whole>0|[1-9]\d*|[1-9]\d{{0,2}}(?P<mark>[.{BLANKS}'’])\d{{3}}(?:(?P=mark)\d{{3}})*)"
    r"(?:,0{1,2}|\.0)?",
    re.ASCII,
)
COUNT_MARK = re.compile(rf"\s*(?:[*†‡]+|[{SUPERSCRIPTS}]+)$")


@dataclass(frozen=True)
class Meaning:
    """What a cell says. kind: empty, count, hidden, label, day, text or
    fault; hidden is a sign of which the study says that it stands for no count.

    readings: for a label the codes it can stand for, one dict per reading (axis -> code); several
    for a total, which can be of every axis. days: the days in the cell. count: the number.
    text: the cell as it stands there. fault: why a cell holds no usable value.
    """

    kind: str
    text: str = ""
    readings: tuple[dict[str, str], ...] = ()
    days: tuple[Day, ...] = ()
    count: int | None = None
    fault: str = ""

    @property
    def is_total(self) -> bool:
        return len(self.readings) > 1


EMPTY = Meaning("empty")


@dataclass
class Vocabulary:
    """The names of study/registers.yaml: what each can stand for, blanks and capitals aside."""

    names: dict[str, Any]
    readings: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for axis, part in VOCABULARIES.items():
            for code, entry in self.names[part].items():
                for name in (code, entry["label"], *entry.get("spellings", ())):
                    self._add(key(name), {axis: code})
        for word in TOTAL_WORDS:
            for axis in AXES:
                if TOTAL in self.names[VOCABULARIES[axis]]:
                    self._add(word, {axis: TOTAL})
        reading = self.names.get("reading", {})
        self.ignored = {key(name) for name in reading.get("ignored", ())}
        self.everyone = {key(name) for name in reading.get("everyone", ())}
        self.no_count = {key(name) for name in reading.get("no_count", ())}
        parts = "|".join(map(re.escape, reading.get("parts", ())))
        self.meaning = lru_cache(REMEMBERED, typed=True)(self._meaning)
        self.part = re.compile(rf"(?<!\w)(?:{parts or '(?!)'})(?!\w)", re.IGNORECASE)

    def labels(self, axis: str) -> list[str]:
        return [entry["label"] for entry in self.names[VOCABULARIES[axis]].values()]

    def is_ignored(self, text: str) -> bool:
        return key(text) in self.ignored or key(unmarked(text)) in self.ignored

    def _meaning(self, value: object) -> Meaning:
        """What a cell says, footnote marks aside."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return EMPTY
        if isinstance(value, bool):
            shown = "WAAR" if value else "ONWAAR"
            return Meaning("fault", shown, fault=f"{shown} is geen aantal")
        if isinstance(value, int | float):
            return _number(value)
        if isinstance(value, date):
            return Meaning("day", f"{value:%Y-%m-%d}", days=tuple(days_in(value)))
        text = " ".join(str(value).split())
        if key(text) in self.no_count:
            return Meaning("hidden", text)
        if readings := self.readings_of(text):
            return Meaning("label", text, readings)
        if (count := count_of(text)) is not None:
            return Meaning("count", text, count=count)
        if days := tuple(days_in(text)):
            readings = self.readings_of(without_days(text))
            return Meaning("label" if readings else "day", text, readings, days)
        return Meaning("text", text)

    def readings_of(self, text: str) -> tuple[dict[str, str], ...]:
        """The readings of a name, alone or put together: 'Dbso - tweede graad'."""
        for name in dict.fromkeys((text, unmarked(text))):
            if found := self.readings.get(key(name)):
                return tuple(found)
        return self._together(key(unmarked(text)))

    def named_in(self, text: str, axis: str) -> set[str]:
        """Codes of an axis, totals aside, that a sentence names."""
        words = f" {re.sub(r'[^a-z0-9]+', ' ', _plain(text))} "
        return {
            readings[0][axis]
            for name, readings in self.readings.items()
            if len(readings) == 1
            and readings[0].get(axis, TOTAL) != TOTAL
            and f" {re.sub(r'[^a-z0-9]+', ' ', _plain(name)).strip()} " in words
        }

    def _add(self, name: str, reading: dict[str, str]) -> None:
        known = self.readings.setdefault(name, [])
        if reading not in known:
            known.append(reading)

    def _together(self, text: str) -> tuple[dict[str, str], ...]:
        """Two names in one cell: one reading with an axis of each, a total of the other axis."""
        parts = [name for name in self.readings if name in text]
        for first, second in permutations(parts, 2):
            if re.fullmatch(rf"{re.escape(first)}[\s,:/()–—-]+{re.escape(second)}\)?", text):
                made = list(_joined(self.readings[first], self.readings[second]))
                if made:
                    return tuple(made)
        return ()


def _joined(first: list[dict[str, str]], second: list[dict[str, str]]) -> Iterable[dict[str, str]]:
    """The readings of two names together: 'Dbso totaal' is Dbso."""
    if len(first) == 1 and len(second) > 1:
        yield first[0]
    elif len(second) == 1 and len(first) > 1:
        yield second[0]
    elif len(first) == len(second) == 1 and not first[0].keys() & second[0].keys():
        yield first[0] | second[0]


@lru_cache(REMEMBERED, typed=True)
def key(text: Any) -> str:
    """A name without capitals, extra blanks, and the hyphens and quotes that programs replace."""
    plain = unicodedata.normalize("NFC", str(text)).replace("\u00ad", "")
    plain = re.sub(r"[\u2010-\u2015]", "-", plain).replace("’", "'")
    return " ".join(plain.split()).casefold()


def unmarked(text: str) -> str:
    """A name without footnote marks behind it, a bullet before it and a colon."""
    before = None
    while before != text:
        before, text = text, BULLET.sub("", MARK.sub("", text.strip().rstrip(":")))
    return text


def is_note(text: str) -> bool:
    """True for the first words of a footnote or a note."""
    return bool(NOTE.match(text.strip()))


def count_of(text: str) -> int | None:
    """A whole number as people write it: 1060, 1.060, 1 060; None for anything else."""
    found = COUNT.fullmatch(COUNT_MARK.sub("", text.strip()))
    return int(re.sub(r"\D", "", found["whole"])) if found else None


def _number(value: float) -> Meaning:
    shown = f"{value:.10g}"
    if not 0 <= value < MOST or abs(value - round(value)) > NEAR * max(1, value):
        return Meaning("fault", shown, fault=f"{shown} is geen geheel aantal")
    return Meaning("count", shown, count=round(value))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
