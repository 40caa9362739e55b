"""Faults of one sheet, gathered so that each kind is told once with all its cells."""

from __future__ import annotations

from surveyreport.files.problems import ProblemList
from surveyreport.sources.register_grid import Grid, Place

SHOWN = 12
UNKNOWN = "een onbekende waarde"


class Faults:
    """What is wrong with a sheet: kind -> cells and what stands there."""

    def __init__(self, grid: Grid):
        self.grid = grid
        self.found: dict[tuple[str, str, str | None], dict[Place, str]] = {}

    def add(
        self, kind: str, remedy: str, place: Place, text: str = "", expected: str | None = None
    ) -> None:
        self.found.setdefault((kind, remedy, expected), {}).setdefault(place, text)

    def report(self, problems: ProblemList) -> None:
        """One problem per kind, at its first cell and naming the others."""
        for (kind, remedy, expected), cells in self.found.items():
            places = sorted(cells)
            named = [
                self.grid.at(place) + (f" ('{cells[place][:60]}')" if cells[place] else "")
                for place in places[:SHOWN]
            ]
            more = f" en nog {len(places) - SHOWN} cellen" if len(places) > SHOWN else ""
            row, column = places[0]
            texts = set(cells.values()) - {""}
            problems.add(
                self.grid.where,
                f"{kind}: {', '.join(named)}{more}",
                remedy,
                row=row,
                column=self.grid.column(column),
                expected=expected,
                # what the study once called so stands in other files too
                about=("register word", *texts) if (kind, len(texts)) == (UNKNOWN, 1) else None,
            )
