"""What the headings of a table say: programme, grade, type and day of every column of counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from surveyreport.sources.register_days import COUNT_MOMENT, OTHER_MOMENT, days_in
from surveyreport.sources.register_faults import Faults
from surveyreport.sources.register_grid import Place
from surveyreport.sources.register_tables import NAMES, SIGN, Block, Sheet
from surveyreport.sources.register_words import EMPTY, Meaning, is_note

RENAME = "verbeter de kop, of zet haar bij spellings of ignored in study/registers.yaml"
ONE_DAY = "schrijf 'Teldatum' voor de dag van de telling, of haal de andere dagen weg"


@dataclass
class Headings:
    """codes: column of counts -> axis -> code. days: column -> yyyy-mm-dd. ignored: columns left
    out, with their headings. title_day: the day of the whole table, for tables below it. doubtful:
    what is wrong with its days is told. inherited: the codes are those of the table above."""

    codes: dict[int, dict[str, str]] = field(default_factory=dict)
    days: dict[int, str] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)
    title_day: str | None = None
    doubtful: bool = False
    inherited: bool = False


def read_headings(sheet: Sheet, block: Block, before: Headings | None, faults: Faults) -> Headings:
    """The headings of a table. before: of the table above it, which may hold for this one too."""
    made = Headings()
    levels = [
        row for row in block.above if any(sheet.of(row, c).kind in NAMES for c in block.counts)
    ]
    for row in reversed(levels):
        _add_level(sheet, block, row, made, faults)
    inherits = before is not None and not any(made.codes.values())
    if inherits and set(block.counts) <= {*before.codes, *before.ignored}:
        made.inherited = True
        made.codes = {c: codes for c, codes in before.codes.items() if c in block.counts}
        made.ignored = before.ignored
    _leave_out(sheet, block, made)
    _find_days(sheet, block, levels, made, before, faults)
    return made


def filled(sheet: Sheet, block: Block, row: int) -> dict[int, Meaning]:
    """The cells of a level of headings; above the lowest one a heading holds until the next."""
    cells, last = {}, EMPTY
    # from the first column after the names on: one without counts can bear the heading of others
    for column in range(max(block.names, default=0) + 1, block.counts[-1] + 1):
        meaning = sheet.of(row, column)
        if meaning is EMPTY and row != block.heading:
            meaning = last
        last = meaning
        if column in block.counts:
            cells[column] = meaning
    return cells


def _add_level(sheet: Sheet, block: Block, row: int, made: Headings, faults: Faults) -> None:
    cells = filled(sheet, block, row)
    own = {axis for m in cells.values() if len(m.readings) == 1 for axis in m.readings[0]}
    for column, meaning in cells.items():
        codes = made.codes.setdefault(column, {})
        if meaning.kind not in NAMES or not meaning.readings:
            continue
        reading = meaning.readings[0]
        if meaning.is_total:
            free = [r for r in meaning.readings if not r.keys() & codes.keys()]
            fits = [r for r in free if r.keys() <= own] or [r for r in free if "programme" in r]
            if not fits:
                continue
            reading = fits[0]
        for axis, code in reading.items():
            if codes.setdefault(axis, code) != code:
                faults.add(
                    "koppen boven één kolom die elkaar tegenspreken",
                    "houd boven elke kolom één naam van elke soort over",
                    (row, column),
                    meaning.text,
                )


def _leave_out(sheet: Sheet, block: Block, made: Headings) -> None:
    """Leave out columns of remarks, and those of which the study says that it does not count."""
    for column in block.counts:
        for row in reversed(block.above):
            meaning = sheet.of(row, column)
            if meaning.text and sheet.vocabulary.is_ignored(meaning.text):
                made.ignored[column] = meaning.text
        if not made.codes.get(column):
            cells = [sheet.of(row, column) for row in block.rows if sheet.is_counted(row)]
            texts = [meaning for meaning in cells if meaning is not EMPTY]
            if all(m.kind == "text" and not SIGN.fullmatch(m.text) for m in texts):
                made.ignored[column] = sheet.of(block.heading, column).text
    made.codes = {c: codes for c, codes in made.codes.items() if c not in made.ignored}


@dataclass(frozen=True)
class _Dated:
    place: Place
    iso: str | None
    shown: str
    words: str


def _find_days(
    sheet: Sheet,
    block: Block,
    levels: list[int],
    made: Headings,
    before: Headings | None,
    faults: Faults,
) -> None:
    dated = _dated(sheet, block)
    said = [d for d in dated if not OTHER_MOMENT.search(d.words)]
    columns = [c for c in block.counts if c not in made.ignored]
    here = (block.heading, columns[0] if columns else block.counts[0])
    for day in said:
        if day.iso is None:
            faults.add(
                "een dag die niet bestaat of kan, of waarvan het jaar geen vier cijfers heeft",
                "schrijf de teldatum als dag/maand/jaar",
                day.place,
                day.shown,
                "een bestaande dag, bijvoorbeeld 1/2/2024",
            )
    if any(day.iso is None for day in said):
        made.doubtful = True
        return
    names = [d.iso for d in days_in(sheet.grid.name) if d.iso]
    of_column = _days_of_columns(sheet, block, levels, columns)
    distinct = list(dict.fromkeys(day.iso for day in said))
    if of_column and set(distinct) <= set(of_column.values()) and len(of_column) == len(columns):
        made.days = of_column
    elif len(distinct) > 1:
        counted = list(dict.fromkeys(d.iso for d in said if COUNT_MOMENT.search(d.words)))
        if len(counted) != 1 or of_column or not all(day.words for day in said):
            for day in said:
                faults.add("meer dan één dag, en geen ervan is zeker de teldatum", ONE_DAY,
                           day.place, day.shown)  # fmt: skip
            made.doubtful = True
            return
        made.title_day = counted[0]
    elif distinct:
        made.title_day = distinct[0]
    elif len(set(names)) == 1:
        made.title_day = names[0]
    elif before is not None and before.title_day:
        made.title_day = before.title_day
    elif before is not None and before.days and set(columns) <= set(before.days):
        made.days = before.days
    if made.title_day:
        made.days = dict.fromkeys(columns, made.title_day)
    if names and made.days and not set(names) & set(made.days.values()):
        faults.add(
            f"een teldatum ({', '.join(sorted(set(made.days.values())))}) die niet die van de naam"
            " van het blad is",
            "verbeter de naam van het blad of de teldatum",
            said[0].place if said else here,
        )


def _days_of_columns(
    sheet: Sheet, block: Block, levels: list[int], columns: list[int]
) -> dict[int, str]:
    """Column -> day, where one level of headings has several days."""
    for row in levels:
        cells = filled(sheet, block, row)
        days = {c: cells[c].days[0].iso for c in columns if len(cells[c].days) == 1}
        named = {column: day for column, day in days.items() if day is not None}
        if len(set(named.values())) > 1 and len(named) == len(days):
            return named
    return {}


def _dated(sheet: Sheet, block: Block) -> list[_Dated]:
    """The days above a table, each with the words beside it; those of notes are left out."""
    span = range(min((*block.names, *block.counts)), max(block.counts) + 1)
    found: dict[tuple[Place, str], _Dated] = {}
    for columns in (span, range(1, sheet.last_column + 1)):
        for row in block.above:
            for column in (c for c in sheet.columns(row) if c in columns):
                meaning = sheet.of(row, column)
                if is_note(meaning.text) and not meaning.readings:
                    continue
                place = sheet.grid.origin.get((row, column), (row, column))
                for day in meaning.days:
                    dated = _Dated(place, day.iso, day.shown, day.words or _beside(sheet, place))
                    found[place, day.shown] = dated
        if found:
            break
    return list(found.values())


def _beside(sheet: Sheet, place: Place) -> str:
    """What stands to the left of a day that has a cell for itself, or else above it."""
    row, column = place
    left = [sheet.of(row, c) for c in sheet.columns(row) if c < column]
    texts = [m.text for m in left if m.kind == "text"]
    above = sheet.of(row - 1, column)
    return texts[-1] if texts else above.text if above.kind == "text" else ""
