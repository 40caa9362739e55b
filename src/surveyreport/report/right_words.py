"""Words that would be right, where bound words are not, or for whoever looks for them."""

from __future__ import annotations

from fractions import Fraction

from surveyreport.files.dutch import percent
from surveyreport.report.number_words import NUMERALS
from surveyreport.report.quantities import EVERY, Difference, Pair, Range, normal
from surveyreport.report.size_words import SizeWords
from surveyreport.report.tables import points_in_words
from surveyreport.study.verdict_words import SMALL

# how far, in percentage points, a proposed fraction may be from the number, and how much farther
# than it is a fraction counts that readers see less quickly
NEAR = 7
ODD = {2: 0, 3: 1, 4: 1, 5: 2.5, 10: 3}
# what a proposal calls a difference in each direction
DIRECTION = {"more": ("vaker", "hoger"), "less": ("minder vaak", "lager")}

# and between waves
CHANGE = {"more": ("gestegen", "gestegen"), "less": ("gedaald", "gedaald")}

# denominators that a proposal may use
SIMPLE = (2, 3, 4, 5, 10)


class RightWords:
    """Proposes from the words of the house."""

    def __init__(self, words: SizeWords):
        self.words = words

    def size(self, shares: list[float], said: str = "") -> str:
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
        for parts in SIMPLE:
            for part in range(1, parts):
                if part / parts not in named.values():
                    on = "op de tien" if parts == 10 else f"op {NUMERALS[parts]}"
                    named[f"{in_words(part)} {on}"] = part / parts
        odd = {words: ODD[Fraction(v).limit_denominator(10).denominator]
               for words, v in named.items()}  # fmt: skip
        bare = [
            (words, self.words.plain.moved(100 * value), 100 * value, odd[words])
            for words, value in named.items()
        ]
        before = sorted(self.words.modifiers, key=lambda m: (m[1].low * m[1].high != 0, m[1].width))
        return bare + [
            (
                f"{word} {words}",
                self.words.around(100 * value, bare, allowed),
                100 * value,
                odd[words],
            )
            for bare, allowed, word in before
            for words, value in named.items()
        ]

    def _named(self) -> dict[str, float]:
        entries = self.words.data["fractions"]["words"]
        return {w: float(self.words.fraction_words[normal(w)]) for w in entries
                if self.words.fraction_words[normal(w)].denominator in SIMPLE[:2]}  # fmt: skip

    def difference(self, wanted: Difference, pairs: list[Pair]) -> str:
        """Words for the pairs that the words are wrong about."""
        return "; ".join(dict.fromkeys(self._for(wanted, pair) for pair in pairs))

    def _for(self, wanted: Difference, pair: Pair) -> str:
        size = points_in_words(pair.points / 100)
        direction = "more" if pair.points > 0 else "less"
        often, number = CHANGE[direction] if pair.since else DIRECTION[direction]
        if pair.since and pair.verdict == SMALL:
            return f"gelijk gebleven (het verschil is {size})"
        if pair.tested and not pair.clear and wanted.needs != "nothing":
            if pair.verdict is None and pair.since:
                return (
                    f"geen woord: het verdict gaat niet over dit antwoord of wijst anders ({size})"
                )
            if pair.verdict is None:
                return f"{number} (deze antwoorden zijn niet vergeleken: enkel de getallen)"
            what = "niet aantoonbaar veranderd" if pair.since else "niet aantoonbaar"
            return f"{what} (het verschil is {size})"
        if whole(pair.first) == whole(pair.second):
            return "even vaak"
        word = number if wanted.needs == "nothing" else often
        if not pair.tested and abs(pair.points) < self.words.within_group:
            return f"even vaak (het verschil is {size})"
        for modifier in self.words.data["comparisons"]["modifiers"]:
            needs = modifier.get("needs")
            if not pair.clear and (needs == "tested" or (needs and pair.tested)):
                continue
            if abs(pair.points) in Range.of(modifier):
                return f"{modifier['words'][0]} {word} (het verschil is {size})"
        return f"{word} (het verschil is {size})"

    def of(self, pair: Pair) -> str:
        """Words that are true of two shares, for whoever looks for them."""
        wanted = Difference("more", "clear", EVERY)
        return self._for(wanted, pair).split(" (")[0]


def in_words(number: int) -> str:
    """A number of NUMERALS as a sentence writes it."""
    return "één" if number == 1 else NUMERALS[number]


def whole(share: float) -> int:
    """A percent as it is printed."""
    return percent(share / 100)
