"""What is printed follows from the draws and from n alone, as docs/disclosure.md says; computed
again by other code than the protection's."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from surveyreport.audit.lines import EVERY, records
from surveyreport.audit.truth import Truth

KEY = ["provider_id", "group", "kind", "id", "category"]


def printed_faults(
    printed: pd.DataFrame, drawn: pd.DataFrame, truth: Truth, themes: dict, least: tuple[int, ...]
) -> list[str]:
    """Faults (Dutch). printed, drawn: tables of the protection. themes: theme -> group -> items.
    least: answers from which themes, questions and categories are shown."""
    expected = _expected(drawn, truth, themes, least)
    found = dict(zip(records(printed, KEY), records(printed, ["n", "printed"]), strict=True))
    faults = []
    if missing := len(expected.keys() - found.keys()):
        faults.append(f"{missing} aantallen ontbreken die bij zoveel antwoorden getoond worden")
    if extra := len(found.keys() - expected.keys()):
        faults.append(f"{extra} aantallen die bij zo weinig antwoorden niet getoond worden")
    both = found.keys() & expected.keys()
    if wrong := sum(tuple(map(int, found[key])) != expected[key] for key in both):
        faults.append(f"{wrong} gedrukte aantallen volgen niet uit wat getrokken is")
    return faults


def _expected(drawn, truth: Truth, themes, least) -> dict[tuple, tuple[int, int]]:
    draws: dict[tuple, dict[str, int]] = defaultdict(dict)
    names = ["provider_id", "group", "kind", "id", "category", "drawn"]
    for provider, group, kind, name, category, value in records(drawn, names):
        draws[provider, group, kind, name][category] = int(value)
    found: dict[tuple, tuple[int, int]] = {}
    for provider in truth.providers:
        # per item what was drawn of its favourable answers
        sides: dict[str, int] = {}
        for item in truth.items:
            n = truth.n(item.id, provider)
            if n >= least[2] and item.categories[0] != "selected":
                cells = draws[provider, item.group, EVERY, item.id]
                if item.favourable:
                    sides[item.id] = sum(cells.get(name, 0) for name in item.favourable)
            elif n >= least[1] and item.favourable:
                sides[item.id] = next(
                    iter(draws[provider, item.group, "question", item.id].values()), 0
                )
        for theme, groups in themes.items():
            for group, listed in groups.items():
                items = [item for item in listed if item in truth.by_id]
                sizes = [truth.n(item, provider) for item in items]
                if not items or min(sizes) < least[0]:
                    continue
                apart = [item for item in items if item in sides]
                values = [sides[item] for item in apart]
                highs = [truth.n(item, provider) for item in apart]
                if len(apart) < len(items):
                    values.append(next(iter(draws[provider, group, "theme", theme].values()), 0))
                    highs.append(sum(sizes) - sum(highs))
                total = min(max(sum(values), 0), sum(highs))
                for item, value in zip(apart, _spread(values, highs, total), strict=False):
                    sides[item] = value
                found[provider, group, "theme", theme, "top2"] = (sum(sizes), total)
        for item in truth.items:
            n = truth.n(item.id, provider)
            if item.id in sides:
                sides[item.id] = min(max(sides[item.id], 0), n)
                name = "selected" if item.categories[0] == "selected" else "top2"
                key = (provider, item.group, "question", item.id, name)
                found[key] = (n, sides[item.id])
            cells = draws.get((provider, item.group, EVERY, item.id), {})
            if cells and n >= least[2]:
                inside = [name for name in item.categories if name in item.favourable]
                rest = [name for name in item.categories if name not in item.favourable]
                total = sides.get(item.id, 0)
                for names, part in ((inside, total), (rest, n - total)):
                    values = _spread([cells[name] for name in names], [n] * len(names), part)
                    for name, value in zip(names, values, strict=True):
                        found[provider, item.group, EVERY, item.id, name] = (n, value)
    return found


def _spread(values: list[int], highs: list[int], total: int) -> list[int]:
    """Cut to [0, high], then one by one moved where it brings the squares up least, the first of
    equals, until they add up to the total."""
    if not values:
        return []
    now = [min(max(value, 0), high) for value, high in zip(values, highs, strict=True)]
    while (over := sum(now) - total) != 0:
        step = -1 if over > 0 else 1
        worth = [
            (now[k] + step - values[k]) ** 2 - (now[k] - values[k]) ** 2
            if 0 <= now[k] + step <= highs[k]
            else np.inf
            for k in range(len(now))
        ]
        now[worth.index(min(worth))] += step
    return now
