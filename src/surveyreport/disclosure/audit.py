"""The audit: every hidden number attacked with everything that is released."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyreport.disclosure.attack import Published, Target, bounds, published
from surveyreport.disclosure.policy import Policy

ALL_REPORTS = "all_reports"
INSIDER = "all_reports_and_one_provider"
COLUMNS = [
    "wave", "group", "item", "provider_id", "reason", "detail_by_rule", "detail",
    "weakest", "attacker", "low", "high", "required", "holds",
    "without_attacker", "without_low", "without_high", "without_holds",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Truth:
    """The answers of one item: counts (P, K) per provider and category, and the sets of categories
    that make sense as one number (top2 and so on)."""

    counts: NDArray[np.int64]
    sets: dict[frozenset[int], str]


@dataclass(frozen=True)
class Weakest:
    """The narrowest interval of a provider's unsafe counts, against what it should be."""

    name: str
    attacker: str
    low: int
    high: int
    required: int

    @property
    def holds(self) -> bool:
        return self.high - self.low >= self.required


def unsafe_targets(
    facts: Published, truth: Truth, policy: Policy, insider: bool
) -> list[tuple[Target, str]]:
    """Every count that nobody may learn, with who may try; the rules of the policy once more.

    Not attacked: what the provider's own report gives already, and it gives nothing unsafe: a
    number that was printed though it is unsafe has an interval of width 0 and fails.
    """
    base = truth.counts.sum(axis=1)
    targets = []
    for members, name in truth.sets.items():
        columns = sorted(members)
        value = truth.counts[:, columns].sum(axis=1)
        rest = base - value
        unsafe = (base > 0) & (base < policy.respondents)
        unsafe |= (value > 0) & (value < policy.cell)
        if facts.item in policy.sensitive:
            unsafe |= value > policy.share_above * base
        # Only who is not printed in full knows more than the reports tell.
        silent = np.flatnonzero([members not in sums for sums in facts.known])
        know_most = [silent[np.argsort(-part[silent], kind="stable")[:2]]
                     for part in (value, rest, base)]  # fmt: skip
        for row in np.flatnonzero(unsafe):
            targets.append((Target(int(row), members), name))
            if insider:
                inside = {int(one) for most in know_most for one in most[most != row][:1]}
                targets += [(Target(int(row), members, one), name) for one in sorted(inside)]
    return targets


def weakest(facts: Published, truth: Truth, policy: Policy) -> dict[str, Weakest]:
    """Per provider with an unsafe count the attack that comes closest to it.

    What is required is policy.interval, or less where the public totals leave less whatever the
    provider reports tell. A count the totals give away altogether (nobody in the whole wave gave
    the answer) is no secret and is left out.
    """
    named = unsafe_targets(facts, truth, policy, policy.insider)
    targets = [target for target, _ in named]
    found = bounds(facts, targets, truth.counts)
    required = np.full(len(targets), policy.interval)
    narrow = np.flatnonzero(found[:, 1] - found[:, 0] < policy.interval)
    if narrow.size:
        alone = bounds(facts, [targets[k] for k in narrow], truth.counts, alone=True)
        required[narrow] = (alone[:, 1] - alone[:, 0]).clip(0, policy.interval)
    result: dict[str, Weakest] = {}
    for (target, name), (low, high), least in zip(named, found, required, strict=True):
        if not least:
            continue
        attacker = ALL_REPORTS if target.insider is None else INSIDER
        this = Weakest(name, attacker, int(low), int(high), int(least))
        provider = facts.providers[target.provider]
        best = result.get(provider)
        if best is None or _closeness(this) < _closeness(best):
            result[provider] = this
    return result


def _closeness(attack: Weakest) -> tuple[bool, int, bool]:
    return (attack.holds, attack.high - attack.low, attack.attacker != ALL_REPORTS)


def audit_item(
    wave: str,
    group: str,
    facts: Published,
    without: Published | None,
    truth: Truth,
    decisions: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """COLUMNS, a row per provider that is shown less than everything.

    facts: the release; without: the same with the primary rules only, None where it is equal.
    decisions: provider_id, reason, detail_by_rule, detail.
    """
    now = weakest(facts, truth, policy)
    before = now if without is None else weakest(without, truth, policy)
    rows = []
    hidden = decisions[(decisions["reason"] != "") | decisions["provider_id"].isin(list(now))]
    for decision in hidden.itertuples(index=False):
        last, first = now.get(decision.provider_id), before.get(decision.provider_id)
        rows.append(
            (
                wave, group, facts.item, *decision,
                *((last.name, last.attacker, last.low, last.high, last.required, last.holds)
                  if last else ("", "", None, None, None, True)),
                *((first.attacker, first.low, first.high, first.holds)
                  if first else ("", None, None, True)),
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = ["low", "high", "required", "without_low", "without_high"]
    return table.astype(dict.fromkeys(numbers, "Int64"))


def audit(
    wave: str,
    totals: pd.DataFrame,
    counts: pd.DataFrame,
    reports: pd.DataFrame,
    reports_by_rule: pd.DataFrame,
    decisions: pd.DataFrame,
    sets: dict[str, dict[frozenset[int], str]],
    policy: Policy,
) -> pd.DataFrame:
    """COLUMNS of the whole release.

    totals: group, item, category, n as made public, over all providers. counts: group, item,
    provider_id, category, n: the truth. reports: rows of the provider reports as released;
    reports_by_rule: as they would be with the primary rules only. decisions: group, item,
    provider_id, reason, detail_by_rule, detail. sets: per item the sets of categories with names.
    """
    tables = []
    keyed = {name: dict(list(t.groupby("item", sort=False))) for name, t in
             (("totals", totals), ("reports", reports), ("rule", reports_by_rule),
              ("decisions", decisions))}  # fmt: skip
    for (group, item), true in counts.groupby(["group", "item"], sort=False):
        wide = true.pivot(index="provider_id", columns="category", values="n")
        public = keyed["totals"][item].set_index("category")["n"]
        wide = wide[list(public.index)]
        bases = wide.sum(axis=1)
        facts = published(item, public, bases, keyed["reports"][item])
        decided = keyed["decisions"][item]
        same = (decided["detail"] == decided["detail_by_rule"]).all()
        without = None if same else published(item, public, bases, keyed["rule"][item])
        truth = Truth(wide.to_numpy(dtype=np.int64), sets[item])
        columns = ["provider_id", "reason", "detail_by_rule", "detail"]
        tables.append(audit_item(wave, group, facts, without, truth, decided[columns], policy))
    return pd.concat(tables, ignore_index=True)
