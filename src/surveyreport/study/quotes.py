"""study/quotes/<wave>.yaml: the only words of respondents that may be published."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.study.model import Study

FOLDER = "quotes"
REDACTED = re.compile(r"\[[^\[\]]*\]")
SPACES = re.compile(r"\s+")
# signs that are not seen but take a name apart or turn a line around
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# words that may replace something: '[een bedrijf in de stad]'
REPLACING = 5
# letters that a quote must keep: of fewer, nobody can tell whether they are word for word
FEWEST = 10


@dataclass(frozen=True)
class Quote:
    """A quote as approved; see schemas/quotes.yaml."""

    id: str
    item: str
    response: str
    text: str
    approved_by: str
    approved_on: str

    @property
    def parts(self) -> list[str]:
        """What was taken over, in order; between the parts something is left out or replaced."""
        parts = (plain(part) for part in REDACTED.split(self.text))
        return [part for part in parts if part]

    @property
    def replacing(self) -> list[str]:
        """What stands between [ and ]."""
        return [plain(part[1:-1]) for part in REDACTED.findall(self.text)]

    @property
    def digest(self) -> str:
        """What the quote says of whom, to know it again when the answer is gone."""
        said = "|".join((self.item, self.response, plain(self.text)))
        return hashlib.sha256(said.encode()).hexdigest()

    def is_in(self, answer: str) -> bool:
        """Whether every part stands in an answer, in this order, from whole word to whole word."""
        pattern = ".*?".join(map(_whole_words, self.parts))
        return re.search(pattern, plain(answer), re.DOTALL) is not None


def _whole_words(part: str) -> str:
    start, end = (r"\b" if sign.isalnum() else "" for sign in (part[0], part[-1]))
    return f"{start}{re.escape(part)}{end}"


def plain(text: str) -> str:
    """The text with one space for every run of them, and no sign that is not seen."""
    return SPACES.sub(" ", UNSEEN.sub("", text)).strip()


def quotes_path(study_folder: Path, wave: str) -> Path:
    """Where the quotes of a wave stand."""
    return study_folder / FOLDER / f"{wave}.yaml"


def load_quotes(path: Path, study: Study, problems: ProblemList) -> list[Quote]:
    """The quotes of a wave; [] without a file. Faults go to `problems`."""
    if not path.is_file():
        return []
    entries = load_yaml(path, "quotes", problems).get("quotes", [])
    seen: set[str] = set()
    found = []
    for place, entry in enumerate(entries):
        quote = Quote(**entry)

        def add(what: str, remedy: str, expected: str | None = None, place: int = place) -> None:
            row = line_of(path, "quotes", place)
            problems.add(path, what, remedy, row=row, column=entries[place]["id"],
                         expected=expected)  # fmt: skip

        if quote.id in seen:
            add(f"het citaat '{quote.id}' staat er twee keer", "geef elk citaat een eigen id")
        seen.add(quote.id)
        if quote.item not in study.items or study.items[quote.item].type != "open":
            asked = [name for name, item in study.items.items() if item.type == "open"]
            add(f"'{quote.item}' is geen open vraag", "verbeter het id van de vraag",
                "een van: " + ", ".join(asked))  # fmt: skip
        if REDACTED.sub("", quote.text).count("[") or REDACTED.sub("", quote.text).count("]"):
            add("een haak zonder haak die erbij hoort", "zet elke weglating tussen [ en ]")
        elif sum(letter.isalpha() for part in quote.parts for letter in part) < FEWEST:
            add("er blijft bijna niets van het antwoord over", "kies een ander citaat",
                f"minstens {FEWEST} letters die er zo geschreven werden")  # fmt: skip
        found.append(quote)
    return found
