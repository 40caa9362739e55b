"""Whether bound words are true today, and which words would be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from surveyreport.files.dutch import percent
from surveyreport.report.binding import Binding
from surveyreport.report.bound_values import Pair, Values
from surveyreport.report.counted import Counted
from surveyreport.report.item_rows import NoValue
from surveyreport.report.number_words import NUMERALS
from surveyreport.report.size_words import (
    SIMPLE,
    Difference,
    Range,
    SizeWords,
    normal,
    numeral,
)
from surveyreport.report.unbound import DIGITS
from surveyreport.study.model import Study

NUMBER, SIZE, COMPARISON, ANSWER, NUMERAL = "getal", "woord", "vergelijking", "antwoord", "telwoord"
# how far, in percentage points, a proposed fraction may be from the number, and how much farther
# than it is a fraction counts that readers see less quickly
NEAR = 7
ODD = {2: 0, 3: 1, 4: 1, 5: 2.5, 10: 3}
NBSP = "\u00a0"
NUMBER_AND_UNIT = re.compile(r"\d[\d.,\s]*(?:%|procent(?:punt(?:en)?)?\b)?")
# what a proposal calls a difference in each direction
DIRECTION = {"more": ("vaker", "hoger"), "less": ("minder vaak", "lager")}


@dataclass(frozen=True)
class Judgement:
    """holds: whether the words are true. value: the number now, without rounding; shown: as
    printed; proposal: words that are right, or what to do. kind: what sort of words they are."""

    kind: str
    holds: bool
    value: str
    shown: str
    proposal: str = ""


class Judge:
    """Holds words against the tables of a wave by the words of the house."""

    def __init__(self, values: Values, words: SizeWords, study: Study):
        self.values, self.words, self.study = values, words, study
        self.counted = Counted(words.data["units"], study)

    def __call__(self, said: str, binding: Binding, after: str = "") -> Judgement:
        """The judgement of `said`, bound to `binding`; after: the words that follow it.

        Raises NoValue when the wave has no number for it.
        """
        if binding.form == "antwoord":
            return self._answer(said, binding)
        if binding.relation == "enige":
            return self._only(said, binding)
        if self.words.superlative(said):
            return self._superlative(said, binding)
        if self.words.difference(said):
            return self._difference(said, binding)
        if self.words.size(said):
            return self._size(said, binding, after)
        if self.words.about(said):
            return self._about(said, binding, after)
        return self._numeral(said, binding, after)

    def _size(self, said: str, binding: Binding, after: str) -> Judgement:
        allowed = self.words.size(said)
        shares = self.values.shares(binding)
        value, shown = _listed(shares), ", ".join(f"{_whole(s)} %" for s in shares)
        if wrong := self.counted.wrong(binding, said, after):
            return Judgement(SIZE, False, value, shown, wrong)
        if allowed is not None and all(share in allowed for share in shares):
            return Judgement(SIZE, True, value, shown)
        return Judgement(SIZE, False, value, shown, self.right_size(shares, said))

    def right_size(self, shares: list[float], said: str = "") -> str:
        """Words true of all these percents: of the kind and the fraction of `said` first."""
        own = self.words.named_fraction(said)
        fractions = sorted(
            (middle != own, abs(middle - shares[0]) + odd, place, words)
            for place, (words, allowed, middle, odd) in enumerate(self._fractions())
            if all(share in allowed for share in shares)
            and (middle == own or abs(middle - shares[0]) + odd <= NEAR)
        )
        sizes = sorted(
            (Range.of(entry).width, entry["words"][0])
            for entry in self.words.data["sizes"]
            if all(share in Range.of(entry) for share in shares)
        )
        kinds = [[words for *_, words in fractions[:1]], [words for _, words in sizes[:1]]]
        if normal(said) in self.words.sizes:
            kinds.reverse()
        found = [words for kind in kinds for words in kind]
        return " of ".join(found) if found else "geen woord van de lijst past: noem enkel het getal"

    def _fractions(self) -> list[tuple[str, Range, float, float]]:
        """Fractions a reader knows, the percent they name and how odd they are: bare ones first,
        then those with a word in front, the one that says most first."""
        named = dict(self._named())
        for whole in SIMPLE:
            for part in range(1, whole):
                if part / whole not in named.values():
                    first = "één" if part == 1 else NUMERALS[part]
                    on = "op de tien" if whole == 10 else f"op {NUMERALS[whole]}"
                    named[f"{first} {on}"] = part / whole
        odd = {words: ODD[Fraction(v).limit_denominator(10).denominator]
               for words, v in named.items()}  # fmt: skip
        bare = [
            (words, self.words.plain.moved(100 * value), 100 * value, odd[words])
            for words, value in named.items()
        ]
        before = sorted(self.words.modifiers, key=lambda m: (m[1].low * m[1].high != 0, m[1].width))
        return bare + [
            (f"{word} {words}", allowed.moved(100 * value), 100 * value, odd[words])
            for _, allowed, word in before
            for words, value in named.items()
        ]

    def _named(self) -> dict[str, float]:
        entries = self.words.data["fractions"]["words"]
        return {w: float(self.words.fraction_words[normal(w)]) for w in entries
                if self.words.fraction_words[normal(w)].denominator in SIMPLE[:2]}  # fmt: skip

    def _difference(self, said: str, binding: Binding) -> Judgement:
        wanted = self.words.difference(said)
        pairs = self.values.pairs(binding)
        if not pairs:
            raise NoValue(f"'{said}' vergelijkt: schrijf de twee vragen met tegenover ertussen")
        value = _listed([pair.points for pair in pairs])
        shown = "; ".join(f"{_whole(p.first)} tegenover {_whole(p.second)} %" for p in pairs)
        wrong = [pair for pair in pairs if not self._true(wanted, pair)] if wanted else pairs
        proposal = self._right_difference(wanted, wrong) if wrong and wanted else ""
        return Judgement(COMPARISON, not wrong, value, shown, proposal)

    def _true(self, wanted: Difference, pair: Pair) -> bool:
        if wanted.direction == "none":
            fits = wanted.points.high == float("inf") or abs(pair.points) in wanted.points
            return fits and pair.clear == (wanted.needs == "clear")
        up = pair.points > 0
        return (
            up == (wanted.direction == "more")
            and abs(pair.points) in wanted.points
            and (pair.first / pair.second if pair.second else float("inf")) in wanted.times
            and self._shown(wanted, pair)
        )

    def _shown(self, wanted: Difference, pair: Pair) -> bool:
        """Whether the numbers carry what the word claims beyond the two percents."""
        if wanted.needs == "nothing":
            return _whole(pair.first) != _whole(pair.second)
        if pair.tested:
            return pair.clear
        return abs(pair.points) >= self.words.within_group

    def _right_difference(self, wanted: Difference, pairs: list[Pair]) -> str:
        """Words for the pairs that the words are wrong about."""
        return "; ".join(dict.fromkeys(self._words_for(wanted, pair) for pair in pairs))

    def _words_for(self, wanted: Difference, pair: Pair) -> str:
        size = f"{_whole(abs(pair.points))} procentpunten"
        direction = "more" if pair.points > 0 else "less"
        often, number = DIRECTION[direction]
        if pair.tested and not pair.clear and wanted.needs != "nothing":
            if pair.verdict is None:
                return f"{number} (deze stellingen zijn niet vergeleken: enkel de getallen)"
            return f"niet aantoonbaar (het verschil is {size})"
        if _whole(pair.first) == _whole(pair.second):
            return "even vaak"
        word = number if wanted.needs == "nothing" else often
        if not pair.tested and abs(pair.points) < self.words.within_group:
            return f"even vaak (het verschil is {size})"
        for modifier in self.words.data["comparisons"]["modifiers"]:
            if abs(pair.points) in Range.of(modifier):
                return f"{modifier['words'][0]} {word} (het verschil is {size})"
        return f"{word} (het verschil is {size})"

    def right_difference(self, pair: Pair) -> str:
        """Words that are true of two shares, for whoever looks for them."""
        wanted = Difference("more", "clear", Range())
        return self._words_for(wanted, pair).split(" (")[0]

    def _superlative(self, said: str, binding: Binding) -> Judgement:
        place, before = self.words.superlative(said) or ("", 0)
        if binding.comparison and binding.relation == "onder" and binding.others:
            differences = self.values.differences(binding)
            sizes = {name: abs(points) for name, points in differences.items()}
            return self._extreme(place, before, set(binding.named), sizes)
        if binding.relation != "onder":
            raise NoValue(f"'{said}' vraagt een rij: schrijf <vraag> onder <vragen>")
        tables = self.values._of(binding)
        sizes = {item: 100 * self.values.exact(tables, item, binding.answers)
                 for item in (*binding.items, *binding.against)}  # fmt: skip
        return self._extreme(place, before, set(binding.items), sizes)

    def _extreme(
        self, place: str, before: int, named: set[str], sizes: dict[str, float]
    ) -> Judgement:
        """Whether the named ones all lie above (or below) every other but `before` of them."""
        if unknown := sorted(named - sizes.keys()):
            raise NoValue(f"geen getal voor {', '.join(unknown)}")
        sign = 1 if place == "highest" else -1
        own = min(sign * size for name, size in sizes.items() if name in named)
        rest = {name: sign * size for name, size in sizes.items() if name not in named}
        beaten = sorted((n for n, size in rest.items() if size >= own), key=lambda n: -rest[n])
        value = _listed([sizes[name] for name in sorted(named)])
        shown = ", ".join(f"{_whole(sizes[name])} %" for name in sorted(named))
        proposal = "; ".join(f"{name} is {_whole(sizes[name])}" for name in beaten[:3])
        return Judgement(COMPARISON, len(beaten) == before, value, shown, proposal)

    def _only(self, said: str, binding: Binding) -> Judgement:
        """Whether a comparison is the only one whose difference points its way."""
        differences = self.values.differences(binding)
        if binding.comparison not in differences:
            raise NoValue(f"geen getal voor {binding.comparison}")
        own = differences.pop(binding.comparison)
        same = {name: points for name, points in differences.items() if points * own > 0}
        proposal = "niet de enige: " + ", ".join(f"{n} ({_signed(p)})" for n, p in same.items())
        holds = not same and normal(said) in self.words.only
        return Judgement(COMPARISON, holds, f"{own:.10g}", _signed(own), proposal if same else "")

    def _answer(self, said: str, binding: Binding) -> Judgement:
        """Whether a verb may stand for an answer of the scale."""
        scale = self.study.items[binding.items[0]].scale
        side = binding.answers[0]
        allowed = self.words.answer(scale.id, side) if scale else []
        number = self.values.text(Binding(binding.text, "aandeel", binding.items[:1],
                                          answers=binding.answers))  # fmt: skip
        shown = "".join(map(str, number))
        holds = normal(said) in map(normal, allowed)
        proposal = "" if holds else " of ".join(allowed[-3:]) or f"het antwoord is '{side}'"
        return Judgement(ANSWER, holds, number[0].value, shown, proposal)

    def _about(self, said: str, binding: Binding, after: str) -> Judgement:
        """Whether a number with a word in front, or two bounds, hold the one that is printed."""
        allowed, unit = self.words.about(said) or (Range(), "")
        number = self.values.text(binding)[0]
        printed = next((u for u in ("procentpunten", "%") if str(number).endswith(u)), "")
        value = float(number.value) * (100 if printed else 1)
        wrong = self.counted.wrong(binding, said, after)
        holds = not wrong and unit == printed and abs(value) in allowed
        return Judgement(NUMBER, holds, number.value, str(number),
                         "" if holds else wrong or str(number))  # fmt: skip

    def _numeral(self, said: str, binding: Binding, after: str) -> Judgement:
        """Whether a number, in digits or in words, is the one that would be printed."""
        number = self.values.text(binding)[0]
        kind = NUMBER if DIGITS.match(said) else NUMERAL
        whole = float(number.value)
        right = str(number)
        if kind == NUMERAL and right.isdigit() and whole < len(NUMERALS):
            right = "één" if whole == 1 else NUMERALS[int(whole)]
        wrong = self.counted.wrong(binding, said, after)
        holds = not wrong and _printed(said) in (
            _bare(str(number)),
            _bare(str(number).split(NBSP)[0]),
        )
        return Judgement(kind, holds, number.value, str(number), "" if holds else wrong or right)


def _printed(said: str) -> str:
    """The number in `said` as it would be printed, with its percent sign or points; all of it when
    there are more numbers in it."""
    first, *others = said.split()
    if (counted := numeral(first)) is not None:
        first = str(counted)
    found = NUMBER_AND_UNIT.match(" ".join((first, *others)))
    rest = said if found is None else found.string[found.end() :]
    if DIGITS.search(rest) or any(numeral(word) is not None for word in rest.split()):
        return said
    return _bare(found[0]) if found else said


def _bare(number: str) -> str:
    """A number as its signs, however the thousands and the percent sign are set apart."""
    return re.sub(r"procent$", "%", re.sub(r"punten$", "punt", "".join(number.split())))


def _whole(share: float) -> int:
    return percent(share / 100)


def _signed(points: float) -> str:
    return f"{'−' if points < 0 else '+'}{_whole(abs(points))}"


def _listed(numbers: list[float]) -> str:
    return ";".join(f"{round(number / 100, 10):.10g}" for number in numbers)
