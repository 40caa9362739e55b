"""Small items with known answers, and what a careless release would print of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from surveyreport.disclosure.attack import Published, Target, bounds, published
from surveyreport.disclosure.audit import Truth, Weakest, weakest
from surveyreport.disclosure.counts import SELECTED, Block, Cell, partitions_of
from surveyreport.disclosure.policy import Policy
from surveyreport.disclosure.primary import primary
from surveyreport.disclosure.release_table import released
from surveyreport.disclosure.secondary import protect
from surveyreport.study.model import Study

POLICY = Policy(
    respondents=5,
    cell=3,
    public_respondents=10,
    public_cell=5,
    small_table=50,
    providers=3,
    largest_share=0.5,
    share_above=0.9,
    sensitive=frozenset(),
    open_text=10,
    interval=3,
    insider=True,
    differencing=3,
    earlier=(),
    public_files=("report.pdf",),
)
REPORTS_ONLY = replace(POLICY, insider=False)


def agreement_block(study: Study, counts: list[list[int]], item: str = "schoolteam.B4") -> Block:
    """An item with the levels helemaal akkoord ... helemaal niet akkoord, ik weet het niet."""
    names, partitions = partitions_of(study.items[item])
    providers = tuple(f"P{row}" for row in range(len(counts)))
    return Block("schoolteam", item, providers, names, np.array(counts), partitions)


def nominal_block(counts: list[list[int]]) -> Block:
    """An item of two or more answers without a top-2."""
    matrix = np.array(counts)
    names = SELECTED if matrix.shape[1] == 2 else tuple(f"c{k}" for k in range(matrix.shape[1]))
    levels = tuple(Cell(name, (k,)) for k, name in enumerate(names))
    everything = (Cell("all", tuple(range(len(names)))),)
    providers = tuple(f"P{row}" for row in range(len(matrix)))
    return Block("g", "g.A1", providers, names, matrix, (levels, everything))


def totals_of(block: Block) -> pd.Series:
    return pd.Series(block.counts.sum(axis=0), index=block.categories)


def bases_of(block: Block) -> pd.Series:
    return pd.Series(block.base, index=block.providers)


def careless(block: Block, shown: list[tuple[int, tuple[int, ...]]]) -> Published:
    """A release that prints of provider `row` the sum of the categories `members`, per pair."""
    rows = [
        (
            block.providers[row],
            "|".join(block.categories[k] for k in members),
            int(block.counts[row, list(members)].sum()),
            None,
        )
        for row, members in shown
    ]
    reports = pd.DataFrame(rows, columns=["provider_id", "members", "n", "others_n"])
    return published(block.item, totals_of(block), bases_of(block), reports)


def ours(block: Block, policy: Policy, earlier_base: np.ndarray | None = None) -> Published:
    """The item as this project releases it."""
    solution = protect(block, primary(block, policy, earlier_base), policy)
    table = released("x", block, solution.detail, policy)
    return published(block.item, totals_of(block), bases_of(block), table)


def truth_of(block: Block) -> Truth:
    cells = [cell for part in block.partitions[:-1] for cell in part]
    return Truth(block.counts, {frozenset(cell.members): cell.name for cell in cells})


def attacked(block: Block, facts: Published, policy: Policy) -> dict[str, Weakest]:
    return weakest(facts, truth_of(block), policy)


def interval(
    block: Block,
    facts: Published,
    row: int,
    members: tuple[int, ...],
    insider: int | None = None,
) -> tuple[int, int]:
    low, high = bounds(facts, [Target(row, frozenset(members), insider)], block.counts)[0]
    return int(low), int(high)
