"""Registers in every layout an administration may choose, with the table that each holds."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

TYPES = {
    "regulier": ("Regulier secundair onderwijs", "REGULIER SECUNDAIR ONDERWIJS"),
    "dbso": ("Dbso", "DBSO", "dbso"),
    "syntra": ("Syntra-opleidingscentra", "Syntra"),
    "buso": ("Buso", "BuSO"),
}
GRADES = {"tweede": ("Tweede graad", "tweede graad"), "derde": ("Derde graad",)}
PROGRAMMES = {"aanloopfase": ("Aanloopfase",), "duaal": ("Duale opleiding", "Duaal")}
TOTAL = "totaal"
MONTHS = [
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
]  # fmt: skip
Truth = dict[tuple[str, str, str, str], int]


@dataclass
class Layout:
    """One way to write down a truth. spoilt: what makes it ambiguous or wrong; None when nothing
    does."""

    dice: random.Random
    days: list[date]
    types: list[str]
    grades: list[str]
    programmes: list[str]
    truth: Truth = field(default_factory=dict)
    spoilt: str | None = None

    def pick(self, *choices):
        return self.dice.choice(choices)

    @property
    def is_full(self) -> bool:
        """True when every day has counts: a table without any may be refused."""
        return {key[0] for key in self.truth} == {f"{day}" for day in self.days}

    def chance(self, share: float) -> bool:
        return self.dice.random() < share


def layout(seed: int) -> Layout:
    """A random register: its counts, with totals that add up."""
    dice = random.Random(seed)
    years = dice.sample(range(2019, 2027), dice.choice((1, 1, 1, 2, 2, 3)))
    made = Layout(
        dice,
        [date(year, *dice.choice(((2, 1), (10, 1), (1, 15), (12, 31)))) for year in sorted(years)],
        dice.sample(list(TYPES), dice.randint(1, 4)),
        list(GRADES) if dice.random() < 0.6 else [],
        dice.sample(list(PROGRAMMES), dice.randint(1, 2)),
    )
    grand, across, own = dice.random() < 0.6, dice.random() < 0.5, dice.random() < 0.7
    for day in made.days:
        for kind in made.types:
            for grade in made.grades or [TOTAL]:
                for programme in made.programmes:
                    if dice.random() < 0.92:
                        made.truth[f"{day}", kind, grade, programme] = dice.choice(
                            (0, dice.randint(1, 60), dice.randint(60, 12000))
                        )
    for axis, names, wanted in (
        (2, made.grades, bool(made.grades) and own),
        (1, made.types, grand),
        (3, made.programmes, across),
    ):
        if wanted:
            for key, count in list(made.truth.items()):
                if key[axis] in names:
                    total = (*key[:axis], TOTAL, *key[axis + 1 :])
                    made.truth[total] = made.truth.get(total, 0) + count
    return made


def day_text(made: Layout, day: date) -> str:
    return made.pick(
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{day}",
    )


class Writer:
    """Writes tables into a sheet, from any cell on. plain: without what a CSV cannot hold."""

    def __init__(self, made: Layout, sheet: Worksheet, plain: bool = False):
        self.made, self.sheet, self.plain = made, sheet, plain
        self.left = made.pick(1, 1, 1, 2, 3, 5)
        self.row = made.pick(1, 1, 2, 4)
        self.style = made.pick("nested", "column")
        self.numbers = made.pick("int", "int", "float", "text", "thousands", "mark")
        self.marks = made.chance(0.3)
        self.spellings = {
            code: made.dice.choice(names)
            for part in (TYPES, GRADES, PROGRAMMES)
            for code, names in part.items()
        }
        self.total = made.pick("Totaal", "Eindtotaal", "TOTAAL")
        self.total_of_grades = made.pick("Totaal", "Alle graden")

    def put(self, column: int, value: object, row: int | None = None) -> None:
        self.sheet.cell(row or self.row, column, value)

    def merge(self, top: int, bottom: int, left: int, right: int) -> None:
        if not self.plain:
            self.sheet.merge_cells(None, top, left, bottom, right)

    def name(self, code: str) -> object:
        text = self.total if code == TOTAL else self.spellings[code]
        if not self.marks or not self.made.chance(0.4):
            return text
        if self.made.chance(0.3) and not self.plain:
            return CellRichText(text, TextBlock(InlineFont(vertAlign="superscript"), "1"))
        return text + self.made.pick("*", " (1)", "¹", " *", "**", ":")

    def count(self, value: int) -> object:
        if self.numbers == "text":
            return str(value)
        if self.numbers == "thousands":
            return f"{value:,}".replace(",", self.made.pick(".", " ", "\u00a0"))
        if self.numbers == "float":
            return float(value)
        if self.numbers == "mark" and self.made.chance(0.2):
            superscript = InlineFont(vertAlign="superscript")
            rich = CellRichText(str(value), TextBlock(superscript, "2"))
            return f"{value}*" if self.plain else self.made.pick(f"{value}*", rich)
        return value

    def keys(self) -> list[tuple[str, str]]:
        """Types and grades in the order of the rows."""
        truth = {key[1:3] for key in self.made.truth}
        order = [*self.made.types, TOTAL]
        # in one column a type comes before its grades
        grades = (
            [TOTAL, *self.made.grades] if self.style == "nested" else [*self.made.grades, TOTAL]
        )
        return [(k, g) for k in order for g in grades if (k, g) in truth]

    def programmes(self) -> list[str]:
        truth = {key[3] for key in self.made.truth}
        return [code for code in (*self.made.programmes, TOTAL) if code in truth]

    def title(self, day: date | None) -> None:
        made = self.made
        for _ in range(made.pick(0, 0, 1)):
            self.put(self.left, made.pick("Duaal leren", "Inschrijvingen", "Overzicht"))
            self.row += 1
        if made.chance(0.3):
            other = date(2030, 3, 5)
            self.put(self.left, f"{made.pick('Extractie op', 'Afgedrukt op', 'Bijgewerkt:')} "
                     f"{day_text(made, other)}")  # fmt: skip
            self.row += 1
        if day is not None:
            kind = made.pick("title", "cell", "text", "alone")
            if kind == "title":
                self.put(self.left, f"Leerlingen op {day_text(made, day)}")
            elif kind == "cell":
                self.put(self.left, "Teldatum")
                self.put(self.left + 1, datetime(day.year, day.month, day.day))
            elif kind == "text":
                self.put(self.left, f"Teldatum: {day_text(made, day)}")
            else:
                self.put(self.left + made.pick(0, 1), day_text(made, day))
            self.row += 1
        self.row += made.pick(0, 1)

    def table(self, days: list[date], *, dated: bool) -> None:
        """One table with a block of columns per day. dated: whether the days stand above them."""
        made, programmes = self.made, self.programmes()
        wide = bool(made.grades) and self.style == "column"
        first = self.left + (2 if wide else 1)
        columns = [(day, programme) for day in days for programme in programmes]
        if dated:
            merged = made.chance(0.6)
            for place, day in enumerate(days):
                start = first + place * len(programmes)
                as_date = datetime(day.year, day.month, day.day)
                self.put(start, made.pick(as_date, day_text(made, day)))
                if merged and len(programmes) > 1:
                    self.merge(self.row, self.row, start, start + len(programmes) - 1)
            self.row += 1
        self.put(self.left, made.pick("Onderwijs", "Soort", None))
        if wide:
            self.put(self.left + 1, made.pick("Graad", None))
        for place, (_, programme) in enumerate(columns):
            self.put(first + place, self.name(programme))
        self.row += 1
        keys, filling, start = self.keys(), made.pick("merge", "repeat", "once"), {}
        for kind, grade in keys:
            if wide:
                if filling == "repeat" or kind not in start:
                    self.put(self.left, self.name(kind))
                    start[kind] = self.row
                self.put(
                    self.left + 1, self.total_of_grades if grade == TOTAL else self.name(grade)
                )
            elif grade == TOTAL:
                self.put(self.left, self.name(kind))
                start[kind] = self.row
            else:
                if kind not in start:
                    self.put(self.left, self.total if kind == TOTAL else self.spellings[kind])
                    start[kind] = self.row
                    self.row += 1
                self.put(self.left, "  " + self.spellings[grade])
            for place, (day, programme) in enumerate(columns):
                value = made.truth.get((f"{day}", kind, grade, programme))
                if value is not None:
                    self.put(first + place, self.count(value))
            self.row += 1
            if wide and filling == "merge" and self.row - start[kind] > 1:
                following = keys.index((kind, grade)) + 1
                if following == len(keys) or keys[following][0] != kind:
                    self.merge(start[kind], self.row - 1, self.left, self.left)

    def notes(self) -> None:
        made = self.made
        for text in made.dice.sample(
            ("* voorlopig", "(1) zonder naamloos leerjaar", "Bron: leerlingendatabank, 5/3/2024",
             "Noot: leeg = niet geteld", "¹ ook deeltijds"), made.pick(0, 1, 2),
        ):  # fmt: skip
            self.row += made.pick(0, 1)
            self.put(self.left, text)
            self.row += 1
        self.row += 1


def write(made: Layout, path: Path) -> None:
    """The layout as a workbook, spoilt as `made.spoilt` says."""
    book = Workbook()
    sheet = book.active
    sheet.title = made.pick("Blad1", "Cijfers", "tellingen")
    arrangement = made.pick("sheets", "below", "beside") if len(made.days) > 1 else "below"
    writer = Writer(made, sheet)
    if arrangement == "beside":
        writer.title(None)
        writer.table(made.days, dated=True)
        writer.notes()
    else:
        for place, day in enumerate(made.days):
            if place and arrangement == "sheets":
                writer = Writer(made, book.create_sheet(f"Blad {place}"))
            writer.title(day)
            writer.table([day], dated=False)
            writer.notes()
    if made.chance(0.25):
        extra = book.create_sheet("Toelichting", made.pick(0, 1))
        extra["A1"], extra["A2"] = "Dbso = deeltijds beroepssecundair onderwijs", "Stand 5/3/2031"
    if made.chance(0.2):
        hidden = book.create_sheet("oud")
        hidden.sheet_state = made.pick("hidden", "veryHidden")
        hidden["A1"], hidden["B2"], hidden["A3"], hidden["B3"] = (
            "Leerlingen op 1/2/2011", "Aanloopfase", "Dbso", 77,
        )  # fmt: skip
    if made.spoilt:
        SPOILERS[made.spoilt](made, book, writer)
    book.active = 0
    book.save(path)


def write_text(made: Layout, path: Path) -> None:
    """The layout as a CSV saved from a sheet: merged cells keep their text in the first only."""
    sheet = Workbook().active
    writer = Writer(made, sheet, plain=True)
    if len(made.days) > 1 and made.chance(0.5):
        writer.title(None)
        writer.table(made.days, dated=True)
        writer.notes()
    else:
        for day in made.days:
            writer.title(day)
            writer.table([day], dated=False)
            writer.notes()
    separator = made.pick(";", ",", "\t")
    text = io.StringIO()
    if made.chance(0.2):
        text.write(f"sep={separator}\r\n")
    rows = csv.writer(text, delimiter=separator)
    for row in sheet.iter_rows(values_only=True):
        cells = ["" if value is None else _as_text(value) for value in row]
        rows.writerow(cells + [""] * made.pick(0, 0, 2))
    path.write_bytes(text.getvalue().encode(made.pick("utf-8", "utf-8-sig", "cp1252", "utf-16")))


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.day}/{value.month}/{value.year}"
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _numbers(sheet: Worksheet) -> list:
    return [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) or str(cell.value).isdigit()
    ]


def _formula(made: Layout, book: Workbook, writer: Writer) -> None:
    made.dice.choice(_numbers(writer.sheet)).value = made.pick("=1+1", "=SUM(B2:B3)")


def _sign(made: Layout, book: Workbook, writer: Writer) -> None:
    made.dice.choice(_numbers(writer.sheet)).value = made.pick(
        "<5", "-", "n.b.", "x", "12,5", "-3", "#REF!", "1,060", "007", "ca. 20"
    )


def _no_number(made: Layout, book: Workbook, writer: Writer) -> None:
    made.dice.choice(_numbers(writer.sheet)).value = made.pick(
        True, False, 10.5, -4, datetime(2024, 2, 1)
    )


def _unknown_name(made: Layout, book: Workbook, writer: Writer) -> None:
    _rename(made, writer, (*TYPES.values(), *GRADES.values()), "Hoger onderwijs")


def _unknown_heading(made: Layout, book: Workbook, writer: Writer) -> None:
    _rename(made, writer, PROGRAMMES.values(), "Modulair")


def _rename(made: Layout, writer: Writer, known, to: str) -> None:
    names = {name.casefold() for part in known for name in part}
    cells = [
        cell
        for row in writer.sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.strip().casefold().rstrip("*: ¹(1)") in names
    ]
    if not cells:
        _formula(made, None, writer)
        return
    made.dice.choice(cells).value = to


def _second_day(made: Layout, book: Workbook, writer: Writer) -> None:
    writer.sheet.insert_rows(1)
    writer.sheet["A1"] = "Leerlingen op 3/4/2017"
    for merged in list(writer.sheet.merged_cells.ranges):
        writer.sheet.merged_cells.remove(merged)
        merged.shift(row_shift=1)
        writer.sheet.merged_cells.add(merged)


def _no_such_day(made: Layout, book: Workbook, writer: Writer) -> None:
    changed = False
    for row in writer.sheet.iter_rows():
        for cell in row:
            is_text = isinstance(cell.value, str) and "2030" not in cell.value
            if isinstance(cell.value, datetime) or (
                is_text and any(f"{day.year}" in cell.value for day in made.days)
            ):
                cell.value = f"Teldatum {made.pick('31/2/2024', '1/13/2024', '1/2/24')}"
                changed = True
    assert changed


def _double(made: Layout, book: Workbook, writer: Writer) -> None:
    book.copy_worksheet(writer.sheet)


SPOILERS = {
    "formula": _formula,
    "sign": _sign,
    "no number": _no_number,
    "unknown name": _unknown_name,
    "unknown heading": _unknown_heading,
    "second day": _second_day,
    "no such day": _no_such_day,
    "double": _double,
}
