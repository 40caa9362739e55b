"""The counts as printed: between 0 and n, and adding up. They follow from the draws alone.

From the top: a theme is the sum of its draws, cut to [0, n]; its questions are their draws, moved
as little as is needed to lie in [0, n] and to add up to the theme; the answers of a question are
theirs, moved so that the favourable ones add up to the question and all of them to n. Cutting each
count by itself would make the sums too low, as most shares are high.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyreport.protection.counts import TOP2
from surveyreport.protection.draws import CATEGORY, QUESTION, THEME, Plan

COLUMNS = ["provider_id", "group", "kind", "id", "category", "n", "printed", "odds"]
DRAWN = [*COLUMNS[:6], "drawn", "own"]


def fitted(values: NDArray[np.int64], high: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """Whole numbers in [0, high] that add up to `total`, as near to `values` as can be (least
    squares; of equal ones the first is moved). total lies in [0, sum of high]."""
    found = np.minimum(np.maximum(values, 0), high)
    over = int(found.sum()) - total
    step = -1 if over > 0 else 1
    for _ in range(abs(over)):
        free = (found > 0) if over > 0 else (found < high)
        # what moving it one further adds to the squares
        cost = np.where(free, 2 * step * (found - values) + 1, np.iinfo(np.int64).max)
        found[np.argmin(cost)] += step
    return found


def printed_table(plan: Plan, drawn: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS, sorted; odds: the factor by which a count alone can change the odds of an answer."""
    cells: dict[tuple, dict[str, tuple[int, int, float]]] = defaultdict(dict)
    # as lists, which are many times faster to go through than columns of text
    columns = [drawn[name].to_numpy(dtype=object).tolist() for name in DRAWN]
    for *key, category, n, value, own in zip(*columns, strict=True):
        cells[tuple(key)][category] = (int(n), int(value), float(own))
    questions = _questions(plan, cells)
    rows: list[tuple] = []
    for (theme, group), items in plan.themes.items():
        for provider in plan.providers[plan.shown(items)]:
            parts = [(item, *questions[provider, item]) for item in items
                     if (provider, item) in questions]  # fmt: skip
            together = cells.get((provider, group, THEME, theme), {})
            parts += [("", *value) for value in together.values()]
            n = np.array([part[1] for part in parts])
            values = np.array([part[2] for part in parts])
            total = int(np.clip(values.sum(), 0, n.sum()))
            values = fitted(values, n, total)
            odds = parts[0][3]
            rows.append((provider, group, THEME, theme, TOP2, int(n.sum()), total, odds))
            for part, value in zip(parts, values, strict=True):
                if part[0]:
                    questions[provider, part[0]] = (part[1], int(value), part[3])
    for (provider, item), (base, drawn, own) in questions.items():
        count = int(np.clip(drawn, 0, base))
        name = plan.answers[item].name
        rows.append((provider, plan.group[item], QUESTION, item, name, base, count, own))
        questions[provider, item] = (base, count, own)
    for (provider, group, kind, item), found in cells.items():
        if kind == CATEGORY:
            rows += _categories(plan, provider, group, item, found, questions)
    table = pd.DataFrame(rows, columns=COLUMNS)
    kinds = pd.Categorical(table["kind"], [THEME, QUESTION, CATEGORY], ordered=True)
    order = table.assign(kind=kinds).sort_values(["provider_id", "group", "kind"], kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def _questions(plan: Plan, cells: dict) -> dict[tuple[str, str], tuple[int, int, float]]:
    """(provider, item) -> n, favourable answers as drawn, factor of the draw."""
    found = {}
    for item, answers in plan.answers.items():
        if item not in plan.group or not answers.favourable:
            continue
        for provider in plan.providers:
            one = cells.get((provider, plan.group[item], QUESTION, item))
            if one:
                found[provider, item] = next(iter(one.values()))
                continue
            every = cells.get((provider, plan.group[item], CATEGORY, item))
            if every:
                n, _, own = next(iter(every.values()))
                chosen = sum(every[name][1] for name in answers.favourable)
                found[provider, item] = (n, chosen, own)
    return found


def _categories(
    plan: Plan, provider: str, group: str, item: str, found: dict, questions: dict
) -> list[tuple]:
    """The rows of all answers to one question of a provider."""
    answers = plan.answers[item]
    n, _, own = next(iter(found.values()))
    values = np.array([found[name][1] for name in answers.categories])
    sides = np.array([name in answers.favourable for name in answers.categories])
    favourable = questions[provider, item][1] if answers.favourable else 0
    for side, total in ((sides, favourable), (~sides, n - favourable)):
        if side.any():
            values[side] = fitted(values[side], np.full(side.sum(), n), total)
    return [
        (provider, group, CATEGORY, item, name, n, int(value), round(own**0.5, 10))
        for name, value in zip(answers.categories, values, strict=True)
    ]
