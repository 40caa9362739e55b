"""Of every printed count how much the answers behind it can be known, and whether that holds."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from surveyreport.audit.lines import records
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
    keys = list(records(readers, ["provider_id", "item"]))
    by_item = dict(zip(keys, records(readers, ["own", "colleague", "other"]), strict=True))
    rows, seen = [], set()
    for provider, group, kind, name, category, n in records(printed, COLUMNS[:6]):
        items = [name]
        if kind == "theme":
            items = [item for item in themes[name][group] if item in truth.by_id]
        odds = [by_item[provider, item] for item in items if (provider, item) in by_item]
        if not odds:
            continue  # of nobody's answers: printed_faults names it
        seen |= {(provider, item) for item in items}
        most_of = (max(one) for one in zip(*odds, strict=True))
        rows.append((provider, group, kind, name, category, int(n), *most_of))
    rest = readers[[key not in seen for key in keys]]
    for (provider, group), mine in rest.groupby(["provider_id", "group"], sort=True):
        worst = mine[["own", "colleague", "other"]].max()
        n = truth.respondents[group, provider]
        rows.append((provider, group, NOT_SHOWN, "", "", n, *worst))
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    most = table[["colleague", "other"]].max(axis=1)
    return table.assign(holds=most <= promise + ROUNDING)
