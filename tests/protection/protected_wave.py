"""A small made-up wave: answers per provider, and what the protection makes of it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pandas as pd

from surveyreport.protection.counts import answers_of
from surveyreport.protection.draws import Plan
from surveyreport.protection.settings import Protection
from surveyreport.study.model import Study

RULES = Protection("noise", 3.0, None, 5, 10, 20, "keys/{wave}.key")
KEY = sha256(b"test").digest()
THEMES = {
    "visie": {"schoolteam": ("schoolteam.B3", "schoolteam.B4")},
    "team": {"schoolteam": ("schoolteam.B5",)},
}


def small_study(study: Study, items: list[str]) -> Study:
    """The study with these items only."""
    return replace(study, items={name: study.items[name] for name in items})


def tables(study: Study, sizes: dict[str, int], seed=1, sharp=1.0):
    """(counts, answered) of random answers; sizes: respondents per provider."""
    random, rows, ids = np.random.default_rng(seed), [], []
    for item in study.items.values():
        names = answers_of(item).categories
        chance = random.dirichlet(np.linspace(6, 1, len(names)) * sharp)
        for provider, size in sizes.items():
            n = random.multinomial(size, chance)
            rows += [(item.group, item.id, provider, name, int(k))
                     for name, k in zip(names, n, strict=True)]  # fmt: skip
            if size:
                ids.append((item.group, item.id, provider, size, f"{provider}-{size}"))
    return (
        pd.DataFrame(rows, columns=["group", "item", "provider_id", "category", "n"]),
        pd.DataFrame(ids, columns=["group", "item", "provider_id", "n", "responses"]),
    )


def plan_of(study: Study, sizes: dict[str, int], rules=RULES, themes=None, **how) -> Plan:
    themes = THEMES if themes is None else themes
    asked = {item for groups in themes.values() for items in groups.values() for item in items}
    return Plan(*tables(small_study(study, sorted(asked)), sizes, **how), study, themes, rules)
