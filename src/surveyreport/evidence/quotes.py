"""quotes.csv: approved quotes, held word for word against what was written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pandas as pd

from surveyreport.evidence.forgotten import QUOTE, read_forgotten
from surveyreport.files.problems import ProblemList
from surveyreport.sources.frame import read_frame
from surveyreport.study.config import Wave
from surveyreport.study.model import Study
from surveyreport.study.quotes import Quote, load_quotes, plain, quotes_path

# without response or whoever approved it: `text` is what may be read
TABLE = ["quote", "group", "item", "text"]


def quote_table(quotes: Iterable[Quote], study: Study) -> pd.DataFrame:
    """TABLE, in the order of the file."""
    rows = [(q.id, study.items[q.item].group, q.item, plain(q.text)) for q in quotes]
    return pd.DataFrame(rows, columns=TABLE, dtype=str)


def checked_quotes(
    wave: Wave,
    study: Study,
    texts: pd.DataFrame,
    study_folder: Path = Path("study"),
    project: Path = Path("."),
) -> list[Quote]:
    """The quotes of a wave. Raises InputProblems with everything that is wrong with them."""
    problems = ProblemList()
    path = quotes_path(study_folder, wave.id)
    quotes = load_quotes(path, study, problems)
    frame = read_frame(wave.frame, problems)
    names = {*frame["provider_id"], *frame.get("name", ())}
    forgotten = read_forgotten(wave.id, project)
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
    names = [name for name in identifiers if name.strip()]
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    for quote in quotes:
        answer = said.get((quote.item, quote.response))
        if names and pattern.search(quote.text):
            problems.add(path, "een aanbieder met naam of code", "vervang dat: schrijf [school]",
                         column=quote.id)  # fmt: skip
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
