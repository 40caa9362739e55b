"""The answers once more: counted from the responses by other code than the protection's."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import numpy as np
import pandas as pd

from surveyreport.audit.lines import Item
from surveyreport.study.model import Study

CHOSEN, NOT_CHOSEN = "selected", "not_selected"


class Truth:
    """items: every closed item with its counts per provider (sorted), but for the codes of open
    questions, which no provider report has; by_id: these too; responses: (item, provider)
    -> sha256 of the sorted ids of the responses with an answer; respondents: (group, provider)."""

    def __init__(self, responses: dict[str, pd.DataFrame], study: Study):
        counted = {group: table[table["included"]] for group, table in responses.items()}
        self.providers = sorted({name for t in counted.values() for name in t["provider_id"]})
        found: list[Item] = []
        self.responses: dict[tuple[str, str], str] = {}
        self.respondents = {
            (group, provider): int(size)
            for group, table in counted.items()
            for provider, size in table["provider_id"].value_counts().items()
        }
        place = pd.Index(self.providers)
        # of every respondent of a group, in the order of the table
        whose = {group: place.get_indexer(table["provider_id"]) for group, table in counted.items()}
        ids = {group: table["response_id"].astype(str).to_numpy(dtype=object)
               for group, table in counted.items()}  # fmt: skip
        for item in study.items.values():
            if (
                not item.closed
                or item.group not in counted
                or item.id not in (table := counted[item.group])
            ):
                continue
            names: tuple[str, ...]
            there = table[item.id].notna().to_numpy()
            given = table.loc[there, item.id]
            if item.type == "option":
                names, favourable = (CHOSEN, NOT_CHOSEN), {CHOSEN}
                label = np.where(given.astype(int) == 1, CHOSEN, NOT_CHOSEN)
            else:
                names, favourable = item.scale.labels, set(item.scale.top2)
                label = given.astype(str).to_numpy()
            counts = np.zeros((len(place), len(names)), dtype=int)
            column = pd.Index(names).get_indexer(label)
            known = column >= 0
            rows = whose[item.group][there]
            np.add.at(counts, (rows[known], column[known]), 1)
            found.append(Item(item.group, item.id, tuple(names), frozenset(favourable), counts))
            behind = ids[item.group][there][np.argsort(rows, kind="stable")].tolist()
            ends = np.bincount(rows, minlength=len(place)).cumsum().tolist()
            for provider, (start, end) in zip(self.providers, pairwise([0, *ends]), strict=True):
                if start < end:
                    text = "\n".join(sorted(behind[start:end]))
                    self.responses[item.id, provider] = sha256(text.encode()).hexdigest()
        self._favourable: dict[str, list[int]] = {}
        self.place = {name: number for number, name in enumerate(self.providers)}
        self.by_id = {item.id: item for item in found}
        self.items = [item for item in found if study.items[item.id].coded_from is None]

    def favourable(self, item: str, provider: str) -> int:
        if item not in self._favourable:
            one = self.by_id[item]
            counted = one.counts[:, one.inside(one.favourable)].sum(axis=1)
            self._favourable[item] = counted.tolist()
        return int(self._favourable[item][self.place[provider]])

    def n(self, item: str, provider: str) -> int:
        return int(self.by_id[item].n[self.place[provider]])
