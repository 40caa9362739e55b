"""How shares and counts are written in a report: sentences right for none, one and many."""

from __future__ import annotations

from typing import Any

import pandas as pd

from surveyreport.files.dutch import listed, percent

NONE, ONE, MANY = "none", "one", "many"


class Words:
    """The feedback words of study/texts/nl.yaml, and numbers written with them."""

    def __init__(self, texts: dict[str, Any]):
        self.texts = texts
        self.word = texts["word"]

    def fill(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """The sentence `key` for this count: it has a form for none, one and many."""
        forms = self.texts[key]
        form = forms[ONE if count == 1 else MANY]
        if not count:
            form = forms.get(NONE, form)
        return form.format(count=count, **values)

    def share(self, value: float) -> str:
        """A share (0-1) as whole percentage, a dash when there is none."""
        if pd.isna(value):
            return self.word["no_number"]
        return self.word["percent"].format(value=percent(value))

    def about(self, value: float) -> str:
        """A share (0-1) with noise as people say it: about 8 out of 10."""
        tenths = percent(value / 10)
        if tenths in (0, 10):
            return self.word["almost_all" if tenths else "almost_none"]
        return self.word["about"].format(tenths=tenths)

    def range(self, low: float, high: float) -> str:
        return self.word["range"].format(low=percent(low), high=percent(high))

    def listed(self, words: list[str]) -> str:
        return listed(words, self.word["and"])
