"""study/texts/size-words.yaml: when a word for a number or a difference is true."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import load_yaml
from surveyreport.report.number_words import folded, fraction, number, times

SIZE_WORDS = Path("texts/size-words.yaml")
TOLERANCE = 1e-7
ARTICLE = re.compile(r"^(?:telkens |een |de |het )+(?=\S)")
OF = re.compile(r"^(.*?\S)(?: (?:van|bij) (?:de|alle|het) (\S.*))$")
AFTER = re.compile(r"^op (\S+) na (?:de |het )?(.+)$")
BETWEEN = re.compile(r"^tussen (?:de )?(.+?) en (?:de )?(.+)$")
POINTS = re.compile(r"^(\S+) (?:procentpunt(?:en)?|punten) (\D+)$")
QUANTITY = re.compile(r"(\S+?) ?(%|procent|procentpunt(?:en)?)?")
# denominators that a proposal may use
SIMPLE = (2, 3, 4, 5, 10)


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
        low, high = scale * self.low + by, scale * self.high + by
        return Range(low, high, self.low_open, self.high_open)


@dataclass(frozen=True)
class Difference:
    """A word for a difference. direction: more, less or none; needs: clear, not_clear or nothing;
    points: the size it allows, whatever the sign; times: how many times the other one share is."""

    direction: str
    needs: str
    points: Range
    times: Range = Range()


def normal(words: str) -> str:
    """Lower case, without accents, `telkens` or an article in front."""
    return ARTICLE.sub("", folded(words))


class SizeWords:
    """The words of the house."""

    def __init__(self, data: dict[str, Any]):
        self.data = data
        self.sizes = dict(self._sizes())
        entries = data["fractions"]
        self.fraction_words = {normal(w): Fraction(f) for w, f in entries["words"].items()}
        self.plain = Range.of(entries["plain"])
        self.modifiers = [(normal(word), Range.of(entry), word)
                          for entry in entries["modifiers"] for word in entry["words"]]  # fmt: skip
        self.differences = dict(self._differences())
        self.superlatives = {normal(word): entry["place"]
                             for entry in data["comparisons"]["superlatives"]
                             for word in entry["words"]}  # fmt: skip
        self.only = {normal(word) for word in data["comparisons"].get("only", ())}
        units = [normal(noun) for nouns in data["units"].values() for noun in nouns]
        self.nouns = "|".join(map(re.escape, units))
        self.within_group = data["comparisons"]["within_group"]

    def _sizes(self) -> Iterator[tuple[str, Range]]:
        for entry in self.data["sizes"]:
            for word in entry["words"]:
                yield normal(word), Range.of(entry)

    def _differences(self) -> Iterator[tuple[str, Difference]]:
        entries = self.data["comparisons"]
        for entry in entries.get("ratios", ()):
            for word in entry["words"]:
                times = Range.of(entry)
                direction = "more" if times.low > 1 else "less"
                yield normal(word), Difference(direction, "clear", Range(), times)
        for entry in entries["words"]:
            for word in entry["words"]:
                yield normal(word), Difference(entry["direction"], entry["needs"], Range.of(entry))
                if entry["direction"] == "none":
                    continue
                for modifier in entries["modifiers"]:
                    for before in modifier["words"]:
                        bare = re.sub(r"^een ", "", word)
                        yield (
                            normal(f"{before} {bare}"),
                            Difference(entry["direction"], entry["needs"], Range.of(modifier)),
                        )

    def known(self, words: str) -> bool:
        """Whether the file says when `words` are true, or they are a number in words."""
        return (
            self.size(words) is not None
            or self.difference(words) is not None
            or self.superlative(words) is not None
            or self.about(words) is not None
            or normal(words) in self.only
            or numeral(words) is not None
        )

    def near(self, words: str) -> list[str]:
        """Words of the list that look most like these."""
        named = [w for entry in self.data["sizes"] for w in entry["words"]]
        named += [w for entry in self.data["comparisons"]["words"] for w in entry["words"]]
        return difflib.get_close_matches(words.lower(), named, n=2, cutoff=0.5)

    def size(self, words: str) -> Range | None:
        """The percents for which a size word or fraction is true; None when it is neither."""
        # 'vier van de tien' is a fraction, 'de helft van de leerlingen' has one
        bare = normal(words if self.fraction(normal(words)) else OF.sub(r"\1", words))
        bare = re.sub(rf" (?:{self.nouns})$", "", bare)
        if bare in self.sizes:
            return self.sizes[bare]
        value = self.fraction(bare)
        if value is not None:
            return self.plain.moved(float(value * 100))
        before, allowed = self._before(bare)
        value = self.fraction(normal(bare.removeprefix(before)))
        return allowed.moved(float(value * 100)) if allowed and value is not None else None

    def named_fraction(self, words: str) -> float | None:
        """The percent that a fraction in `words` names, whatever stands before it."""
        bare = normal(OF.sub(r"\1", words))
        for before in ("", *(modifier for modifier, _, _ in self.modifiers)):
            if bare.startswith(before):
                value = self.fraction(normal(bare.removeprefix(before).strip()))
                if value is not None:
                    return float(value * 100)
        return None

    def fraction(self, bare: str) -> Fraction | None:
        """`een op vijf`, `twee derde`: their value."""
        if bare in self.fraction_words:
            return self.fraction_words[bare]
        # `normal` takes the first 'een' of 'een op vijf' for an article
        return fraction(bare) or fraction(f"een {bare}")

    def difference(self, words: str) -> Difference | None:
        bare = re.sub(rf" (?:{self.nouns})$", "", normal(words))
        if bare in self.differences:
            return self.differences[bare]
        if found := POINTS.match(bare):
            size, word = quantity(found[1]), self.differences.get(found[2])
            if size and word and word.direction != "none":
                points = Range(-0.5, 0.5, high_open=True).moved(size[0])
                return Difference(word.direction, word.needs, points)
        before, allowed = self._before(bare)
        often = times(bare.removeprefix(before))
        own = self.differences.get(bare.removeprefix(before))
        if own and own.times.high < float("inf"):
            often = (own.times.low + own.times.high) / 2
        if not often:
            return None
        # a modifier moves a ratio twice as far as a share: 'bijna dubbel' begins at 1,8
        around = (allowed or Range(-5, 5)).moved(often, 2 * often / 100)
        return Difference("more" if often > 1 else "less", "clear", Range(), around)

    def _before(self, bare: str) -> tuple[str, Range | None]:
        """The modifier of a fraction that words begin with, its blank included, and its range."""
        for before, allowed, _ in sorted(self.modifiers, key=lambda m: -len(m[0])):
            if bare.startswith(before + " "):
                return before + " ", allowed
        return "", None

    def about(self, words: str) -> tuple[Range, str] | None:
        """`ruim 40 %`, `bijna driehonderd`, `tussen een derde en de helft`: the numbers for which
        they are true and their unit (%, procentpunten or none); None for other words."""
        bare = re.sub(rf" (?:{self.nouns})$", "", normal(words))
        if found := BETWEEN.match(bare):
            low, high = self._quantity(found[1]), self._quantity(found[2])
            if low and high and low[0] < high[0]:
                return Range(low[0], high[0]), high[1]
        before, allowed = self._before(bare)
        size = quantity(bare.removeprefix(before))
        if not allowed or not size:
            return None
        # of a number that is no share, the percents of the modifier are percents of itself
        scale = 1 if size[1] == "%" else size[0] / 100
        return allowed.moved(size[0], scale), size[1]

    def _quantity(self, words: str) -> tuple[float, str] | None:
        part = self.fraction(normal(words))
        return (float(100 * part), "%") if part is not None else quantity(words)

    def superlative(self, words: str) -> tuple[str, int] | None:
        """The place a word gives, highest or lowest, and how many others may come before."""
        bare, before = normal(words), 0
        if found := AFTER.match(bare):
            bare, before = found[2], number(found[1]) or 0
            if not before:
                return None
        place = self.superlatives.get(bare)
        return None if place is None else (place, before)

    def answer(self, scale: str, side: str) -> list[str]:
        """The words that may stand for an answer; [] when the file has none."""
        return self.data.get("answers", {}).get(scale, {}).get(side, [])


def quantity(words: str) -> tuple[float, str] | None:
    """`40 %`, `driehonderd`, `12,5 procentpunten`, folded: the number and its unit."""
    found = QUANTITY.fullmatch(words)
    if not found:
        return None
    unit = {"procent": "%", "procentpunt": "procentpunten"}.get(found[2], found[2] or "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?", found[1]):
        return float(found[1].replace(".", "").replace(",", ".")), unit
    size = number(found[1])
    return None if size is None else (float(size), unit)


def numeral(words: str) -> int | None:
    """`drie` or `één` as a number, also when it begins some words; `een` is an article."""
    first = words.split(" ")[0]
    return None if first.lower() == "een" else number(folded(first))


def load_size_words(study_folder: Path, problems: ProblemList) -> SizeWords | None:
    """The words of the house; None when the file cannot be read, its faults in `problems`."""
    path = study_folder / SIZE_WORDS
    before = len(problems.problems)
    data = load_yaml(path, "size_words", problems)
    return SizeWords(data) if len(problems.problems) == before else None
