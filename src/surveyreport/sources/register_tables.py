"""Find the tables in a sheet: rows of counts with names before them, under headings that name them.

A table may begin in any cell, stand below or beside another one, and have titles, notes and blank
rows around it. What the headings and names mean is left to `register_columns` and `register_rows`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from surveyreport.sources.register_days import OTHER_MOMENT
from surveyreport.sources.register_grid import Grid, Place
from surveyreport.sources.register_words import EMPTY, Meaning, Vocabulary, is_note

SIGN = re.compile(
    r"[<>≤≥=~±]+\s*\d+|\W{1,4}|\d+\W*|x+|n\.?\s?[abvd]\.?(?:\s?t\.?)?|nihil|geen|geheim|onbekend"
    r"|vertrouwelijk|\(?verborgen\)?|#\w+[!?]?",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[^\W\d_]{3,}.*\s.*[^\W\d_]{3,}|.{20,}", re.DOTALL)
NAMES = ("label", "day")
COUNTED = ("count", "fault", "hidden")


@dataclass(frozen=True)
class Block:
    """One table. above: rows of titles and headings before it, the headings last. heading: the row
    just above the table. rows: from there to the last row with counts.
    names, counts: the columns of the names and of the counts."""

    above: range
    heading: int
    rows: range
    names: tuple[int, ...]
    counts: tuple[int, ...]


class Sheet:
    """The cells of a grid with what they say."""

    def __init__(self, grid: Grid, vocabulary: Vocabulary):
        self.grid, self.vocabulary = grid, vocabulary
        self.meanings: dict[Place, Meaning] = {
            place: meaning
            for place, value in grid.cells.items()
            if (meaning := vocabulary.meaning(value)) is not EMPTY
        }
        for place in grid.formulas:
            self.meanings[place] = Meaning("fault", "een formule", fault="een formule")
        self.last_row = max((row for row, _ in self.meanings), default=0)
        self.last_column = max((column for _, column in self.meanings), default=0)
        self._rows: dict[int, list[int]] = {}
        for row, column in sorted(self.meanings):
            self._rows.setdefault(row, []).append(column)

    def of(self, row: int, column: int) -> Meaning:
        return self.meanings.get((row, column), EMPTY)

    def columns(self, row: int) -> list[int]:
        """The columns of a row that are not empty."""
        return self._rows.get(row, [])

    def text(self, row: int) -> str:
        return " ".join(self.of(row, column).text for column in self.columns(row))

    def is_counted(self, row: int) -> bool:
        """True for a row with a name and, after it, counts or short words in their place."""
        seen = False
        for column in self.columns(row):
            meaning = self.of(row, column)
            if seen and meaning.kind in COUNTED:
                return True
            seen = seen or meaning.kind in NAMES
        meanings = [self.of(row, column) for column in self.columns(row)]
        first = next((n for n, m in enumerate(meanings) if m.kind == "label"), len(meanings))
        after = [m for m in meanings[first + 1 :] if m.kind != "label"]
        return bool(after) and not any(SENTENCE.match(meaning.text) for meaning in after)

    def is_heading(self, row: int) -> bool:
        """True for a row without counts in which a name stands right above a count."""
        if any(self.of(row, column).kind in COUNTED for column in self.columns(row)):
            return False
        return self.is_day_row(row) or any(
            self.of(row, column).kind in NAMES and self._heads_counts(row, column)
            for column in self.columns(row)
        )

    def is_day_row(self, row: int) -> bool:
        """True for a row with nothing but one day: the rows below it are of that day."""
        meanings = [self.of(row, column) for column in self.columns(row)]
        shown = {day.shown for meaning in meanings for day in meaning.days}
        text = self.text(row)
        return (
            len(shown) == 1
            and all(meaning.kind == "day" for meaning in meanings)
            and not is_note(text)
            and not OTHER_MOMENT.search(text)
        )

    def _heads_counts(self, row: int, column: int) -> bool:
        for below in range(row + 1, self.last_row + 1):
            meaning = self.of(below, column)
            if meaning.kind != "empty" and not self._is_inside(below, column, row):
                return meaning.kind in COUNTED or (
                    meaning.kind == "text" and self.is_counted(below)
                )
        return False

    def _is_inside(self, row: int, column: int, top: int) -> bool:
        """True for a place that is merged with the row at `top`."""
        return self.grid.origin.get((row, column), (row, column))[0] <= top

    def blocks(self) -> list[Block]:
        """The tables of the sheet, from top to bottom and from left to right."""
        counted = [r for r in range(1, self.last_row + 1) if self.is_counted(r)]
        headings = [r for r in range(1, self.last_row + 1) if self.is_heading(r)]
        # two levels of headings are one; only the last stands above the counts of a table
        starts = [
            heading
            for heading, following in pairwise([*headings, self.last_row + 1])
            if any(heading < row < following for row in counted)
        ]
        blocks, before = [], 0
        for place, heading in enumerate(starts):
            end = starts[place + 1] if place + 1 < len(starts) else self.last_row + 1
            rows = [row for row in counted if heading < row < end]
            above = range(before + 1, heading + 1)
            blocks += self._side_by_side(above, heading, range(heading + 1, rows[-1] + 1))
            before = rows[-1]
        return blocks

    def _side_by_side(self, above: range, heading: int, rows: range) -> Iterable[Block]:
        """The tables that share rows: each has columns of names and, after these, of counts."""
        own_rows = [row for row in rows if self.is_counted(row)]
        used = {column for row in own_rows for column in self.columns(row)}
        kinds = {c: [self.of(row, c).kind for row in own_rows] for c in used}
        # a date under the name of a programme stands in the place of a count
        headed = {column for column in used if self.of(heading, column).readings}
        named = {
            column
            for column, own in kinds.items()
            if sum(kind in NAMES for kind in own) > sum(kind in COUNTED for kind in own)
            and not (column in headed and "label" not in own)
        }
        first = min(named, default=1)
        counts = {column for column in used - named if column > first}
        if not counts:
            # dates or words alone where counts belong
            counts = {column for column in used if column > first}
            named = {first}
        start, seen = 1, False
        for column in range(first, self.last_column + 2):
            ends = column > self.last_column
            if ends or (column in named and seen):
                part = range(start, column)
                if own := tuple(c for c in sorted(counts) if c in part):
                    # a column before them under the name of a programme is one without counts
                    names = tuple(
                        c
                        for c in part
                        if c < own[0] and (c in named or not self.of(heading, c).readings)
                    )
                    yield Block(above, heading, rows, names, own)
                    start = column
                seen = False
            seen = seen or column in counts

    def lost_rows(self, blocks: list[Block]) -> list[int]:
        """Rows below a heading with counts in a column of counts and no name that is known."""
        lost = []
        for row in range(1, self.last_row + 1):
            block = next((b for b in reversed(blocks) if b.heading < row), None)
            if block is None or row in block.rows or is_note(self.text(row)):
                continue
            numbers = [c for c in block.counts if self.of(row, c).kind in COUNTED]
            if numbers and "jaar" not in self.text(row).casefold():
                lost.append(row)
        return lost
