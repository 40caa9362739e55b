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

    def moved(self, by: float) -> Range:
        return Range(self.low + by, self.high + by, self.low_open, self.high_open)


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
        bare = normal(OF.sub(r"\1", words))
        bare = re.sub(rf" (?:{self.nouns})$", "", bare)
        if bare in self.sizes:
            return self.sizes[bare]
        value = self.fraction(bare)
        if value is not None:
            return self.plain.moved(float(value * 100))
        for before, allowed, _ in sorted(self.modifiers, key=lambda m: -len(m[0])):
            if bare.startswith(before + " "):
                value = self.fraction(normal(bare.removeprefix(before + " ")))
                if value is not None:
                    return allowed.moved(float(value * 100))
        return None

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
        if bare not in self.differences and (often := times(bare)):
            direction = "more" if often > 1 else "less"
            return Difference(direction, "clear", Range(), Range(0.9 * often, 1.1 * often))
        return self.differences.get(bare)

    def superlative(self, words: str) -> str | None:
        return self.superlatives.get(normal(words))

    def answer(self, scale: str, side: str) -> list[str]:
        """The words that may stand for an answer; [] when the file has none."""
        return self.data.get("answers", {}).get(scale, {}).get(side, [])


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
