"""enrolment.csv: the official counts of all waves as one series over all count dates."""

from __future__ import annotations

import pandas as pd

REGISTERS = ("pupils", "schools")
KEYS = ["register", "date", "provider_type", "grade", "programme"]
COLUMNS = [*KEYS, "count", "wave", "earlier_count"]


def enrolment_series(registers: list[pd.DataFrame]) -> pd.DataFrame:
    """COLUMNS, one row per register, count date and cell, sorted by date.

    registers: the register.csv of each wave, earliest wave first. A count that more waves give is
    that of the latest one; earlier_count: what the wave before it gave, where that differs.
    """
    counts = pd.concat(registers, ignore_index=True)
    counts = counts[counts["register"].isin(REGISTERS)].reset_index(drop=True)
    before = counts.groupby(KEYS, sort=False)["count"].shift()
    counts["earlier_count"] = before.where(before.ne(counts["count"])).astype("Int64")
    latest = counts[~counts.duplicated(KEYS, keep="last")]
    order = {register: place for place, register in enumerate(REGISTERS)}
    # cells keep the order of their register file within a date
    return (
        latest.assign(place=latest["register"].map(order))
        .sort_values(["place", "date"], kind="stable")[COLUMNS]
        .reset_index(drop=True)
    )
