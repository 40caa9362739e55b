"""The sections of a chapter, and which paragraphs stay on the page of the figure that they
speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from surveyreport.report.chapter_text import Bound, Mention, Placement, Written, flat, texts_of
from surveyreport.report.model import Block, Section, Together
from surveyreport.report.source import Source


def with_figures(
    source: Source, blocks: list[tuple[Written | Placement, list[Block]]]
) -> Iterator[Block]:
    """The blocks, a figure with the paragraph before it and those further up that speak of it."""
    waiting: list[tuple[Written | Placement, list[Block]]] = []
    for written, made in blocks:
        if not (isinstance(written, Placement) and written.kind == "figuur"):
            waiting.append((written, made))
            continue
        items = _drawn(source, written.name)
        first = len(waiting)
        while first and _speaks(waiting[first - 1][0], written.name, items, first == len(waiting)):
            first -= 1
        yield from (block for _, done in waiting[:first] for block in done)
        kept = [block for _, done in waiting[first:] for block in done] + made
        yield Together(tuple(kept)) if len(kept) > 1 else kept[0]
        waiting = []
    yield from (block for _, done in waiting for block in done)


def _drawn(source: Source, number: str) -> set[str]:
    figure = next((f for f in source.figures if str(f.number) == number), None)
    return {item.id for item in source.study.figure_items(figure)} if figure else set()


def _speaks(written: Written | Placement, number: str, items: set[str], last: bool) -> bool:
    """Whether a text is about a figure: it mentions it, binds one of its items, or is the last."""
    if not isinstance(written, Written):
        return False
    if last and written.kind == "paragraph":
        return True
    return any(
        (isinstance(one, Mention) and one.name == number)
        or (isinstance(one, Bound) and any(item in one.binding for item in items))
        for inlines in texts_of(written)
        for whole in inlines
        for one in flat(whole)
    )


@dataclass
class Growing:
    """A section that grows; its children are numbered in order."""

    id: str
    number: str
    title: str
    blocks: list[tuple[Written | Placement, list[Block]]] = field(default_factory=list)
    children: list[Growing] = field(default_factory=list)

    def child(self, title: str) -> Growing:
        place = len(self.children) + 1
        number = f"{self.number}.{place}" if self.number else ""
        self.children.append(Growing(f"{self.id} {place}", number, title))
        return self.children[-1]

    def section(self, source: Source) -> Section:
        return Section(
            self.id,
            self.number,
            self.title,
            tuple(with_figures(source, self.blocks)),
            tuple(child.section(source) for child in self.children),
            theme=any(isinstance(w, Placement) and w.kind == "figuur" for w, _ in self.blocks),
        )
