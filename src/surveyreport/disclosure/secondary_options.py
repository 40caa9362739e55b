"""Hide more where the options of one question, taken together, tell too much.

Options are protected one by one first. But everybody ticked at least one option, and an exclusive
option is ticked alone, so what is shown of the other options can narrow a hidden one. How far a
hidden count can move is asked of whole tables of moves from the true one: of each provider, the
ticks of an ordinary option and of the exclusive ones stay together within the people, and all ticks
together do not get fewer than the people (attack_options.py proves, by other code, that nothing
else binds). Where a count can move less than if nothing were shown of anybody, options are hidden
that are shown now, of the same provider first, each time the one that gives most room. At the end
each of them is shown again where it may, so that none is hidden in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from surveyreport.disclosure.counts import Block
from surveyreport.disclosure.policy import Policy
from surveyreport.disclosure.primary import SECONDARY, Primary
from surveyreport.disclosure.secondary import Solution

BATCH = 30
Mask = NDArray[np.bool_]
# Provider, option, and the provider whose answers the attacker knows, -1 for nobody
Target = tuple[int, int, int]


def protect_options(
    solved: Sequence[tuple[Block, Primary, Solution]], exclusive: Sequence[bool], policy: Policy
) -> list[Solution]:
    """The solutions of all options of one question, with as little more hidden as needed.

    solved: per option its block, primary rules and solution; exclusive: which are ticked alone.
    """
    ticks = np.stack([block.counts[:, 0] for block, _, _ in solved], axis=1)
    base = solved[0][0].base
    question = _Question(ticks, base, _truly(exclusive, ticks, base), policy.interval)
    before = np.stack([solution.detail > 0 for _, _, solution in solved], axis=1)
    unsafe = np.stack([first.unsafe[0].any(axis=1) for _, first, _ in solved], axis=1)
    targets = question.targets(unsafe & before, before, policy.insider)
    least = np.minimum(question.room(np.ones_like(before), targets), policy.interval)

    def lack(hidden: Mask) -> NDArray[np.int64]:
        return least - question.room(hidden, targets)

    hidden, short = before, lack(before)
    while (short > 0).any():
        hidden = question.more_hidden(hidden, targets[short.argmax()])
        short = lack(hidden)
    for place in np.argwhere(hidden & ~before):
        fewer = _with(hidden, place, False)
        if (lack(fewer) <= 0).all():
            hidden = fewer
    extra = (hidden & ~before).T
    return [
        Solution(np.where(more, block.hidden, s.detail), np.where(more, SECONDARY, s.reason))
        for (block, _, s), more in zip(solved, extra, strict=True)
    ]


def _truly(exclusive: Sequence[bool], ticks: NDArray[np.int64], base: NDArray[np.int64]) -> Mask:
    """The exclusive options, none when people ticked one beside another option after all."""
    alone = np.array(exclusive)
    most = ticks[:, ~alone].max(axis=1, initial=0) + ticks[:, alone].sum(axis=1)
    return alone & (most <= base).all()


def _with(hidden: Mask, place: NDArray[np.intp], value: bool) -> Mask:
    changed = hidden.copy()
    changed[tuple(place)] = value
    return changed


@dataclass(frozen=True, eq=False)
class _Question:
    """ticks (P, K) per provider and option, base (P,) people, exclusive (K,); enough: room."""

    ticks: NDArray[np.int64]
    base: NDArray[np.int64]
    exclusive: Mask
    enough: int

    def targets(self, wanted: Mask, hidden: Mask, insider: bool) -> list[Target]:
        """Each wanted count, for an outsider and for whoever has most of what is hidden with it."""
        found = []
        for row, option in np.argwhere(wanted).tolist():
            others = np.flatnonzero(hidden[:, option])
            others = others[others != row]
            ticked, people = self.ticks[others, option], self.base[others]
            parts = (ticked, people - ticked, people) if insider and len(others) else ()
            knowing = {int(others[part.argmax()]) for part in parts}
            found += [(row, option, one) for one in (-1, *sorted(knowing))]
        return found

    def room(self, hidden: Mask, targets: Sequence[Target]) -> NDArray[np.int64]:
        """Per target the highest less the lowest possible number of ticks, or enough of it."""
        room = self._plain_room(hidden, targets)
        shown = np.where(hidden, -1, self.ticks)
        alike: dict[tuple, list[int]] = {}
        for number in np.flatnonzero(room < self.enough).tolist():
            row, option, one = targets[number]
            inside = (self.base[one], self.ticks[one].tobytes()) if one >= 0 else ()
            key = (self.base[row], shown[row].tobytes(), option, inside)
            alike.setdefault(key, []).append(number)
        listed = list(alike.values())
        for start in range(0, len(listed), BATCH):
            part = listed[start : start + BATCH]
            found = _room([self._moves(hidden, targets[numbers[0]]) for numbers in part])
            for numbers, one in zip(part, found, strict=True):
                room[numbers] = one
        return room

    def _plain_room(self, hidden: Mask, targets: Sequence[Target]) -> NDArray[np.int64]:
        """Room that one option has on its own: its ticks move between providers, all else stays."""
        people = self.base[:, None]
        others = people - self.ticks[:, self.exclusive].sum(axis=1, keepdims=True)
        up = others - self.ticks * ~self.exclusive
        up[:, self.exclusive] = up.min(axis=1, keepdims=True)
        down = np.minimum(self.ticks, self.ticks.sum(axis=1, keepdims=True) - people)
        up, down = (np.vstack([np.where(hidden, part, 0), 0 * part[:1]]) for part in (up, down))
        row, option, one = np.array(targets, dtype=int).reshape(-1, 3).T
        ups, downs = ((part.sum(axis=0) - part)[row, option] - part[one, option]
                      for part in (up, down))  # fmt: skip
        return np.minimum(up[row, option], downs) + np.minimum(down[row, option], ups)

    def more_hidden(self, hidden: Mask, target: Target) -> Mask:
        """One shown count hidden, the one that gives the target most room."""
        now = self.room(hidden, [target])[0]
        shown = np.argwhere(~hidden)
        own = shown[:, 0] == target[0]
        for places in (shown[own], shown[~own]):
            tried = [_with(hidden, place, True) for place in places]
            room = [self.room(mask, [target])[0] for mask in tried]
            if room and max(room) > now:
                return tried[int(np.argmax(room))]
        # No single count helps: one of the same provider, if any is left, and look again
        return _with(hidden, shown[own][0] if own.any() else shown[0], True)

    def _moves(self, hidden: Mask, target: Target) -> _Moves:
        row, option, insider = target
        silent = hidden.all(axis=1)
        apart = hidden.any(axis=1) & ~silent
        silent[[row, insider] if insider >= 0 else row] = False
        apart[[row, insider] if insider >= 0 else row] = False
        members = [np.flatnonzero(silent), *np.flatnonzero(apart)[:, None], np.array([row])]
        ticks = np.stack([self.ticks[one].sum(axis=0) for one in members])
        people = np.array([self.base[one].sum() for one in members])[:, None]
        free = np.stack([hidden[one].all(axis=0) for one in members])
        alone = ticks[:, self.exclusive].sum(axis=1, keepdims=True)
        ordinary = np.eye(len(self.exclusive), dtype=int)[~self.exclusive] + self.exclusive
        rules = np.vstack([ordinary, self.exclusive, -np.ones_like(ordinary[:1])])
        spare = np.hstack([people - ticks[:, ~self.exclusive] - alone, people - alone,
                           ticks.sum(axis=1, keepdims=True) - people])  # fmt: skip
        return _Moves(
            sparse.vstack([sparse.kron(sparse.eye(len(members)), rules),
                           sparse.kron(np.ones((1, len(members))), sparse.eye(ticks.shape[1]))]),
            np.r_[spare.ravel(), np.zeros(ticks.shape[1])],
            np.r_[np.full(spare.size, -np.inf), np.zeros(ticks.shape[1])],
            np.where(free, -ticks, 0).ravel(),
            np.where(free, people - ticks, 0).ravel(),
            ticks.size - ticks.shape[1] + option,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Moves:
    """Moves per row of people (the target last) and option: low <= move <= high, and
    least <= matrix @ move <= most; wanted: the place of the target."""

    matrix: sparse.sparray
    most: NDArray[np.float64]
    least: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    wanted: int


def _room(tables: list[_Moves]) -> list[int]:
    """Per table the largest move up plus the largest down, all in one integer programme."""
    both = [table for table in tables for _ in (-1, 1)]
    edges = np.cumsum([0, *(len(table.low) for table in both)])[:-1]
    place = edges + [table.wanted for table in both]
    low, high, least, most = (
        np.concatenate([getattr(table, name) for table in both])
        for name in ("low", "high", "least", "most")
    )
    cost = np.zeros(len(low))
    cost[place] = np.tile([-1, 1], len(tables))
    found = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(
            sparse.block_diag([table.matrix for table in both], format="csr"), least, most
        ),
        options={"mip_rel_gap": 0},
    )
    ends = np.rint(found.x[place]).astype(int).reshape(-1, 2)
    return (ends[:, 0] - ends[:, 1]).tolist()
