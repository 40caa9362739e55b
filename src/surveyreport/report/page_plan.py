"""Where the blocks of a chapter go so that no page stays a third white: text that stands loose goes
before a figure that does not fit, and what is left is spread between the blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# the page between header and footer, in mm from its top; see the margins of report.typ
TOP, BOTTOM = 23.0, 279.0
HEIGHT = BOTTOM - TOP
# a page emptier than this gets text from further on; one that stays emptier is spread
MOVE, SPREAD, WIDEST = 0.18 * HEIGHT, 0.25 * HEIGHT, 13.0
LOOSE = ("paragraph", "bullets", "quotation")

Section = dict[str, Any]
Spot = dict[str, Any]


def number_blocks(chapters: list[Section]) -> None:
    """Give every block of the content a place of its own and no gap."""
    for place, block in enumerate(
        block for c in chapters for s in _sections(c) for block in s["blocks"]
    ):
        block |= {"place": place, "gap": 0}


def white_of(spots: list[Spot], chapters: list[Section]) -> float:
    """How much white, in mm, the pages have that are emptier than SPREAD: under their last block,
    the last page of each chapter left out."""
    total = 0.0
    for chapter in chapters:
        own = {block["place"] for section in _sections(chapter) for block in section["blocks"]}
        ends: dict[int, float] = {}
        starts = {spot["id"]: spot["page"] for spot in spots if not spot["end"]}
        for spot in spots:
            if spot["id"] in own and spot["end"]:
                full = range(starts[spot["id"]], spot["page"])
                ends |= dict.fromkeys(full, BOTTOM)
                ends[spot["page"]] = max(ends.get(spot["page"], 0.0), spot["y"])
        whites = [BOTTOM - ends[page] for page in sorted(ends)[:-1]]
        total += sum(white - SPREAD for white in whites if white > SPREAD)
    return total


def reorder(chapters: list[Section], spots: list[Spot]) -> None:
    """Put text that stands loose before a figure that would leave a page too empty.

    spots: start and end of each block (id, end, page, y in mm), as they are laid out now.
    """
    sizes = _sizes(spots)
    for chapter in chapters:
        planner = _Planner(sizes)
        for section in _sections(chapter):
            section["blocks"] = planner.ordered(section["blocks"])


def spread(chapters: list[Section], spots: list[Spot]) -> None:
    """Set gaps between the blocks of the pages that are too empty, the last of a chapter left out.

    What a page gets is less than its white, so that nothing moves to another page.
    """
    starts = {spot["id"]: spot for spot in spots if not spot["end"]}
    ends = {spot["id"]: spot for spot in spots if spot["end"]}
    for chapter in chapters:
        parts = [section["blocks"] for section in _sections(chapter)]
        blocks = [block for part in parts for block in part]
        # a gap would part a heading from what it heads
        under_heading = {part[0]["place"] for part in parts if part}
        pages: dict[int, list[dict[str, Any]]] = {}
        for block in blocks:
            pages.setdefault(starts[block["place"]]["page"], []).append(block)
        for page in sorted(pages)[:-1]:
            last = ends[pages[page][-1]["place"]]
            white = BOTTOM - last["y"] if last["page"] == page else 0.0
            room = [b for b in pages[page][1:] if b["place"] not in under_heading]
            if white > SPREAD and room:
                for block in room:
                    block["gap"] = round(min(WIDEST, (white - 0.8 * SPREAD) / len(room)), 1)


def _sections(section: Section) -> Iterator[Section]:
    yield section
    for child in section["sections"]:
        yield from _sections(child)


def _sizes(spots: list[Spot]) -> dict[int, tuple[float, float]]:
    """Per block its height and the room between it and what stands before it, headings included."""
    starts = {spot["id"]: spot for spot in spots if not spot["end"]}
    ends = {spot["id"]: spot for spot in spots if spot["end"]}
    sizes = {}
    before: Spot | None = None
    for place in sorted(starts):
        start, end = starts[place], ends[place]
        height = (end["page"] - start["page"]) * HEIGHT + end["y"] - start["y"]
        same = before is not None and before["page"] == start["page"]
        room = start["y"] - (before["y"] if before is not None and same else TOP)
        sizes[place] = (height, max(room, 0.0))
        before = end
    return sizes


class _Planner:
    """Lays a chapter out as typst would, knowing the size of each block."""

    def __init__(self, sizes: dict[int, tuple[float, float]]):
        self.sizes = sizes
        self.y = 0.0

    def ordered(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The blocks of the next section, in the order that fills the pages best."""
        waiting, done = list(blocks), []
        while waiting:
            block = waiting.pop(0)
            height, room = self.sizes[block["place"]]
            left = HEIGHT - self.y
            if block["kind"] not in LOOSE and room + height > left:
                later = next((i for i, b in enumerate(waiting) if b["kind"] in LOOSE), None)
                if left > MOVE and later is not None:
                    waiting[:0] = [waiting.pop(later), block]
                    continue
                self.y = 0.0
            self.y = (self.y + room + height) % HEIGHT
            done.append(block)
        return done
