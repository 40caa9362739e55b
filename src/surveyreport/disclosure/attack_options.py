"""The attack on a question where several options may be ticked, with all its options together.

Of n people who answered, each ticked at least one option (a question without a tick is left open),
and an exclusive option is ticked alone. Counts s of the ordinary options and e of the exclusive
ones (E together) are possible exactly when, of each provider,

    E <= n,   s + E <= n for every ordinary option,   (sum of s) + E >= n.

Necessary: an option is ticked at most once by each of the n - E others, who tick something.
Sufficient: put those n - E people in a circle and let each option take the next s of them; no
option meets the same person twice, and together they pass everybody. Hence these rows, with the
public total of every option, are all an attacker can use. Providers of which no option is known
are one row: whatever people that row stands for can be divided over them. The ends of the interval
are optima over whole numbers; a linear programme whose solution is whole has them already.

In a large release two tables that differ enough are looked for first, with all but a few providers
as they truly are: both tables have every number that is published, so that nobody can tell them
apart. Only where there are none, all providers are left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from surveyreport.disclosure.attack import Contradiction, Published, Target

SELECTED = frozenset([0])
TOGETHER = 40  # programmes in one call of the solver
NEAR = 40  # providers left open at first
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Options:
    """One question: totals (K,), base (P,), known (P, K) ticks, -1 where not known, exclusive (K,),
    truth (P, K), which an insider knows of one provider."""

    question: str
    totals: NDArray[np.int64]
    base: NDArray[np.int64]
    known: NDArray[np.int64]
    exclusive: NDArray[np.bool_]
    truth: NDArray[np.int64]


def options_of(
    facts: Sequence[Published], exclusive: Sequence[bool], truth: NDArray[np.int64]
) -> Options:
    """The options of a question together; facts: of each option, its first category being ticked.

    An option that was meant to be exclusive but that, by the counts, people ticked beside another
    one, excludes nothing.
    """
    base = np.array([sums[frozenset([0, 1])] for sums in facts[0].known])
    known = np.full((len(base), len(facts)), -1)
    for place, one in enumerate(facts):
        for row, sums in enumerate(one.known):
            if SELECTED in sums:
                known[row, place] = sums[SELECTED]
            elif frozenset([1]) in sums:
                known[row, place] = base[row] - sums[frozenset([1])]
    alone = np.array(exclusive)
    others = truth[:, ~alone].max(axis=1, initial=0)
    if (truth[:, alone].sum(axis=1) + others > base).any():
        alone[:] = False
    return Options(facts[0].item, np.array([f.totals[0] for f in facts]), base, known, alone, truth)


Wanted = tuple[int, int, int | None]


def linked_bounds(
    facts: Options, option: int, targets: Sequence[Target], alone: bool, enough: int
) -> NDArray:
    """As attack.bounds, of one option with all other options of the question beside it; enough: see
    option_bounds."""
    wanted = [(t.provider, option, t.insider) for t in targets]
    found = option_bounds(facts, wanted, alone, enough)
    missed = np.array([t.members != SELECTED for t in targets], dtype=bool)
    base = facts.base[[t.provider for t in targets]][missed, None]
    found[missed] = base - found[missed, ::-1]
    return found


def option_bounds(
    facts: Options, targets: Sequence[Wanted], alone: bool = False, enough: int | None = None
) -> NDArray:
    """(targets, 2) lowest and highest possible ticks. A target: provider, option, insider or None.

    alone: as if there were no provider reports. enough: of more than NEAR providers, two possible
    numbers of ticks that far apart will do. Raises Contradiction when no counts fit.
    """
    told = (facts.known < 0) | (facts.known == facts.truth)
    if alone or enough is None or len(facts.base) <= NEAR or not told.all():
        return _bounds(facts, targets, alone, len(facts.base))
    found = _bounds(facts, targets, alone, NEAR)
    narrow = np.flatnonzero(found[:, 1] - found[:, 0] < enough)
    if narrow.size:
        found[narrow] = _bounds(facts, [targets[k] for k in narrow], alone, len(facts.base))
    return found


def _bounds(facts: Options, targets: Sequence[Wanted], alone: bool, most: int) -> NDArray:
    distinct: dict[tuple, list[int]] = {}
    for number, target in enumerate(targets):
        distinct.setdefault(_signature(facts, target, alone), []).append(number)
    listed = list(distinct.values())
    found = np.empty((len(targets), 2), dtype=np.int64)
    for start in range(0, len(listed), TOGETHER):
        part = listed[start : start + TOGETHER]
        programmes = [_programme(facts, targets[numbers[0]], alone, most) for numbers in part]
        for numbers, ends in zip(part, _ends(facts.question, programmes), strict=True):
            found[numbers] = ends
    return found


def _signature(facts: Options, target: Wanted, alone: bool) -> tuple:
    """Two targets with the same signature have the same programme."""
    row, option, insider = target
    inside = () if insider is None else facts.truth[insider].tobytes()
    if alone:
        return facts.base[row], option, inside, insider is not None and facts.base[insider]
    known = [facts.known[r].tobytes() for r in (row, insider) if r is not None]
    return (facts.base[row], option, *known, inside, insider is not None and facts.base[insider])


@dataclass(frozen=True, eq=False)
class _Programme:
    """Ticks per row of people and option (the target last): equal @ x = totals, most @ x <= n."""

    equal: sparse.csr_matrix
    totals: NDArray[np.int64]
    most: sparse.csr_matrix
    limit: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    wanted: int


def _programme(facts: Options, target: Wanted, alone: bool, most: int) -> _Programme:
    """most: how many providers beside the target to leave open."""
    row, option, insider = target
    size = len(facts.totals)
    known = np.full_like(facts.known, -1) if alone else facts.known
    rest = facts.base > 0
    rest[[r for r in (row, insider) if r is not None]] = False
    silent = rest & (known < 0).all(axis=1)
    others = np.flatnonzero(rest & ~silent)
    # who hides this option has room for it, who is large most
    others = others[np.lexsort((-facts.base[others], known[others, option] >= 0))]
    apart = np.r_[np.sort(others[:most]), row]
    inside = [] if insider is None else [insider]
    fixed = facts.truth[[*others[most:], *inside]].sum(axis=0)
    people = np.r_[facts.base[silent].sum(), facts.base[apart]]
    ticks = np.vstack([np.full((1, size), -1), known[apart]])
    ordinary = np.flatnonzero(~facts.exclusive)
    own = np.zeros((len(ordinary) + 2, size))
    own[:-1, facts.exclusive] = 1
    own[np.arange(len(ordinary)), ordinary] = 1
    own[-1] = -1
    sign = np.r_[np.ones(len(own) - 1, dtype=np.int64), -1]
    return _Programme(
        sparse.csr_matrix(np.tile(np.eye(size), len(people))),
        facts.totals - fixed,
        sparse.kron(sparse.identity(len(people)), own, format="csr"),
        np.outer(people, sign).ravel(),
        np.maximum(ticks, 0).ravel(),
        np.where(ticks < 0, people[:, None], ticks).ravel(),
        (len(people) - 1) * size + option,
    )


def _ends(question: str, programmes: list[_Programme]) -> NDArray[np.int64]:
    """(programmes, 2): the optima, all programmes side by side in one."""
    widths = [len(one.low) for one in programmes]
    edges = np.cumsum([0, *widths])
    wanted = edges[:-1] + [one.wanted for one in programmes]
    equal = sparse.block_diag([one.equal for one in programmes], format="csr")
    most = sparse.block_diag([one.most for one in programmes], format="csr")
    totals, limit, low, high = (
        np.concatenate([getattr(one, name) for one in programmes])
        for name in ("totals", "limit", "low", "high")
    )
    ends = np.empty((len(programmes), 2), dtype=np.int64)
    for side, sign in enumerate((1, -1)):
        cost = np.zeros(edges[-1])
        cost[wanted] = sign
        best = linprog(cost, most, limit, equal, totals, np.stack([low, high], 1), method="highs")
        if best.status != 0:
            raise Contradiction(f"de cijfers over {question} spreken elkaar tegen: {best.message}")
        ends[:, side] = np.rint(best.x[wanted])
        broken = np.abs(best.x - np.rint(best.x)) > ROUNDING
        for place in np.unique(np.searchsorted(edges, np.flatnonzero(broken), side="right") - 1):
            ends[place, side] = _whole(programmes[place], sign)
    return ends


def _whole(one: _Programme, sign: int) -> int:
    cost = np.zeros(len(one.low))
    cost[one.wanted] = sign
    best = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=Bounds(one.low, one.high),
        constraints=[
            LinearConstraint(one.equal, one.totals, one.totals),
            LinearConstraint(one.most, ub=one.limit),
        ],
    )
    return round(best.x[one.wanted])
