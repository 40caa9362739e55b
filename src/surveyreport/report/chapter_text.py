"""A chapter as it was written: the blocks of its Markdown, before any number is looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

# headings of a chapter file: # the chapter, ## a section, ### a section of a section
DEEPEST = 3


@dataclass(frozen=True)
class Plain:
    """Words as typed. quoted: of a quotation or a footnote, where digits may be typed."""

    text: str
    line: int
    quoted: bool = False


@dataclass(frozen=True)
class Bound:
    """`{binding}` (words empty) or `[words]{binding}`."""

    words: str
    binding: str
    line: int


@dataclass(frozen=True)
class Accepted:
    """`[words]{zonder getal: reason}`: words that look like a number and are none."""

    words: str
    reason: str
    line: int


@dataclass(frozen=True)
class Mention:
    """`figuur 13`, `overzicht 2` in a sentence. kind: figuur or overzicht; name: number or id."""

    kind: str
    name: str
    line: int


@dataclass(frozen=True)
class Wrapped:
    """Inline text in another; kind: emphasis, strong, footnote or link (with its address)."""

    kind: str
    inlines: tuple[Inline, ...]
    address: str = ""


Inline = Plain | Bound | Accepted | Mention | Wrapped
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Written:
    """A paragraph, a quotation or (items) a list. kind: paragraph, quotation, list, numbered."""

    kind: str
    items: tuple[Inlines, ...]
    line: int


@dataclass(frozen=True)
class Placement:
    """`{figuur 13}`, `{overzicht respondents}`, `{blok method}`, `{bevinding 13}` on its own."""

    kind: str
    name: str
    line: int


@dataclass(frozen=True)
class Heading:
    """level: 1 the chapter, 2 a section, 3 a section of a section."""

    level: int
    inlines: Inlines
    line: int


ChapterBlock = Written | Placement | Heading


@dataclass(frozen=True)
class ChapterText:
    """A chapter file. path: as the analyst names it; blocks in the order of the file."""

    id: str
    path: str
    blocks: tuple[ChapterBlock, ...]

    def inlines(self) -> Iterator[tuple[ChapterBlock, Inline]]:
        """Every inline, those inside emphasis, links and footnotes too, with its block."""
        for block in self.blocks:
            for part in texts_of(block):
                for inline in part:
                    yield from ((block, one) for one in flat(inline))

    def placements(self) -> Iterator[Placement]:
        return (block for block in self.blocks if isinstance(block, Placement))


def texts_of(block: ChapterBlock) -> tuple[Inlines, ...]:
    """The texts in a block: one, or one per item of a list."""
    if isinstance(block, Written):
        return block.items
    return (block.inlines,) if isinstance(block, Heading) else ()


def flat(inline: Inline) -> Iterator[Inline]:
    """The inline, or what is wrapped in it."""
    if isinstance(inline, Wrapped):
        for child in inline.inlines:
            yield from flat(child)
    else:
        yield inline


def sentences(inlines: Inlines) -> list[Inlines]:
    """A text cut after every full stop, question or exclamation mark that a capital follows."""
    done: list[Inlines] = []
    current: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Plain):
            current.append(inline)
            continue
        rest = inline
        starts = [len(inline.text) - len(inline.text.lstrip())] if _ended(current, inline) else []
        for cut in (*starts, *_ends(inline.text)):
            used = len(inline.text) - len(rest.text)
            current.append(replace(rest, text=rest.text[: cut - used]))
            done.append(tuple(current))
            current, rest = [], replace(rest, text=inline.text[cut:])
        if rest.text:
            current.append(rest)
    return [*done, tuple(current)] if current else done


def _ended(current: list[Inline], following: Plain) -> bool:
    """Whether the text so far, footnotes apart, ends a sentence that `following` does not go on."""
    before = [one for one in current if not (isinstance(one, Wrapped) and one.kind == "footnote")]
    if not before or not isinstance(before[-1], Plain) or not following.text[0].isspace():
        return False
    return before[-1].text.rstrip("’”)'\"").endswith((".", "!", "?"))


def _ends(text: str) -> Iterator[int]:
    """Where a new sentence may start: after the white space behind a mark, also at the end."""
    for place, sign in enumerate(text):
        if sign not in ".!?":
            continue
        after = text[place + 1 :].lstrip("’”)'\"")
        start = len(text) - len(after)
        if not after:
            continue
        follows = after.lstrip()
        if after[0].isspace() and not follows[:1].islower():
            yield start + len(after) - len(follows)


def as_typed(one: Inline) -> str:
    if isinstance(one, Plain):
        return one.text
    if isinstance(one, Mention):
        return typed(one)
    if isinstance(one, Wrapped):
        return "" if one.kind == "footnote" else "".join(map(as_typed, one.inlines))
    if isinstance(one, Accepted):
        return one.words
    return one.words or f"{{{one.binding}}}"


def typed(one: Mention | Placement) -> str:
    return f"{one.kind} {one.name}"
