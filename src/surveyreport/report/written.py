"""A chapter that people wrote, as content of the report, with a claim for all that it binds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from surveyreport.report.binding import Binding
from surveyreport.report.bound import Footnote, Link, Number, Part, Styled, Text, Words, plain
from surveyreport.report.bound_values import Values
from surveyreport.report.changes import other_year
from surveyreport.report.chapter_text import (
    Accepted,
    Bound,
    ChapterText,
    Heading,
    Inline,
    Inlines,
    Mention,
    Placement,
    Plain,
    Wrapped,
    Written,
    as_typed,
    flat,
    sentences,
    typed,
)
from surveyreport.report.chapters import Chapters
from surveyreport.report.claims import ACCEPTED, FALSE, FIGURE, LOOSE, TRUE, Claim
from surveyreport.report.item_rows import NoValue
from surveyreport.report.judge import NUMBER, Judge, Judgement
from surveyreport.report.model import Block, Bullets, Paragraph, Quotation, Section
from surveyreport.report.source import Source
from surveyreport.report.unbound import Finder
from surveyreport.report.with_figures import Growing


@dataclass
class Writer:
    """Writes chapters. place: the blocks that `{figuur 13}` and the like stand for."""

    source: Source
    chapters: Chapters
    values: Values
    place: Callable[[Placement], list[Block]]
    claims: list[Claim] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.judge = Judge(self.values, self.chapters.words, self.values.study)
        self.find = Finder(self.chapters.words)
        self._chapter = ""
        self._noted: set[str] = set()

    def section(self, text: ChapterText, number: str, front: bool) -> Section:
        """The chapter with its sections, numbered below `number`; its claims are kept."""
        self._chapter, self._noted = text.id, set()
        title, *blocks = text.blocks
        parts = Growing(text.id, number, self._heading(title))
        stack = [parts]
        for block in blocks:
            if isinstance(block, Heading):
                while len(stack) >= block.level:
                    stack.pop()
                stack.append(stack[-1].child(self._heading(block)))
            else:
                stack[-1].blocks.append((block, self._blocks(block)))
        return replace(parts.section(self.source), front=front)

    def _heading(self, block: object) -> str:
        inlines = block.inlines if isinstance(block, Heading) else ()
        return plain(self._sentence(inlines)).strip()

    def _blocks(self, block: Written | Placement) -> list[Block]:
        if isinstance(block, Placement):
            if block.name in map(str, self.source.withheld):
                return [Paragraph(self._withheld(block.name, block.line, f"{{{typed(block)}}}"))]
            return self.place(block)
        texts = tuple(self._text(inlines) for inlines in block.items)
        if block.kind in ("list", "numbered"):
            return [Bullets(texts, block.kind == "numbered")]
        return [Quotation(texts[0]) if block.kind == "quotation" else Paragraph(texts[0])]

    def _text(self, inlines: Inlines) -> Text:
        return tuple(part for sentence in sentences(inlines) for part in self._sentence(sentence))

    def _sentence(self, inlines: Inlines) -> Text:
        """The sentence with its numbers; set apart when one of its claims is untrue."""
        said = " ".join("".join(map(as_typed, inlines)).split())
        before = len(self.claims)
        parts = tuple(
            part
            for place, one in enumerate(inlines)
            for part in self._part(one, _following(inlines[place + 1 :]), said)
        )
        self._brackets(inlines, said)
        self._years(inlines, said)
        self._loose(inlines, said)
        wrong = [claim for claim in self.claims[before:] if claim.holds == FALSE]
        if not wrong:
            return parts
        return (Styled("untrue", _stripped(parts), self._notes(wrong)), " ")

    def _notes(self, wrong: list[Claim]) -> str:
        """What is wrong with a sentence; what is so for the same reason in one note."""
        named: dict[tuple[str, str], dict[str, None]] = {}
        for claim in wrong:
            # without a value there is nothing that would be right
            name = "untrue.word" if claim.kind != NUMBER and claim.value else "untrue.number"
            key = ("" if claim.kind == FIGURE else name, claim.proposal)
            named.setdefault(key, {})[claim.text or claim.binding] = None
        return "; ".join(
            "".join(map(str, self.source.say(name, text=Words("’, ‘".join(texts)),
                                             proposal=Words(proposal)))) if name else proposal
            for (name, proposal), texts in named.items()
        )  # fmt: skip

    def _part(self, one: Inline, after: str, said: str = "") -> Iterator[Part]:
        if isinstance(one, Plain):
            yield Words(one.text)
        elif isinstance(one, Accepted):
            self._claim(one.line, "", one.words, one.reason, "", ACCEPTED, "", said)
            yield Words(one.words)
        elif isinstance(one, Mention):
            yield self._mention(one, said)
        elif isinstance(one, Wrapped):
            text = tuple(part for child in one.inlines for part in self._part(child, "", said))
            yield _wrapped(one, text)
        else:
            if one.words:
                yield Words(self._judged(one, after, said))
            else:
                yield from self._number(one, after, said)
            yield from self._with_note(self.chapters.bindings[one.binding])

    def _with_note(self, binding: Binding) -> Iterator[Part]:
        """What a reader must know of a change, as a footnote; once in a chapter."""
        for item in binding.items if binding.since else ():
            note = self.values.changes.note(item, binding.since)
            if note and note not in self._noted:
                self._noted.add(note)
                yield Footnote((Words(note),))

    def _mention(self, mention: Mention, said: str) -> Part:
        if mention.kind != "figuur":
            return self.source.table_reference(mention.name)
        if int(mention.name) not in self.source.withheld:
            return self.source.reference(int(mention.name))
        self._withheld(mention.name, mention.line, said)
        return Words(typed(mention))

    def _withheld(self, name: str, line: int, said: str) -> Text:
        """Claim a figure that the wave has too little for; what stands in its place."""
        figure = Words(self.source.figure_word(int(name)))
        why = "".join(map(str, self.source.say("untrue.withheld", figure=figure)))
        self._claim(line, FIGURE, f"figuur {name}", "", "", FALSE, why, said)
        return (Styled("untrue", (figure,), why),)

    def _number(self, bound: Bound, after: str, said: str) -> Text:
        binding = self.chapters.bindings[bound.binding]
        try:
            text = self.values.text(binding)
        except NoValue as error:
            self._claim(bound.line, NUMBER, "", bound.binding, "", FALSE, str(error), said, binding)
            return (Words("…"),)
        value = ";".join(part.value for part in text if isinstance(part, Number))
        shown = "".join(map(str, text))
        wrong = self.judge.counted.wrong(binding, "", after)
        holds = FALSE if wrong else TRUE
        self._claim(bound.line, NUMBER, shown, bound.binding, value, holds, wrong, said, binding)
        return text

    def _judged(self, bound: Bound, after: str, said: str) -> str:
        binding = self.chapters.bindings[bound.binding]
        try:
            found = self.judge(bound.words, binding, after)
        except NoValue as error:
            found = Judgement("woord", False, "", "", str(error))
        proposal = f"{found.proposal} (nu {found.shown})" if found.shown else found.proposal
        self._claim(
            bound.line,
            found.kind,
            bound.words,
            bound.binding,
            found.value,
            TRUE if found.holds else FALSE,
            "" if found.holds else proposal,
            said,
            binding,
        )
        return bound.words

    def _brackets(self, inlines: Inlines, said: str) -> None:
        """A share in brackets belongs to the words before it, so it must be of the same answer."""
        words: Binding | None = None
        inside = False
        for one in inlines:
            if isinstance(one, Plain):
                for sign in re.findall(r"[()]", one.text):
                    inside = sign == "("
                    words = words if inside else None
            elif isinstance(one, Bound):
                binding = self.chapters.bindings[one.binding]
                if one.words:
                    words = binding
                elif inside and words is not None and _other_answer(words, binding):
                    right = replace(binding, answers=words.answers)
                    shown = "".join(map(str, self.values.text(right)))
                    proposal = f"{shown}: het woord ervoor gaat over {'+'.join(words.answers)}"
                    self._claim(one.line, NUMBER, "".join(map(str, self.values.text(binding))),
                                one.binding, "", FALSE, proposal, said, binding)  # fmt: skip

    def _years(self, inlines: Inlines, said: str) -> None:
        """A year that a sentence compares with is that of the wave its words are bound to."""
        bound = [one for whole in inlines for one in flat(whole) if isinstance(one, Bound)]
        if year := other_year(said, (self.chapters.bindings[one.binding] for one in bound)):
            first = bound[0]
            why = "geen woord van de zin is aan die golf gebonden: schrijf tegenover golf …"
            self._claim(first.line, NUMBER, year, "", "", FALSE, why, said)

    def _loose(self, inlines: Inlines, said: str) -> None:
        """The words that look like a number and are bound to none, each with a likely binding."""
        bound = [one for whole in inlines for one in flat(whole) if isinstance(one, Bound)]
        for loose in self.find(inlines):
            likely, proposal = self._likely(loose.kind, bound)
            if loose.outside:
                likely, proposal = "", f"zet '{loose.words}' binnen de haken, of laat het weg"
            self._claim(loose.line, loose.kind, loose.words, likely, "", LOOSE, proposal, said)

    def _likely(self, kind: str, bound: list[Bound]) -> tuple[str, str]:
        """The binding of the sentence that the words may belong to, and words that fit it."""
        for one in bound:
            binding = self.chapters.bindings[one.binding]
            if kind == "woord" and not binding.relation:
                try:
                    shares = self.values.shares(binding)
                except NoValue:
                    continue
                right = self.judge.right.size(shares)
                return one.binding, f"[{right.split(' of ')[0]}]{{{one.binding}}}"
            if kind == "vergelijking" and (since := self._since(binding, bound)):
                pair = f"{binding.items[0]} tegenover golf {since}"
                return pair, f"[…]{{{pair}}}"
            if kind == "vergelijking" and len(bound) > 1:
                other = self.chapters.bindings[bound[1].binding]
                if binding.items and other.items and binding.items != other.items:
                    pair = f"{binding.items[0]} tegenover {other.items[0]}"
                    return pair, f"[…]{{{pair}}}"
        return "", "bind het, of schrijf [woorden]{zonder getal: waarom}"

    def _since(self, binding: Binding, bound: list[Bound]) -> str:
        """The earlier wave that the sentence also binds an item of, if it does; '' without."""
        others = [self.chapters.bindings[one.binding] for one in bound]
        waves = [one.wave for one in others if one.wave and one.items == binding.items]
        return waves[0] if waves and not binding.wave else ""

    def _claim(self, line: int, kind: str, text: str, binding: str, value: str, holds: str,
               proposal: str, said: str, about: Binding | None = None) -> None:  # fmt: skip
        self.claims.append(
            Claim(self._chapter, line, kind, text, binding, value, holds, proposal, said, about)
        )


def _stripped(parts: Text) -> Text:
    """A sentence without the white space behind it."""
    last = parts[-1]
    return (*parts[:-1], Words(last.text.rstrip())) if isinstance(last, Words) else parts


def _wrapped(one: Wrapped, text: Text) -> Part:
    if one.kind == "footnote":
        return Footnote(text)
    return Link(text, one.address) if one.kind == "link" else Styled(one.kind, text)


def _following(inlines: Inlines) -> str:
    return inlines[0].text if inlines and isinstance(inlines[0], Plain) else ""


def _other_answer(words: Binding, number: Binding) -> bool:
    """Whether a share is of an item that the words name, but of another answer."""
    if number.form != "aandeel" or number.relation or not words.answers:
        return False
    named = {*words.items, *words.against}
    return bool(named & set(number.items)) and set(number.answers) != set(words.answers)
