"""Of every printed count how much the answers behind it can be known, and whether that holds."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from surveyreport.audit.readers import reader_odds
from surveyreport.audit.truth import Truth

NOT_SHOWN = "not_shown"
COLUMNS = [
    "provider_id", "group", "kind", "id", "category", "n", "own", "colleague", "other", "holds",
]  # fmt: skip
ROUNDING = 1e-9


def printed_odds(
    truth: Truth, drawn: pd.DataFrame, printed: pd.DataFrame, themes: dict, promise: float,
    parted: Collection[str] = (),
) -> pd.DataFrame:  # fmt: skip
    """COLUMNS: a row per printed count, and one per provider and group with answers that are not
    shown (NOT_SHOWN). The odds are the most over all answers behind the count.

    parted: items of which parts of the respondents have public totals too; for their answers the
    odds are at least what the third statement of docs/disclosure.md allows any reader, the factor
    of the own draw times the largest of another. Raises ValueError when an answer is in two draws.
    """
    readers = reader_odds(truth.items, truth.providers, drawn)
    told = readers["item"].isin(list(parted))
    most = readers["own"] * readers.groupby("item")["own"].transform("max")
    for name in ("colleague", "other"):
        readers[name] = readers[name].mask(told, np.maximum(readers[name], most))
    by_item = {
        (row.provider_id, row.item): (row.own, row.colleague, row.other)
        for row in readers.itertuples(index=False)
    }
    rows, seen = [], set()
    for row in printed.itertuples(index=False):
        items = [row.id]
        if row.kind == "theme":
            items = [item for item in themes[row.id][row.group] if item in truth.by_id]
        odds = [by_item[key] for item in items if (key := (row.provider_id, item)) in by_item]
        if not odds:
            continue  # of nobody's answers: printed_faults names it
        seen |= {(row.provider_id, item) for item in items}
        rows.append((row.provider_id, row.group, row.kind, row.id, row.category, int(row.n),
                     *np.max(odds, axis=0)))  # fmt: skip
    rest = readers[[key not in seen for key in
                    zip(readers["provider_id"], readers["item"], strict=True)]]  # fmt: skip
    for (provider, group), mine in rest.groupby(["provider_id", "group"], sort=True):
        worst = mine[["own", "colleague", "other"]].max()
        n = truth.respondents[group, provider]
        rows.append((provider, group, NOT_SHOWN, "", "", n, *worst))
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    most = table[["colleague", "other"]].max(axis=1)
    return table.assign(holds=most <= promise + ROUNDING)
