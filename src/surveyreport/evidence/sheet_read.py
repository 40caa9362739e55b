"""Read a coding sheet back: what stands there, and everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from surveyreport.evidence import sheet as shape
from surveyreport.evidence.same_answer import one_line, same_answer
from surveyreport.evidence.sheet_style import ABOUT, facts_of, sheet_text
from surveyreport.files.problems import ProblemList
from surveyreport.study.codebooks import TEXTS, Codebook

# what people and spreadsheets make of a tick and of an empty box
TICKED = {"x", "1", "ja", "j", "waar", "true", "✓", "✔"}
UNTICKED = {"", "0", "nee", "n", "onwaar", "false"}
SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".fods", ".numbers", ".csv", ".tsv"}
# the folder of the forms of visits, inside that of the sheets
VISITS = "bezoeken"
SHOWN = 5


@dataclass(frozen=True)
class Filled:
    """A sheet as it was found. codes: code -> its column; rows: (row, key, answer, ticks, remark).

    texts: code -> what the sheet's codebook says of it.
    """

    path: Path
    facts: dict[str, str]
    texts: dict[str, tuple[str, ...]]
    codes: dict[str, int]
    rows: list[tuple[int, str, Any, dict[str, Any], str]]


def open_workbook(path: Path, problems: ProblemList) -> Any:
    """The workbook, or None with a problem."""
    try:
        return load_workbook(path, read_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError):
        problems.add(path, "geen leesbaar werkboek", "bewaar het opnieuw als xlsx")
        return None


def find_workbooks(folder: Path, problems: ProblemList) -> list[tuple[Path, dict[str, str]]]:
    """(path, facts) of every workbook in a folder, whatever its name; not those in `bezoeken`.

    A spreadsheet that would go unread, of another kind or in a folder inside, is a problem.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        kind = path.suffix.casefold()
        if path.name.startswith(("~$", ".")) or kind not in SPREADSHEETS or inside[0] == VISITS:
            continue
        if len(inside) > 1 or kind != ".xlsx":
            remedy = "zet het zelf in de map" if kind == ".xlsx" else "bewaar het als xlsx"
            problems.add(path, "dit rekenblad wordt zo niet gelezen",
                         f"{remedy}, of haal het weg uit {folder}")  # fmt: skip
            continue
        book = open_workbook(path, problems)
        if book is None:
            continue
        facts = facts_of(book[ABOUT if ABOUT in book.sheetnames else book.sheetnames[-1]])
        book.close()
        if facts.get("Soort"):
            found.append((path, facts))
        else:
            problems.add(
                path,
                f"geen tabblad {ABOUT} dat zegt wat voor werkboek dit is",
                "zet een blad terug dat make codesheets maakte, of haal dit bestand uit de map",
            )
    return found


def read_sheet(path: Path, facts: dict[str, str], problems: ProblemList) -> Filled | None:
    """What stands on a coding sheet; None with a problem when its headings are gone."""
    book = open_workbook(path, problems)
    if not set(shape.TABS) <= set(book.sheetnames):
        problems.add(
            path,
            "een tabblad ontbreekt",
            "zet het blad terug zoals het gemaakt werd",
            expected=", ".join(shape.TABS),
        )
        return None
    page = book[shape.TABS[0]]
    lines = page.iter_rows(min_row=shape.HEADS, values_only=True)
    heads = [one_line(str(value or "")) for value in next(lines, ())]
    ids = [str(value or "").strip() for value in next(lines, ())]
    codes = {name: place for place, name in enumerate(ids) if name and name != shape.REMARK}
    if not codes:
        problems.add(path, "de rij met de namen van de codes is weg", "zet ze terug", row=shape.IDS)
        return None
    remark = ids.index(shape.REMARK) if shape.REMARK in ids else None
    rows = []
    for number, line in enumerate(lines, shape.FIRST):
        key = str(line[shape.KEY - 1] or "").strip() if line else ""
        answer = line[shape.ANSWER - 1] if len(line) > 1 else None
        ticks = {code: line[place] for code, place in codes.items() if place < len(line)}
        ticks = {code: value for code, value in ticks.items() if value is not None}
        if key or answer is not None or ticks:
            said = line[remark] if remark is not None and remark < len(line) else None
            rows.append((number, key, answer, ticks, "" if said is None else str(said)))
    texts = {
        str(line[0]): tuple(sheet_text(str(value or "")) for value in line[1 : 1 + len(TEXTS)])
        for line in book[shape.TABS[1]].iter_rows(min_row=2, values_only=True)
        if line and line[0]
    }
    book.close()
    filled = Filled(path, facts, texts, codes, rows)
    for code, place in codes.items():
        wanted = one_line(texts[code][0]) if code in texts else ""
        if ids.count(code) > 1 or (wanted and heads[place : place + 1] != [wanted]):
            problems.add(
                path,
                f"de code '{code}' heeft niet één kolom met '{wanted}' erboven",
                "zet de kolommen en hun koppen terug zoals ze waren",
                column=_letter(filled, code),
            )
    return filled


def check_codes(filled: Filled, book: Codebook, problems: ProblemList) -> None:
    """The codes and their meanings must be those of the codebook as it is now."""
    remedy = "maak de bladen opnieuw met make codesheets (de kruisjes blijven) en kijk ze na"
    now = {
        code.id: tuple(sheet_text(getattr(code, name)) for name in TEXTS) for code in book.offered
    }
    for code in filled.codes:
        if code not in now:
            ticked = sum(code in ticks for *_, ticks, _ in filled.rows)
            problems.add(
                filled.path,
                f"kolom '{code}' met {ticked} kruisjes is geen code van {book.id}",
                f"zet de code terug in study/codebooks/{book.id}.yaml of haal de kolom weg",
                column=_letter(filled, code),
                expected="een van: " + ", ".join(now),
            )
    for code, texts in now.items():
        if code not in filled.codes:
            problems.add(filled.path, f"de code '{code}' heeft geen kolom", remedy, column=code)
        elif filled.texts.get(code) != texts:
            problems.add(
                filled.path,
                f"de betekenis van '{code}' is gewijzigd nadat dit blad gemaakt werd",
                remedy,
                column=_letter(filled, code),
            )


def ticks_of(
    filled: Filled, book: Codebook, texts: dict[str, str], expected: set[str], problems: ProblemList
) -> dict[str, frozenset[str]]:
    """Key -> codes ticked, of every answer with a tick.

    texts: key -> answer of the whole book; expected: the keys that this coder was given.
    """
    seen: Counter[str] = Counter()
    found: dict[str, frozenset[str]] = {}
    for number, key, answer, ticks, _ in filled.rows:
        seen[key] += 1
        if key not in texts:
            problems.add(
                filled.path,
                f"kenmerk '{key}'" if key else "een rij zonder kenmerk",
                "haal de rij weg of zet het kenmerk terug; make codesheets vult nieuwe rijen aan",
                row=number,
                column="A",
                expected="een kenmerk van dit blad",
            )
            continue
        if seen[key] == 2:
            problems.add(
                filled.path,
                f"kenmerk '{key}' staat er meer dan één keer",
                "houd één rij over",
                row=number,
                column="A",
            )
        if not same_answer(answer, texts[key]):
            problems.add(
                filled.path,
                "het antwoord is gewijzigd",
                "maak het ongedaan: codeer wat er geschreven werd",
                row=number,
                column="B",
                expected=f"het antwoord bij kenmerk {key}",
            )
        codes = _codes(filled, number, ticks, problems)
        if book.no_content in codes and len(codes) > 1:
            problems.add(
                filled.path,
                f"'{book.no_content}' naast {', '.join(sorted(codes - {book.no_content}))}",
                "kies: een antwoord zonder inhoud heeft geen andere code",
                row=number,
            )
        if codes:
            found[key] = codes
    _check_missing(filled, set(seen), expected, problems)
    return found


def kept_ticks(
    filled: Filled, book: Codebook, texts: dict[str, str], problems: ProblemList
) -> dict[str, frozenset[str]]:
    """Key -> codes ticked, to put on a new sheet; ticks of a code that is gone are a problem."""
    offered = {code.id for code in book.offered}
    for code in filled.codes:
        if code not in offered and any(code in ticks for *_, ticks, _ in filled.rows):
            problems.add(
                filled.path,
                f"kruisjes bij '{code}', dat geen code van {book.id} meer is",
                f"zet de code terug in study/codebooks/{book.id}.yaml, desnoods met merged_into",
                column=_letter(filled, code),
            )
    found = {}
    for number, key, _, ticks, _ in filled.rows:
        known = {code: value for code, value in ticks.items() if code in offered}
        codes = _codes(filled, number, known, problems)
        if codes and key in texts:
            found[key] = codes
    return found


def _codes(
    filled: Filled, number: int, ticks: dict[str, Any], problems: ProblemList
) -> frozenset[str]:
    codes = set()
    for code, value in ticks.items():
        sign = str(value).strip().casefold().removesuffix(".0")
        if sign in TICKED:
            codes.add(code)
        elif sign not in UNTICKED:
            problems.add(
                filled.path,
                f"'{str(value)[:20]}' bij code '{code}'",
                "typ een x of maak de cel leeg",
                row=number,
                column=_letter(filled, code),
                expected="x of leeg",
            )
    return frozenset(codes)


def _check_missing(
    filled: Filled, seen: set[str], expected: set[str], problems: ProblemList
) -> None:
    absent, told = sorted(expected - seen), filled.facts.get("Antwoorden", "")
    if not absent:
        return
    shown = ", ".join(absent[:SHOWN]) + (" …" if len(absent) > SHOWN else "")
    if told.isdigit() and len(seen & expected) < int(told):
        found = f"{int(told) - len(seen & expected)} rijen zijn weg (kenmerk {shown})"
        remedy = "zet ze terug; make codesheets vult ze aan zonder kruisjes"
    else:
        found = f"{len(absent)} antwoorden kwamen erbij nadat het blad gemaakt werd"
        remedy = "maak de bladen opnieuw met make codesheets; de kruisjes blijven"
    problems.add(filled.path, found, remedy)


def _letter(filled: Filled, code: str) -> str:
    return get_column_letter(filled.codes[code] + 1)
