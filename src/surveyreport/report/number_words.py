"""Dutch words for numbers: `elf`, `vijfendertig`, `één leerling op vier`, `drie vierde`."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

ONES = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
TEENS = ("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien",
         "achttien", "negentien")  # fmt: skip
TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
PARTS = {"tweede": 2, "derde": 3, "vierde": 4, "kwart": 4, "vijfde": 5, "zesde": 6, "zevende": 7,
         "achtste": 8, "negende": 9, "tiende": 10}  # fmt: skip
# the place that a word gives in a row
PLACES = {"eerste": 1} | {word: place for word, place in PARTS.items() if word != "kwart"}
# what a sentence of the house writes out
NUMERALS = ("nul", *ONES, *TEENS[:3])

_LOW = {word: number for number, word in enumerate(("", *ONES, *TEENS))} | {
    f"{one}en{ten}" if one else ten: 10 * tens + ones
    for tens, ten in enumerate(TENS, start=2)
    for ones, one in enumerate(("", *ONES))
}
# the longest word first; one by one they would take long to compile
_low = f"(?:(?:{'|'.join(ONES)})en)?(?:{'|'.join(TENS)})|{'|'.join((*reversed(TEENS), *ONES))}"
# compiled where a text asks for it: not every start does
_LARGE = rf"(?:({_low})?duizend)?(?:({_low})?(honderd))?(?:en)?({_low})?"
# patterns over folded words (`folded`); a lone `een` is an article, so no number
NUMBER = rf"(?:(?:(?:{_low})?(?:honderd|duizend))+(?:en)?(?:{_low})?|{_low}|nul)"
VAGUE = (rf"(?:(?:{_low}|honderd|duizend)tal(?:len)?|honderden|duizenden|dozijn(?:en)?"
         r"|veelvoud|miljoen(?:en)?|miljard(?:en)?|anderhal(?:f|ve)"
         r"|hal(?:f|ve) procent\w*)")  # fmt: skip
OUT_OF = rf"({NUMBER})(?: \w+)? (?:op (?:de |elke )?|van (?:de|elke) )({NUMBER})"
PART_OF = rf"({NUMBER})[ -]?({'|'.join(PARTS)})n?"
# a place in an order, but for the small ones, which are parts too and name degrees (derde graad)
ORDINAL = (rf"(?!(?:{'|'.join(PARTS)})\b){NUMBER}(?:ste|de)(?! eeuw)"
           rf"|op de (?:eerste|{'|'.join(PARTS)}) plaats")  # fmt: skip
TIMES = rf"({NUMBER}|anderhal(?:f|ve)) ?(?:keer|maal) zo ?(?:veel|\w+)"


@lru_cache(maxsize=20_000)
def folded(words: str) -> str:
    """Lower case, without accents, with plain spaces and apostrophes."""
    bare = unicodedata.normalize("NFD", words.lower().replace("’", "'"))
    # Cf: signs that nobody sees, as a soft hyphen or a space without width
    seen = (s for s in bare if not unicodedata.combining(s) and unicodedata.category(s) != "Cf")
    return " ".join("".join(seen).split())


def number(word: str) -> int | None:
    """The number that a folded word says, up to 99 999; None when it says none."""
    if word == "nul":
        return 0
    found = re.fullmatch(_LARGE, word)
    thousands, hundreds, hundred, low = found.groups() if found else ("", "", "", "")
    if not (hundred or low or word.startswith("duizend") or thousands):
        return None
    total = _LOW[low or ""] + (100 * _LOW[hundreds or "een"] if hundred else 0)
    return total + (1000 * _LOW[thousands or "een"] if "duizend" in word else 0)


def fraction(words: str) -> Fraction | None:
    """`een op vijf`, `drie leerlingen op de vier`, `twee derde`, folded: at most one."""
    if found := re.fullmatch(OUT_OF, words):
        part, whole = (number(word) for word in found.groups())
    elif found := re.fullmatch(PART_OF, words):
        part, whole = number(found[1]), PARTS[found[2]]
    else:
        return None
    return Fraction(part, whole) if part and whole and part <= whole else None


def times(words: str) -> float | None:
    """`drie keer zo vaak`, `anderhalf keer zoveel`, folded: how many times."""
    found = re.fullmatch(TIMES, words)
    if not found:
        return None
    return 1.5 if found[1].startswith("anderhal") else number(found[1])
