"""What speaks against the public tables themselves, and against what was released before."""

from __future__ import annotations

import pandas as pd

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
    for item, rows in totals_of(estimates).groupby("item", sort=False):
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
        small = rows[(rows["n"] > 0) & (rows["n"] < rules.cell)]
        if total < rules.small_table and len(small):
            listed = ", ".join(f"'{name}'" for name in small["category"])
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


def redrawn(drawn: pd.DataFrame, before: pd.DataFrame) -> tuple[set[str], int]:
    """(providers whose counts are of other responses than in an earlier release, counts of the same
    responses that nevertheless came out differently). drawn, before: DRAWS.

    A second draw of nearly the same answers would double what is told about them, so these
    providers keep the report they have.
    """
    keys = ["provider_id", "group", "kind", "id", "category"]
    both = drawn.merge(before, on=keys, suffixes=("", "_was"))
    other = both["responses"] != both["responses_was"]
    moved = both["drawn"].astype(int) != both["drawn_was"].astype(int)
    known = set(before["provider_id"])
    new = drawn[drawn["provider_id"].isin(known)].merge(before, on=keys, how="left")
    added = set(new.loc[new["drawn_y"].isna(), "provider_id"])
    return set(both.loc[other, "provider_id"]) | added, int((~other & moved).sum())


def single_answers(truth: Truth, printed: pd.DataFrame) -> tuple[int, int]:
    """For a release with exact counts: how many single answers follow from it for anybody (all
    answers of a printed question are on one side), and for a colleague who knows all others."""
    rows = printed[printed["kind"] == "question"]
    apart = rows["printed"].isin([0]) | (rows["printed"] == rows["n"])
    alone = int(rows.loc[apart, "n"].sum())
    totals = {item.id: item.counts[:, item.inside(item.favourable)].sum() for item in truth.items}
    for item, mine in rows.groupby("id", sort=False):
        rest = int(truth.by_id[item].n.sum() - mine["n"].sum())
        left = int(totals[item] - mine["printed"].sum())
        if rest and left in (0, rest):
            alone += rest
    return alone, int(rows["n"].sum())
