"""What a chapter claims: the rows of claims.csv."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from surveyreport.report.binding import Binding

COLUMNS = ["chapter", "line", "kind", "text", "binding", "value", "holds", "proposal", "sentence"]
# kind of a figure that the wave has too little for
FIGURE = "figuur"
TRUE, FALSE, LOOSE, ACCEPTED = "ja", "nee", "niet gebonden", "aanvaard"


@dataclass(frozen=True)
class Claim:
    """A bound number or words, or words that are bound to nothing. A row of claims.csv.

    holds: ja, nee, `niet gebonden` or aanvaard; value: without rounding; items: what it names.
    """

    chapter: str
    line: int
    kind: str
    text: str
    binding: str
    value: str
    holds: str
    proposal: str
    sentence: str
    about: Binding | None = None

    def row(self) -> list[str | int]:
        return [getattr(self, name) for name in COLUMNS]


def claims_table(claims: Iterable[Claim]) -> pd.DataFrame:
    """COLUMNS, in the order of the chapters."""
    return pd.DataFrame([claim.row() for claim in claims], columns=COLUMNS)
