"""Days as people write them in the sheets of an administration: which are there, and of what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul",
            "augustus aug", "september sept sep", "oktober okt", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
NUMBERS = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})"
WORDS = rf"\d{{1,2}}(?:e|ste|de)?\s+(?:{'|'.join(MONTHS)})\b\.?\s+\d{{4}}"
ISO = r"\d{4}-\d{1,2}-\d{1,2}"
DAY = re.compile(
    rf"(?<!\d)(?<!\d[/.])(?:(?P<iso>{ISO})|(?P<numbers>{NUMBERS})|(?P<words>{WORDS}))(?![/.]?\d)",
    re.IGNORECASE,
)
TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?)?"
EDGES = " \t\n,;:–—-()[]"
# words beside a day that is not the day of the count
OTHER_MOMENT = re.compile(
    r"extract|afdruk|afgedrukt|gedrukt|bijgewerkt|update|aangemaakt|opgemaakt|gemaakt|gegenereerd"
    r"|export|publicatie|gepubliceerd|versie|download|opgevraagd|opvraging|gewijzigd|wijziging"
    r"|ge[uü]pdate|geactualiseerd|actualisering|ontvangen|verzonden|opgehaald|bevroren|\bbron\b"
    r"|druk|geldig|bewaard|opgeslagen|laatst",
    re.IGNORECASE,
)
COUNT_MOMENT = re.compile(
    r"teldatum|teldag|telling|geteld|telmoment|aantal|leerlingen|inschrijvingen|ingeschreven"
    r"|scholen|toestand|peildatum|referentiedatum",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Day:
    """A day in a cell. iso: yyyy-mm-dd, None when the calendar has no such day or its year has two
    digits. shown: as it stands there. words: what is said just before it, or else just after."""

    iso: str | None
    shown: str
    words: str = ""


def days_in(value: object) -> list[Day]:
    """The days in a cell: a date, or all days in a text, in the order of writing."""
    if isinstance(value, date):
        iso = f"{value:%Y-%m-%d}"
        return [Day(iso, iso)]
    if not isinstance(value, str):
        return []
    founds = list(DAY.finditer(value))
    ends = [0, *(found.end() for found in founds)]
    starts = [*(found.start() for found in founds), len(value)]
    between = [value[end:start].strip(f"{EDGES} ") for end, start in zip(ends, starts, strict=True)]
    return [
        Day(_iso(found), found[0], before or after)
        for found, before, after in zip(founds, between, between[1:], strict=False)
    ]


def without_days(text: str) -> str:
    """The text around its days, without the word that led to them: 'Duaal op 1/2/2024' is Duaal."""
    rest = re.sub(
        rf"(?:\b(?:op|per|dd|d\.d|datum|d\.d\.|dd\.)\s*:?\s*)?(?:{DAY.pattern}){TIME}",
        " ",
        text,
        flags=re.IGNORECASE,
    )
    return rest.strip(EDGES) if rest != text else text


def is_iso(text: str) -> bool:
    """True for a day of the calendar as yyyy-mm-dd."""
    found = days_in(text)
    return len(found) == 1 and found[0].iso == text


def _iso(found: re.Match[str]) -> str | None:
    parts = re.split(r"[\s/.-]+", found[0].strip())
    if found["iso"]:
        year, month, day = (int(part) for part in parts)
    elif found["numbers"]:
        day, month, year = (int(part) for part in parts)
    else:
        day, year = int(re.sub(r"\D", "", parts[0])), int(parts[-1])
        month = MONTHS[parts[1].casefold()]
    try:
        return f"{date(year, month, day):%Y-%m-%d}" if 1900 <= year < 2200 else None
    except ValueError:
        return None
