"""Whether a cell still holds an answer, whatever a spreadsheet made of it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from surveyreport.evidence.sheet_style import sheet_text

MONTHS = {"jan": 1, "feb": 2, "mar": 3, "maa": 3, "mrt": 3, "apr": 4, "may": 5, "mei": 5, "jun": 6,
          "jul": 7, "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12}  # fmt: skip


def one_line(text: str) -> str:
    """A text of a sheet with one space for every run of blanks."""
    return " ".join(sheet_text(text).split())


def same_answer(cell: Any, text: str) -> bool:
    """Whether a cell holds this answer, blanks and what a spreadsheet made of it aside."""
    wanted = one_line(unicodedata.normalize("NFC", text))
    if isinstance(cell, str):
        return one_line(unicodedata.normalize("NFC", cell)) == wanted
    if isinstance(cell, bool):
        return wanted.casefold() in (("true", "waar") if cell else ("false", "onwaar"))
    if isinstance(cell, int | float):
        return any(math.isclose(number, cell) for number in _numbers(wanted))
    parts = {int(part) for part in re.findall(r"\d{1,9}", wanted)}
    if isinstance(cell, datetime | date):
        names = re.findall(r"[^\W\d_]{3,}", wanted.casefold())
        parts |= {MONTHS[name[:3]] for name in names if name[:3] in MONTHS}
        short = {part % 100 for part in parts}
        return {cell.day, cell.month} <= parts or short == {cell.month, cell.year % 100}
    if isinstance(cell, time | timedelta):
        minutes = 60 * cell.hour + cell.minute if isinstance(cell, time) else cell.seconds // 60
        return set(divmod(minutes + 1440 * getattr(cell, "days", 0), 60)) <= parts
    return cell is None and not wanted


def _numbers(text: str) -> Iterator[float]:
    """What a spreadsheet can take a text for: 1.000,5 and 1,000.5, € 10, 50 %, 1e5."""
    plain = re.sub(r"[\s€$£%]", "", text)
    for written in (plain.replace(",", "."), plain.replace(".", "").replace(",", "."),
                    plain.replace(",", "")):  # fmt: skip
        try:
            number = float(written)
        except ValueError:
            continue
        yield from (number, number / 100) if "%" in text else (number,)
