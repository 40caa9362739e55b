"""`make codes`: the sheets read back, what was decided kept, the differences put to a third."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from surveyreport.evidence import differences as third
from surveyreport.evidence.coding import Coding
from surveyreport.evidence.sheet_read import Filled, check_codes, ticks_of
from surveyreport.evidence.sheet_style import sheet_text
from surveyreport.evidence.units import check_digits, coders_of
from surveyreport.study.codebooks import TEXTS, Codebook
from surveyreport.study.coded import write_coded


def read_back(coding: Coding) -> list[str]:
    """Read all sheets, keep what was decided, write the sheets of differences.

    The lines tell what is left to do. Raises InputProblems with every fault of every sheet,
    before anything is written.
    """
    filled = coding.sheets(None)
    for (name, coder), found in filled.items():
        _take(coding, coding.study.codebooks[name], coder, found)
    decided = {name: _decisions(coding, coding.study.codebooks[name]) for name in coding.units}
    coding.problems.raise_if_any()
    _keep_answers(coding, {name for name, _ in filled})
    write_coded(coding.coded, coding.project)
    return [line for name in coding.units for line in _finish(coding, name, *decided[name])]


def _take(coding: Coding, book: Codebook, coder: int, filled: Filled) -> None:
    """Put the ticks of a sheet in the place of what this coder had."""
    units = coding.units[book.id]
    assigned = coders_of(units, book, int(filled.facts["Codeurs"]))
    expected = {key for key, numbers in assigned.items() if coder in numbers}
    check_codes(filled, book, coding.problems)
    texts = {unit.key: unit.text for unit in units}
    ticks = ticks_of(filled, book, texts, expected, coding.problems)
    kept = coding.coded.ticks.setdefault(book.id, {})
    for key in texts:
        by_coder = {c: codes for c, codes in kept.get(key, {}).items() if c != str(coder)}
        if key in ticks:
            by_coder[str(coder)] = ticks[key]
        kept[key] = by_coder
    coding.coded.ticks[book.id] = {key: by for key, by in kept.items() if by}


def _decisions(coding: Coding, book: Codebook) -> tuple[list[third.Row], third.Decided, bool]:
    """The rows of the sheet of differences, the reasons, and whether there is such a sheet."""
    order = {unit.key: unit.text for unit in coding.units[book.id]}
    ticks = coding.coded.ticks.get(book.id, {})
    rows = third.difference_rows(book, order, ticks)
    disputed = {(row[0], row[2]) for row in rows}
    known, reasons, there = coding.coded.decisions.get(book.id, {}), {}, False
    for path, facts in coding.of_kind(third.KIND):
        if facts["Codeboek"] == book.id:
            if there:
                coding.problems.add(path, f"nog een blad met verschillen van {book.id}",
                                    "houd er één en haal het andere uit de map")  # fmt: skip
            said, reasons, on_sheet = third.read_differences(path, book, order, coding.problems)
            known = {at: one for at, one in known.items() if at not in on_sheet} | said
            there = True
    decided = {at: said for at, said in known.items() if at in disputed}
    coding.coded.decisions[book.id] = decided
    _check_final(coding, book, order)
    return rows, reasons, there


def _check_final(coding: Coding, book: Codebook, order: dict[str, str]) -> None:
    for key, codes in coding.coded.final(book).items():
        fault = "geen enkele code over" if not codes else f"'{book.no_content}' naast een code"
        if key in order and (not codes or (book.no_content in codes and len(codes) > 1)):
            coding.problems.add(
                third.differences_path(coding.folder, book.id),
                f"na de besluiten heeft antwoord {key} {fault}",
                "kies ja bij een van de codes, of verbeter eerst een codeerblad",
            )


def _keep_answers(coding: Coding, read: set[str]) -> None:
    """Which responses the coded units stand for, and, of the books that were read, the codes that
    were looked for."""
    old = coding.coded.answers, coding.coded.codebook
    answers = [old[0][~old[0]["codebook"].isin(list(coding.units))]]
    offered = [old[1][~old[1]["codebook"].isin(read)]]
    said = coding.texts.set_index(["item", "response"])["text"]
    for name in sorted(coding.units):
        book, ticks = coding.study.codebooks[name], coding.coded.ticks.get(name, {})
        rows = [
            (name, unit.key, item, response, check_digits(said[item, response]))
            for unit in coding.units[name]
            if unit.key in ticks
            for item, response in unit.responses
        ]
        answers.append(pd.DataFrame(rows, columns=list(coding.coded.answers), dtype=str))
        if name not in read:
            continue
        settled = coding.coded.final(book)
        items = {row[2] for row in rows if row[1] in settled}
        codes = [
            (name, item, code.id, *(getattr(code, text) for text in TEXTS))
            for item in book.items
            if item in items
            for code in book.offered
        ]
        offered.append(pd.DataFrame(codes, columns=list(coding.coded.codebook), dtype=str))
    coding.coded.answers, coding.coded.codebook = pd.concat(answers), pd.concat(offered)


def _finish(
    coding: Coding, name: str, rows: list[third.Row], reasons: third.Decided, there: bool
) -> Iterator[str]:
    """Write the sheet of differences if it changed; tell what is left to do."""
    book, decided = coding.study.codebooks[name], coding.coded.decisions[name]
    own = (path for path, facts in coding.of_kind(third.KIND) if facts["Codeboek"] == name)
    path = next(own, third.differences_path(coding.folder, name))
    if (rows or there) and _listed_differently(coding, name, path, rows):
        third.write_differences(
            book, coding.wave, rows, decided, reasons, path, coding.words, coding.synthetic
        )
    total, ticks = len(coding.units[name]), coding.coded.ticks.get(name, {})
    settled = len(coding.coded.final(book))
    line = f"{name}: {settled} van {total} verschillende antwoorden gecodeerd"
    if left := len(rows) - len(decided):
        line += f"; {left} verschillen te beslissen in {path}"
    yield line
    coders = sorted({coder for by_coder in ticks.values() for coder in by_coder})
    done = {c: sum(c in by_coder for by_coder in ticks.values()) for c in coders}
    yield from (f"  codeur {coder}: {count} antwoorden" for coder, count in done.items())


def _listed_differently(coding: Coding, name: str, path: Path, rows: list[third.Row]) -> bool:
    if not path.is_file():
        return True
    page = load_workbook(path, read_only=True)[third.TAB]
    lines = page.iter_rows(min_row=third.FIRST, max_col=third.AGAINST, values_only=True)
    labels = {code.id: code.label for code in coding.study.codebooks[name].codes}
    found = [tuple(str(v or "").strip() for v in line) for line in lines if line and line[0]]
    wanted = [
        (key, sheet_text(text), f"{labels[code]} [{code}]", yes, no)
        for key, text, code, yes, no in rows
    ]
    return found != wanted
