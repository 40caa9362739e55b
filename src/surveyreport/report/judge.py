"""Whether bound words are true today, and which words would be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from surveyreport.report.binding import Binding
from surveyreport.report.bound_values import Values
from surveyreport.report.counted import Counted
from surveyreport.report.item_rows import NoValue
from surveyreport.report.number_words import NUMERALS
from surveyreport.report.quantities import (
    EVERY,
    Difference,
    Extreme,
    Pair,
    Range,
    from_to,
    normal,
    numeral,
)
from surveyreport.report.right_words import RightWords, in_words, whole
from surveyreport.report.size_words import SizeWords
from surveyreport.report.tables import as_percent
from surveyreport.report.unbound import DIGITS
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import SMALL

NUMBER, SIZE, COMPARISON, ANSWER, NUMERAL = "getal", "woord", "vergelijking", "antwoord", "telwoord"
NBSP = "\u00a0"
NUMBER_AND_UNIT = re.compile(r"\d[\d.,\s]*(?:%|percent\b|procent(?:punt(?:en)?)?\b)?")


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
        self.right = RightWords(words)

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
        if self.words.all_but(said) is not None:
            return self._all_but(said, binding, after)
        if self.words.about(said):
            return self._about(said, binding, after)
        return self._numeral(said, binding, after)

    def _size(self, said: str, binding: Binding, after: str) -> Judgement:
        allowed = self.words.size(said)
        shares = self.values.shares(binding)
        value, shown = _listed(shares), ", ".join(f"{whole(s)} %" for s in shares)
        if wrong := self.counted.wrong(binding, said, after):
            return Judgement(SIZE, False, value, shown, wrong)
        if allowed is not None and all(share in allowed for share in shares):
            return Judgement(SIZE, True, value, shown)
        return Judgement(SIZE, False, value, shown, self.right.size(shares, said))

    def _all_but(self, said: str, binding: Binding, after: str) -> Judgement:
        """Whether `op twee na alle` leaves out as many as there are."""
        counts = self.values.counts(binding)
        left_out = [out_of - found for found, out_of in counts]
        shares = self.values.shares(binding)
        wrong = self.counted.wrong(binding, said, after)
        holds = not wrong and all(left == self.words.all_but(said) for left in left_out)
        few = len(set(left_out)) == 1 and 0 < left_out[0] < len(NUMERALS)
        right = f"op {in_words(left_out[0])} na alle" if few else self.right.size(shares, said)
        shown = ", ".join(f"{found} van {out_of}" for found, out_of in counts)
        return Judgement(SIZE, holds, _listed(shares), shown, "" if holds else wrong or right)

    def _difference(self, said: str, binding: Binding) -> Judgement:
        wanted = self.words.difference(said)
        pairs = self.values.pairs(binding)
        if not pairs:
            raise NoValue(f"'{said}' vergelijkt: schrijf de twee vragen met tegenover ertussen")
        if wanted and wanted.relative and binding.form != "telling":
            raise NoValue(f"'{said}' rekent met een deel van een aandeel: schrijf het verschil in "
                          "procentpunten, of een breuk (een derde minder)")  # fmt: skip
        if wanted and wanted.judges and self._side(said, binding) < 0:
            turned = {"more": "less", "less": "more"}.get(wanted.direction, wanted.direction)
            wanted = replace(wanted, direction=turned)
        if wanted and binding.since and wanted.needs == "nothing" and wanted.direction != "any":
            # between waves no word of difference goes without the verdict
            wanted = replace(wanted, needs="clear")
        value = _listed([pair.points for pair in pairs])
        shown = "; ".join(f"{whole(p.first)} tegenover {whole(p.second)} %" for p in pairs)
        wrong = [pair for pair in pairs if not self._true(wanted, pair)] if wanted else pairs
        if not wrong and (ends := from_to(normal(said))):
            return self._from_to(said, binding, ends[1:])
        proposal = self.right.difference(wanted, wrong) if wrong and wanted else ""
        return Judgement(COMPARISON, not wrong, value, shown, proposal)

    def _from_to(self, said: str, binding: Binding, ends: tuple[float, float]) -> Judgement:
        """Whether two percents are those that both waves print."""
        if not binding.since or len(binding.items) != 1:
            raise NoValue(f"'{said}' noemt twee aandelen: schrijf <vraag> tegenover golf …")
        row = self.values.changes.row(binding.items[0], binding.since)
        now = replace(binding, form="aandeel", relation="", since="")
        before = replace(now, items=(row["item_from"],), wave=binding.since)
        printed = [str(self.values.text(one)[0]) for one in (before, now)]
        pair = self.values.pairs(binding)[0]
        if printed != [as_percent(share / 100) for share in (pair.second, pair.first)]:
            raise NoValue("de vergelijking rekent zonder wie de vraag niet betreft "
                          f"({whole(pair.second)} en {whole(pair.first)} %), de figuren met "
                          f"({printed[0]} en {printed[1]}): noem enkel het verschil")  # fmt: skip
        shown = f"van {whole(pair.second)} naar {whole(pair.first)} procent"
        holds = ends == (whole(pair.second), whole(pair.first))
        return Judgement(COMPARISON, holds, _listed([pair.points]), shown, "" if holds else shown)

    def _side(self, said: str, binding: Binding) -> int:
        """1 when the answers are the favourable ones, -1 when they are the unfavourable ones: words
        that judge, as `positiever`, turn around with them. Raises NoValue for other answers."""
        scales = [self.study.items[item].scale for item in binding.items]
        sides = {self.values.side(item, binding.answers) for item in binding.items}
        if not all(scales) or len(sides) != 1 or 0 in sides:
            raise NoValue(f"'{said}' oordeelt, en dit is geen gunstig of ongunstig antwoord: "
                          "schrijf vaker of minder vaak")  # fmt: skip
        return sides.pop()

    def _true(self, wanted: Difference, pair: Pair) -> bool:
        if pair.tested and pair.verdict is None and wanted.needs != "nothing":
            return False
        if wanted.direction == "any":
            return True
        if wanted.same and pair.since:
            # that a change was not shown does not say that there was none
            return pair.verdict == SMALL and abs(pair.points) in wanted.points
        if wanted.direction == "none":
            apart = abs(pair.points) >= self.words.within_group
            if pair.tested:
                shown = pair.clear == (wanted.needs == "clear")
            else:
                # of the same people there is no test: only 'niet even vaak' may say they differ
                shown = not apart if wanted.needs == "not_clear" else apart and wanted.negated
            return shown and abs(pair.points) in wanted.points
        if wanted.negated:
            towards = pair.points if wanted.direction == "more" else -pair.points
            # 'niet vaker' of a share that is 12 points higher would be read as no difference at all
            far = wanted.needs == "clear" and wanted.points == EVERY
            return (not (far and towards >= self.words.within_group)
                    and not self._true(replace(wanted, negated=False), pair))  # fmt: skip
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
            return whole(pair.first) != whole(pair.second)
        if pair.tested or wanted.needs == "tested":
            return pair.clear
        return abs(pair.points) >= self.words.within_group

    def _superlative(self, said: str, binding: Binding) -> Judgement:
        wanted = self.words.superlative(said)
        assert wanted
        if wanted.judges and binding.items and self._side(said, binding) < 0:
            turned = "lowest" if wanted.place == "highest" else "highest"
            wanted = replace(wanted, place=turned)
        if binding.comparison and binding.relation == "onder" and binding.others:
            differences = self.values.differences(binding)
            sizes = {name: abs(points) for name, points in differences.items()}
            return self._extreme(wanted, set(binding.named), sizes)
        if binding.relation != "onder":
            raise NoValue(f"'{said}' vraagt een rij: schrijf <vraag> onder <vragen>")
        tables = self.values._of(binding)
        sizes = {item: 100 * self.values.exact(tables, item, binding.answers)
                 for item in (*binding.items, *binding.against)}  # fmt: skip
        return self._extreme(wanted, set(binding.items), sizes)

    def _extreme(self, wanted: Extreme, named: set[str], sizes: dict[str, float]) -> Judgement:
        """Whether the named ones all lie above (or below) every other, but as many as may be."""
        if unknown := sorted(named - sizes.keys()):
            raise NoValue(f"geen getal voor {', '.join(unknown)}")
        sign = 1 if wanted.place == "highest" else -1
        own = min(sign * size for name, size in sizes.items() if name in named)
        rest = {name: sign * size for name, size in sizes.items() if name not in named}
        beaten = sorted((n for n, size in rest.items() if size >= own), key=lambda n: -rest[n])
        value = _listed([sizes[name] for name in sorted(named)])
        shown = ", ".join(f"{whole(sizes[name])} %" for name in sorted(named))
        proposal = "; ".join(f"{name} is {whole(sizes[name])}" for name in beaten[:3])
        holds = (len(beaten) == wanted.before) != wanted.negated
        return Judgement(COMPARISON, holds, value, shown, "" if holds else proposal)

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
        printed = next((u for u in ("procentpunt", "%") if str(number).endswith(u)), "")
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
            right = in_words(int(whole))
        wrong = self.counted.wrong(binding, said, after)
        bare, _, unit = str(number).partition(NBSP)
        # 'vijf' is not the 5 % that is printed, but 'vijf' with 'procent' behind it is
        named = not unit or after.lstrip().startswith((unit, "procent"))
        holds = not wrong and _printed(said) in (_bare(str(number)), _bare(bare) if named else None)
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
    return re.sub(r"p(?:ro|er)cent$", "%", re.sub(r"punten$", "punt", "".join(number.split())))


def _signed(points: float) -> str:
    return f"{'−' if points < 0 else '+'}{whole(abs(points))}"


def _listed(numbers: list[float]) -> str:
    return ";".join(f"{round(number / 100, 10):.10g}" for number in numbers)
