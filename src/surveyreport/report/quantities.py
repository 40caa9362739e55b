"""What words may say of numbers: a number, a range, a difference, a place in a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from surveyreport.report.number_words import NUMBER, folded, number
from surveyreport.study.verdict_words import DIFFERS

TOLERANCE = 1e-7
BETWEEN = re.compile(
    r"^(?:tussen (?:de )?(.+?) en|(?:van )?(?:de )?(.+?)(?: tot en met| tot| a| ?[-–]))"
    r" ?(?:de )?(.+)$"
)
FROM_TO = re.compile(
    r"(?:(?P<before>\D+) )?van (?P<low>\S+(?: ?(?:%|procent|percent))?)"
    r" naar (?P<high>\S+(?: ?(?:%|procent|percent))?)(?: (?P<behind>\D+))?"
)
QUANTITY = re.compile(r"(\S+?) ?(%|procent|percent|procentpunt(?:en)?)?")
ARTICLE = re.compile(r"^(?:telkens |een |de |het )+(?=\S)")
UNITS = {"procent": "%", "percent": "%", "procentpunten": "procentpunt"}
ALL = "alle|al de|iedereen|allemaal|allen|elke|elk|iedere"


def normal(words: str) -> str:
    """Lower case, without accents, `telkens` or an article in front."""
    return ARTICLE.sub("", folded(words))


@dataclass(frozen=True)
class Range:
    """Percents or percentage points: between low and high, each with or without itself."""

    low: float = float("-inf")
    high: float = float("inf")
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Range:
        low, high = entry.get("above", entry.get("from")), entry.get("below", entry.get("to"))
        return cls(
            float("-inf") if low is None else low,
            float("inf") if high is None else high,
            "above" in entry,
            "below" in entry,
        )

    def __contains__(self, value: float) -> bool:
        above = value - self.low > TOLERANCE if self.low_open else value - self.low > -TOLERANCE
        under = self.high - value > TOLERANCE if self.high_open else self.high - value > -TOLERANCE
        return above and under

    @property
    def width(self) -> float:
        return self.high - self.low

    def moved(self, by: float, scale: float = 1) -> Range:
        """Every number `by` more than `scale` times itself."""
        low, high = scale * self.low + by, scale * self.high + by
        if scale < 0:
            return Range(high, low, self.high_open, self.low_open)
        return Range(low, high, self.low_open, self.high_open)


EVERY = Range()


@dataclass(frozen=True)
class Difference:
    """A word for a difference. direction: more, less or none; needs: nothing, clear, not_clear, or
    tested (clear, by a test); points: the size it allows, whatever the sign; times: how many times
    the other one share is; relative: in percents of it. judges: it calls answers better or worse;
    negated: `niet` stands before it. over_time: it speaks of change, not of two groups."""

    direction: str
    needs: str
    points: Range
    times: Range = EVERY
    judges: bool = False
    negated: bool = False
    relative: bool = False
    over_time: bool = False

    @property
    def same(self) -> bool:
        """Whether the word says that nothing differs, not only that nothing was shown."""
        return self.direction == "none" and self.needs == "not_clear" and self.points != EVERY


@dataclass(frozen=True)
class Extreme:
    """A word for the highest or lowest of a row. before: how many others may come first."""

    place: str
    before: int = 0
    judges: bool = False
    negated: bool = False


@dataclass(frozen=True)
class Pair:
    """Two shares (percent) side by side. verdict: of the comparison of their items, or None when
    there is none, it is about other answers, or it points the other way than the shares;
    tested: whether they are of different groups or waves, so that only a verdict can tell them
    apart. since: the earlier wave, which is then the second."""

    first: float
    second: float
    verdict: str | None
    tested: bool
    comparison: str = ""
    since: str = ""

    @property
    def points(self) -> float:
        return self.first - self.second

    @property
    def clear(self) -> bool:
        return self.verdict in DIFFERS


def quantity(words: str) -> tuple[float, str] | None:
    """`40 %`, `driehonderd`, `12,5 procentpunten`, folded: the number and its unit."""
    found = QUANTITY.fullmatch(words)
    if not found:
        return None
    unit = UNITS.get(found[2], found[2] or "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?", found[1]):
        return float(found[1].replace(".", "").replace(",", ".")), unit
    size = number(found[1])
    return None if size is None else (float(size), unit)


def bounds(words: str, fraction: Callable[[str], Fraction | None]) -> tuple[Range, str] | None:
    """`tussen een derde en de helft`, `40 à 50 %`, `twee tot drie op de tien`, folded: the range,
    both ends in it, and the unit of both; None for other words."""
    found = BETWEEN.match(words)
    if not found:
        return None
    first, last = found[1] or found[2], found[3]
    high = _end(last, fraction)
    # 'twee tot drie op de tien': what follows the second number goes with the first as well
    low = _end(first, fraction)
    if high and not (low and low[1]) and fraction(last):
        low = _end(f"{first} {last.partition(' ')[2]}", fraction)
    if not low or not high or low[0] >= high[0] or low[1] not in ("", high[1]):
        return None
    return Range(low[0], high[0]), high[1]


def _end(words: str, fraction: Callable[[str], Fraction | None]) -> tuple[float, str] | None:
    part = fraction(re.sub(r"^(?:de|het) ", "", words))
    return (float(100 * part), "%") if part is not None else quantity(words)


def from_to(words: str) -> tuple[str, float, float] | None:
    """`van 40 naar 45 procent`, with a word before or behind it or none, folded: that word, and the
    percents before and after; None for other words."""
    found = FROM_TO.fullmatch(words)
    if not found:
        return None
    low, high = quantity(found["low"]), quantity(found["high"])
    if not low or not high or {low[1], high[1]} - {"", "%"}:
        return None
    return found["before"] or found["behind"] or "", low[0], high[0]


def all_but(words: str, nouns: str) -> int | None:
    """How many are left out by `op twee na alle`, `alle leerlingen op twee na`, `iedereen behalve
    drie`, folded; None for other words."""
    found = re.fullmatch(
        rf"op ({NUMBER}) na (?:{ALL})(?: (?:{nouns}))?"
        rf"|(?:{ALL})(?: (?:{nouns}))? (?:op ({NUMBER}) na|(?:behalve|op|uitgezonderd) ({NUMBER}))",
        words,
    )
    return number(next(filter(None, found.groups()))) if found else None


def numeral(words: str) -> int | None:
    """`drie` or `één` as a number, also when it begins some words; `een` is an article."""
    first = words.split(" ")[0]
    return None if first.lower() == "een" else number(folded(first))
