"""The figures and tables of a report to paste elsewhere: each with what it must not lose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from surveyreport.report.bound import Styled, Text, Words
from surveyreport.report.data_table import RIGHT, SHOWN, data_cells
from surveyreport.report.model import (
    Block,
    FigureBlock,
    Grid,
    Overview,
    Paragraph,
    Report,
    Section,
    Together,
)
from surveyreport.report.source import Source

# what stands beside each other: the rows, the columns, the cells
CROSSED = (
    (("statement", "group", "base"), ("answer",), "share"),
    (("unit", "provider_type"), ("grade", "programme"), "count"),
)
# columns that fit a page, rows that stay together
MOST, WHOLE = 7, 14
# more columns than this leave no room for a name of more signs than that
CROWDED, LONG = 5, 40


def paste_report(source: Source, report: Report) -> Report:
    """A report of the figures and tables only, by chapter, their numbers as native tables too.

    Under each stand the warning of synthetic data, the base and the notes.
    """
    chapters = (_chapter(source, report, section) for section in report.sections)
    lead = Paragraph(source.say("paste.lead"))
    sections = [section for section in chapters if section.blocks]
    if sections:
        sections[0] = replace(sections[0], blocks=(lead, *sections[0].blocks))
    subtitle = source.word("paste.subtitle")
    return replace(report, subtitle=subtitle, sections=tuple(sections), faults=(), claims=())


def _chapter(source: Source, report: Report, section: Section) -> Section:
    blocks = tuple(_told(source, report, block) for block in _drawn(section))
    return Section(section.id, section.number, section.title, blocks)


def _drawn(section: Section) -> Iterator[FigureBlock | Overview]:
    for block in section.blocks:
        for one in block.blocks if isinstance(block, Together) else (block,):
            if isinstance(one, FigureBlock | Overview):
                yield one
    for child in section.sections:
        yield from _drawn(child)


def _told(source: Source, report: Report, block: FigureBlock | Overview) -> Block:
    mark: tuple[Text, ...] = ()
    if report.warning:
        mark = ((Styled("untrue", (Words(report.warning),)),),)
    if isinstance(block, Overview):
        return replace(block, notes=(*mark, *block.notes))
    notes = (*mark, *_base(source, block), *block.notes)
    figure = source.study.figures.get(block.number)
    if figure and figure.notes and block.grid is None:
        notes += (source.say("paste.note", text=Words(figure.notes)),)
    grid = None if block.grid else _numbers(source, block)
    return replace(block, findings=(), comparisons=(), notes=notes, beside=grid)


def _base(source: Source, block: FigureBlock) -> tuple[Text, ...]:
    """How many of each group answered."""
    data = block.data
    if "item" not in data or "base" not in data:
        return ()
    told = []
    for group, rows in data.groupby("group", sort=False):
        low, high = int(rows["base"].min()), int(rows["base"].max())
        words = "paste.people" if low == high else "paste.people_range"
        told.append(source.say(words, low=Words(str(low)), high=Words(str(high)),
                               members=source.members(str(group))))  # fmt: skip
    return (source.say("paste.base", groups=source.list(told)),)


def _numbers(source: Source, block: FigureBlock) -> Grid:
    """What the figure draws: the answers beside each other where several rows share them."""
    rows = data_cells(block, source.study)
    stems = set(block.data["stem"]) if "stem" in block.data else set()
    corner = str(stems.pop()) if len(stems) == 1 else ""
    if corner:
        rows = [{**row, "statement": row["statement"].removeprefix(f"{corner} ")} for row in rows]
    names = source.study.texts["publication"]["page"]["column"]
    labels = {name: names[name] for name in SHOWN if name in rows[0]} | {"statement": corner}
    labels = {name: label or names[name] for name, label in labels.items() if name in rows[0]}
    for keys, across, value in CROSSED:
        if {*keys, *across, value} <= set(rows[0]):
            table = _crossed(rows, keys, across, value)
            if table:
                return _grid(labels, *table)
    told = [name for name in labels if len({row[name] for row in rows}) > 1]
    return _grid(labels, told, [[row[name] for name in told] for row in rows])


def _crossed(
    rows: list[dict[str, str]], keys: tuple[str, ...], across: tuple[str, ...], value: str
) -> tuple[list[str], list[list[str]]] | None:
    """Columns and rows with `across` beside each other; None where that would be one row or
    column."""
    cells = {(tuple(row[k] for k in keys), ", ".join(row[a] for a in across)): row[value]
             for row in rows}  # fmt: skip
    down = list(dict.fromkeys(key for key, _ in cells))
    columns = list(dict.fromkeys(name for _, name in cells))
    if min(len(down), len(columns)) < 2 or len(columns) > MOST:
        return None
    same = [k for place, k in enumerate(keys) if len({key[place] for key in down}) == 1]
    told = [k for k in keys if k not in same]
    made = [[*(text for k, text in zip(keys, key, strict=True) if k in told),
             *(cells.get((key, name), "") for name in columns)] for key in down]  # fmt: skip
    return [*told, *columns], made


def _grid(labels: dict[str, str], columns: list[str], rows: list[list[str]]) -> Grid:
    """columns: of SHOWN, or a heading themselves. A first column of names that are
    repeated, or long, heads rows."""
    right = [name in RIGHT or name not in labels for name in columns]
    heads = [labels.get(name, name) for name in columns]
    names = [row[0] for row in rows]
    made: list[tuple[Text, ...]] = []
    # a statement beside seven columns would stand there with a word a line
    crowded = len(columns) > CROWDED and max(map(len, names)) > LONG
    if len(columns) > 2 and not right[1] and (crowded or len(set(names)) < len(names)):
        for place, row in enumerate(rows):
            if not place or names[place - 1] != row[0]:
                made.append(((Words(row[0]),),))
            made.append(tuple((Words(cell),) for cell in row[1:]))
        right, heads = right[1:], heads[1:]
    else:
        made = [tuple((Words(cell),) for cell in row) for row in rows]
    head = tuple(((Words(label),), 1) for label in heads)
    return Grid((head,), tuple(made), tuple(right), whole=len(made) <= WHOLE)
