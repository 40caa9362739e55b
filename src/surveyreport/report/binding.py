"""The language of bindings: what stands between { and } in a chapter."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from surveyreport.study.verdict_words import DIFFERS

# what an analyst may write for the answers that every scale has
ANSWERS = {
    "aangekruist": "selected",
    "niet_aangekruist": "not_selected",
    "top2": "top2",
    "bottom2": "bottom2",
}
KINDS = {"weet_niet": "dont_know", "nvt": "not_applicable"}
WAVE = re.compile(r"golf (\S+?)\s*:\s*(.+)")
COUNTED = {  # word -> statistic of response.csv
    "respondenten": "respondents",
    "aanbieders": "providers",
    "gevraagd": "invited",
    "kleinste": "minimum",
    "grootste": "maximum",
    "gemiddeld": "mean",
    "ingezonden": "rows",
}
VERDICTS = {
    "duidelijk": DIFFERS,
    "geen": ("no_clear_difference", "small_difference"),
    "te_weinig": ("too_few", "not_estimable"),
}
FORMS = (
    "aandeel, aantal, basis, interval, laagste, hoogste, telkens, verschil, paren, telling, deel, "
    + ", ".join(COUNTED)
    + ", deelname, open, vergelijkingen, vorige, bezoeken, instelling, gemiddelde, mediaan"
)


class BindingFault(Exception):
    """What is wrong with a binding and what to write instead, in words for the analyst; about: see
    `Problem`."""

    def __init__(self, found: str, remedy: str, about: tuple[str, ...] | None = None):
        super().__init__(found)
        self.found, self.remedy, self.about = found, remedy, about


@dataclass(frozen=True)
class Binding:
    """A checked binding. form: its first word, or `aandeel` where it starts with an item.

    items: ids of the items; against: those after `tegenover` or `onder`; answers: categories of
    estimates.csv, or kinds of it (dont_know, not_applicable), to be summed. comparison: id;
    named: of several, `onder` the others.
    names: other words, by what they are. wave: another wave, or empty; since: an earlier wave
    that the answers are held against (`tegenover golf 2023`); beside: other answers of the same
    items (`top2 tegenover bottom2`). each: all must hold.
    """

    text: str
    form: str
    items: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    relation: str = ""
    answers: tuple[str, ...] = ()
    comparison: str = ""
    named: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    wave: str = ""
    since: str = ""
    beside: tuple[str, ...] = ()
    each: bool = False
