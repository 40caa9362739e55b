"""Three waves to draw: estimates of the reference wave shifted by hand, and verdicts about them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
from support import ROOT

from surveyreport.study.wave_entry import Wave

WAVES = ("2021", "2023", "2025")
LABELS = {"2021": "meting 1", "2023": "meting 2", "2025": "meting 3"}
NUMBERS = [
    "difference", "difference_low", "difference_high",
    "returning_difference", "returning_difference_low", "returning_difference_high",
]  # fmt: skip


def estimates(without: dict[str, tuple[str, ...]]) -> dict[str, pd.DataFrame]:
    """wave -> estimates; without: the items a wave did not ask."""
    whole = pd.read_csv(ROOT / "tests/data/figures/estimates.csv")
    return {wave: whole[~whole["item"].isin(without.get(wave, ()))] for wave in WAVES}


def verdict(before: str, after: str, start: str, end: str, name: str, **values) -> dict:
    """A row of verdicts.csv; before or after is "" where a wave did not ask the item."""
    item = after or before
    row = dict.fromkeys(NUMBERS) | {
        "group": item.partition(".")[0], "item": item, "item_from": before, "item_to": after,
        "from": start, "to": end, "decision": "comparable", "note": "", "verdict": name,
        "returning_verdict": name, "panel": "same", "sentence": f"Zin over {item}, {start}-{end}.",
    }  # fmt: skip
    return row | values


def changed(difference: float, returning: float) -> dict:
    """The numbers of a row with a difference of 0.1 either side."""
    values = [difference, difference - 0.1, difference + 0.1]
    return dict(zip(NUMBERS, values + [value - difference + returning for value in values],
                    strict=True))  # fmt: skip


def series() -> pd.DataFrame:
    """Four count dates; dbso has no count of the aanloopfase on the second."""
    rows = [
        ("pupils", day, kind, "totaal", programme, count)
        for programme, counts in (("aanloopfase", (10, 1200, 30, 40)), ("duaal", (5, 6, 7, 8)))
        for kind in ("dbso", "totaal")
        for day, count in zip(
            ("2021-10-01", "2022-10-01", "2023-02-01", "2025-02-01"), counts, strict=True
        )
        if (kind, programme, day) != ("dbso", "aanloopfase", "2022-10-01")
    ]
    rows += [("pupils", "2021-10-01", "buso", "totaal", "duaal", 3)]
    rows += [("pupils", "2021-10-01", "dbso", "tweede", "duaal", 99)]
    rows += [("schools", "2021-10-01", "dbso", "totaal", "duaal", 77)]
    names = ["register", "date", "provider_type", "grade", "programme", "count"]
    return pd.DataFrame(rows, columns=names)


def wave(name: str) -> Wave:
    """A synthetic wave without files."""
    day = date(int(name), 2, 6)
    return Wave(name, LABELS[name], True, day, day, Path("frame.csv"), {}, {})
