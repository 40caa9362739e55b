"""k-anonymity by local suppression: the fewest answers withheld, found by integer programming."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

# One answer withheld always outweighs the tie-breaks between equally small choices
ANSWER_COST = 1000


def withheld_answers(answers: pd.DataFrame, k: int, order: pd.Series) -> pd.DataFrame | None:
    """Which answers to withhold so that every combination left is held by at least k people.

    answers: (m, q) one text column per question, a missing answer being a text too; the index is
    kept.
    order: (m,) decides who of the people with equal answers loses one, lowest first.
    Out: (m, q) bool with the fewest answers withheld; a withheld answer counts as a value of its
    own, so that nobody stands alone behind a gap either (Samarati 2001, local suppression). None
    when m < k. Same input, same choice.
    """
    if len(answers) < k:
        return None
    if answers.columns.empty:
        return answers.astype(bool)
    names = list(answers)
    people = answers.groupby(names, sort=True, dropna=False).groups
    held = [key if isinstance(key, tuple) else (key,) for key in people]
    gaps = [gap for size in range(len(names) + 1) for gap in combinations(range(len(names)), size)]
    plan = _solve(held, [len(index) for index in people.values()], gaps, k)
    withheld = pd.DataFrame(False, index=answers.index, columns=names)
    for index, counts in zip(people.values(), plan, strict=True):
        queue = order.loc[index].sort_values(kind="stable").index
        # the largest gaps first: whoever keeps everything is at the end of the queue
        for gap, count in zip(reversed(gaps), reversed(counts), strict=True):
            for question in gap:
                withheld.loc[queue[:count], names[question]] = True
            queue = queue[count:]
    return withheld


def _solve(
    held: list[tuple[str, ...]], sizes: list[int], gaps: list[tuple[int, ...]], k: int
) -> list[list[int]]:
    """How many people with each combination get each gap: (combinations, gaps).

    Integers x[combination, gap] sum to the size of the combination; each published combination c
    has a switch y[c], and k y[c] <= sum x in c <= (people who could be in c) y[c].
    """
    published: dict[tuple, int] = {}
    cells = []
    for combination, values in enumerate(held):
        for gap in gaps:
            shown = (gap, tuple(v for q, v in enumerate(values) if q not in gap))
            cost = ANSWER_COST * len(gap) + sum(gap)
            cells.append((combination, published.setdefault(shown, len(published)), cost))
    owner, target, cost = (np.array(column) for column in zip(*cells, strict=True))
    n_cells, n_published = len(cells), len(published)
    size = np.array(sizes)
    room = np.bincount(target, weights=size[owner], minlength=n_published)
    cell, switch = np.arange(n_cells), n_cells + np.arange(n_published)
    rows = np.arange(n_published)

    def matrix(row: np.ndarray, column: np.ndarray, value: np.ndarray, height: int) -> coo_array:
        return coo_array((value, (row, column)), shape=(height, n_cells + n_published)).tocsr()

    ones = np.ones(n_cells)

    def bound(limit: np.ndarray) -> coo_array:
        """sum x in each published combination minus limit times its switch."""
        return matrix(np.r_[target, rows], np.r_[cell, switch], np.r_[ones, -limit], n_published)

    result = milp(
        np.r_[cost, np.zeros(n_published)],
        integrality=np.ones(n_cells + n_published),
        bounds=Bounds(0, np.r_[size[owner], np.ones(n_published)]),
        constraints=[
            LinearConstraint(matrix(owner, cell, ones, len(size)), size, size),
            LinearConstraint(bound(np.full(n_published, float(k))), 0, np.inf),
            LinearConstraint(bound(room), -np.inf, 0),
        ],
        options={"mip_rel_gap": 0},
    )
    if not result.success:
        raise RuntimeError(f"no way to withhold answers was found: {result.message}")
    counts = np.rint(result.x[:n_cells]).astype(int)
    return counts.reshape(len(held), len(gaps)).tolist()
