"""Answers per provider: how many gave each answer, and which responses they came from."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyreport.study.model import Item, Study

SELECTED, NOT_SELECTED = "selected", "not_selected"
TOP2 = "top2"
COLUMNS = ["group", "item", "provider_id", "category", "n"]
ANSWERED = ["group", "item", "provider_id", "n", "responses"]
RESPONDENTS = ["group", "provider_id", "respondents"]


@dataclass(frozen=True)
class Answers:
    """The answers of an item that can be counted: all of them, and those that count as one number.

    name: what that number is called, top2 or selected; empty when the answers have no such side.
    """

    categories: tuple[str, ...]
    favourable: tuple[str, ...]
    name: str


def answers_of(item: Item) -> Answers:
    """The answers of a closed item."""
    if item.type == "option":
        return Answers((SELECTED, NOT_SELECTED), (SELECTED,), SELECTED)
    top2 = tuple(label for label in item.scale.labels if label in item.scale.top2)
    return Answers(item.scale.labels, top2, TOP2 if top2 else "")


def provider_counts(responses: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """COLUMNS: answers per provider and category of every closed item, zeros included.

    responses: recoded responses per group. A provider with a respondent in any group is listed for
    every item of all groups. An open question has the category `selected`: people who answered it.
    """
    tables = []
    for item, providers, row, code, names in _items(responses, study):
        known = code >= 0
        n = np.bincount(
            row[known] * len(names) + code[known], minlength=len(providers) * len(names)
        )
        tables.append(
            pd.DataFrame(
                {
                    "group": item.group,
                    "item": item.id,
                    "provider_id": np.repeat(providers, len(names)),
                    "category": np.tile(np.array(names, dtype=object), len(providers)),
                    "n": n,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def answered(responses: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """ANSWERED: per closed item and provider with answers how many there are, and the sha256 of
    the ids of their responses, sorted, one a line."""
    rows = []
    ids = {group: table.loc[table["included"], "response_id"].astype(str).to_numpy()
           for group, table in responses.items()}  # fmt: skip
    for item, providers, row, code, _ in _items(responses, study):
        if item.type == "open":
            continue
        known = np.flatnonzero(code >= 0)
        names = ids[item.group][known]
        order = np.lexsort((names, row[known]))
        place, names = row[known][order], names[order]
        starts = np.searchsorted(place, np.arange(len(providers) + 1))
        for number, provider in enumerate(providers):
            mine = names[starts[number] : starts[number + 1]]
            if len(mine):
                digest = sha256("\n".join(mine).encode()).hexdigest()
                rows.append((item.group, item.id, provider, len(mine), digest))
    return pd.DataFrame(rows, columns=ANSWERED)


def respondents(responses: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """RESPONDENTS: how many people count, per group and provider with any in that group."""
    tables = [pd.DataFrame({name: [] for name in RESPONDENTS})]
    for group in study.groups:
        if group in responses:
            table = responses[group][responses[group]["included"]]
            sizes = table.groupby("provider_id").size().rename("respondents").reset_index()
            tables.append(sizes.assign(group=group)[RESPONDENTS])
    filled = [table for table in tables if len(table)] or tables
    return pd.concat(filled, ignore_index=True).astype({"respondents": "int64"})


def _items(responses: dict[str, pd.DataFrame], study: Study):
    """Per item: the item, all providers, and per included respondent the place of the provider and
    the code of the answer, with the names of the codes."""
    included = {group: table[table["included"]] for group, table in responses.items()}
    providers = np.array(
        sorted(set().union(*(table["provider_id"] for table in included.values()))), dtype=object
    )
    place = {provider: number for number, provider in enumerate(providers)}
    for group in study.groups:
        if group not in responses:
            continue
        table = included[group]
        row = table["provider_id"].map(place).to_numpy(dtype=np.int64)
        for item in study.group_items(group):
            if item.id in table and (item.closed or item.type == "open"):
                yield item, providers, row, *_codes(table[item.id], item)


def _codes(values: pd.Series, item: Item) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Per respondent the position of the category, -1 without an answer; and the categories."""
    if item.type == "open":
        return np.where(values.eq(1).fillna(False), 0, -1), (SELECTED,)
    names = answers_of(item).categories
    if item.type == "option":
        return np.where(values.isna(), -1, np.where(values.eq(1).fillna(False), 0, 1)), names
    return values.cat.set_categories(names).cat.codes.to_numpy(dtype=np.int64), names
