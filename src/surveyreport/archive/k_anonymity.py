"""k-anonymity by local suppression: the fewest answers withheld, found by integer programming."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, diags_array, eye_array, hstack

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

    A cell is a combination with a gap; a published combination is what cells with the same answers
    left have in common. Integers x[cell] sum to the size of each combination held; each published
    combination has a switch y in {0, 1}, and k y <= sum x in it <= (people who could be in it) y.
    """
    published: dict[tuple, int] = {}
    cells = []
    for combination, values in enumerate(held):
        for gap in gaps:
            shown = (gap, tuple(v for q, v in enumerate(values) if q not in gap))
            price = ANSWER_COST * len(gap) + sum(gap)
            cells.append((combination, published.setdefault(shown, len(published)), price))
    owner, target, cost = (np.array(column) for column in zip(*cells, strict=True))
    size = np.array(sizes)
    # which cells each combination and each published combination consists of
    of_held, of_published = _membership(owner, len(held)), _membership(target, len(published))
    switches = eye_array(len(published))
    room = of_published @ size[owner]
    result = milp(
        np.r_[cost, np.zeros(len(published))],
        integrality=np.ones(len(cells) + len(published)),
        bounds=Bounds(0, np.r_[size[owner], np.ones(len(published))]),
        constraints=[
            LinearConstraint(hstack([of_held, csr_array((len(held), len(published)))]), size, size),
            LinearConstraint(hstack([of_published, -k * switches]), 0, np.inf),
            LinearConstraint(hstack([of_published, -diags_array(room)]), -np.inf, 0),
        ],
        options={"mip_rel_gap": 0},
    )
    if not result.success:
        raise RuntimeError(f"no way to withhold answers was found: {result.message}")
    counts = np.rint(result.x[: len(cells)]).astype(int)
    return counts.reshape(len(held), len(gaps)).tolist()


def _membership(of: np.ndarray, height: int) -> csr_array:
    """(height, cells): 1 where a cell belongs to a row; of: the row of each cell."""
    return csr_array((np.ones(len(of)), (of, np.arange(len(of)))), shape=(height, len(of)))
