"""What the names before the counts say: type, grade, programme or day of every row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveyreport.sources.register_faults import Faults
from surveyreport.sources.register_tables import COUNTED, NAMES, SIGN, Block, Sheet
from surveyreport.sources.register_words import AXES, EMPTY, Meaning, is_note

RENAME = "verbeter de naam, of zet haar bij spellings of ignored in study/registers.yaml"
DATE = "date"


@dataclass(frozen=True)
class Row:
    """A row with counts. codes: axis (or date) -> code, as its names say."""

    number: int
    codes: dict[str, str]


def read_rows(sheet: Sheet, block: Block, faults: Faults) -> Iterator[Row]:
    """The rows of a table that hold counts, with what their names say.

    A name that was merged or written once holds for the rows below it until the next one.
    """
    rows = [row for row in block.rows if not _left_out(sheet, block, row)]
    named = [c for c in block.names if any(sheet.of(r, c).kind in NAMES for r in rows)]
    axes = {c: _axes(sheet, rows, c) for c in named}
    taken = {axis for own in axes.values() for axis in own}
    for column, own in axes.items():
        if not own:
            # a column of totals alone is of the first kind that no other column has
            axes[column] = [next((a for a in AXES if a not in taken), AXES[0])]
            taken.add(axes[column][0])
    subtotals = {
        c: _subtotals(sheet, block, rows, c, axes[c][0], faults) for c in named if len(axes[c]) > 1
    }
    now: dict[int, dict[str, str]] = {c: {} for c in named}
    for row in rows:
        told = [sheet.of(row, column) for column in named]
        _check_names(sheet, block, row, named, faults)
        if not any(meaning.kind in NAMES for meaning in told):
            continue
        last = max(n for n, meaning in enumerate(told) if meaning.kind in NAMES)
        codes: dict[str, str] = {}
        for place, (column, meaning) in enumerate(zip(named, told, strict=True)):
            if meaning.kind in NAMES:
                subtotal = row in subtotals.get(column, ())
                now[column] = _said(meaning, axes[column], now[column], subtotal)
                for inner in named[place + 1 :]:
                    now[inner] = {}
            elif place > last:
                continue
            for axis, code in now[column].items():
                if codes.setdefault(axis, code) != code:
                    faults.add("namen die elkaar tegenspreken", RENAME, (row, column), meaning.text)
        if any(sheet.of(row, column) is not EMPTY for column in block.counts):
            yield Row(row, codes)


def _left_out(sheet: Sheet, block: Block, row: int) -> bool:
    """True for a note, and for a row of which the study says that it does not count."""
    texts = [sheet.of(row, column).text for column in block.names]
    if any(text and sheet.vocabulary.is_ignored(text) for text in texts):
        return True
    numbers = any(sheet.of(row, column).kind in COUNTED for column in block.counts)
    return not numbers and is_note(sheet.text(row)) and not sheet.is_counted(row)


def _axes(sheet: Sheet, rows: list[int], column: int) -> list[str]:
    """The kinds of names in a column, in order of appearance."""
    found: dict[str, None] = {}
    for row in rows:
        meaning = sheet.of(row, column)
        if len(meaning.readings) == 1:
            found |= dict.fromkeys(meaning.readings[0])
        elif meaning.kind == "day":
            found[DATE] = None
    return list(found)


def _said(
    meaning: Meaning, axes: list[str], before: dict[str, str], subtotal: bool
) -> dict[str, str]:
    """What a column of names says from this row on; before: what it said above."""
    if meaning.kind == "day":
        reading = {DATE: meaning.days[0].iso or ""}
    elif meaning.is_total:
        axis = axes[1] if subtotal else axes[0]
        reading = next((r for r in meaning.readings if axis in r), meaning.readings[0])
    else:
        reading = meaning.readings[0]
    outer = min(axes.index(axis) if axis in axes else 0 for axis in reading)
    return {axis: before[axis] for axis in axes[:outer] if axis in before} | reading


def _subtotals(
    sheet: Sheet, block: Block, rows: list[int], column: int, outer: str, faults: Faults
) -> set[int]:
    """The rows called total that close the rows of one outer name, in a column of two kinds.

    That they do shows when every outer name without counts of its own has one.
    """
    inside, open_names, closing, others = False, 0, [], []
    was_open = False
    for row in rows:
        meaning = sheet.of(row, column)
        blank = all(sheet.of(row, c) is EMPTY for c in block.counts)
        if meaning.is_total and not blank:
            (closing if inside else others).append(row)
            inside = was_open = False
        elif meaning.is_total or (meaning.readings and outer in meaning.readings[0]):
            was_open = blank
            inside = False
        elif meaning.readings and was_open:
            open_names += not inside
            inside = True
    if not closing:
        return set()
    if len(closing) == open_names and (others or open_names > 1):
        return set(closing)
    if len(closing) == 1 and not others and open_names > 1:
        return set()
    for row in closing:
        faults.add(
            "een totaal waarvan niet te zeggen is of het van alles is of van de rijen erboven",
            "schrijf erbij waarvan het een totaal is, bijvoorbeeld 'Totaal Dbso' of 'Eindtotaal'",
            (row, column),
            sheet.of(row, column).text,
        )
    return set()


def _check_section(sheet: Sheet, block: Block, row: int, faults: Faults) -> None:
    """Words between the rows may say that those below count something else."""
    named = any(sheet.of(row, column).kind in NAMES for column in block.names)
    is_heading = any(sheet.of(row, column) is not EMPTY for column in block.counts)
    if named or is_heading or is_note(sheet.text(row)):
        return
    for column in block.names:
        if sheet.of(row, column).kind == "text":
            faults.add(
                "een tussenkop die de studie niet kent",
                "haal haar weg, of zet haar bij ignored in study/registers.yaml als ze niets"
                " verandert aan wat eronder geteld is",
                (row, column),
                sheet.of(row, column).text,
            )


def _check_names(sheet: Sheet, block: Block, row: int, named: list[int], faults: Faults) -> None:
    """Add a fault for names that the study does not know, before counts."""
    cells = [sheet.of(row, column) for column in block.counts]
    counts = any(m.kind in COUNTED or SIGN.fullmatch(m.text) for m in cells)
    if not counts:
        _check_section(sheet, block, row, faults)
        return
    known = [f"{label}" for axis in AXES[:2] for label in sheet.vocabulary.labels(axis)]
    for column in block.names:
        meaning = sheet.of(row, column)
        if meaning is EMPTY or meaning.kind in NAMES:
            continue
        head = [sheet.of(above, column).text for above in block.above]
        if any(text and sheet.vocabulary.is_ignored(text) for text in head):
            continue
        faults.add("een onbekende naam voor aantallen", RENAME, (row, column), meaning.text,
                   "een van: " + ", ".join(known))  # fmt: skip
    if all(sheet.of(row, column) is EMPTY for column in block.names):
        first = next(c for c in block.counts if sheet.of(row, c) is not EMPTY)
        faults.add(
            "aantallen zonder naam ervoor", "schrijf voor de rij wat geteld is", (row, first)
        )
