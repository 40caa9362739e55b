"""study/texts/size-words.yaml: when a word for a number or a difference is true."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import load_yaml
from surveyreport.report.number_words import PLACES, folded, fraction, number, times
from surveyreport.report.quantities import (
    EVERY,
    Difference,
    Extreme,
    Range,
    all_but,
    bounds,
    from_to,
    normal,
    numeral,
    quantity,
)
from surveyreport.report.size_entries import (
    difference_entries,
    size_entries,
    superlative_entries,
)

SIZE_WORDS = Path("texts/size-words.yaml")
OF = re.compile(r"^(.*?\S)(?: (?:van|bij) (?:de|alle|het) (\S.*))$")
AFTER = re.compile(r"^op (\S+) na (?:de |het )?(.+)$")
PLACE = re.compile(rf"^(?:op )?(?:de )?({'|'.join(PLACES)}) plaats$")
POINTS = re.compile(r"^(?P<size>.+?) (?:procentpunt(?:en)?|punten) (?P<word>\D+)$")
WITH_POINTS = re.compile(r"^(?P<word>\D+?) met (?P<size>.+?) (?:procentpunt(?:en)?|punten)$")
# what is left of a number once it is named: 'of meer' behind it is 'minstens' before it
OR_MORE = {" of meer": "minstens ", " of minder": "hoogstens "}
# a modifier that narrows does so below this share: 'bijna 4 %' is not 1 %
NARROW_BELOW = 20
# 'is gestegen' is 'gestegen'
HELPS = re.compile(r"(?:is|zijn|was|waren) ")
# 'van 40 naar 45 procent' says nothing but the two numbers
ANY_CHANGE = Difference("any", "nothing", EVERY, over_time=True)


class SizeWords:
    """The words of the house."""

    def __init__(self, data: dict[str, Any]):
        self.data = data
        self.sizes = dict(size_entries(data))
        entries = data["fractions"]
        self.fraction_words = {normal(w): Fraction(f) for w, f in entries["words"].items()}
        self.plain = Range.of(entries["plain"])
        self.modifiers = [(normal(word), Range.of(entry), word)
                          for entry in entries["modifiers"] for word in entry["words"]]  # fmt: skip
        # one may begin with another
        self.longest_first = sorted(self.modifiers, key=lambda m: -len(m[0]))
        self.narrows = {normal(word) for entry in entries["modifiers"] if entry.get("narrows")
                        for word in entry["words"]}  # fmt: skip
        self.differences = dict(difference_entries(data))
        self.relatives = {word: one for word, one in self.differences.items()
                          if one.direction != "none" and one.points == EVERY
                          and one.times.high == float("inf")}  # fmt: skip
        self.superlatives = dict(superlative_entries(data, self.differences))
        self.only = {normal(word) for word in data["comparisons"].get("only", ())}
        units = [normal(noun) for nouns in data["units"].values() for noun in nouns]
        # compounds too: beleidsteamleden
        self.nouns = rf"\w*(?:{'|'.join(map(re.escape, units))})"
        self.within_group = data["comparisons"]["within_group"]

    def known(self, words: str) -> bool:
        """Whether the file says when `words` are true, or they are a number in words."""
        return (
            self.size(words) is not None
            or self.difference(words) is not None
            or self.superlative(words) is not None
            or self.about(words) is not None
            or all_but(normal(words), self.nouns) is not None
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
        before, rest, allowed = self._before(bare)
        value = self.fraction(normal(rest))
        if allowed is None or value is None:
            return None
        return self.around(float(value * 100), before, allowed)

    def around(self, share: float, before: str, allowed: Range) -> Range:
        """The percents around `share` that a modifier allows."""
        near = min(1.0, share / NARROW_BELOW) if before in self.narrows else 1
        return allowed.moved(share, near)

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
        if found := HELPS.match(bare):
            own = self.difference(bare[found.end() :])
            return own if own and own.over_time else None
        if bare.startswith("niet "):
            return self._negated(bare.removeprefix("niet "))
        if found := POINTS.match(bare) or WITH_POINTS.match(bare):
            size = found["size"].removeprefix("met ")
            return self._of_points(f"{size} procentpunt", found["word"])
        if shares := from_to(bare):
            return self.differences.get(normal(shares[0])) if shares[0] else ANY_CHANGE
        _, rest, allowed = self._before(bare)
        own = self.differences.get(rest)
        if own and own.direction == "none" and own.needs == "not_clear" and allowed:
            # 'bijna even vaak' is 'even vaak', 'precies even vaak' is less than that
            return replace(own, points=Range(high=min(own.points.high, allowed.high or 3)))
        often = times(rest)
        if own and own.times.high < float("inf"):
            often = (own.times.low + own.times.high) / 2
        if not often:
            return self._relative(bare)
        # a modifier moves a ratio twice as far as a share: 'bijna dubbel' begins at 1,8
        around = (allowed or Range(-5, 5)).moved(often, 2 * often / 100)
        return Difference("more" if often > 1 else "less", "clear", EVERY, around)

    def _negated(self, words: str) -> Difference | None:
        """`niet vaker` is what the numbers do not say; `niet even vaak` that they do differ."""
        own = self.difference(words)
        if own is None or own.negated or own.times.high < float("inf"):
            return None
        if own.direction == "none":
            needs = {"clear": "not_clear", "not_clear": "clear"}[own.needs]
            return Difference("none", needs, EVERY, negated=True)
        return replace(own, negated=True)

    def _of_points(self, size: str, word: str) -> Difference | None:
        """`ruim 30 procentpunten hoger`."""
        own, about, exact = self.differences.get(word), self.about(size), quantity(size)
        if own is None or own.direction == "none":
            return None
        if about:
            return replace(own, points=about[0])
        points = Range(-0.5, 0.5, high_open=True)
        return replace(own, points=points.moved(exact[0])) if exact else None

    def _relative(self, bare: str) -> Difference | None:
        """`een derde minder`, `ruim de helft meer`, `20 % lager`: a part of the other number."""
        said = bare.split()
        for start in range(1, len(said)):
            word = " ".join(said[start:])
            own = self.relatives.get(word)
            if not own:
                continue
            _, rest, allowed = self._before(bare.removesuffix(" " + word))
            part, size = self.fraction(normal(rest)), quantity(rest)
            if part is not None:
                change = (allowed or Range(-5, 5)).moved(float(part * 100))
            elif size and size[1] == "%":
                change = (allowed or Range(-0.5, 0.5)).moved(size[0])
            else:
                continue
            sign = 0.01 if own.direction == "more" else -0.01
            return replace(own, times=change.moved(1, sign), relative=part is None)
        return None

    def _before(self, bare: str) -> tuple[str, str, Range | None]:
        """The modifier that words begin with, what it stands before, and its range."""
        for behind, before in OR_MORE.items():
            if bare.endswith(behind):
                bare = before + bare.removesuffix(behind)
        for before, allowed, _ in self.longest_first:
            if bare.startswith(before + " "):
                return before, bare.removeprefix(before + " "), allowed
        return "", bare, None

    def about(self, words: str) -> tuple[Range, str] | None:
        """`ruim 40 %`, `bijna driehonderd`, `tussen een derde en de helft`, `40 à 50 %`: the
        numbers for which they are true and their unit (%, procentpunt or none); None for other
        words."""
        bare = re.sub(rf" (?:{self.nouns})$", "", folded(words))
        if between := bounds(bare, self.fraction):
            return between
        before, rest, allowed = self._before(normal(bare))
        if not allowed and (tens := re.fullmatch(r"(\w+)tal", rest)):
            rest, allowed = tens[1], Range(-10, 10)
        size = quantity(normal(rest))
        if not allowed or not size:
            return None
        if size[1] == "%":
            return self.around(size[0], before, allowed), size[1]
        # of a number that is no share, the percents of the modifier are percents of itself
        points = min(1.0, size[0] / NARROW_BELOW)
        return allowed.moved(size[0], points if size[1] else size[0] / 100), size[1]

    def all_but(self, words: str) -> int | None:
        """How many are left out by `op twee na alle`, `alle leerlingen behalve drie`."""
        return all_but(normal(words), self.nouns)

    def superlative(self, words: str) -> Extreme | None:
        """The place a word gives; see `Extreme`."""
        bare, before = normal(words), 0
        if bare in self.sizes:
            return None
        if bare.startswith("niet "):
            own = self.superlative(bare.removeprefix("niet "))
            return own and replace(own, negated=True)
        if found := PLACE.match(bare):
            return Extreme("highest", PLACES[found[1]] - 1)
        if found := AFTER.match(bare):
            bare, before = found[2], number(found[1]) or 0
            if not before:
                return None
        own = self.superlatives.get(bare) or self.superlatives.get(bare.removesuffix("e"))
        if own is None and (found := re.fullmatch(r"(meest|minst) \w+", bare)):
            own = Extreme("highest" if found[1] == "meest" else "lowest")
        return own and replace(own, before=before)

    def answer(self, scale: str, side: str) -> list[str]:
        """The words that may stand for an answer; [] when the file has none."""
        return self.data.get("answers", {}).get(scale, {}).get(side, [])


def load_size_words(study_folder: Path, problems: ProblemList) -> SizeWords | None:
    """The words of the house; None when the file cannot be read, its faults in `problems`."""
    path = study_folder / SIZE_WORDS
    before = len(problems.problems)
    data = load_yaml(path, "size_words", problems)
    return SizeWords(data) if len(problems.problems) == before else None
