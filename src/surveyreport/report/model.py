"""What the report consists of, whatever the format it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from surveyreport.report.bound import Number, Text, numbers_of

if TYPE_CHECKING:
    from surveyreport.report.claims import Claim


@dataclass(frozen=True)
class Paragraph:
    """style: normal, question (the research question), lead or note."""

    text: Text
    style: str = "normal"


@dataclass(frozen=True)
class Bullets:
    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Quotation:
    """What somebody else wrote or said, word for word."""

    text: Text


@dataclass(frozen=True)
class Together:
    """Blocks that no page break may part: a figure and the sentences on it."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Grid:
    """A table. heads: header rows of (text, columns it spans). A row of one cell heads those below.

    numeric: per column whether it is aligned right; indents: per row whether the name steps in,
    bold: per row whether it is a total; widths: per column a share of the width, 0 for as needed.
    whole: never parted over two pages. ValueError for a row that leaves a column out.
    """

    heads: tuple[tuple[tuple[Text, int], ...], ...]
    rows: tuple[tuple[Text, ...], ...]
    numeric: tuple[bool, ...]
    widths: tuple[float, ...] = ()
    indents: tuple[bool, ...] = ()
    bold: tuple[bool, ...] = ()
    whole: bool = True

    def __post_init__(self) -> None:
        heads = {sum(span for _, span in head) for head in self.heads}
        if wrong := (heads | {len(row) for row in self.rows} - {1}) - {len(self.numeric)}:
            raise ValueError(f"rows of {sorted(wrong)} cells in a table of {len(self.numeric)}")


@dataclass(frozen=True)
class Overview:
    """A table that is not one of the numbered figures; label: A, B, …"""

    id: str
    label: Text
    title: Text
    grid: Grid
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class FigureBlock:
    """A numbered figure: picture with alternative text, or a register table as `grid`.

    findings: what its numbers say; comparisons: what the verdicts on it say;
    data: the numbers drawn; groups: ids of the groups in it. beside: a table under the picture.
    kept: whether the text is printed on the page of the picture.
    """

    id: str
    number: int
    label: str
    title: str
    picture: Path
    alt: Text
    findings: tuple[Text, ...]
    comparisons: tuple[Text, ...]
    notes: tuple[Text, ...]
    groups: tuple[str, ...]
    data: pd.DataFrame
    grid: Grid | None = None
    beside: Grid | None = None
    kept: bool = False

    @property
    def numbers_file(self) -> Path:
        """The CSV next to the picture."""
        return self.picture.with_suffix(".csv")


Block = Paragraph | Bullets | Quotation | Overview | Grid | FigureBlock | Together


@dataclass(frozen=True)
class Section:
    """number: '3.2', 'A' or empty; theme: whether a reader can filter on it.

    front: stands before the contents.
    """

    id: str
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    theme: bool = False
    front: bool = False


@dataclass(frozen=True)
class Report:
    """dated: ISO day. warning: the words for synthetic data, or None.

    publisher: who issues it and when, for the cover; faults: how many sentences are untrue, or ();
    claims: what the chapters that people wrote bind.
    """

    title: str
    subtitle: str
    wave_label: str
    dated: str
    fielded: Text
    warning: str | None
    warning_notice: Text | None
    sections: tuple[Section, ...] = field(default=())
    publisher: Text = ()
    faults: Text = ()
    claims: tuple[Claim, ...] = ()

    def walk(self) -> Iterator[tuple[str, Text]]:
        """Every text with bound numbers and its place, in the order of reading."""
        yield "omslag", (*self.publisher, *self.fielded, *self.faults)
        for section in self.sections:
            yield from _walk_section(section)

    def figures(self) -> list[FigureBlock]:
        return [block for block in _blocks(self.sections) if isinstance(block, FigureBlock)]

    def numbers(self) -> pd.DataFrame:
        """number_id, place, shown, table, key, value: one row per number in the texts."""
        rows = []
        counted: dict[str, int] = {}
        for place, text in self.walk():
            for number in numbers_of(text):
                counted[place] = counted.get(place, 0) + 1
                slug = place.replace(", ", "-").replace(" ", "-")
                rows.append((f"{slug}-{counted[place]}", place, *_cells(number)))
        columns = ["number_id", "place", "shown", "table", "key", "value"]
        return pd.DataFrame(rows, columns=columns)


def _cells(number: Number) -> tuple[str, str, str, str]:
    return number.shown, number.table, number.key, number.value


def _blocks(sections: tuple[Section, ...]) -> Iterator[Block]:
    for section in sections:
        for block in section.blocks:
            yield from block.blocks if isinstance(block, Together) else (block,)
        yield from _blocks(section.sections)


def _walk_section(section: Section) -> Iterator[tuple[str, Text]]:
    for block in section.blocks:
        yield from _walk_block(section.id, block)
    for child in section.sections:
        yield from _walk_section(child)


def _walk_block(section: str, block: Block) -> Iterator[tuple[str, Text]]:
    if isinstance(block, Together):
        for part in block.blocks:
            yield from _walk_block(section, part)
    elif isinstance(block, Paragraph | Quotation):
        yield section, block.text
    elif isinstance(block, Bullets):
        yield from ((section, text) for text in block.items)
    elif isinstance(block, Grid):
        yield from ((section, text) for text in _cell_texts(block))
    elif isinstance(block, Overview):
        texts = (block.title, *_cell_texts(block.grid), *block.notes)
        yield from ((block.id, text) for text in texts)
    else:
        yield from _walk_figure(block)


def _walk_figure(block: FigureBlock) -> Iterator[tuple[str, Text]]:
    name = f"figuur {block.number}" if block.number else block.id
    yield from ((f"{name}, tekst", text) for text in (*block.findings, *block.comparisons))
    if block.grid is None:
        yield f"{name}, beschrijving", block.alt
    else:
        yield from ((f"{name}, tabel", text) for text in _cell_texts(block.grid))
    yield from ((f"{name}, noten", text) for text in block.notes)
    if block.beside:
        yield from ((f"{name}, ernaast", text) for text in _cell_texts(block.beside))


def _cell_texts(grid: Grid) -> Iterator[Text]:
    for head in grid.heads:
        yield from (text for text, _ in head)
    for row in grid.rows:
        yield from row
