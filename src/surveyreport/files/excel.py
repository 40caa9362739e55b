"""What a Belgian spreadsheet program makes of numbers and days, and how they should be written."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]0?0:00(?::00)?)?")
COMMA = re.compile(r"([-+]?\d+),(\d+)( ?%)?")
# day 0 of a spreadsheet; numbers of 1990 to 2099
ORIGIN = date(1899, 12, 30)
SERIAL = range(32874, 73051)
MOST_COLUMNS = 16_384


def as_day(text: str) -> str | None:
    """The day (yyyy-mm-dd) in 6/02/2023, 6-2-23, 2023/2/6 or 44963; None when it is none."""
    text = text.strip()
    try:
        if found := DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year if year > 99 else 2000 + year, month, day).isoformat()
        if found := YEAR_FIRST.fullmatch(text):
            return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
    if text.isdecimal() and text.isascii() and int(text) in SERIAL:
        return (ORIGIN + timedelta(days=int(text))).isoformat()
    return None


def with_point(text: str) -> str | None:
    """The number in 0,95 as 0.95; None when it is none."""
    found = COMMA.fullmatch(text.strip())
    return f"{found[1]}.{found[2]}" if found and not found[3] else None
