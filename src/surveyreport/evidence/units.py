"""What coders get: every different answer once, in an order of chance, and who codes it."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from surveyreport.study.codebooks import Codebook

SIGNS = re.compile(r"[\W_]+")
KEY_LENGTH, CHECK_LENGTH = 12, 2


@dataclass(frozen=True)
class Unit:
    """An answer to code: a text, and everybody who wrote it but for case and signs.

    key: tells nothing of who wrote it or what. item: the question of the first who wrote it.
    responses: (item, response) of each.
    """

    key: str
    text: str
    item: str
    responses: tuple[tuple[str, str], ...]


def folded(text: str) -> str:
    """The text without case and signs; of one that is only signs, the signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return SIGNS.sub(" ", plain).strip() or plain.strip()


def check_digits(text: str) -> str:
    """Two signs by which a text is known again, too few to guess it from."""
    return hashlib.sha256(folded(text).encode()).hexdigest()[:CHECK_LENGTH]


def units_of(texts: pd.DataFrame, book: Codebook, wave: str) -> list[Unit]:
    """The units of a book in the order in which every coder meets them.

    texts: as of `texts.open_texts`. The order follows from a hash of wave, book and response: of
    chance, the same each time, and that of the others when an answer is added.
    """
    own = texts[texts["item"].isin(book.items)]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in own[["item", "response", "text"]].itertuples(index=False):
        found.setdefault(folded(row.text), []).append(tuple(row))
    units = []
    for rows in found.values():
        item, response, text = rows[0]
        key = _hash(wave, book.id, item, response)[:KEY_LENGTH]
        units.append(Unit(key, text, item, tuple((row[0], row[1]) for row in rows)))
    return sorted(units, key=lambda unit: (_hash("order", unit.key), unit.key))


def coders_of(units: list[Unit], book: Codebook, coders: int) -> dict[str, tuple[int, ...]]:
    """Unit key -> the numbers of its coders, from 1: two for the part coded twice, else one.

    book.double of the units of each question, drawn by hash, is coded twice.
    """
    twice: set[str] = set()
    for item in book.items:
        own = sorted((u for u in units if u.item == item), key=lambda u: _hash("twice", u.key))
        twice |= {unit.key for unit in own[: math.ceil(book.double * len(own))]}
    found = {}
    for place, unit in enumerate(units):
        first = place % coders
        step = 1 + (place // coders) % (coders - 1) if coders > 1 else 0
        pair = {first, (first + step) % coders} if unit.key in twice else {first}
        found[unit.key] = tuple(sorted(number + 1 for number in pair))
    return found


def _hash(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
