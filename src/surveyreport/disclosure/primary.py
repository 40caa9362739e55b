"""Primary rules: the finest way a provider may be shown when nothing else were published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveyreport.disclosure.counts import Block
from surveyreport.disclosure.policy import Policy

NO_RESPONDENTS = "no_respondents"
FEW_RESPONDENTS = "few_respondents"
DOMINANCE = "dominance"
EARLIER = "earlier_release"
UNANIMITY = "unanimity"
SMALL_CELL = "small_cell"
SECONDARY = "secondary"


@dataclass(frozen=True, eq=False)
class Primary:
    """detail: (P,) partition a provider may be shown in; reason: (P,) why no finer one, '' if none.

    unsafe: per partition (P, cells), the counts that nobody may learn.
    """

    detail: NDArray[np.int64]
    reason: NDArray[np.object_]
    unsafe: tuple[NDArray[np.bool_], ...]


def primary(block: Block, policy: Policy, earlier_base: NDArray[np.int64] | None = None) -> Primary:
    """The primary rules of one item.

    earlier_base: (P,) answers of the same provider in an earlier release, -1 where it was not
    shown. A number of answers that differs from it by 1 to policy.differencing - 1 gives away the
    few who were added.
    """
    base = block.base
    whole = np.full(len(base), "", dtype=object)
    rules = [(EARLIER, _differenced(base, earlier_base, policy.differencing))]
    rules += [(DOMINANCE, ~others_safe(block, policy))]
    rules += [(FEW_RESPONDENTS, base < policy.respondents), (NO_RESPONDENTS, base == 0)]
    for code, hit in rules:
        whole[hit] = code
    everything = np.isin(whole, (FEW_RESPONDENTS, NO_RESPONDENTS))
    sensitive = block.item in policy.sensitive
    unsafe, reasons = [], []
    for cells in block.cells:
        small = (cells > 0) & (cells < policy.cell)
        alike = np.zeros_like(small)
        if sensitive:
            alike = cells > policy.share_above * base[:, None]
        reason = np.where(small.any(axis=1), SMALL_CELL, np.where(alike.any(axis=1), UNANIMITY, ""))
        unsafe.append(small | alike.any(axis=1, keepdims=True) | everything[:, None])
        reasons.append(reason)
    # The coarsest partition shows nothing, so the number of answers is never a cell of its own.
    unsafe[-1][:] = False
    detail = np.zeros(len(base), dtype=np.int64)
    reason = np.full(len(base), "", dtype=object)
    # A finer number contains the coarser ones: what is unsafe when coarse is unsafe when fine.
    for place in range(block.hidden):
        bad = reasons[place] != ""
        detail[bad] = place + 1
        reason[bad] = reasons[place][bad]
    detail[whole != ""] = block.hidden
    reason[whole != ""] = whole[whole != ""]
    return Primary(detail, reason, tuple(unsafe))


def others_safe(block: Block, policy: Policy) -> NDArray[np.bool_]:
    """(P,) whether all other providers together are enough, and none of them dominates."""
    base = block.base
    answering = (base > 0).sum() - (base > 0)
    total = base.sum() - base
    order = np.sort(base)[::-1]
    largest = np.where((base == order[0]) & (np.arange(len(base)) == base.argmax()),
                       order[1] if len(order) > 1 else 0, order[0])  # fmt: skip
    return (answering >= policy.providers) & (largest <= policy.largest_share * total)


def _differenced(
    base: NDArray[np.int64], earlier: NDArray[np.int64] | None, below: int
) -> NDArray[np.bool_]:
    if earlier is None:
        return np.zeros(len(base), dtype=bool)
    change = np.abs(base - earlier)
    return (earlier >= 0) & (change > 0) & (change < below)
