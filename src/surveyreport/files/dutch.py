"""Numbers and dates as a Dutch reader writes them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

THIN_SPACE = "\u2009"


def percent(share: float) -> int:
    """A share (0-1) as a whole percentage, rounded half up.

    Exact for shares given to 10 decimals: a half percentage of any base below 10^7 has at most
    10 decimals, so it arrives here unrounded.
    """
    hundredfold = Decimal(repr(round(float(share), 10))) * 100
    return int(hundredfold.quantize(Decimal(1), ROUND_HALF_UP))


def integer(count: float) -> str:
    """A count with a thin space between the thousands: 5 010."""
    return f"{int(count):,}".replace(",", THIN_SPACE)


def decimal(value: float) -> str:
    """A number with a decimal comma, no more decimals than it has: 95 or 99,5."""
    return f"{value:.10g}".replace(".", ",")


def one_decimal(value: float) -> str:
    """A number with one decimal, rounded half up: 8,9."""
    rounded = Decimal(repr(round(float(value), 10))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(rounded).replace(".", ",")


def date(iso: str) -> str:
    """An ISO date (2023-02-01) as 1/2/2023."""
    year, month, day = iso.split("-")
    return f"{int(day)}/{int(month)}/{year}"


def listed(words: Sequence[str], conjunction: str) -> str:
    """Words as a list: a, b en c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
