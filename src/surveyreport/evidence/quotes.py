"""quotes.csv: approved quotes, held word for word against what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pandas as pd

from surveyreport.evidence.forgotten import QUOTE, read_forgotten
from surveyreport.evidence.units import folded
from surveyreport.files.problems import ProblemList
from surveyreport.sources.frame import read_frame
from surveyreport.study.model import Study
from surveyreport.study.quotes import REPLACING, Quote, load_quotes, plain, quotes_path
from surveyreport.study.wave_entry import STUDY, Wave

# what may stand between two signs of a name, written apart or with a hyphen
SPACED = r"[\W_]*"
# without response or whoever approved it: `text` is what may be read
TABLE = ["quote", "group", "item", "text"]


def quote_table(quotes: Iterable[Quote], study: Study) -> pd.DataFrame:
    """TABLE, in the order of the file."""
    rows = [(q.id, study.items[q.item].group, q.item, plain(q.text)) for q in quotes]
    return pd.DataFrame(rows, columns=TABLE, dtype=str)


def checked_quotes(wave: Wave, study: Study, texts: pd.DataFrame) -> list[Quote]:
    """The quotes of a wave. Raises InputProblems with everything that is wrong with them."""
    problems = ProblemList()
    path = quotes_path(STUDY, wave.id)
    quotes = load_quotes(path, study, problems)
    frame = read_frame(wave.frame, problems)
    names = {*frame["provider_id"], *frame.get("name", ())}
    forgotten = read_forgotten(wave.id)
    known = None
    if forgotten is not None:
        known = {name: digest for (kind, name), digest in forgotten.items() if kind == QUOTE}
    check_quotes(path, quotes, texts, known, names, problems)
    problems.raise_if_any()
    return quotes


def check_quotes(
    path: Path,
    quotes: Iterable[Quote],
    texts: pd.DataFrame,
    known: Mapping[str, str] | None,
    identifiers: Collection[str],
    problems: ProblemList,
) -> None:
    """Hold every quote against the answer it comes from; faults go to `problems`.

    texts: as of `texts.open_texts`. known: id -> digest of the quotes that were right when their
    texts were forgotten; None for a wave that has them. identifiers: codes and names of providers,
    which no quote may hold.
    """
    said = {(row.item, row.response): row.text for row in texts.itertuples()}
    names = [signs for signs in map(_signs, identifiers) if signs]
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(SPACED.join, names))})(?!\w)")
    for quote in quotes:
        answer = said.get((quote.item, quote.response))
        if names and pattern.search(_unaccented(plain(quote.text))):
            problems.add(path, "een aanbieder met naam of code", "vervang dat: schrijf [school]",
                         column=quote.id)  # fmt: skip
        for words in quote.replacing:
            written = answer is not None and folded(words) and stands_in(words, answer)
            if written or len(folded(words).split()) > REPLACING:
                problems.add(
                    path,
                    f"'[{words[:40]}]' is geen weglating of vervanging",
                    "zet tussen [ en ] enkel … of een paar woorden die niets verraden",
                    column=quote.id,
                    expected=f"hoogstens {REPLACING} woorden, en niet die van het antwoord",
                )
        if answer is None and known is not None and quote.digest == known.get(quote.id):
            continue
        if answer is None and known is not None:
            problems.add(
                path,
                "een citaat uit een antwoord waarvan de tekst gewist is",
                "laat het zoals het was toen make forget draaide, of haal het weg",
                column=quote.id,
            )
        elif answer is None:
            problems.add(
                path,
                f"respons {quote.response} schreef niets bij {quote.item}, of telt niet mee",
                "verbeter item of response",
                column=quote.id,
            )
        elif not quote.is_in(answer):
            problems.add(
                path,
                "dit staat niet zo in het antwoord",
                "neem woord voor woord over; zet wat u weglaat of vervangt tussen [ en ]",
                column=quote.id,
                expected=f"woorden van respons {quote.response} bij {quote.item}, in hun volgorde",
            )


def stands_in(words: str, answer: str) -> bool:
    """Whether words stand in an answer, case and signs aside."""
    return f" {folded(words)} " in f" {folded(answer)} "


def _unaccented(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _signs(name: str) -> list[str]:
    """The letters and digits of a name: it is sought whatever stands between them."""
    return [sign for sign in _unaccented(plain(name)) if sign.isalnum()]
