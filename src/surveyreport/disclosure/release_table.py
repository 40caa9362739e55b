"""What is released about every provider: the only numbers a provider report may use."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from surveyreport.disclosure.counts import Block
from surveyreport.disclosure.policy import Policy
from surveyreport.disclosure.primary import Primary, primary
from surveyreport.disclosure.secondary import Solution, protect
from surveyreport.disclosure.secondary_options import protect_options
from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList

HIDDEN = "none"
PUBLIC = "public"
SEPARATOR = "|"
COLUMNS = [
    "wave", "provider_id", "group", "item", "detail", "category", "members",
    "n", "base", "share", "others_n", "others_base", "others_share",
]  # fmt: skip


def solve(
    blocks: Iterable[Block],
    policy: Policy,
    earlier: pd.DataFrame | None = None,
    linked: Iterable[dict[str, bool]] = (),
) -> list[tuple[Block, Primary, Solution]]:
    """Every block with its primary rules and the solution that protects it.

    earlier: rows of earlier releases, as COLUMNS. linked: see counts.linked_options.
    """
    solved = {}
    for block in blocks:
        first = primary(block, policy, _earlier_base(block, earlier))
        solved[block.item] = (block, first, protect(block, first, policy))
    for options in linked:
        asked = {item: alone for item, alone in options.items() if item in solved}
        together = [solved[item] for item in asked]
        if together:
            solutions = protect_options(together, tuple(asked.values()), policy)
            for item, (block, first, _), solution in zip(asked, together, solutions, strict=True):
                solved[item] = (block, first, solution)
    return list(solved.values())


def read_earlier(policy: Policy) -> pd.DataFrame | None:
    """The tables of the earlier releases. Raises InputProblems when one is absent."""
    problems = ProblemList()
    tables = [read_csv(path, tuple(COLUMNS), problems) for path in policy.earlier]
    problems.raise_if_any()
    if not tables:
        return None
    table = pd.concat(tables, ignore_index=True)
    return table.assign(base=pd.to_numeric(table["base"]).astype("Int64"))


def released(wave: str, block: Block, details: np.ndarray, policy: Policy) -> pd.DataFrame:
    """COLUMNS of one item: a row per provider and cell of the partition it is shown in.

    A hidden provider has one row without share; its number of answers stands there only from
    policy.respondents on, so that few and none look alike.
    """
    base = block.base
    tables = []
    for detail in np.unique(details):
        rows = np.flatnonzero(details == detail)
        cells = block.partitions[detail]
        size = len(cells)
        n = block.cells[detail][rows].ravel()
        own, total = np.repeat(base[rows], size), base.sum()
        others = np.tile(block.cells[detail].sum(axis=0), len(rows)) - n
        hidden = np.full(len(n), detail == block.hidden)
        told = ~hidden | (own >= policy.respondents)
        tables.append(
            pd.DataFrame(
                {
                    "wave": wave,
                    "provider_id": np.repeat(np.array(block.providers, dtype=object)[rows], size),
                    "group": block.group,
                    "item": block.item,
                    "detail": HIDDEN if detail == block.hidden else f"{detail}",
                    "category": np.tile([cell.name for cell in cells], len(rows)),
                    "members": np.tile(
                        [SEPARATOR.join(block.categories[k] for k in c.members) for c in cells],
                        len(rows),
                    ),
                    "n": pd.array(np.where(told, n, -1), dtype="Int64"),
                    "base": pd.array(np.where(told, own, -1), dtype="Int64"),
                    "share": np.where(hidden, np.nan, n / np.maximum(own, 1)),
                    "others_n": pd.array(np.where(hidden, -1, others), dtype="Int64"),
                    "others_base": pd.array(np.where(hidden, -1, total - own), dtype="Int64"),
                    "others_share": np.where(hidden, np.nan, others / np.maximum(total - own, 1)),
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    for name in ("n", "base", "others_n", "others_base"):
        table[name] = table[name].mask(table[name] < 0)
    place = {provider: number for number, provider in enumerate(block.providers)}
    order = table["provider_id"].map(place)
    return table.loc[order.sort_values(kind="stable").index, COLUMNS].reset_index(drop=True)


def release_table(
    wave: str, solved: list[tuple[Block, Primary, Solution]], policy: Policy
) -> pd.DataFrame:
    """COLUMNS of the whole release, in the order of the questionnaires."""
    return pd.concat(
        [released(wave, block, solution.detail, policy) for block, _, solution in solved],
        ignore_index=True,
    )


def public_rows(wave: str, estimates: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS of the public totals, with provider PUBLIC: what a later release is compared with.

    estimates: group, item, category, kind, n, base.
    """
    totals = estimates[~estimates["kind"].isin(["top2", "bottom2"])]
    return totals.assign(
        wave=wave, provider_id=PUBLIC, detail=PUBLIC, members=totals["category"]
    ).reindex(columns=COLUMNS)


def earlier_faults(
    wave: str, estimates: pd.DataFrame, earlier: pd.DataFrame | None, policy: Policy
) -> list[str]:
    """Public totals that differ from an earlier release of this wave by a few people: subtraction
    of the two tells what these people answered."""
    if earlier is None:
        return []
    before = earlier[(earlier["provider_id"] == PUBLIC) & (earlier["wave"].astype(str) == wave)]
    both = public_rows(wave, estimates).merge(
        before, on=["item", "category"], suffixes=("", "_was")
    )
    change = both["n"].astype(int) - pd.to_numeric(both["n_was"]).astype(int)
    people = pd.DataFrame({"more": change.clip(lower=0), "fewer": -change.clip(upper=0)})
    few = people.groupby(both["item"], sort=False).sum()
    few = few[(few.gt(0) & few.lt(policy.differencing)).any(axis=1)]
    return [
        f"{item}: verschilt van een eerdere uitgave door {row.more} antwoorden meer en {row.fewer} "
        "minder; het verschil is van zo weinig mensen"
        for item, row in few.iterrows()
    ]


def _earlier_base(block: Block, earlier: pd.DataFrame | None) -> np.ndarray | None:
    if earlier is None:
        return None
    shown = earlier[(earlier["item"] == block.item) & (earlier["detail"] != HIDDEN)]
    base = shown.drop_duplicates("provider_id", keep="last").set_index("provider_id")["base"]
    return base.reindex(block.providers).fillna(-1).to_numpy(dtype=np.int64)
