"""What speaks against the public tables themselves, and against what was released before."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from surveyreport.audit.released import Released
from surveyreport.audit.truth import Truth
from surveyreport.protection.settings import Public

# kinds of estimates that count people who gave one answer
ANSWERS = ("substantive", "dont_know", "not_applicable", "selected", "not_selected")
TOTALS = ["group", "item", "category", "n"]
DRAWS = ["provider_id", "group", "kind", "id", "category", "drawn", "responses"]


def totals_of(estimates: pd.DataFrame) -> pd.DataFrame:
    """TOTALS: what the public tables give of every answer."""
    told = estimates["kind"].isin(ANSWERS) & estimates["n"].notna()
    return estimates.loc[told, TOTALS].astype({"n": "int64"})


def public_faults(estimates: pd.DataFrame, truth: Truth, rules: Public) -> list[str]:
    """What is wrong with the public tables, in words (Dutch); empty when all is well."""
    small_groups = [
        group
        for group in dict.fromkeys(item.group for item in truth.items)
        if max(int(item.n.sum()) for item in truth.items if item.group == group) < rules.respondents
    ]
    faults = [
        f"{group}: minder dan {rules.respondents} respondenten; zet in config.yaml leave_out: true "
        "bij de export van deze groep, dan komt ze nergens voor"
        for group in small_groups
    ]
    told = totals_of(estimates)
    few = told[(told["n"] > 0) & (told["n"] < rules.cell)]
    small = few.groupby("item", sort=False)["category"].agg(list).to_dict()
    for item in told["item"].unique():
        if item not in truth.by_id:
            continue
        if truth.by_id[item].group in small_groups:
            continue
        base = truth.by_id[item].n
        total = int(base.sum())
        if total < rules.respondents:
            faults.append(f"{item}: {total} antwoorden, minstens {rules.respondents} nodig")
        if (base > 0).sum() < rules.providers:
            faults.append(f"{item}: minder dan {rules.providers} aanbieders")
        elif base.max() > rules.largest_share * total:
            faults.append(f"{item}: één aanbieder gaf meer dan {rules.largest_share:.0%}")
        if total < rules.small_table and item in small:
            listed = ", ".join(f"'{name}'" for name in small[item])
            faults.append(f"{item}: minder dan {rules.cell} antwoorden bij {listed}")
    return faults


def earlier_faults(now: pd.DataFrame, before: pd.DataFrame, people: int, when: str) -> list[str]:
    """Public totals (TOTALS) that differ from an earlier release of this wave by a few people:
    subtracting the two tells what these people answered. when: of which release, in words."""
    both = now.merge(before, on=["item", "category"], suffixes=("", "_was"))
    change = both["n"].astype(int) - both["n_was"].astype(int)
    few = both[(change != 0) & (change.abs() < people)]
    if few.empty:
        return []
    items = few["item"].unique()
    named = ", ".join(items[:5]) + (" …" if len(items) > 5 else "")
    return [
        f"{len(few)} openbare aantallen verschillen minder dan {people} van de uitgave van {when} "
        f"({named}); wie beide naast elkaar legt, ziet wat die mensen antwoordden"
    ]


def redrawn(drawn: pd.DataFrame, before: pd.DataFrame) -> set[str]:
    """Providers of an earlier release whose counts are of other responses than then, or came out
    differently: the factor of a draw follows from the counts of all. drawn, before: DRAWS.

    A second draw of nearly the same answers would double what is told about them, so these
    providers keep the report they have.
    """
    keys = ["provider_id", "group", "kind", "id", "category"]
    both = drawn.merge(before, on=keys, how="outer", suffixes=("", "_was"))
    both = both[both["provider_id"].isin(before["provider_id"])]
    same = both["responses"].eq(both["responses_was"]) & both["drawn"].eq(both["drawn_was"])
    return set(both.loc[~same, "provider_id"])


def elsewhere_faults(drawn: pd.DataFrame, mark: str, others: Iterable[Released]) -> list[str]:
    """What is wrong beside the releases of other waves: the same people released under another
    name, so that their counts are drawn twice; a key that protects two waves. mark: of the key."""
    faults = []
    who = ["provider_id", "group", "id", "responses"]
    for other in others:
        name = other.record["wave"]
        same = len(drawn[who].drop_duplicates().merge(other.drawn[who].drop_duplicates()))
        if 2 * same > len(drawn[who].drop_duplicates()):
            faults.append(
                f"dit zijn de antwoorden van golf {name}, uitgegeven op {other.when}; wie beide "
                "uitgaven heeft, middelt de verschuiving uit"
            )
        elif mark and other.record["key"] == mark:
            faults.append(
                f"de sleutel is die van golf {name}: een gelekte sleutel is dan een lek van beide "
                "golven; maak een nieuwe met make key"
            )
    return sorted(set(faults))


def single_answers(truth: Truth, printed: pd.DataFrame, themes: dict) -> tuple[int, int]:
    """For a release with exact counts: how many single answers follow from it for anybody (all
    answers of a printed count are on one side), and for a colleague who knows all others.

    themes: theme -> group -> items.
    """
    alone: set[tuple[str, str]] = set()
    told: set[tuple[str, str]] = set()
    for row in printed.itertuples(index=False):
        items = themes[row.id][row.group] if row.kind == "theme" else [row.id]
        mine = {(row.provider_id, item) for item in items if item in truth.by_id}
        told |= mine
        if row.printed == row.n or (row.printed == 0 and row.kind != "category"):
            alone |= mine
    for item, rows in printed[printed["kind"] == "question"].groupby("id", sort=False):
        one = truth.by_id[item]
        others = {(name, item) for name in set(truth.providers) - set(rows["provider_id"])}
        left = int(one.counts[:, one.inside(one.favourable)].sum() - rows["printed"].sum())
        if left in (0, int(one.n.sum() - rows["n"].sum())):
            alone |= others
    size = [sum(truth.n(item, name) for name, item in pairs) for pairs in (alone, told)]
    return size[0], size[1]
