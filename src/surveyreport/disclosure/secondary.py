"""Secondary suppression: the fewest extra providers to show coarser, so that nothing unsafe can be
computed from what is shown.

Published of an item: the total of every category over all providers, and of each provider the
cells of the partition it is shown in. The attacker is taken to know how many people of every
provider answered. At each step from a partition to the next finer one, the providers that are not
shown finer share known totals; within a coarse cell B, the count x of a finer cell b of provider p
can be anything between max(0, n_pB - (S_B - S_b)) and min(n_pB, S_b), S the totals over those
providers (Frechet bounds; attained, because a table with given margins exists). An insider q takes
n_q out of S. The distance of the bounds is at least w exactly when three sums are large enough:

    S_b - n_qb >= w,
    (S_B - S_b) - (n_qB - n_qb) >= w - (K - n_pB),
    S_B - n_qB >= w + n_pB.

Each is linear in who is hidden, so the fewest extra providers are a covering problem, solved as an
integer programme with only the violated sums as rows, until none is violated. Where even B is not
shown, x can also exceed n_pB, up to the number K that is shown of p; then n_pB is unknown as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from surveyreport.disclosure.counts import Block
from surveyreport.disclosure.policy import Policy
from surveyreport.disclosure.primary import SECONDARY, Primary

# With more providers than this only the largest contributors to a sum are tried as insider.
ALL_INSIDERS = 100
LARGEST = 5


@dataclass(frozen=True, eq=False)
class Solution:
    """detail: (P,) partition each provider is shown in; reason: (P,) why not finer."""

    detail: NDArray[np.int64]
    reason: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class _Need:
    """A sum over the hidden providers that must reach `least`: weights (P,), the insider's 0."""

    weights: NDArray[np.int64]
    least: int


def protect(block: Block, first: Primary, policy: Policy) -> Solution:
    """Show as few providers coarser than `first` allows as the attacker makes necessary."""
    unsafe = _upwards(block, first.unsafe)
    detail, reason = _own_report(block, first, unsafe, policy)
    for fine in range(block.hidden - 1, -1, -1):
        step = _Step(block, fine, unsafe[fine], detail, policy)
        hidden = detail > fine
        needs: list[_Need] = []
        while violated := step.violated(hidden):
            needs += violated
            hidden = step.fewest(detail, needs)
        extra = hidden & (detail <= fine)
        detail[extra], reason[extra] = fine + 1, SECONDARY
    return Solution(detail, reason)


def _own_report(
    block: Block, first: Primary, unsafe: list[NDArray[np.bool_]], policy: Policy
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Detail and reason once no provider's own report narrows an unsafe count together with the
    public totals alone: hiding other providers could not undo that."""
    detail, reason = first.detail.copy(), first.reason.copy()
    for _ in range(block.hidden):
        narrowed = np.zeros(len(detail), dtype=bool)
        for fine in range(block.hidden):
            for place in range(fine + 1, block.hidden):
                lost = unsafe[fine] & _narrower(block, fine, place, policy)
                narrowed |= (detail == place) & lost.any(axis=1)
        if not narrowed.any():
            break
        detail[narrowed] += 1
        reason[narrowed] = SECONDARY
    return detail, reason


def _narrower(block: Block, fine: int, place: int, policy: Policy) -> NDArray[np.bool_]:
    """(P, cells of `fine`) whether a report in partition `place` leaves less room for a count, for
    anybody who asks, than no report does."""
    inside = _membership(block, fine, place)
    least = []
    cells = block.cells[fine]
    for known in (place, block.hidden):
        whole = block.cells[known] @ _membership(block, fine, known).T
        askers = _insiders((cells, whole - cells, whole), policy)
        room = _frechet(cells, whole, askers).clip(0, policy.interval)
        room[askers[:, None] == np.arange(len(cells))] = policy.interval
        least.append(dict(zip(askers.tolist(), room, strict=True)))
    now, best = least
    lost = np.any([now[one] < best[one] for one in now.keys() & best.keys()], axis=0)
    # what is a cell of the report by itself was allowed there
    return lost & (inside @ inside.sum(axis=0) > 1)


def _frechet(
    cells: NDArray[np.int64], whole: NDArray[np.int64], askers: NDArray[np.intp]
) -> NDArray[np.int64]:
    """(askers, P, cells) room of each count, given `whole` of its provider and the totals without
    the asker's own."""
    cells_of, whole_of = (np.vstack([part, 0 * part[:1]])[askers] for part in (cells, whole))
    total = (cells.sum(axis=0) - cells_of)[:, None]
    rest = (whole.sum(axis=0) - whole_of)[:, None] - total
    return np.minimum(whole, total) - np.maximum(0, whole - rest)


def _upwards(block: Block, unsafe: tuple[NDArray[np.bool_], ...]) -> list[NDArray[np.bool_]]:
    """A coarse cell must stay as uncertain as the unsafe cells in it."""
    spread = [unsafe[0]]
    for place in range(1, len(unsafe)):
        finer = spread[-1].astype(int) @ _membership(block, place - 1)
        spread.append(unsafe[place] | (finer > 0))
    return spread


def _membership(block: Block, place: int, coarse: int | None = None) -> NDArray[np.int64]:
    """(fine cells, coarse cells) 1 where a cell of partition `place` lies in one of `coarse`."""
    above = block.partitions[place + 1 if coarse is None else coarse]
    return np.array(
        [
            [int(set(cell.members) <= set(big.members)) for big in above]
            for cell in block.partitions[place]
        ]
    )


class _Step:
    """From partition `fine` + 1 to partition `fine`."""

    def __init__(
        self,
        block: Block,
        fine: int,
        unsafe: NDArray[np.bool_],
        detail: NDArray[np.int64],
        policy: Policy,
    ):
        self.fine, self.base = fine, block.base
        inside = _membership(block, fine)
        self.cells = block.cells[fine]
        self.whole = block.cells[fine + 1] @ inside.T
        self.known = self.whole.copy()
        for place in range(fine + 1, block.hidden + 1):
            shown = block.cells[place] @ _membership(block, fine, place).T
            self.known[detail >= place] = shown[detail >= place]
        self.unsafe = unsafe & (inside @ inside.sum(axis=0) > 1)
        rest, slack = self.whole - self.cells, self.known - self.whole
        # contributions to each of the three sums, and what is asked of the sum beside the width
        self.sums = [
            (self.cells, np.zeros_like(rest)),
            (rest, -slack),
            (self.whole, self.whole),
        ]
        self.insiders = _insiders([part for part, _ in self.sums], policy)
        # Where hiding everybody does not give the width, the public totals already tell.
        everyone = np.ones(len(detail), dtype=bool)
        left = [self._left(part, everyone) - beside for part, beside in self.sums]
        self.required = np.minimum.reduce([np.broadcast_to(self.known, left[0].shape), *left])
        self.required = self.required.clip(0, policy.interval)

    def violated(self, hidden: NDArray[np.bool_]) -> list[_Need]:
        """Sums that are too small for an unsafe cell of a hidden provider, one a kind and cell."""
        needs = []
        rows = np.arange(len(self.cells))
        asked = (self.unsafe & hidden[:, None])[None] & (self.insiders[:, None] != rows)[..., None]
        for part, beside in self.sums:
            least = self.required + beside
            lack = np.where(asked, least - self._left(part, hidden), 0)
            for cell in np.flatnonzero((lack > 0).any(axis=(0, 1))):
                scenario, row = np.unravel_index(lack[..., cell].argmax(), lack.shape[:2])
                weights = part[:, cell].copy()
                if self.insiders[scenario] >= 0:
                    weights[self.insiders[scenario]] = 0
                needs.append(_Need(weights, int(least[scenario, row, cell])))
        return needs

    def fewest(self, detail: NDArray[np.int64], needs: list[_Need]) -> NDArray[np.bool_]:
        """The providers to hide: fewest steps coarser, then fewest answers."""
        fixed = detail > self.fine
        cost = np.where(fixed, 0.0, self.fine + 1 - detail + self.base / (1 + self.base.sum()))
        found = milp(
            cost,
            constraints=LinearConstraint(
                np.stack([need.weights for need in needs]).astype(float),
                lb=np.array([need.least for need in needs], dtype=float),
            ),
            integrality=np.ones(len(cost)),
            bounds=Bounds(fixed.astype(float), 1.0),
        )
        return found.x > 0.5

    def _left(self, part: NDArray[np.int64], hidden: NDArray[np.bool_]) -> NDArray[np.int64]:
        """(insiders, 1, cells) sum over the hidden providers without the insider's share."""
        shared = np.where(hidden[:, None], part, 0)
        own = np.where((self.insiders >= 0)[:, None], shared[self.insiders], 0)
        return (shared.sum(axis=0) - own)[:, None, :]


def _insiders(parts: Sequence[NDArray[np.int64]], policy: Policy) -> NDArray[np.intp]:
    """Nobody (-1), and who can take most out of a sum of `parts`: everyone in a small block."""
    size = len(parts[0])
    if not policy.insider:
        return np.array([-1])
    if size <= ALL_INSIDERS:
        return np.arange(-1, size)
    most = [np.argsort(-part, axis=0, kind="stable")[:LARGEST] for part in parts]
    return np.concatenate([[-1], np.unique(most)])
