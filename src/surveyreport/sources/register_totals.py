"""Recompute the totals that a register prints."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.register_words import AXES, TOTAL

KEYS = ["date", *AXES]


def check_totals(table: pd.DataFrame, path: Path, problems: ProblemList, *, additive: bool) -> None:
    """Compare each printed total with its parts, along provider type, grade and programme.

    table: as of `read_register`, count missing where it is hidden. additive: the parts must add up
    to the total; else what is counted may be in several parts, and the total lies between the
    largest part and their sum. Where a part is hidden, the total must only be as large as the
    parts that are not.
    """
    counts = {
        key: (None if pd.isna(count) else int(count), row, cell)
        for key, count, row, cell in zip(
            table[KEYS].itertuples(index=False, name=None),
            table["count"],
            table.index,
            table["cell"],
            strict=True,
        )
    }
    for place, axis in enumerate(KEYS[1:], 1):
        parts: dict[tuple[str, ...], list[int | None]] = {}
        for key, (count, _, _) in counts.items():
            if key[place] != TOTAL:
                total = (*key[:place], TOTAL, *key[place + 1 :])
                parts.setdefault(total, []).append(count)
        for total, counted in parts.items():
            printed, row, cell = counts.get(total, (None, None, ""))
            expected = None if printed is None else _fault(printed, counted, additive)
            if expected:
                problems.add(
                    path,
                    f"het totaal {printed} in {cell} ({', '.join(total)}) klopt niet met zijn"
                    " delen",
                    "verbeter het totaal of een van de delen",
                    row=int(row),
                    column=axis,
                    expected=expected,
                )


def _fault(printed: int, parts: list[int | None], additive: bool) -> str | None:
    """What the total should be, in words; None when it can be what is printed."""
    known = [part for part in parts if part is not None]
    least, most = (sum(known) if additive else max(known, default=0)), sum(known)
    if len(known) < len(parts):
        return f"minstens {least}" if printed < least else None
    if least <= printed <= most:
        return None
    if additive:
        return f"{' + '.join(map(str, known))} = {most}"
    return f"tussen {least} en {most}"
