"""Answers per provider, and the ever coarser ways to show them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyreport.study.model import Item, Study

SELECTED = ("selected", "not_selected")
REST = "rest"
ALL = "all"
COLUMNS = ["group", "item", "provider_id", "category", "n"]


@dataclass(frozen=True)
class Cell:
    """A set of categories shown as one number; members are positions among the categories."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Block:
    """One item: counts (P, K) of P providers over K categories.

    partitions: from the finest to the coarsest way to show a provider, each a division of all
    categories into cells; the last is one cell, the number of answers, and shows nothing.
    """

    group: str
    item: str
    providers: tuple[str, ...]
    categories: tuple[str, ...]
    counts: NDArray[np.int64]
    partitions: tuple[tuple[Cell, ...], ...]

    @cached_property
    def cells(self) -> tuple[NDArray[np.int64], ...]:
        """Counts (P, cells) under each partition."""
        return tuple(
            np.stack([self.counts[:, cell.members].sum(axis=1) for cell in cells], axis=1)
            for cells in self.partitions
        )

    @property
    def base(self) -> NDArray[np.int64]:
        """(P,) answers per provider."""
        return self.counts.sum(axis=1)

    @property
    def hidden(self) -> int:
        """The detail at which nothing is shown."""
        return len(self.partitions) - 1


def partitions_of(item: Item) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The categories of an item and its partitions (see Block)."""
    if item.type == "option":
        names = SELECTED
        top = bottom = ()
    else:
        names = item.scale.labels
        top = tuple(names.index(label) for label in item.scale.top2)
        bottom = tuple(names.index(label) for label in item.scale.bottom2)
    everything = tuple(range(len(names)))
    levels = tuple(Cell(name, (place,)) for place, name in enumerate(names))
    partitions = [levels]
    if top and bottom:
        loose = tuple(cell for cell in levels if cell.members[0] not in top + bottom)
        partitions.append((Cell("top2", top), Cell("bottom2", bottom), *loose))
    if top and any(place not in top + bottom for place in everything):
        rest = tuple(place for place in everything if place not in top)
        partitions.append((Cell("top2", top), Cell(REST, rest)))
    return names, (*partitions, (Cell(ALL, everything),))


def provider_counts(responses: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """COLUMNS: answers per provider and category of every closed item, zeros included.

    responses: recoded responses per group. A provider with a respondent in any group is listed for
    every item of all groups, so that having none looks like having few. An open question has the
    category `selected`: people who answered it.
    """
    included = {group: table[table["included"]] for group, table in responses.items()}
    providers = np.array(
        sorted(set().union(*(table["provider_id"] for table in included.values()))), dtype=object
    )
    place = {provider: number for number, provider in enumerate(providers)}
    tables = []
    for group in study.groups:
        if group not in responses:
            continue
        table = included[group]
        row = table["provider_id"].map(place).to_numpy(dtype=np.int64)
        for item in study.group_items(group):
            if item.id not in table or not (item.closed or item.type == "open"):
                continue
            code, names = _codes(table[item.id], item)
            known = code >= 0
            n = np.bincount(
                row[known] * len(names) + code[known], minlength=len(providers) * len(names)
            )
            tables.append(
                pd.DataFrame(
                    {
                        "group": group,
                        "item": item.id,
                        "provider_id": np.repeat(providers, len(names)),
                        "category": np.tile(np.array(names, dtype=object), len(providers)),
                        "n": n,
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _codes(values: pd.Series, item: Item) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Per respondent the position of the category, -1 without an answer; and the categories."""
    if item.type == "open":
        return np.where(values.eq(1).fillna(False), 0, -1), SELECTED[:1]
    if item.type == "option":
        return np.where(values.isna(), -1, np.where(values.eq(1).fillna(False), 0, 1)), SELECTED
    labels = item.scale.labels
    return values.cat.set_categories(labels).cat.codes.to_numpy(dtype=np.int64), labels


def blocks_of(counts: pd.DataFrame, study: Study) -> list[Block]:
    """A Block per closed item of `provider_counts`, in the order of the questionnaires."""
    blocks = []
    closed = counts[~counts["item"].isin([i.id for i in study.items.values() if i.type == "open"])]
    for (group, item), rows in closed.groupby(["group", "item"], sort=False):
        names, partitions = partitions_of(study.items[item])
        wide = rows.pivot(index="provider_id", columns="category", values="n")[list(names)]
        matrix = wide.to_numpy(dtype=np.int64)
        blocks.append(Block(group, item, tuple(wide.index), names, matrix, partitions))
    return blocks


def linked_options(study: Study) -> list[dict[str, bool]]:
    """Per question where several options may be ticked: item id -> whether it is ticked alone."""
    return [
        {item.id: item.exclusive for item in question.items}
        for question in study.questions.values()
        if question.items[0].type == "option" and not question.items[0].coded_from
    ]
