"""The audit: every hidden number attacked with everything that is released."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyreport.disclosure.attack import Published, Target, bounds, published
from surveyreport.disclosure.attack_options import Options, linked_bounds, options_of
from surveyreport.disclosure.counts import SELECTED
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


Linked = tuple[Options, int]


def weakest(
    facts: Published, truth: Truth, policy: Policy, linked: Linked | None = None
) -> dict[str, Weakest]:
    """Per provider with an unsafe count the attack that comes closest to it.

    linked: the other options of the same question, and the place of this one among them.

    What is required is policy.interval, or less where the public totals leave less whatever the
    provider reports tell. A count the totals give away altogether (nobody in the whole wave gave
    the answer) is no secret and is left out.
    """
    named = unsafe_targets(facts, truth, policy, policy.insider)
    targets = [target for target, _ in named]

    def ends(wanted: list[Target], alone: bool = False) -> NDArray[np.int64]:
        if linked:
            return linked_bounds(*linked, wanted, alone, policy.interval)
        return bounds(facts, wanted, truth.counts, alone)

    found = ends(targets)
    required = np.full(len(targets), policy.interval)
    narrow = np.flatnonzero(found[:, 1] - found[:, 0] < policy.interval)
    if narrow.size:
        alone = ends([targets[k] for k in narrow], alone=True)
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


@dataclass(frozen=True, eq=False)
class _Attacked:
    """An item as released (facts), and as the primary rules alone would release it (without)."""

    facts: Published
    without: Published
    truth: Truth


def audit_item(
    item: _Attacked,
    linked: tuple[Linked | None, Linked | None],
    same: bool,
    decisions: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """COLUMNS but wave and group, a row per provider that is shown less than everything.

    linked: the question's other options, as released and with the primary rules alone; same:
    whether the item itself is shown as these rules would. decisions: DECISIONS of this item.
    """
    now = weakest(item.facts, item.truth, policy, linked[0])
    before = now if same else weakest(item.without, item.truth, policy, linked[1])
    rows = []
    hidden = decisions[(decisions["reason"] != "") | decisions["provider_id"].isin(list(now))]
    for decision in hidden[COLUMNS[3:7]].itertuples(index=False):
        last, first = now.get(decision.provider_id), before.get(decision.provider_id)
        rows.append(
            (
                item.facts.item, *decision,
                *((last.name, last.attacker, last.low, last.high, last.required, last.holds)
                  if last else ("", "", None, None, None, True)),
                *((first.attacker, first.low, first.high, first.holds)
                  if first else ("", None, None, True)),
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS[2:])
    numbers = ["low", "high", "required", "without_low", "without_high"]
    return table.astype(dict.fromkeys(numbers, "Int64"))


def audit(
    wave: str,
    totals: pd.DataFrame,
    counts: pd.DataFrame,
    reports: pd.DataFrame,
    reports_by_rule: pd.DataFrame,
    decisions: pd.DataFrame,
    sets: dict[str, dict[frozenset[str], str]],
    linked: Iterable[dict[str, bool]],
    policy: Policy,
) -> pd.DataFrame:
    """COLUMNS of the whole release.

    totals: group, item, category, n as made public, over all providers. counts: group, item,
    provider_id, category, n: the truth. reports: rows of the provider reports as released;
    reports_by_rule: as they would be with the primary rules only. decisions: group, item,
    provider_id, reason, detail_by_rule, detail. sets: per item the sets of categories with names.
    linked: per question with options to tick, item -> whether it is ticked alone.
    """
    keyed = {name: dict(list(t.groupby("item", sort=False))) for name, t in
             (("totals", totals), ("reports", reports), ("rule", reports_by_rule),
              ("decisions", decisions))}  # fmt: skip
    groups, attacked = {}, {}
    for (group, item), true in counts.groupby(["group", "item"], sort=False):
        wide = true.pivot(index="provider_id", columns="category", values="n")
        public = keyed["totals"][item].set_index("category")["n"]
        public = public.sort_index(key=lambda names: names != SELECTED[0], kind="stable")
        wide = wide[list(public.index)]
        place = {name: k for k, name in enumerate(wide)}
        named = {frozenset(place[c] for c in names): name for names, name in sets[item].items()}
        facts, without = (published(item, public, wide.sum(axis=1), keyed[name][item])
                          for name in ("reports", "rule"))  # fmt: skip
        truth = Truth(wide.to_numpy(dtype=np.int64), named)
        groups[item], attacked[item] = group, _Attacked(facts, without, truth)
    beside = _linked(attacked, linked)
    coarser = decisions["detail"] != decisions["detail_by_rule"]
    changed = set(decisions.loc[coarser, "item"])
    tables = []
    for item, one in attacked.items():
        together = beside.get(item, (None, None))
        table = audit_item(one, together, item not in changed, keyed["decisions"][item], policy)
        table.insert(0, "group", groups[item])
        table.insert(0, "wave", wave)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _linked(
    attacked: dict[str, _Attacked], linked: Iterable[dict[str, bool]]
) -> dict[str, tuple[Linked, Linked]]:
    """Per option its question as released and with the primary rules alone."""
    found = {}
    for options in linked:
        asked = {item: alone for item, alone in options.items() if item in attacked}
        if not asked:
            continue
        together = [attacked[item] for item in asked]
        ticked = np.stack([one.truth.counts[:, 0] for one in together], axis=1)
        both = [options_of(facts, tuple(asked.values()), ticked) for facts in
                ([one.facts for one in together], [one.without for one in together])]  # fmt: skip
        for place, item in enumerate(asked):
            found[item] = (both[0], place), (both[1], place)
    return found
