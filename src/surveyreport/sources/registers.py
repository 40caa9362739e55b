"""Official counts: pupils and schools per date, as CSV or as an administration's workbook."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.register_days import COUNT_MOMENT, days_in, without_days
from surveyreport.sources.register_faults import UNKNOWN, Faults
from surveyreport.sources.register_grid import Grid, read_grids
from surveyreport.sources.register_long import heading_row, read_long
from surveyreport.sources.register_sheet import read_sheet
from surveyreport.sources.register_tables import Sheet
from surveyreport.sources.register_told import told_words
from surveyreport.sources.register_totals import check_totals
from surveyreport.sources.register_words import AXES, VOCABULARIES, Vocabulary

KEYS = ["date", *AXES]
REGISTERS = ("pupils", "schools")
VISITED = ("number", "provider_id", "type", "moment", "date", "grade", "programme", "pupils")
# personal data have this many cells, counts do not
MOST_CELLS = 200_000
MOMENTS = {"teldatum": "visited", "interview": "visited_interview"}


def read_register(
    path: Path,
    register: str,
    names: dict[str, Any],
    problems: ProblemList,
    remarks: list[str] | None = None,
) -> pd.DataFrame:
    """The counts in `path`: KEYS, count (int) and cell (sheet and cell); index = row in the file.

    register: pupils or schools, also the heading of the counts in a table with one count to a
    row. names: the vocabulary of study/registers.yaml. Pupils must add up to every printed total;
    schools count once in each cell, so a total lies between the largest part and the sum of the
    parts. remarks: what was left out, and the words beside
    the counts, are added, in Dutch. A file without any count is a problem.
    """
    before = len(problems.problems)
    vocabulary = Vocabulary(names)
    tables, words = [], []
    for sheet in _sheets(path, vocabulary, (*KEYS, register), problems, remarks):
        faults = Faults(sheet.grid)
        heading = heading_row(sheet, (*KEYS, register))
        if heading:
            long = read_long(sheet, (*KEYS, register), faults)
            tables.append(_checked(long, sheet, register, vocabulary, faults))
            words += told_words(sheet, heading)
        elif (counts := read_sheet(sheet, faults, register)) is not None:
            tables.append(_table(sheet, counts))
            words += told_words(sheet, heading)
        elif remarks is not None and sheet.grid.name:
            remarks.append(f"blad {sheet.grid.name}: geen tabel met aantallen, niet gelezen")
        faults.report(problems)
    table = pd.concat([_table(None, []), *tables])
    if len(problems.problems) == before and table["count"].notna().sum() == 0:
        _add_empty(path, vocabulary, problems)
    sound = len(problems.problems) == before
    double = table[table.duplicated(KEYS) & sound]
    for row, line in double.iterrows():
        first = table[table[KEYS].eq(line[KEYS]).all(axis=1)].iloc[0]
        problems.add(
            path,
            f"dezelfde telling ({', '.join(line[KEYS])}) in {first['cell']} en {line['cell']}",
            "houd één van beide over",
            row=int(row),
        )
    table = table.drop_duplicates(KEYS)
    if len(problems.problems) == before:
        check_totals(table, path, problems, additive=register == "pupils")
    if remarks is not None and len(problems.problems) == before:
        remarks += words
    return table.dropna(subset="count").astype({"count": "int64"})


def is_register(path: Path, names: dict[str, Any]) -> bool:
    """True for a file with a table of counts under names of the study, faulty or not."""
    for sheet in _sheets(path, Vocabulary(names), KEYS, ProblemList(), None):
        if heading_row(sheet, KEYS) or read_sheet(sheet, Faults(sheet.grid)) is not None:
            return True
    return False


def register_role(path: Path) -> str:
    """schools when the name of a register says so, else pupils."""
    return "schools" if "schol" in path.stem.casefold() else "pupils"


def read_visited(
    path: Path, names: dict[str, Any], problems: ProblemList, remarks: list[str] | None = None
) -> pd.DataFrame:
    """Pupils at the visited providers: register (visited at the reference date, or
    visited_interview), unit (visit number), provider_id, KEYS and count."""
    vocabulary = Vocabulary(names | {"provider_types": names["frame_types"]})
    tables = []
    for sheet in _sheets(path, vocabulary, VISITED, problems, remarks):
        if not heading_row(sheet, VISITED):
            continue
        faults = Faults(sheet.grid)
        table = read_long(sheet, VISITED, faults)
        table = table.rename(columns={"number": "unit", "type": "provider_type"})
        table = _checked(table, sheet, "pupils", vocabulary, faults)
        column = _column_of(sheet, VISITED, "moment")
        for row, moment in table.loc[~table["moment"].isin(list(MOMENTS)), "moment"].items():
            faults.add("een onbekend moment", "kies een bekend moment", (int(row), column), moment,
                       "een van: " + ", ".join(MOMENTS))  # fmt: skip
        faults.report(problems)
        tables.append(table)
    columns = ["register", "unit", "provider_id", *KEYS, "count"]
    if not any(len(table) for table in tables):
        if not problems:
            problems.add(path, "geen enkele telling", "zet de gegevens terug",
                         expected="kolommen " + ", ".join(VISITED))  # fmt: skip
        return pd.DataFrame(columns=columns)
    table = pd.concat(tables)
    return table.assign(register=table["moment"].map(MOMENTS))[columns].astype({"count": "int64"})


def _sheets(
    path: Path,
    vocabulary: Vocabulary,
    columns: Collection[str],
    problems: ProblemList,
    remarks: list[str] | None,
) -> list[Sheet]:
    def known(text: str) -> bool:
        return text.strip() in columns or vocabulary.meaning(text).kind in ("label", "day", "count")

    try:
        grids, left_out = read_grids(path, known, problems)
    except InputProblems as error:
        problems.extend(error)
        return []
    if remarks is not None:
        remarks += left_out
    for grid in grids:
        if len(grid.cells) > MOST_CELLS:
            problems.add(grid.where, f"{len(grid.cells)} gevulde cellen: te veel voor een register",
                         "geef het bestand met de tellingen, niet dat van de personen")  # fmt: skip
            return []
    return [Sheet(grid, vocabulary) for grid in grids]


def _table(sheet: Sheet | None, counts: list) -> pd.DataFrame:
    """Counts of a sheet as a table, with the cell each comes from."""
    rows = [
        (c.date, c.provider_type, c.grade, c.programme, c.count, _cell(sheet.grid, c.place))
        for c in counts
    ]
    index = [c.place[0] for c in counts]
    table = pd.DataFrame(rows, columns=[*KEYS, "count", "cell"], index=index)
    return table.astype({"count": "Int64"})


def _cell(grid: Grid, place: tuple[int, int]) -> str:
    return f"{grid.name}!{grid.at(place)}" if grid.name else grid.at(place)


def _column_of(sheet: Sheet, columns: tuple[str, ...], name: str) -> int:
    row: Any = heading_row(sheet, columns)
    return next((c for c in sheet.columns(row) if sheet.of(row, c).text.strip() == name), 1)


def _checked(
    table: pd.DataFrame, sheet: Sheet, register: str, vocabulary: Vocabulary, faults: Faults
) -> pd.DataFrame:
    """A table with one count to a row: codes for names, ISO days, whole numbers; else faults."""
    columns = {
        name: _column_of(sheet, tuple(table.columns), name) for name in (*table.columns, register)
    }
    made = table.copy()
    for axis in AXES:
        codes = {text: _code(vocabulary, text, axis) for text in table[axis].unique()}
        made[axis] = table[axis].map(codes)
        for row, text in table.loc[made[axis].isna(), axis].items():
            faults.add(
                UNKNOWN,
                "kies een bekende waarde of vul study/registers.yaml aan",
                (int(row), columns.get(axis, 1)),
                text,
                "een van: " + ", ".join(vocabulary.names[VOCABULARIES[axis]]),
            )
    made["date"] = table["date"].map({text: _day(text) for text in table["date"].unique()})
    for row, text in table.loc[made["date"].isna(), "date"].items():
        faults.add("geen bestaande dag", "schrijf de dag als jjjj-mm-dd",
                   (int(row), columns["date"]), text)  # fmt: skip
    column = columns[register]
    meanings = {row: sheet.of(int(row), column) for row in table.index}
    made["count"] = pd.array([meanings[row].count for row in table.index], dtype="Int64")
    for row, meaning in meanings.items():
        if meaning.kind not in ("count", "hidden"):
            faults.add("geen aantal", "vul een geheel aantal in", (int(row), column),
                       meaning.text or "leeg")  # fmt: skip
    made["cell"] = [_cell(sheet.grid, (int(row), column)) for row in table.index]
    whole = made[[*KEYS]].notna().all(axis=1)
    return made[whole].drop(columns=register)


def _day(text: str) -> str | None:
    """The day that a cell names, and nothing but it and the word for the day of a count."""
    days, rest = days_in(text), without_days(text)
    strange = re.search(r"[^\W\d_]", rest) and not COUNT_MOMENT.search(rest)
    return days[0].iso if len(days) == 1 and not strange else None


def _code(vocabulary: Vocabulary, text: str, axis: str) -> str | None:
    readings = [r for r in vocabulary.readings_of(text) if r.keys() == {axis}]
    return readings[0][axis] if len(readings) == 1 else None


def _add_empty(path: Path, vocabulary: Vocabulary, problems: ProblemList) -> None:
    problems.add(
        path,
        "geen enkele telling",
        "geef het bestand met de tellingen; in een werkmap moet het blad zichtbaar zijn",
        expected="een tabel met rijen als "
        + ", ".join(vocabulary.labels("provider_type"))
        + " en koppen als "
        + ", ".join(vocabulary.labels("programme")),
    )
