"""`make codesheets`: the answers to the coders, a sheet each; no tick is ever lost."""

from __future__ import annotations

from dataclasses import replace

from surveyreport.evidence import sheet as shape
from surveyreport.evidence.coding import Coding
from surveyreport.evidence.same_answer import same_answer
from surveyreport.evidence.sheet_read import Filled, kept_ticks
from surveyreport.evidence.sheet_style import sheet_text
from surveyreport.evidence.units import coders_of, folded
from surveyreport.study.codebooks import TEXTS, Codebook


def make_sheets(coding: Coding, coders: int) -> list[str]:
    """Write or bring up to date the sheets of every coder; the lines to tell about it.

    A sheet that is as it should be is left alone, ticks and all. Raises InputProblems.
    """
    filled = coding.sheets(coders)
    planned = [
        _planned(coding, coding.study.codebooks[name], coder, coders, filled.get((name, coder)))
        for name in coding.units
        for coder in range(1, coders + 1)
    ]
    coding.problems.raise_if_any()
    lines = []
    for sheet in planned:
        found = filled.get((sheet.book.id, sheet.coder))
        path = found.path if found else shape.sheet_path(coding.folder, sheet.book.id, sheet.coder)
        if found and _is_current(found, sheet):
            lines.append(f"{path}: ongewijzigd")
            continue
        shape.write_sheet(sheet, path, coding.words, coding.synthetic)
        lines.append(f"{path}: {len(sheet.rows)} antwoorden")
    return lines


def _planned(
    coding: Coding, book: Codebook, coder: int, coders: int, filled: Filled | None
) -> shape.CodingSheet:
    """The sheet as it should be: the answers assigned, and those this coder had already."""
    units = coding.units[book.id]
    texts = {unit.key: unit.text for unit in units}
    kept = coding.coded.ticks.get(book.id, {})
    ticks = {key: by[str(coder)] for key, by in kept.items() if str(coder) in by}
    remarks: dict[str, str] = {}
    had = set(ticks)
    if filled:
        filled = _rekeyed(filled, texts)
        # an untouched sheet of a coder says more than what was read of it before
        ticks = kept_ticks(filled, book, texts, coding.problems)
        remarks = {key: said for _, key, _, _, said in filled.rows if said}
        had = {key for _, key, *_ in filled.rows}
    assigned = coders_of(units, book, coders)
    rows = [(u.key, u.text) for u in units if coder in assigned[u.key] or u.key in had]
    return shape.CodingSheet(coding.wave, book, coder, rows, ticks, remarks, coders)


def _rekeyed(filled: Filled, texts: dict[str, str]) -> Filled:
    """The sheet with the keys that its answers have now: an answer gets another one once whoever
    wrote it first no longer counts."""
    now = {folded(sheet_text(text)): key for key, text in texts.items()}
    rows = [
        (row, key if key in texts else now.get(folded(str(answer)), key), answer, *rest)
        for row, key, answer, *rest in filled.rows
    ]
    return replace(filled, rows=rows)


def _is_current(filled: Filled, sheet: shape.CodingSheet) -> bool:
    texts = {
        c.id: tuple(sheet_text(getattr(c, name)) for name in TEXTS) for c in sheet.book.offered
    }
    return (
        filled.facts == sheet.facts
        and list(filled.codes) == list(texts)
        and filled.texts == texts
        and [row[1] for row in filled.rows] == [key for key, _ in sheet.rows]
        and all(
            same_answer(row[2], text)
            for row, (_, text) in zip(filled.rows, sheet.rows, strict=True)
        )
    )
