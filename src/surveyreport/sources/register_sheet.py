"""The counts in a sheet of an administration, each with its date, type, grade and programme."""

from __future__ import annotations

from dataclasses import dataclass

from surveyreport.sources.register_columns import RENAME as RENAME_HEADING
from surveyreport.sources.register_columns import Headings, read_headings
from surveyreport.sources.register_faults import Faults
from surveyreport.sources.register_grid import Place
from surveyreport.sources.register_rows import DATE, Row, read_rows
from surveyreport.sources.register_tables import COUNTED, Block, Sheet
from surveyreport.sources.register_titles import check_counted, check_everybody, of_titles
from surveyreport.sources.register_words import AXES, EMPTY, TOTAL

RECALCULATE = (
    "open het bestand in Excel of LibreOffice, laat het berekenen en bewaar opnieuw; of plak de"
    " cellen als waarden"
)
NO_COUNT = (
    "vul een geheel aantal in; een teken voor 'geen aantal' mag in study/registers.yaml bij"
    " reading, no_count"
)


@dataclass(frozen=True)
class Count:
    """A count in a cell; count is None where a sign says that there is none to see."""

    place: Place
    date: str
    provider_type: str
    grade: str
    programme: str
    count: int | None


def read_sheet(sheet: Sheet, faults: Faults, counted: str | None = None) -> list[Count] | None:
    """The counts of all tables in a sheet; None when it holds no table, as a page of notes.

    counted: pupils or schools; a title that says that a table counts the other is a fault.

    What can be read in two ways, or not at all, goes to `faults`.
    """
    blocks = sheet.blocks()
    if not blocks:
        _explain_absence(sheet, faults)
        return [] if faults.found else None
    first = min(block.heading for block in blocks)
    for row in (row for row in range(1, first) if sheet.is_counted(row)):
        faults.add(
            "aantallen boven de eerste kop",
            "zet er een kop met programma's boven",
            (row, sheet.columns(row)[0]),
            sheet.text(row),
        )
    for place in sorted(sheet.grid.formulas):
        faults.add("een formule zonder bewaarde uitkomst", RECALCULATE, place)
    if faults.found:
        return []
    for row in sheet.lost_rows(blocks):
        if not sheet.vocabulary.is_ignored(sheet.of(row, sheet.columns(row)[0]).text):
            faults.add("aantallen buiten de tabel, zonder bekende naam", RENAME_HEADING,
                       (row, sheet.columns(row)[0]), sheet.text(row))  # fmt: skip
    found: list[Count] = []
    above: dict[tuple[int, ...], Headings] = {}
    latest: Headings | None = None
    for block in blocks:
        before = above.get(block.counts, latest)
        check_counted(sheet, block, counted, faults)
        check_everybody(sheet, block, faults)
        headings = read_headings(sheet, block, before, faults)
        rows = list(read_rows(sheet, block, faults))
        counts = list(_counts(sheet, block, headings, rows, faults))
        if not faults.found:
            _check_all_read(sheet, block, headings, counts, faults)
        if headings.inherited:
            _check_repeats(found, counts, faults)
        found += counts
        above[block.counts] = latest = headings
    return found


def _counts(sheet: Sheet, block: Block, headings: Headings, rows: list[Row], faults: Faults):
    absent = of_titles(sheet, block, headings, rows, faults)
    told = {axis for codes in headings.codes.values() for axis in codes}
    for row in rows:
        for column in block.counts:
            place = (row.number, column)
            meaning = sheet.of(*place)
            if column in headings.ignored or meaning is EMPTY:
                continue
            codes = _codes(headings, row, column, absent)
            if codes is None:
                faults.add("namen en koppen die elkaar tegenspreken", RENAME_HEADING, place)
                continue
            if _is_second_of_merged(sheet, headings, rows, place, codes, absent, faults):
                continue
            missing = [axis for axis in AXES if axis not in codes]
            if "programme" in missing and ("programme" not in told or not headings.codes[column]):
                head = _nearest_above(sheet, block, column)
                faults.add("een kolom aantallen onder geen bekende kop", RENAME_HEADING, head,
                           sheet.of(*head).text or "leeg", "een van: "
                           + ", ".join(sheet.vocabulary.labels("programme")))  # fmt: skip
            elif missing and faults.found:
                continue
            elif missing:
                faults.add("een aantal zonder soort aanbieder of programma", RENAME_HEADING, place)
            elif not codes.get(DATE) and headings.doubtful:
                continue
            elif not codes.get(DATE):
                faults.add(
                    "een tabel zonder teldatum",
                    "schrijf boven de tabel bijvoorbeeld 'Teldatum 1/2/2024'",
                    (block.heading, block.counts[0]),
                )
            elif meaning.kind in ("count", "hidden"):
                provider_type, grade, programme = (codes[axis] for axis in AXES)
                yield Count(place, codes[DATE], provider_type, grade, programme, meaning.count)
            else:
                faults.add("geen aantal", NO_COUNT, place, meaning.text, "een geheel aantal")


def _nearest_above(sheet: Sheet, block: Block, column: int) -> Place:
    """The last cell with words above the counts of a column, or the heading without any."""
    top = next((r for r in block.rows if sheet.of(r, column).kind in COUNTED), block.heading)
    filled = [r for r in range(block.above.start, top) if sheet.of(r, column) is not EMPTY]
    return (filled[-1] if filled else block.heading, column)


def _codes(
    headings: Headings, row: Row, column: int, absent: dict[str, str]
) -> dict[str, str] | None:
    """What row, column and title say together; None when they contradict each other."""
    codes = dict(absent)
    dated = {DATE: headings.days[column]} if column in headings.days else {}
    if DATE in row.codes:
        dated = {}
    for part in (headings.codes.get(column, {}), row.codes, dated):
        for axis, code in part.items():
            if codes.setdefault(axis, code) != code:
                return None
    return {"grade": TOTAL} | codes


def _is_second_of_merged(
    sheet: Sheet,
    headings: Headings,
    rows: list[Row],
    place: Place,
    codes: dict[str, str],
    absent: dict[str, str],
    faults: Faults,
) -> bool:
    """True for a place that only repeats a merged count; a fault when it would be another count."""
    first = sheet.grid.origin.get(place, place)
    if first == place:
        return False
    above = next((row for row in rows if row.number == first[0]), None)
    if above is None or codes != _codes(headings, above, first[1], absent):
        faults.add(
            "een aantal in samengevoegde cellen, van meer dan één telling",
            "splits de cellen en zet het aantal bij de telling waar het hoort",
            first,
        )
    return True


def _check_all_read(
    sheet: Sheet, block: Block, headings: Headings, counts: list[Count], faults: Faults
) -> None:
    """A net under the reading: a number among the counts that none of them is."""
    read = {count.place for count in counts}
    for row in (row for row in block.rows if sheet.is_counted(row)):
        if any(sheet.vocabulary.is_ignored(sheet.of(row, c).text) for c in block.names):
            continue
        for column in (*block.names, *block.counts):
            place = (row, column)
            own = sheet.grid.origin.get(place, place) == place and column not in headings.ignored
            if own and place not in read and sheet.of(*place).kind in ("count", "fault"):
                faults.add(
                    "een aantal dat bij geen naam en kop hoort",
                    "zet er een naam voor en een kop boven, of haal het weg",
                    place,
                    sheet.of(*place).text,
                )


def _check_repeats(found: list[Count], counts: list[Count], faults: Faults) -> None:
    """A day between the rows of a table starts a table like the one above: with rows of its own."""
    seen = {(c.provider_type, c.grade) for c in found}
    strange = [c for c in counts if (c.provider_type, c.grade) not in seen]
    if strange and {c.date for c in counts} != {c.date for c in found}:
        for count in strange:
            faults.add(
                "een rij onder een tweede dag die er onder de eerste niet is",
                "zet boven elke tabel haar eigen koppen en teldatum",
                count.place,
            )


def _explain_absence(sheet: Sheet, faults: Faults) -> None:
    """Faults for a sheet without a table that does hold counts beside names of the study."""
    named = [
        row
        for row in range(1, sheet.last_row + 1)
        if sheet.is_counted(row) and any(sheet.of(row, c).readings for c in sheet.columns(row))
    ]
    if named:
        faults.add(
            "aantallen zonder kop met een programma erboven",
            "zet boven elke kolom aantallen haar programma; een blad dat geen register is, mag"
            " verborgen of weg",
            (named[0], sheet.columns(named[0])[0]),
            sheet.of(named[0], sheet.columns(named[0])[0]).text,
            "koppen als " + ", ".join(sheet.vocabulary.labels("programme")),
        )
        return
    headings = [
        row
        for row in range(1, sheet.last_row + 1)
        if sheet.is_heading(row) and any(sheet.of(row, c).readings for c in sheet.columns(row))
    ]
    # the rows with numbers show how the names are written
    rows = [
        row
        for row in range(1, sheet.last_row + 1)
        if len(sheet.columns(row)) > 1
        and all(sheet.of(row, c).kind == "count" for c in sheet.columns(row)[1:])
    ]
    for row in headings[:1] + rows if headings else ():
        first = sheet.columns(row)[0]
        faults.add(
            "een kop met programma's boven rijen zonder bekende naam",
            "zet voor elke rij het soort aanbieder; een blad dat geen register is, mag verborgen"
            " of weg",
            (row, first),
            sheet.text(row) if row in headings else sheet.of(row, first).text,
            "rijen als " + ", ".join(sheet.vocabulary.labels("provider_type")),
        )
