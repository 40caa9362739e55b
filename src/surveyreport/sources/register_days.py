"""Days as people write them in the sheets of an administration: which are there, and of what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

# Dutch, French, German and English
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan janvier janv januar january", "februari febr feb février fevrier févr fevr"
            " februar february", "maart mrt mars märz maerz march", "april apr avril avr",
            "mei mai may", "juni jun juin june", "juli jul juillet juil july",
            "augustus aug août aout august", "september sept sep septembre",
            "oktober okt octobre october oct", "november nov novembre",
            "december dec décembre decembre déc dezember dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# without its century a year is told and refused
YEAR = r"(?:\d{4}|['’]\d{2}(?!\d)|\d{2}(?!\d|\s*[^\W\d]))"
NUMBERS = rf"\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?(?:{YEAR}|\d{{2}})"
WORDS = rf"\d{{1,2}}(?:e|er|ste|de|st|nd|rd|th|\.)?[\s-]+(?:{MONTH})\b\.?,?[\s-]+{YEAR}"
MONTH_FIRST = rf"(?<!\w)(?:{MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,\s+\d{{4}}"
ISO = r"\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}"
DAY = re.compile(
    rf"(?<!\d)(?<!\d[/.])(?:(?P<iso>{ISO})|(?P<numbers>{NUMBERS})|(?P<words>{WORDS})"
    rf"|(?P<month_first>{MONTH_FIRST}))(?![/.]?\d)",
    re.IGNORECASE,
)
TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?)?"
# a small number that Excel shows as a date is of 1900 or 1904, a year with a slip of 1023 or 2124
YEARS = range(1990, 2100)
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
MOMENT = re.compile(f"{OTHER_MOMENT.pattern}|{COUNT_MOMENT.pattern}", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A day in a cell. iso: yyyy-mm-dd, None when the calendar has no such day, its year has two
    digits or is none of YEARS. shown: as it stands there. words: what is said just before it, or
    else just after."""

    iso: str | None
    shown: str
    words: str = ""


def days_in(value: object) -> list[Day]:
    """The days in a cell: a date, or all days in a text, in the order of writing."""
    if isinstance(value, date):
        shown = f"{value:%Y-%m-%d}"
        return [Day(shown if value.year in YEARS else None, shown)]
    if not isinstance(value, str):
        return []
    founds = list(DAY.finditer(value))
    ends = [0, *(found.end() for found in founds)]
    starts = [*(found.start() for found in founds), len(value)]
    between = [value[end:start].strip(f"{EDGES} ") for end, start in zip(ends, starts, strict=True)]
    for place in range(1, len(founds)):
        # 'van 1/9/2023 t.e.m. 1/2/2024': what is said of the first is said of both, unless the
        # words before the second name a moment of its own
        if not MOMENT.search(between[place]):
            between[place] = between[place - 1]
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


def _iso(found: re.Match[str]) -> str | None:
    parts = re.split(r"[\s/.,'’-]+", found[0].strip())
    if found["iso"]:
        year, month, day = (int(part) for part in parts)
    elif found["numbers"]:
        day, month, year = (int(part) for part in parts)
    else:
        named = next(part for part in parts if part.casefold() in MONTHS)
        day, year = (int(re.sub(r"\D", "", p)) for p in parts if p != named and p)
        month = MONTHS[named.casefold()]
    try:
        return f"{date(year, month, day):%Y-%m-%d}" if year in YEARS else None
    except ValueError:
        return None
