"""The sheet for a third look: the codes on which coders differ, and what was decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from surveyreport.evidence import sheet_style as style
from surveyreport.evidence.same_answer import same_answer
from surveyreport.evidence.sheet_read import open_workbook
from surveyreport.evidence.units import folded
from surveyreport.files.problems import ProblemList
from surveyreport.study.codebooks import Codebook
from surveyreport.study.coded import NO, YES, differing

KIND, TAB = "verschillen", "Verschillen"
HEADS, FIRST = 3, 4
KEY, ANSWER, CODE, FOR, AGAINST, DECISION, REASON = range(1, 8)
WIDTHS = (14, 60, 34, 14, 14, 11, 50)
Decided = dict[tuple[str, str], str]
Row = tuple[str, str, str, str, str]


def differences_path(folder: Path, book: str) -> Path:
    """Where the differences of a book stand."""
    return folder / f"{book}-verschillen.xlsx"


def difference_rows(
    book: Codebook, order: dict[str, str], ticks: dict[str, dict[str, frozenset[str]]]
) -> list[Row]:
    """(key, answer, code, coders who ticked, coders who did not), in the order of the answers.

    order: key -> answer, in the order of the sheets.
    """
    rows = []
    for key, text in order.items():
        by_coder = ticks.get(key, {})
        if len(by_coder) < 2:
            continue
        disputed = differing(by_coder)
        for code in (code.id for code in book.codes if code.id in disputed):
            yes, no = (
                " en ".join(c for c, codes in sorted(by_coder.items()) if (code in codes) is wanted)
                for wanted in (True, False)
            )
            rows.append((key, text, code, yes, no))
    return rows


def write_differences(
    book: Codebook,
    wave: str,
    rows: list[Row],
    decided: Decided,
    reasons: Decided,
    path: Path,
    words: dict[str, Any],
    synthetic: bool,
) -> None:
    """Write the workbook with what was decided before filled in."""
    labels = {code.id: code.label for code in book.codes}
    workbook = Workbook()
    page = cast(Worksheet, workbook.active)
    page.title = TAB
    marked = f" {words['synthetic']}" if synthetic else ""
    title = words["differences_title"].format(title=book.title) + marked
    style.put(page.cell(1, 1), title, bold=True, size=14, wrap=False)
    last = max(FIRST, FIRST + len(rows) - 1)
    letter = get_column_letter(DECISION)
    progress = words["differences_progress"].format(total=len(rows))
    counted = f"COUNTA({letter}{FIRST}:{letter}{last})"
    style.formula(page.cell(2, 1), f'={counted}&" {progress}"', bold=True)
    for column, (name, width) in enumerate(zip(words["differences_heads"], WIDTHS, strict=True), 1):
        style.put(page.cell(HEADS, column), name, bold=True, head=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for row, (key, text, code, yes, no) in enumerate(rows, FIRST):
        shown = style.sheet_text(text)
        # the id stands behind the label, so that the row is read back whatever the label becomes
        for column, value in enumerate((key, shown, f"{labels[code]} [{code}]", yes, no), 1):
            style.put(page.cell(row, column), value)
        for column, known in ((DECISION, decided), (REASON, reasons)):
            cell = style.put(page.cell(row, column), known.get((key, code)))
            cell.protection, cell.border = style.OPEN, style.GRID
        page.row_dimensions[row].height = style.fitted(shown, WIDTHS[ANSWER - 1])
    style.choices(
        page,
        f"{letter}{FIRST}:{letter}{last}",
        (YES, NO),
        words["differences_heads"][5],
        words["decision_prompt"],
        words["decision_error"],
    )
    page.freeze_panes = f"{get_column_letter(CODE)}{FIRST}"
    style.landscape(page)
    style.lock(page)
    facts = {"Soort": KIND, "Golf": wave, "Codeboek": book.id, "Verschillen": str(len(rows))}
    style.about_page(workbook, title, facts, words["differences_help"])
    style.save(workbook, path)


def read_differences(
    path: Path, known: Codebook, answers: dict[str, str], problems: ProblemList
) -> tuple[Decided, Decided, set[tuple[str, str]]]:
    """(decisions, reasons) by key and code, as far as filled in, and every key and code listed.

    answers: key -> answer, as they are now. Faults go to `problems`.
    """
    now = {folded(style.sheet_text(text)): key for key, text in answers.items()}
    book = open_workbook(path, problems)
    codes = {code.id for code in known.codes}
    decided: Decided = {}
    reasons: Decided = {}
    listed: set[tuple[str, str]] = set()
    if TAB not in book.sheetnames:
        problems.add(path, f"het tabblad {TAB} ontbreekt", "zet het terug")
        return decided, reasons, listed
    lines = book[TAB].iter_rows(min_row=FIRST, max_col=REASON, values_only=True)
    for number, line in enumerate(lines, FIRST):
        cells = [str(value).strip() if value is not None else "" for value in line]
        if not any(cells):
            continue
        cells += [""] * (REASON - len(cells))
        key, name = cells[0], cells[CODE - 1].rpartition("[")[2].removesuffix("]")
        decision, answer = cells[DECISION - 1].casefold(), line[ANSWER - 1]
        # an answer has another key once whoever wrote it first no longer counts
        key = key if key in answers else now.get(folded(str(answer)), key)
        twice = (key, name) in listed
        listed.add((key, name))
        if twice or (decision and key not in answers):
            problems.add(
                path,
                f"kenmerk '{key}' met code '{name}' "
                + ("staat er meer dan één keer" if twice else "hoort bij geen antwoord"),
                "haal de rij weg, of zet kenmerk en code terug",
                row=number,
                column="A",
            )
        elif key in answers and not same_answer(answer, answers[key]):
            problems.add(path, "het antwoord is gewijzigd", "maak het ongedaan", row=number,
                         column="B", expected=f"het antwoord bij kenmerk {key}")  # fmt: skip
        elif name not in codes:
            problems.add(
                path, f"onbekende code '{name}'", "zet de code terug", row=number, column="C"
            )
        elif decision and decision not in (YES, NO):
            problems.add(
                path,
                f"besluit '{decision}'",
                "kies ja of nee",
                row=number,
                column="F",
                expected=f"{YES} of {NO}",
            )
        elif decision and not cells[REASON - 1]:
            problems.add(
                path,
                "een besluit zonder reden",
                "schrijf in een paar woorden waarom",
                row=number,
                column="G",
            )
        else:
            if decision:
                decided[key, name] = decision
            if cells[REASON - 1]:
                reasons[key, name] = cells[REASON - 1]
    book.close()
    return decided, reasons, listed
