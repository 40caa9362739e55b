"""From the answers per provider to what is released of them, and the attack on it."""

from __future__ import annotations

import pandas as pd

from surveyreport.disclosure.audit import audit
from surveyreport.disclosure.counts import blocks_of, linked_options
from surveyreport.disclosure.policy import Policy
from surveyreport.disclosure.release_table import release_table, released, solve
from surveyreport.study.model import Study

DECISIONS = ["group", "item", "provider_id", "reason", "detail_by_rule", "detail"]
RESPONSE = ["group", "provider_id", "received", "respondents", "open_answers"]


def response_counts(responses: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """RESPONSE: per group and provider the rows received, the respondents counted, and how many of
    these answered at least one open question."""
    tables = []
    for group in study.groups:
        if group not in responses:
            continue
        table = responses[group][responses[group]["provider_id"].ne("")]
        texts = [i.id for i in study.group_items(group) if i.type == "open" and i.id in table]
        told = table[texts].eq(1).any(axis=1) & table["included"]
        per = pd.DataFrame(
            {"received": 1, "respondents": table["included"].astype(int), "open_answers": told}
        )
        sums = per.groupby(table["provider_id"]).sum().astype(int).reset_index()
        tables.append(sums.assign(group=group)[RESPONSE])
    return pd.concat(tables, ignore_index=True)


def release_response(response: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """RESPONSE of every provider with a respondent in any group, empty where it may not be told."""
    counted = response[response["respondents"] > 0]
    everyone = pd.MultiIndex.from_product(
        [response["group"].unique(), sorted(counted["provider_id"].unique())],
        names=["group", "provider_id"],
    )
    table = response.set_index(["group", "provider_id"]).reindex(everyone).astype("Int64")
    enough = table["respondents"].ge(policy.respondents).fillna(False)
    talking = table["open_answers"].ge(policy.open_text).fillna(False)
    table = table.assign(
        received=table["received"].where(enough),
        respondents=table["respondents"].where(enough),
        open_answers=table["open_answers"].where(enough & talking),
    )
    return table.reset_index()[RESPONSE]


def disclose(
    wave: str,
    counts: pd.DataFrame,
    study: Study,
    policy: Policy,
    earlier: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The release table (release_table.COLUMNS) of the answers per provider (counts.COLUMNS), and
    DECISIONS: what the primary rules alone would show, what is shown, and why."""
    solved = solve(blocks_of(counts, study), policy, earlier, linked_options(study))
    decisions = [
        pd.DataFrame(
            {
                "group": block.group,
                "item": block.item,
                "provider_id": block.providers,
                "reason": solution.reason,
                "detail_by_rule": first.detail,
                "detail": solution.detail,
            }
        )
        for block, first, solution in solved
    ]
    table = release_table(wave, solved, policy)
    return table, pd.concat(decisions, ignore_index=True)[DECISIONS]


def attack_release(
    wave: str,
    counts: pd.DataFrame,
    table: pd.DataFrame,
    decisions: pd.DataFrame,
    estimates: pd.DataFrame,
    study: Study,
    policy: Policy,
) -> pd.DataFrame:
    """audit.COLUMNS: the attack on the provider reports and the public estimates together.

    table, decisions: as `disclose` gave them. estimates: group, item, category, kind, n, as made
    public.
    """
    blocks = blocks_of(counts, study)
    keyed = dict(list(decisions.groupby("item", sort=False)))
    by_rule = [
        released(wave, block, keyed[block.item]["detail_by_rule"].to_numpy(), policy)
        for block in blocks
    ]
    sets = {
        block.item: {
            frozenset(block.categories[k] for k in cell.members): cell.name
            for cells in block.partitions[:-1]
            for cell in cells
        }
        for block in blocks
    }
    return audit(
        wave,
        totals=estimates[~estimates["kind"].isin(["top2", "bottom2"])],
        counts=counts[counts["item"].isin(list(sets))],
        reports=table,
        reports_by_rule=pd.concat(by_rule),
        decisions=decisions,
        sets=sets,
        linked=linked_options(study),
        policy=policy,
    )


def public_faults(estimates: pd.DataFrame, counts: pd.DataFrame, policy: Policy) -> list[str]:
    """What is wrong with the public tables themselves, in words (Dutch); empty when all is well."""
    faults = []
    per = counts.groupby(["item", "provider_id"])["n"].sum()
    for item, rows in estimates.groupby("item", sort=False):
        base = per[item]
        total = int(base.sum())
        if total < policy.public_respondents:
            faults.append(f"{item}: {total} antwoorden, minstens {policy.public_respondents} nodig")
        if (base > 0).sum() < policy.providers:
            faults.append(f"{item}: minder dan {policy.providers} aanbieders")
        elif base.max() > policy.largest_share * total:
            faults.append(f"{item}: één aanbieder gaf meer dan {policy.largest_share:.0%}")
        small = rows[(rows["n"] > 0) & (rows["n"] < policy.public_cell)]
        if total < policy.small_table and len(small):
            listed = ", ".join(f"'{name}'" for name in small["category"])
            faults.append(f"{item}: minder dan {policy.public_cell} antwoorden bij {listed}")
    return faults
