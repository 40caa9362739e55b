"""Where the blocks of a chapter go so that no page stays a third white: the figures of a page are
made a little smaller to make room for one that does not fit, else the text that follows it goes
before, and what is left is spread between the blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# the page between header and footer, in mm from its top; see the margins of report.typ
TOP, BOTTOM = 23.0, 279.0
HEIGHT = BOTTOM - TOP
# a page emptier than this gets text from further on; one that stays emptier is spread
MOVE, SPREAD, WIDEST = 0.18 * HEIGHT, 0.25 * HEIGHT, 13.0
# the white above a block that does not begin a page
BETWEEN = 6.0
LOOSE = ("paragraph", "bullets", "quotation")
# what a figure may become, of its width: letters of 9 points are then still 7.5
SMALLEST = 0.84

Section = dict[str, Any]
Spot = dict[str, Any]


def number_blocks(chapters: list[Section]) -> None:
    """Give every block of the content a place of its own, no gap and its full width."""
    for place, block in enumerate(
        block for c in chapters for s in _sections(c) for block in s["blocks"]
    ):
        block |= {"place": place, "gap": 0}
        for picture in _pictures(block):
            picture["scale"] = 1


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


def joined(
    chapters: list[Section], newer: list[bool], new: list[Spot], old: list[Spot]
) -> list[Spot]:
    """Where every block stands when some chapters are laid out as in `new`, the others as in `old`;
    [] when chapters that share a page differ, so that only typst can tell.

    newer: per chapter, which.
    """
    found: list[Spot] = []
    page = shift = 0
    for place, chapter in enumerate(chapters):
        if place and not chapter["new_page"] and newer[place] != newer[place - 1]:
            return []
        own = {block["place"] for section in _sections(chapter) for block in section["blocks"]}
        spots = [spot for spot in (new if newer[place] else old) if spot["id"] in own]
        if chapter["new_page"] and spots:
            # the pages before it count for nothing, only which blocks share one
            shift = page + 1 - min(spot["page"] for spot in spots)
        found += [spot | {"page": spot["page"] + shift} for spot in spots]
        page = max([page, *(spot["page"] for spot in found)])
    return found


def reorder(chapters: list[Section], spots: list[Spot]) -> None:
    """Fill the pages that a figure would leave too empty: with the figure itself, when those of the
    page can be so much smaller, or with the text that stands loose behind it.

    spots: start and end of each block (id, end, page, y in mm), as they are laid out now.
    """
    sizes = _sizes(spots)
    for block in (b for c in chapters for s in _sections(c) for b in s["blocks"]):
        height, room = sizes[block["place"]]
        for picture in _pictures(block):
            # every plan begins with pictures of their full width
            height += picture["high"] * (1 - picture["scale"])
            picture["scale"] = 1
        sizes[block["place"]] = (height, room)
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


def _pictures(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The pictures in a block whose size can change."""
    inner = block["blocks"] if block["kind"] == "together" else [block]
    return [one for one in inner if one["kind"] == "figure" and one["high"] and not one["tall"]]


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
        room = start["y"] - (before["y"] if before is not None and same else TOP - BETWEEN)
        sizes[place] = (height, max(room, 0.0))
        before = end
    return sizes


class _Planner:
    """Lays a chapter out as typst would, knowing the size of each block."""

    def __init__(self, sizes: dict[int, tuple[float, float]]):
        self.sizes = sizes
        self.y = 0.0
        self.page: list[dict[str, Any]] = []

    def ordered(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The blocks of the next section, in the order that fills the pages best."""
        waiting, done = list(blocks), []
        while waiting:
            block = waiting.pop(0)
            height, room = self.sizes[block["place"]]
            left = HEIGHT - self.y
            if block["kind"] not in LOOSE and room + height > left:
                if left > MOVE and self._made_smaller(block, room + height - left):
                    done.append(block)
                    self.y = HEIGHT
                    continue
                # only what follows at once: a text further on may speak of what comes between
                if left > MOVE and waiting and waiting[0]["kind"] in LOOSE:
                    waiting[:0] = [waiting.pop(0), block]
                    continue
                self.y, self.page = 0.0, []
            over, self.y = divmod(self.y + room + height, HEIGHT)
            if over:
                # the pictures before it stand on an earlier page
                self.page = []
            self.page += _pictures(block)
            done.append(block)
        return done

    def _made_smaller(self, block: dict[str, Any], over: float) -> bool:
        """Whether the pictures of the page, with those of the block, can make room for `over`."""
        pictures = [*self.page, *_pictures(block)]
        high = sum(picture["high"] for picture in pictures)
        # half a millimetre a picture for what rounding adds
        scale = 1 - (over + 0.5 * len(pictures) + 1) / high if high else 0
        if scale < SMALLEST:
            return False
        for picture in pictures:
            picture["scale"] = round(scale, 3)
        return True
