"""Read a LimeSurvey export of any dialect into the same table of codes as stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.sources.limesurvey.answers import stored_answers
from surveyreport.sources.limesurvey.attributes import ATTRIBUTE
from surveyreport.sources.limesurvey.headings import PERSONAL, codes_of
from surveyreport.sources.limesurvey.participants import read_participants
from surveyreport.sources.limesurvey.recognise import read_table
from surveyreport.sources.limesurvey.structure import parse_structure, structure_bytes
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.limesurvey.table import CSV_AGAIN, refusal

__all__ = ["Export", "read_export", "read_participants"]

DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
SYSTEM_FORMS = {
    "id": (r"[1-9][0-9]*", "een volgnummer"),
    "submitdate": (rf"({DATE})?", "JJJJ-MM-DD UU:MM:SS of leeg"),
    "lastpage": (r"(-1|[0-9]+)?", "een paginanummer of leeg"),
    "startlanguage": (r"[a-z]{2,3}([-_][A-Za-z]+)*", "een taalcode zoals nl"),
    "startdate": (rf"({DATE})?", "JJJJ-MM-DD UU:MM:SS of leeg"),
    "datestamp": (rf"({DATE})?", "JJJJ-MM-DD UU:MM:SS of leeg"),
}


IMPOSSIBLE = "die dag of dat uur bestaat niet; " + CSV_AGAIN
MOMENT = "%Y-%m-%d %H:%M:%S"
SHIFTED = "de rij is verschoven of beschadigd; " + CSV_AGAIN
REWRITTEN = (
    "een rekenblad heeft de datum herschreven, en dag en maand zijn niet meer te onderscheiden: "
    "gebruik het bestand zoals LimeSurvey het gaf"
)


@dataclass(frozen=True)
class Export:
    """One export: answers as stored, one row per response.

    path: the file as given. dialect: csv, xlsx, json, vv, lsa, spss, sav or rdata.
    cells: text columns under LimeSurvey's code headings; "" = nothing filled in; None = never
    shown, only where knows_not_shown; index = row number in the file for people (a file with
    headings: header = row 1; else 1..n).
    losses: what the dialect did not keep, in Dutch sentences.
    unsure: columns of which an answer may be none in truth, so that they cannot be counted.
    attributes: the participants' attributes that the web can add (attribute_N), in no other table:
    one of them may tell the provider.
    dropped_personal: codes of columns with personal data that were left out.
    """

    path: Path
    dialect: str
    cells: pd.DataFrame
    knows_not_shown: bool
    losses: tuple[str, ...]
    dropped_personal: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    attributes: pd.DataFrame = field(default_factory=pd.DataFrame)


class ExportProblems(InputProblems):
    """Faults of an export. stage: how far reading came: 0 the file, 1 the headings, 2 the rows,
    3 the answers."""

    def __init__(self, problems: Iterable[Problem], stage: int):
        super().__init__(problems)
        self.stage = stage


@contextmanager
def _stage(number: int) -> Iterator[None]:
    try:
        yield
    except InputProblems as error:
        raise ExportProblems(error.problems, number) from None


def read_export(
    path: Path, *, structure: Structure | None = None, companion: Path | None = None
) -> Export:
    """The responses of one export file, whatever its dialect (recognised by content).

    structure: the .lss, needed for text headings, long answers, converted boxes and internal
    names (an .lsa holds its own). companion: the .sps of a .dat, or the .R of an R data file.
    Raises InputProblems for every file that cannot be read without guessing.
    """
    with _stage(0):
        table = read_table(path, companion)
    if table.dialect == "lsa":
        structure = parse_structure(path, structure_bytes(path, file_bytes(path)))
    headings = list(table.cells.columns)
    with _stage(1):
        codes = codes_of(path, headings, structure, table.dialect)
    personal = tuple(code for code in codes if PERSONAL.fullmatch(code))
    cells = _without_blank_rows(table.cells.set_axis(pd.Index(codes, dtype=object), axis=1))
    attributes = cells[[code for code in personal if ATTRIBUTE.fullmatch(code)]]
    cells = cells.drop(columns=list(personal))
    with _stage(2):
        _check_system_columns(path, cells)
    losses = list(table.losses)
    if blank := len(table.cells) - len(cells):
        losses.append(f"{blank} rijen zonder één gevulde cel zijn overgeslagen.")
    if table.masked:
        cells, unmasked = _unmasked(cells)
        if unmasked:
            losses.append(
                f"In {unmasked} cellen is de apostrof weggehaald die de webexport voor een antwoord"
                " met = zet; een antwoord dat zelf met '= begint, verliest die ook."
            )
    labels = {
        code: table.labels[h] for code, h in zip(codes, headings, strict=True) if h in table.labels
    }
    with _stage(3):
        answers = stored_answers(path, cells, structure, labels, table.dialect)
    return Export(
        path,
        table.dialect,
        answers.cells,
        table.knows_not_shown,
        (*losses, *answers.losses),
        personal,
        answers.unsure,
        attributes,
    )


def _without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Rows in which something stands; a spreadsheet leaves others between or below them."""
    bare = cells.index[cells["id"].fillna("").eq("")] if "id" in cells else cells.index[:0]
    blank = bare[cells.loc[bare].fillna("").eq("").all(axis=1)]
    # a copy only where there is something to leave out
    return cells if len(blank) in (0, len(cells)) else cells.drop(index=blank)


def _unmasked(cells: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Cells without the apostrophe before =, and how many cells had one.

    A file with a cell that starts with a bare = was not masked and stays as it is.
    """
    if any(cells[code].str.startswith("=").any() for code in cells):
        return cells, 0
    masked = {code: cells[code].str.startswith("'=") for code in cells}
    changed = {code: int(rows.sum()) for code, rows in masked.items() if rows.any()}
    made = cells.assign(
        **{code: cells[code].mask(masked[code], cells[code].str[1:]) for code in changed}
    )
    return made, sum(changed.values())


def _others(rows: pd.Series) -> str:
    """How many rows have the same fault as the first."""
    more = len(rows) - 1
    return f" (en nog {more} {'rij' if more == 1 else 'rijen'})" if more else ""


def _check_system_columns(path: Path, cells: pd.DataFrame) -> None:
    """Raise InputProblems for missing id, no rows, and values that show shifted or doubled rows."""
    if "id" not in cells:
        raise refusal(path, "de kolom id ontbreekt", CSV_AGAIN)
    # a survey without answers is exported as headings, or as headings and one empty row
    if cells.empty or (len(cells) == 1 and cells.fillna("").eq("").all(axis=None)):
        raise refusal(
            path,
            "geen antwoorden: alleen koppen",
            "exporteer alle antwoorden, niet een selectie; antwoordde nog niemand, haal de groep "
            "dan uit de golf in config.yaml",
        )
    problems = ProblemList()
    for column in SYSTEM_FORMS.keys() & set(cells):
        form, expected = SYSTEM_FORMS[column]
        values = cells[column].fillna("").astype(str)
        fits = values.str.fullmatch(form)
        impossible = pd.Series(False, index=values.index)
        if date := form.startswith(f"({DATE})"):
            days = pd.to_datetime(values.where(fits), format=MOMENT, errors="coerce")
            impossible = fits & values.ne("") & days.isna()
        wrong = values[~fits | impossible]
        if wrong.empty:
            continue
        remedies = pd.Series(SHIFTED, index=wrong.index)
        if date:
            remedies = remedies.mask(wrong.str.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d"), REWRITTEN)
            remedies = remedies.mask(impossible[wrong.index], IMPOSSIBLE)
        for remedy, rows in wrong.groupby(remedies, sort=False):
            found = f"'{rows.iloc[0][:60]}'" if rows.iloc[0] else "niets"
            problems.add(path, found + _others(rows), str(remedy), row=int(rows.index[0]),
                         column=column, expected=expected)  # fmt: skip
    doubled = cells["id"][cells["id"].fillna("").ne("") & cells["id"].duplicated()]
    if len(doubled):
        problems.add(
            path,
            f"antwoord {str(doubled.iloc[0])[:20]} staat er al" + _others(doubled),
            "laat elk antwoord één keer in het bestand staan",
            row=int(doubled.index[0]),
            column="id",
        )
    problems.problems.sort(key=lambda problem: (problem.row, problem.column))
    problems.raise_if_any()
