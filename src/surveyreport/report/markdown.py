"""Markdown with bindings, read with markdown-it: `{aandeel beleid.B1 top2}`, `[de helft]{…}`."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from surveyreport.files.problems import ProblemList
from surveyreport.report.bracket_rule import bracket_rule
from surveyreport.report.chapter_text import (
    DEEPEST,
    Accepted,
    Bound,
    ChapterBlock,
    ChapterText,
    Heading,
    Inline,
    Inlines,
    Mention,
    Placement,
    Plain,
    Wrapped,
    Written,
)

ACCEPTED = re.compile(r"zonder getal\s*:?\s*(.*)", re.DOTALL)
PLACED = re.compile(r"(figuur|overzicht|blok|bevinding) +(\w+)")
MENTION = re.compile(r"\b([Ff]iguur|[Oo]verzicht) (\d+)\b")
NOTE = re.compile(r"\[\^([\w-]+)\]:[ \t]*(.*)")
BRACKETS = re.compile(r"[\[\]{}]")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REFUSED = {
    "image": "een plaatje: figuren komen uit figures.yaml en staan er als {figuur 13}",
    "html_inline": "ruwe HTML",
    "html_block": "ruwe HTML",
    "fence": "een codeblok",
    "code_block": "een codeblok: laat de spaties aan het begin van de rij weg",
    "code_inline": "code tussen accenten",
    "hr": "een lijn",
    "table_open": "een tabel: overzichten staan er als {overzicht respondents}",
}
WRAPS = {"em_open": "emphasis", "strong_open": "strong", "link_open": "link"}


def read_chapter(path: Path, name: str, problems: ProblemList) -> ChapterText:
    """The chapter in `path`; what cannot be part of a chapter goes to `problems` with its row.

    Refused: raw HTML, pictures, code, rules, a list in a list, a heading that jumps or goes deeper
    than ###, a bracket that is not closed, a footnote without text or text without footnote.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(path, f"geen UTF-8 (byte {error.start})", "bewaar het bestand als UTF-8")
        return ChapterText(name, str(path), ())
    if sign := UNSEEN.search(text):
        row = text.count("\n", 0, sign.start()) + 1
        found = f"een teken dat niemand ziet (U+{ord(sign[0]):04X})"
        problems.add(path, found, "haal het weg", row=row)
        text = UNSEEN.sub(" ", text)
    return _Reader(path, problems).chapter(name, text)


class _Reader:
    def __init__(self, path: Path, problems: ProblemList):
        self.path, self.problems = path, problems
        self.notes: dict[str, Wrapped] = {}
        self.used: set[str] = set()
        self.parser = MarkdownIt("commonmark", {"html": True}).enable("table").disable("reference")
        self.parser.inline.ruler.before("link", "bound", bracket_rule)
        # an address that cannot be is told as that, not as a bracket that is left over
        self.parser.validateLink = lambda url: True  # type: ignore[method-assign]
        self.open: set[int] = set()

    def fault(self, line: int, found: str, remedy: str) -> None:
        self.problems.add(self.path, found, remedy, row=line)

    def chapter(self, name: str, text: str) -> ChapterText:
        text, notes = self._without_notes(text)
        for mark, (words, line) in notes.items():
            if not words.strip():
                self._without_text(mark, line)
            inlines = self._inlines(self.parser.parseInline(words)[0], line, quoted=True)
            self.notes[mark] = Wrapped("footnote", inlines)
        blocks = self._blocks(self.parser.parse(text))
        for mark in sorted(set(notes) - self.used):
            remedy = f"zet [^{mark}] in de zin waar ze bij hoort"
            self.fault(notes[mark][1], f"naar voetnoot {mark} verwijst geen zin", remedy)
        self._headings(blocks)
        return ChapterText(name, str(self.path), tuple(blocks))

    def _without_notes(self, text: str) -> tuple[str, dict[str, tuple[str, int]]]:
        """The text with its footnotes blanked, and the footnotes; lines keep their number."""
        notes: dict[str, tuple[str, int]] = {}
        lines = text.split("\n")
        current = ""
        for place, line in enumerate(lines):
            found = NOTE.match(line)
            if found:
                current = found[1]
                if current in notes:
                    self.fault(place + 1, f"voetnoot {current} staat er twee keer", "houd er één")
                notes[current] = (found[2], place + 1)
                lines[place] = ""
            elif current and line.startswith("  ") and line.strip():
                words, start = notes[current]
                notes[current] = (f"{words}\n{line.strip()}", start)
                lines[place] = ""
            else:
                current = ""
        return "\n".join(lines), notes

    def _blocks(self, tokens: list[Token]) -> list[ChapterBlock]:
        blocks: list[ChapterBlock] = []
        lists: list[tuple[str, int, list[Inlines]]] = []
        quoted = 0
        for place, token in enumerate(tokens):
            line = token.map[0] + 1 if token.map else 1
            if token.type in REFUSED:
                self.fault(line, REFUSED[token.type], "schrijf het in gewone woorden")
            elif token.type == "blockquote_open":
                quoted += 1
            elif token.type == "blockquote_close":
                quoted -= 1
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                if lists:
                    self.fault(line, "een lijst in een lijst", "maak er één lijst van")
                kind = "list" if token.type == "bullet_list_open" else "numbered"
                lists.append((kind, line, []))
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                kind, start, items = lists.pop()
                if not lists:
                    blocks.append(Written(kind, tuple(items), start))
            elif token.type == "inline":
                before = tokens[place - 1]
                inlines = self._inlines(token, line, quoted=bool(quoted))
                if before.type == "heading_open":
                    blocks.append(Heading(int(before.tag[1]), inlines, line))
                elif lists:
                    lists[0][2].append(inlines)
                elif placed := _placement(token.content, line):
                    blocks.append(placed)
                else:
                    kind = "quotation" if quoted else "paragraph"
                    blocks.append(Written(kind, (inlines,), line))
        return blocks

    def _headings(self, blocks: list[ChapterBlock]) -> None:
        level = 0
        for place, block in enumerate(blocks):
            if not isinstance(block, Heading):
                continue
            if (block.level == 1) != (place == 0):
                self.fault(block.line, f"{'#' * block.level} op deze plaats",
                           "begin het hoofdstuk met één kop #, en zijn delen met ##")  # fmt: skip
            elif block.level > min(level + 1, DEEPEST):
                self.fault(block.line, f"een kop {'#' * block.level} onder een kop {'#' * level}",
                           "sla geen niveau over; ### is het laagste")  # fmt: skip
            level = block.level
        if not blocks or not isinstance(blocks[0], Heading):
            self.fault(1, "het hoofdstuk begint zonder titel", "begin met: # Titel")

    def _inlines(self, token: Token, line: int, quoted: bool) -> Inlines:
        """The children of an inline token; a line break counts a line on."""
        stack: list[tuple[str, str, list[Inline]]] = [("", "", [])]
        for child in token.children or []:
            into = stack[-1][2]
            if child.type in ("softbreak", "hardbreak"):
                line += 1
                _add_plain(into, " ", line - 1, quoted)
            elif child.type == "text":
                self._plain(into, child.content, line, quoted)
            elif child.type == "bound":
                if child.meta["empty"]:
                    self.fault(line, f"haken [] zonder woorden voor {{{child.meta['binding']}}}",
                               "zet de woorden tussen de haken, of laat [] weg voor het "
                               "getal")  # fmt: skip
                into.append(self._bound(child.content, child.meta["binding"], line))
                line += child.content.count("\n") + child.meta["binding"].count("\n")
            elif child.type == "footnote":
                into.append(self._footnote(child.content, line))
            elif child.type in WRAPS:
                address = self._address(child, line) if child.type == "link_open" else ""
                stack.append((WRAPS[child.type], address, []))
            elif child.type.endswith("_close"):
                kind, address, inlines = stack.pop()
                stack[-1][2].append(Wrapped(kind, tuple(inlines), address))
            elif child.type in REFUSED:
                remedy = "schrijf het in gewone woorden"
                self.fault(line, f"{REFUSED[child.type]} ({child.content[:40]})".replace(" ()", ""),
                           remedy)  # fmt: skip
        return tuple(stack[0][2])

    def _plain(self, into: list[Inline], text: str, line: int, quoted: bool) -> None:
        sign = BRACKETS.search(text)
        if sign and line not in self.open:
            self.open.add(line)
            near = text[max(0, sign.start() - 15) : sign.start() + 25].strip()
            self.fault(
                line,
                f"een haakje {sign[0]} dat niet gesloten of geopend is, bij '{near}'",
                "schrijf {binding} of [woorden]{binding}, met alle haakjes, in één alinea",
            )
        start = 0
        for found in () if quoted else MENTION.finditer(text):
            _add_plain(into, text[start : found.start()], line, quoted)
            into.append(Mention(found[1].lower(), found[2], line))
            start = found.end()
        _add_plain(into, text[start:], line, quoted)

    def _bound(self, words: str, binding: str, line: int) -> Inline:
        words, binding = " ".join(words.split()), " ".join(binding.split())
        if accepted := ACCEPTED.fullmatch(binding):
            if not accepted[1].strip() or not words:
                self.fault(line, f"'{words}' zonder reden aanvaard",
                           "schrijf [woorden]{zonder getal: waarom dit geen getal is}")  # fmt: skip
            return Accepted(words, accepted[1].strip(), line)
        if (
            not words
            and (placed := PLACED.fullmatch(binding))
            and placed[1]
            in (
                "figuur",
                "overzicht",
            )
        ):
            return Mention(placed[1], placed[2], line)
        return Bound(words, binding, line)

    def _footnote(self, mark: str, line: int) -> Inline:
        self.used.add(mark)
        if mark not in self.notes:
            self._without_text(mark, line)
            return Plain("", line)
        return replace(self.notes[mark])

    def _without_text(self, mark: str, line: int) -> None:
        remedy = f"schrijf onder de alinea: [^{mark}]: de tekst"
        self.fault(line, f"voetnoot {mark} heeft geen tekst", remedy)

    def _address(self, token: Token, line: int) -> str:
        address = str(token.attrs.get("href", ""))
        if not address.startswith(("https://", "http://")):
            self.fault(line, f"een verwijzing naar '{address}'", "geef een adres met https://")
        return address


def _add_plain(into: list[Inline], text: str, line: int, quoted: bool) -> None:
    """Append words, to the words before them when those stand on the same line."""
    if not text:
        return
    last = into[-1] if into else None
    if isinstance(last, Plain) and last.line == line:
        into[-1] = replace(last, text=last.text + text)
    else:
        into.append(Plain(text, line, quoted))


def _placement(content: str, line: int) -> Placement | None:
    text = content.strip()
    if text.startswith("{") and (placed := PLACED.fullmatch(text.strip("{}").strip())):
        return Placement(placed[1], placed[2], line)
    return None
