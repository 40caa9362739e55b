"""The attack: what can be computed from everything published. Shares no code with the protection.

Of each item the attacker has the public total of every category, how many people of each provider
answered, and the sums of categories printed in provider reports (a report that gives all *other*
providers gives its own by subtraction). A linear programme per hidden count gives its lowest and
highest possible value. Providers about which the same nested sums are known are added up: any table
with these totals exists, so the bounds do not change and are whole numbers (transportation
problems have integer vertices). Providers with overlapping sums stay apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

CHUNK = 400
Known = dict[frozenset[int], int]


class Contradiction(Exception):
    """The published numbers of an item cannot all be true."""


@dataclass(frozen=True, eq=False)
class Published:
    """One item: totals (K,) per category, and per provider the known sums, the base among them."""

    item: str
    categories: tuple[str, ...]
    totals: NDArray[np.int64]
    providers: tuple[str, ...]
    known: tuple[Known, ...]

    @cached_property
    def class_of(self) -> list[int]:
        """Per provider its class: alone where its known sums overlap, else with its likes."""
        keys: dict[object, int] = {}
        sets = [frozenset(sums) for sums in self.known]
        return [
            keys.setdefault(one if _nested(one) else (one, row), len(keys))
            for row, one in enumerate(sets)
        ]

    @cached_property
    def classes(self) -> list[Known]:
        """The known sums of each class together."""
        together: list[Known] = [{} for _ in range(max(self.class_of, default=-1) + 1)]
        for place, sums in zip(self.class_of, self.known, strict=True):
            for members, value in sums.items():
                together[place][members] = together[place].get(members, 0) + value
        return together


@dataclass(frozen=True)
class Target:
    """A count the attacker wants: provider (position), set of categories, and whose answers the
    attacker knows beside what is published (position, or None)."""

    provider: int
    members: frozenset[int]
    insider: int | None = None


def published(item: str, totals: pd.Series, bases: pd.Series, reports: pd.DataFrame) -> Published:
    """Everything known about an item.

    totals: respondents per category, over all providers; bases: answers per provider; reports:
    the rows of this item in provider reports: provider_id, members (categories joined by |), n,
    others_n; an empty n is not known.
    """
    categories = tuple(totals.index)
    place = {name: k for k, name in enumerate(categories)}
    everything = frozenset(place.values())
    known: dict[str, Known] = {
        provider: {everything: int(base)} for provider, base in bases.items()
    }
    columns = [reports[name] for name in ("provider_id", "members", "n", "others_n")]
    for provider, members, own, others in zip(*columns, strict=True):
        sums = frozenset(place[name] for name in members.split("|"))
        if pd.notna(own):
            known[provider][sums] = int(own)
        elif pd.notna(others):
            known[provider][sums] = int(totals.iloc[sorted(sums)].sum()) - int(others)
    return Published(
        item, categories, totals.to_numpy(dtype=np.int64), tuple(known), tuple(known.values())
    )


def bounds(
    facts: Published,
    targets: list[Target],
    truth: NDArray[np.int64] | None = None,
    alone: bool = False,
) -> NDArray[np.int64]:
    """(targets, 2) lowest and highest possible value of each target.

    truth: (P, K) the answers an insider knows of the own provider. alone: as if there were
    no provider reports, only the public totals. Raises Contradiction when no table of counts fits
    what is published.
    """
    distinct: dict[tuple, list[int]] = {}
    for number, target in enumerate(targets):
        distinct.setdefault(_signature(facts, target, truth), []).append(number)
    by_matrix: dict[tuple, list[tuple]] = {}
    for numbers in distinct.values():
        target = targets[numbers[0]]
        classes, right = _system(facts, target, truth, alone)
        by_matrix.setdefault(classes, []).append((target, right, numbers))
    found = np.empty((len(targets), 2), dtype=np.int64)
    for classes, problems in by_matrix.items():
        matrix = _matrix(classes, len(facts.categories))
        for start in range(0, len(problems), CHUNK):
            part = problems[start : start + CHUNK]
            values = _solve(facts.item, matrix, part, len(facts.categories))
            for (_, _, numbers), value in zip(part, values, strict=True):
                found[numbers] = value
    return found


def _signature(facts: Published, target: Target, truth: NDArray[np.int64] | None) -> tuple:
    """Two targets with the same signature have the same linear programme."""
    sums = frozenset(facts.known[target.provider].items())
    if target.insider is None:
        return (sums, target.members)
    inside = frozenset(facts.known[target.insider].items())
    return (sums, target.members, inside, truth[target.insider].tobytes())


def _system(
    facts: Published, target: Target, truth: NDArray[np.int64] | None, alone: bool
) -> tuple[tuple, NDArray[np.float64]]:
    """The sets known of each class of providers (the target last), and the right-hand side."""
    totals = facts.totals.copy()
    if target.insider is not None:
        totals -= truth[target.insider]
    own = facts.known[target.provider]
    everything = frozenset(range(len(facts.categories)))
    classes = []
    if alone:
        own = {everything: own[everything]}
    else:
        classes = facts.classes
        for row in {target.provider, target.insider} - {None}:
            classes = [_less(sums, facts.known[row]) if facts.class_of[row] == place else sums
                       for place, sums in enumerate(classes)]  # fmt: skip
    classes = [sums for sums in classes if sums] or [{everything: totals.sum() - own[everything]}]
    ordered = [sorted(sums.items(), key=lambda pair: sorted(pair[0])) for sums in (*classes, own)]
    right = [*totals, *(value for sums in ordered for _, value in sums)]
    return tuple(tuple(s for s, _ in sums) for sums in ordered), np.array(right, dtype=float)


def _less(sums: Known, one: Known) -> Known:
    """A class without one of its providers."""
    return {members: value - one[members] for members, value in sums.items()}


@cache
def _nested(listed: frozenset[frozenset[int]]) -> bool:
    return all(a <= b or b <= a or not a & b for a in listed for b in listed)


def _matrix(classes: tuple, size: int) -> sparse.csr_matrix:
    """Rows: the totals per category, then the known sums per class; columns: class x category."""
    rows = [np.tile(np.eye(size), len(classes))]
    for number, sets in enumerate(classes):
        for members in sets:
            row = np.zeros((1, size * len(classes)))
            row[0, [number * size + k for k in members]] = 1
            rows.append(row)
    return sparse.csr_matrix(np.vstack(rows))


def _solve(item: str, matrix: sparse.csr_matrix, problems: list[tuple], size: int) -> NDArray:
    """All linear programmes with one matrix side by side: their optima do not depend on another."""
    width = matrix.shape[1]
    objective = np.zeros((len(problems), width))
    for row, (target, _, _) in enumerate(problems):
        objective[row, [width - size + k for k in target.members]] = 1
    right = np.concatenate([right for _, right, _ in problems])
    together = sparse.kron(sparse.identity(len(problems)), matrix, format="csr")
    ends = []
    for sign in (1, -1):
        best = linprog(sign * objective.ravel(), A_eq=together, b_eq=right, method="highs")
        if best.status != 0:
            raise Contradiction(f"de cijfers over {item} spreken elkaar tegen: {best.message}")
        values = (best.x.reshape(objective.shape) * objective).sum(axis=1)
        # Just inside the end a solver's rounding must not count as certainty.
        ends.append(np.ceil(values - 1e-6) if sign == 1 else np.floor(values + 1e-6))
    return np.stack(ends, axis=1).astype(np.int64)
