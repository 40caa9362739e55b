"""Look in finished files for what must not be there, wherever a file can hide text."""

from __future__ import annotations

import base64
import html
import re
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from surveyreport.audit.pdf_file import read_pdf
from surveyreport.study.model import Study
from surveyreport.study.quotes import REDACTED, Quote

# Shorter answers ("geen", "ja, soms") are words that any report holds.
TEXT_FROM = 15
ARCHIVES = (".xlsx", ".zip", ".docx")
# what a Word document says: its words, paragraph by paragraph, and these attributes
TOLD_BESIDE = re.compile(r'\b(?:descr|title|name|Target|w:name|w:author)="([^"]*)"')
CAPTION = re.compile(r'<w:tblCaption w:val="([^"]*)"')
LINE, TAG = re.compile(r"</w:p>|<w:(?:tab|br)/>"), re.compile(r"<[^>]*>")
# The place of a cell in a sheet ("A16") may look like the id of a provider
CELL_PLACE = re.compile(r'\b(r|ref|sqref|topLeftCell|activeCell)="[^"]*"')
# how the name of a text ends that a page carries as a table
INSIDE = "in de pagina"
EMBEDDED = re.compile(r"data:text/[^\"'>]*?;base64,([A-Za-z0-9+/=]+)")
# texts are decoded; letters and pictures only take time
CARRIED = re.compile(r";base64,[A-Za-z0-9+/=]+")
SOFT_HYPHEN = "\u00ad"
WORD = re.compile(r"\w+")
# an id like these is in any table, and in the code of any page
ORDINARY = re.compile(r"(?:0|[1-9]\d{0,3})(?:\.\d+)?|null|true|false|none|nan|auto", re.IGNORECASE)
MARKS = ".,;:!?\"'‘’“”()"


@dataclass(frozen=True)
class Forbidden:
    """identifiers: provider ids and names, with single spaces; texts: open answers, folded.
    ordinary: identifiers that are a small number, or words of the study itself: these stand
    everywhere and cannot be looked for."""

    identifiers: frozenset[str]
    texts: frozenset[str]
    ordinary: frozenset[str] = frozenset()

    @staticmethod
    def of(identifiers: Iterable[str], texts: Iterable[str], own: Iterable[str] = ()) -> Forbidden:
        """own: what the study says itself: who typed such words typed nothing of his own."""
        long = (text for text in texts if len(_spaced(text)) >= TEXT_FROM)
        own = list(own)
        said, spoken = "\0".join(map(_folded, own)), _spaced("\0".join(own))
        folded = {_folded(text).strip(MARKS) for text in long}
        names = frozenset(map(_spaced, identifiers)) - {""}
        ordinary = frozenset(
            name
            for name in names
            if ORDINARY.fullmatch(name) or (name in spoken and _alone([name]).search(spoken))
        )
        unsaid = frozenset(text for text in folded if text not in said)
        return Forbidden(names - ordinary, unsaid, ordinary)

    @cached_property
    def _by_rarest(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """The identifiers and their words, by the word that the fewest of them have."""
        words = {name: frozenset(WORD.findall(name)) for name in self.identifiers}
        times = Counter(word for several in words.values() for word in several)
        found: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for name, several in words.items():
            rarest = min(several, key=lambda word: (times[word], word), default="")
            found[rarest].append((name, several))
        return found

    def names_one(self, text: str, allowed: Collection[str] = ()) -> bool:
        """Whether an identifier stands in a text, other than the allowed ones.

        Only those of which every word stands there are looked for, so that a thousand providers
        cost little.
        """
        text = _spaced(text)
        there = {"", *WORD.findall(text)}
        begun = (self._by_rarest[word] for word in self._by_rarest.keys() & there)
        near = {name for named in begun for name, words in named if words <= there} - set(allowed)
        return bool(near) and _alone(near).search(text) is not None


def study_words(study: Study, more: Iterable[str] = ()) -> list[str]:
    """Every text of a study that its files may print: questions, answers, titles, words."""
    found = [*more]
    for question in study.questions.values():
        found += [question.text, question.not_shown or ""]
        found += [text for item in question.items for text in (item.text, item.stem or "")]
    for scale in study.scales.values():
        found += [scale.description, *scale.labels]
    for group in study.groups.values():
        found += [group.label, group.members, group.source]
    found += [section.title for section in study.sections]
    # of codes that a wave has no answers for too: sources side by side name them
    for book in study.codebooks.values():
        found += [book.title, *(code.label for code in book.codes)]
    if study.visits:
        found += [theme.label for theme in study.visits.themes.values()]
        found += [*study.visits.conversations.values(), *study.visits.directions.values()]
    for part in ({n: figure.spec for n, figure in study.figures.items()}, study.texts,
                 study.registers, study.discrepancies):  # fmt: skip
        found += _strings(part)
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


@dataclass(frozen=True)
class Leak:
    """What was found, and in which file and part of it; the thing itself is not repeated."""

    file: str
    part: str
    kind: str


def scan(
    path: Path,
    shown_as: str,
    forbidden: Forbidden,
    allowed: Iterable[str] = (),
    parts: list[tuple[str, str]] | None = None,
    quotes: Iterable[str] = (),
) -> list[Leak]:
    """Leaks in one file. shown_as: its name in the release, which is scanned as well.
    allowed: identifiers that may stand in this file. parts: parts_of(path) if read already.
    quotes: answers that may stand in it, as approved and in no other form."""
    allowed = frozenset(map(_spaced, allowed))
    approved = [_folded(quote) for quote in quotes]
    leaks = []
    named = ("bestandsnaam", Path(shown_as).name.replace("_", " "))
    for part, text in [named, *(parts_of(path) if parts is None else parts)]:
        if forbidden.names_one(text, allowed):
            leaks.append(Leak(shown_as, part, "een andere aanbieder"))
        folded = _folded(text)
        there = [answer for answer in forbidden.texts if answer in folded]
        if any(_leaks(answer, folded, approved) for answer in there):
            leaks.append(Leak(shown_as, part, "een antwoord in eigen woorden"))
    return leaks


def _alone(names: Iterable[str]) -> re.Pattern[str]:
    """The names as words; digits of a number with a decimal (0.007) are no name (007)."""
    found = (
        (r"(?<!\d[.,])" if name[:1].isdigit() else "")
        + re.escape(name)
        + (r"(?![.,]\d)" if name.isdigit() else "")
        for name in sorted(names)
    )
    return re.compile(r"(?<!\w)(" + "|".join(found) + r")(?!\w)")


def _leaks(answer: str, folded: str, approved: list[str]) -> bool:
    """Whether an answer that stands in a text does so outside the quotes that hold all of it."""
    for quote in approved:
        # between [ and ] stands what replaces words, never an answer
        if any(answer in part for part in REDACTED.split(quote)):
            folded = folded.replace(quote, "\0")
    return answer in folded


def unsaid(quotes: Iterable[Quote], texts: Iterable[str]) -> list[str]:
    """Quotes that nobody wrote so, the words between [ and ] aside; none when no text is left."""
    folded = [_folded(text) for text in texts]
    if not any(len(text) >= TEXT_FROM for text in folded):
        return []
    return [
        quote.id
        for quote in quotes
        if not any(all(_folded(part) in text for part in quote.parts) for text in folded)
    ]


def parts_of(path: Path) -> list[tuple[str, str]]:
    """(name, text) of every part of a file: pages, alternative texts, metadata, sheets, code."""
    if path.suffix == ".pdf":
        return read_pdf(path, shapes=False).parts
    data = path.read_bytes()
    if path.suffix == ".png":
        return _png_parts(data)
    if path.suffix in ARCHIVES:
        with zipfile.ZipFile(path) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
        if path.suffix == ".docx":
            return [part for name, member in members for part in _word_parts(name, member)]
        return [(name, CELL_PLACE.sub("", _text(member))) for name, member in members]
    if path.suffix not in (".html", ".svg"):
        return [("inhoud", _text(data))]
    page = data.decode("utf-8", "replace")
    inside = enumerate(embedded(page), 1)
    content = html.unescape(CARRIED.sub(";base64,", page))
    return [("inhoud", content), *((f"tabel {number} {INSIDE}", one) for number, one in inside)]


def embedded(page: str) -> list[str]:
    """The texts that a page carries as data addresses, tables to download among them."""
    return [base64.b64decode(data).decode("utf-8", "replace") for data in EMBEDDED.findall(page)]


def _word_parts(name: str, data: bytes) -> list[tuple[str, str]]:
    """A sentence is cut into runs, so its tags are taken out before it is read."""
    if name.endswith(".png"):
        return [(f"{name} {part}", text) for part, text in _png_parts(data)]
    if not name.endswith((".xml", ".rels")):
        return [(name, _text(data))]
    written = data.decode("utf-8", "replace")
    beside = "\n".join(TOLD_BESIDE.findall(written) + CAPTION.findall(written))
    said = TAG.sub("" if name.startswith("word/") else " ", LINE.sub("\n", written))
    return [(name, html.unescape(said)), (f"{name} eigenschappen", html.unescape(beside))]


def _png_parts(data: bytes) -> list[tuple[str, str]]:
    """Every chunk but the picture itself (PNG specification, chunk layout)."""
    parts, place = [], 8
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        name = data[place + 4 : place + 8].decode("latin-1")
        content = data[place + 8 : place + 8 + size]
        if name == "zTXt":
            content = zlib.decompress(content.split(b"\0", 1)[1][1:])
        if name != "IDAT":
            parts.append((f"metadata {name}", _text(content)))
        place += 12 + size
    return [*parts, ("na het einde", _text(data[place:]))]


def _text(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace"))


def _folded(text: str) -> str:
    """Without differences of case, spaces, line ends and hyphenation."""
    return "".join(_spaces_apart(text)).casefold()


def _spaced(text: str) -> str:
    """With one space where there are several, or a line end, or a place to break a word."""
    return " ".join(_spaces_apart(text))


def _spaces_apart(text: str) -> list[str]:
    return text.replace(SOFT_HYPHEN, " ").split()
