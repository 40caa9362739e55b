"""The codes of the registers as a binding may write them: each word tells what it is."""

from __future__ import annotations

import re
from functools import cached_property

from surveyreport.study.model import Study

TOTAL = "totaal"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# key of a count -> vocabulary of registers.yaml, in the order in which a shared code is taken
KEYS = {"provider_type": "provider_types", "grade": "grades", "programme": "programmes"}
REGISTERS = ("pupils", "schools", "visited", "visited_interview")


class Vocabulary:
    """The words of registers.yaml."""

    def __init__(self, study: Study):
        self.study = study

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """code -> the keys it can be a value of."""
        codes: dict[str, list[str]] = {}
        for key, vocabulary in KEYS.items():
            for code in self.study.registers[vocabulary]:
                codes.setdefault(code, []).append(key)
        return codes

    def register_word(self, word: str, known: dict[str, str]) -> dict[str, str]:
        """What a word of a binding says of a count. Raises KeyError for a word that says nothing.

        known: what earlier words said; a code that several keys share fills the first free one.
        """
        if word in REGISTERS:
            return {"register": word}
        if DAY.fullmatch(word):
            return {"date": word}
        keys = self._codes[word]
        return {next((key for key in keys if key not in known), keys[-1]): word}

    def register_codes(self) -> list[str]:
        return [*REGISTERS, *(code for code in self._codes if code != TOTAL)]
