"""Where the blocks of a chapter go so that no page stays a third white: text that stands loose goes
before a figure that does not fit, and what is left is spread between the blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# the page between header and footer, in mm from its top; see the margins of report.typ
TOP, BOTTOM = 23.0, 279.0
HEIGHT = BOTTOM - TOP
# a page emptier than this gets text from further on; one that stays emptier is spread
MOVE, SPREAD, WIDEST = 0.18 * HEIGHT, 0.25 * HEIGHT, 13.0
LOOSE = ("paragraph", "bullets", "quotation")

Section = dict[str, Any]
Spot = dict[str, Any]


@dataclass
class _Page:
    blocks: list[dict[str, Any]] = field(default_factory=list)
    white: float = 0.0


def number_blocks(chapters: list[Section]) -> None:
    """Give every block of the content a place of its own and no gap."""
    for place, block in enumerate(
        block for c in chapters for s in _sections(c) for block in s["blocks"]
    ):
        block |= {"place": place, "gap": 0}


def white_of(spots: list[Spot], chapters: list[Section]) -> float:
    """The most white, in mm, under the last block of a page that is not the last of its chapter."""
    most = 0.0
    for chapter in chapters:
        own = {block["place"] for section in _sections(chapter) for block in section["blocks"]}
        ends: dict[int, float] = {}
        starts = {spot["id"]: spot["page"] for spot in spots if not spot["end"]}
        for spot in spots:
            if spot["id"] in own and spot["end"]:
                full = range(starts[spot["id"]], spot["page"])
                ends |= dict.fromkeys(full, BOTTOM)
                ends[spot["page"]] = max(ends.get(spot["page"], 0.0), spot["y"])
        for page in sorted(ends)[:-1]:
            most = max(most, BOTTOM - ends[page])
    return most


def plan_pages(chapters: list[Section], spots: list[Spot]) -> None:
    """Reorder the blocks of each section and set their gaps. spots: start and end of each block
    (id, end, page, y in mm), as they were laid out in the order of now."""
    sizes = _sizes(spots)
    for chapter in chapters:
        _Planner(sizes).chapter(chapter)


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
    def __init__(self, sizes: dict[int, tuple[float, float]]):
        self.sizes = sizes
        self.y = 0.0
        self.pages = [_Page()]

    def chapter(self, chapter: Section) -> None:
        for section in _sections(chapter):
            section["blocks"] = self._ordered(section["blocks"])
        for page in self.pages[:-1]:
            gaps = len(page.blocks) - 1
            if page.white > SPREAD and gaps > 0:
                gap = min(WIDEST, (page.white - 0.8 * SPREAD) / gaps)
                for block in page.blocks[1:]:
                    block["gap"] = round(gap, 1)

    def _ordered(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        waiting, done = list(blocks), []
        while waiting:
            block = waiting.pop(0)
            height, room = self.sizes[block["place"]]
            left = HEIGHT - self.y
            if block["kind"] not in LOOSE and room + height > left:
                later = self._loose(waiting) if left > MOVE else None
                if later is not None:
                    waiting.insert(0, block)
                    waiting.insert(0, waiting.pop(later + 1))
                    continue
                self._turn(left)
            self._put(block, room + height)
            done.append(block)
        return done

    def _loose(self, waiting: list[dict[str, Any]]) -> int | None:
        """The first text further on in the section that stands by itself."""
        return next((i for i, block in enumerate(waiting) if block["kind"] in LOOSE), None)

    def _turn(self, white: float) -> None:
        self.pages[-1].white = white
        self.pages.append(_Page())
        self.y = 0.0

    def _put(self, block: dict[str, Any], height: float) -> None:
        self.pages[-1].blocks.append(block)
        self.y += height
        while self.y > HEIGHT:
            self.y -= HEIGHT
            self.pages.append(_Page([block]))
