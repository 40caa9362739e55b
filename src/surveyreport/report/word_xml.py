"""WordprocessingML as text: runs, paragraphs, fields, tables, footnotes (ECMA-376, part 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from surveyreport.files.dutch import THIN_SPACE
from surveyreport.report.bound import Footnote, Link, Part, Reference, Styled, Text, plain
from surveyreport.report.model import Grid

NARROW = "\u202f"
# characters that XML 1.0 does not have
UNSEEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STYLES = {"emphasis": "Emphasis", "strong": "Strong", "untrue": "Onwaar"}
LABEL = re.compile(r"(\D+) (\d+)")
# width in twentieths of a point of a letter of a table, and of the space beside a cell
LETTER, SIDES, NARROWEST, WIDEST = 112, 230, 600, 3400


@dataclass
class Writer:
    """Writes texts and blocks. ids: style name -> id; wide: of the text, in twentieths of a point;
    linked: (address, whether in a footnote) -> id of its relation; heads: shading and borders of a
    heading cell."""

    ids: dict[str, str]
    wide: int
    linked: Callable[[str, bool], str]
    heads: str
    footnotes: list[str] = field(default_factory=list)
    _noted: bool = False
    _bookmarks: count = field(default_factory=lambda: count(1))

    def paragraph(self, style: str, content: str, kept: bool = False, more: str = "") -> str:
        """kept: on the page of what follows; more: properties that come after w:keepNext."""
        keep = "<w:keepNext/>" if kept else ""
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self.ids[style]}"/>{keep}{more}</w:pPr>{content}</w:p>'
        )

    def run(self, text: str, *styles: str) -> str:
        """Words in the last of the styles; what else is set apart in them, directly."""
        marks = "".join({"Strong": "<w:b/>", "Emphasis": "<w:i/>"}.get(s, "") for s in styles[:-1])
        named = f'<w:rStyle w:val="{self.ids[styles[-1]]}"/>' if styles else ""
        look = f"<w:rPr>{named}{marks}</w:rPr>" if styles else ""
        shown = escape(UNSEEN.sub("", text.replace(THIN_SPACE, NARROW).replace(" %", "\u00a0%")))
        return f'<w:r>{look}<w:t xml:space="preserve">{shown}</w:t></w:r>'

    def put(self, text: Text, *styles: str) -> str:
        """A text with its mentions as links and its footnotes as notes."""
        return "".join(self._part(part, styles) for part in text)

    def _part(self, part: Part, styles: tuple[str, ...]) -> str:
        if isinstance(part, Reference):
            return self.link(part.target, self.run(part.text, *styles, "Hyperlink"))
        if isinstance(part, Link):
            inside = self.put(part.text, *styles, "Hyperlink")
            key = self.linked(part.address, self._noted)
            return f'<w:hyperlink r:id="{key}">{inside}</w:hyperlink>'
        if isinstance(part, Styled):
            note = self.run(f" [{part.note}]", "Onwaar") if part.note else ""
            return self.put(part.text, *styles, STYLES[part.style]) + note
        if isinstance(part, Footnote):
            self._noted = True
            self.footnotes.append(self.put(part.text))
            self._noted = False
            sign = f'<w:rStyle w:val="{self.ids["footnote reference"]}"/>'
            number = len(self.footnotes)
            return f'<w:r><w:rPr>{sign}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
        return self.run(str(part), *styles)

    def link(self, target: str, content: str) -> str:
        return f'<w:hyperlink w:anchor="{anchor(target)}" w:history="1">{content}</w:hyperlink>'

    def marked(self, target: str, content: str) -> str:
        """A place that a link leads to."""
        number = next(self._bookmarks)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{anchor(target)}"/>'
        return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'

    def caption(self, label: str, title: Text, target: str) -> str:
        """Its number is a field of its own, which keeps it when Word counts again."""
        found = LABEL.fullmatch(label)
        said = self.run(label, "Strong")
        if found:
            word, number = found.groups()
            code = f"SEQ {word} \\* ARABIC \\r {number}"
            said = self.run(f"{word} ", "Strong") + self._strong_field(code, number)
        named = self.marked(target, said) + self.run(". ", "Strong")
        return self.paragraph("Caption", named + self.put(title), kept=True)

    def _strong_field(self, code: str, shown: str) -> str:
        """A field whose every run is strong: who counts again takes the look of the first."""
        look = f'<w:r><w:rPr><w:rStyle w:val="{self.ids["Strong"]}"/></w:rPr>'
        return _field(code, self.run(shown)).replace("<w:r>", look)

    def contents(self, code: str, entries: Iterable[tuple[str, str, str]]) -> str:
        """A table of contents, or of figures: (style, text, target) of each entry, under its field.

        The page numbers are fields too: Word fills them in when it opens the document.
        """
        lines = []
        for style, text, target in entries:
            page = _field(f"PAGEREF {anchor(target)} \\h", "")
            lines.append((style, self.link(target, f"{self.run(text)}<w:r><w:tab/></w:r>{page}")))
        # a field that is out of date is asked for when Word opens the document
        start = _sign("begin", ' w:dirty="true"') + _code(code) + _sign("separate")
        made = [self.paragraph(style, (start if not place else "") + line)
                for place, (style, line) in enumerate(lines)]  # fmt: skip
        return "".join(made) + f"<w:p>{_sign('end')}</w:p>" if made else ""

    def table(self, grid: Grid, title: str, kept: bool = False) -> str:
        """Its heading rows come back on every page. kept: with what follows."""
        columns = self._columns(grid)
        look = (
            f'<w:tblStyle w:val="{self.ids["Rapporttabel"]}"/><w:tblW w:w="{sum(columns)}" '
            'w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" '
            'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(UNSEEN.sub('', title))}/>"
        )
        rows = []
        for place, head in enumerate(grid.heads):
            at, cells = 0, ""
            for text, span in head:
                right = grid.numeric[at] and span == 1
                side = "center" if span > 1 else "right" if right else ""
                cells += self._cell(text, "Tabelkop", columns[at : at + span], side, True,
                                    look=self.heads if place else "")  # fmt: skip
                at += span
            rows.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>")
        for place, row in enumerate(grid.rows):
            last = place == len(grid.rows) - 1
            together = (grid.whole and not last) or (kept and last) or len(row) == 1
            bold = len(row) == 1 or bool(grid.bold and grid.bold[place])
            style = "Tabelkop" if bold else "Tabeltekst"
            steps = bool(grid.indents and grid.indents[place])
            cells = "".join(
                self._cell(text, style, columns if len(row) == 1 else columns[at : at + 1],
                           "right" if grid.numeric[at] and len(row) > 1 else "", together,
                           steps and not at)
                for at, text in enumerate(row)
            )  # fmt: skip
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        body = "".join(rows)
        return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{widths}</w:tblGrid>{body}</w:tbl>"

    def _cell(self, text: Text, style: str, widths: list[int], side: str, kept: bool,
              steps: bool = False, look: str = "") -> str:  # fmt: skip
        span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
        more = '<w:ind w:left="200"/>' if steps else ""
        more += f'<w:jc w:val="{side}"/>' if side else ""
        inside = self.paragraph(style, self.put(text), kept, more)
        width = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/>'
        return f"<w:tc><w:tcPr>{width}{span}{look}</w:tcPr>{inside}</w:tc>"

    def _columns(self, grid: Grid) -> list[int]:
        """Widths in twentieths of a point: as needed, and by their share of what is left."""
        count_of = len(grid.numeric)
        widths = grid.widths or (0,) * count_of
        needed = [NARROWEST] * count_of
        # a heading may break between its words, a cell rather not
        heads = [[max(plain(text).split(), key=len, default="") for text, _ in head]
                 for head in grid.heads if len(head) == count_of]  # fmt: skip
        cells = [[plain(text) for text in row] for row in grid.rows if len(row) == count_of]
        for row in (*heads, *cells):
            for at, words in enumerate(row):
                needed[at] = min(max(needed[at], len(words) * LETTER + SIDES), WIDEST)
        fixed = [0 if share else need for share, need in zip(widths, needed, strict=True)]
        shares = [share or 0.0 for share in widths]
        if not any(shares):
            # the first column takes what the others leave
            shares = [1.0] + [0.0] * (count_of - 1) if count_of > 1 else [1.0]
            fixed[0] = 0
        left = self.wide - sum(fixed)
        if left < NARROWEST * sum(map(bool, shares)):
            total = sum(needed)
            return [self.wide * need // total for need in needed]
        return [int(f or left * s / sum(shares)) for f, s in zip(fixed, shares, strict=True)]


def anchor(target: str) -> str:
    """The name of a bookmark: letters, digits and underscores."""
    return re.sub(r"\W|^(?=\d)", "_", target)[:40]


def _field(code: str, shown: str) -> str:
    return f"{_sign('begin')}{_code(code)}{_sign('separate')}{shown}{_sign('end')}"


def _code(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'


def _sign(kind: str, more: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{more}/></w:r>'


def page_of_pages(before: str, run: Callable[[str], str]) -> str:
    """'Bladzijde 3 / 60' as fields."""
    return run(f"{before} ") + _field("PAGE", "") + run(" / ") + _field("NUMPAGES", "")
