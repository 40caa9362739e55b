"""Options of one question together: the attack is exact, and what is hidden withstands it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import POLICY, nominal_block

from surveyreport.disclosure.attack import Contradiction
from surveyreport.disclosure.attack_options import Options, option_bounds
from surveyreport.disclosure.audit import audit
from surveyreport.disclosure.counts import Block
from surveyreport.disclosure.release_table import released, solve

TOGETHER = [{"q.1": False, "q.2": False, "q.3": False}, {"q.1": False, "q.2": False, "q.3": True}]


def ways(exclusive):
    """What one person can tick: something, and an exclusive option alone."""
    every = [np.array(one) for one in product([0, 1], repeat=len(exclusive)) if any(one)]
    alone = np.array(exclusive)
    return [one for one in every if not (one[alone].any() and one.sum() > 1)]


def tables_of(people, exclusive):
    """Every count of ticks that so many people can give, by letting each of them tick."""
    found = {(0,) * len(exclusive)}
    for _ in range(people):
        found = {tuple(np.add(sums, one)) for sums in found for one in ways(exclusive)}
    return [np.array(one) for one in sorted(found)]


def drawn(data, exclusive, size):
    choices = st.lists(st.sampled_from(ways(exclusive)), min_size=1, max_size=size)
    return [data.draw(choices) for _ in range(data.draw(st.integers(2, 3)))]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.booleans())
def test_bounds_are_those_of_all_people_who_could_be(data, last):
    exclusive = (False, False, last)
    people = drawn(data, exclusive, 3)
    truth, base = np.array([sum(one) for one in people]), np.array([len(one) for one in people])
    shown = np.array(data.draw(st.lists(st.booleans(), min_size=truth.size, max_size=truth.size)))
    known = np.where(shown.reshape(truth.shape), truth, -1)
    row = data.draw(st.integers(0, len(base) - 1))
    option = data.draw(st.integers(0, 2))
    insider = data.draw(st.sampled_from([None, *(r for r in range(len(base)) if r != row)]))
    facts = Options("q", truth.sum(axis=0), base, known, np.array(exclusive), truth)
    each = [
        [truth[p]] if p == insider else
        [t for t in tables_of(base[p], exclusive) if ((known[p] < 0) | (t == known[p])).all()]
        for p in range(len(base))
    ]  # fmt: skip
    fitting = [t for t in product(*each) if (np.sum(t, axis=0) == facts.totals).all()]
    values = [int(table[row][option]) for table in fitting]
    found = option_bounds(facts, [(row, option, insider)])[0]
    assert tuple(found) == (min(values), max(values))


def test_in_a_large_release_two_tables_that_differ_enough_will_do(monkeypatch):
    random = np.random.default_rng(7)
    exclusive = np.array([False, False, False, True])
    each = [random.choice(len(ways(exclusive)), n) for n in random.integers(1, 9, 12)]
    truth = np.array([sum(ways(exclusive)[k] for k in one) for one in each])
    base = np.array([len(one) for one in each])
    known = np.where(random.random(truth.shape) < 0.6, truth, -1)
    facts = Options("q", truth.sum(axis=0), base, known, exclusive, truth)
    targets = [(r, k, one) for r, k in np.argwhere(known < 0).tolist() for one in (None, 11 - r)
               if one != r]  # fmt: skip
    exact = option_bounds(facts, targets)
    monkeypatch.setattr("surveyreport.disclosure.attack_options.NEAR", 3)
    found = option_bounds(facts, targets, enough=3)
    assert ((exact[:, 0] <= found[:, 0]) & (found[:, 1] <= exact[:, 1])).all()
    narrow = exact[:, 1] - exact[:, 0] < 3
    assert narrow.any() and (exact[narrow] == found[narrow]).all()
    assert (found[~narrow, 1] - found[~narrow, 0] >= 3).all() and (exact != found).any()


def blocks_of_people(people):
    """A block per option from lists of ticks per person and provider."""
    blocks = []
    for option in range(3):
        ticked = [int(sum(one[option] for one in group)) for group in people]
        counts = [[t, len(group) - t] for t, group in zip(ticked, people, strict=True)]
        one = nominal_block(counts)
        blocks.append(
            Block("q", f"q.{option + 1}", one.providers, one.categories, one.counts, one.partitions)
        )
    return blocks


def attacked(blocks, details, linked, policy=POLICY):
    """The audit of all options with everything in `details` shown."""
    rows = [
        {"group": "q", "item": b.item, "provider_id": p, "category": c, "n": int(n)}
        for b in blocks
        for p, counts in zip(b.providers, b.counts, strict=True)
        for c, n in zip(b.categories, counts, strict=True)
    ]
    counts = pd.DataFrame(rows)
    tables = pd.concat(released("x", b, d, policy) for b, d in zip(blocks, details, strict=True))
    decisions = [
        pd.DataFrame({"group": "q", "item": b.item, "provider_id": b.providers, "reason": "",
                      "detail_by_rule": d, "detail": d})
        for b, d in zip(blocks, details, strict=True)
    ]  # fmt: skip
    totals = counts.groupby(["group", "item", "category"], as_index=False)["n"].sum()
    sets = {b.item: {frozenset([name]): name for name in b.categories} for b in blocks}
    return audit("x", totals, counts, tables, tables, pd.concat(decisions), sets, linked, policy)


def test_who_ticked_nothing_shown_ticked_what_is_hidden():
    """Of six people nobody ticked the two options shown: all ticked the third, a sensitive one."""
    a, b, c = np.eye(3, dtype=int)
    people = [[c] * 6, *[[a, a, a, b, b, b, a + c, b + c, c + b, a, c, c]] * 4]
    blocks = blocks_of_people(people)
    policy = replace(POLICY, sensitive=frozenset(["q.3"]))
    details = [np.array([0, 0, 0, 0, 0]), np.array([0, 0, 0, 0, 0]), np.array([1, 1, 1, 1, 1])]
    for linked, holds in (((), True), (TOGETHER[:1], False)):
        table = attacked(blocks, details, linked, policy)
        mine = table[(table["provider_id"] == "P0") & (table["item"] == "q.3")].iloc[0]
        assert mine["holds"] == holds
    assert (mine["low"], mine["high"]) == (6, 6)
    ours = [solution.detail for _, _, solution in solve(blocks, policy, linked=TOGETHER[:1])]
    assert attacked(blocks, ours, TOGETHER[:1], policy)["holds"].all()


def test_an_exclusive_option_leaves_no_room_for_the_others():
    """Everybody of the first provider ticked the first option, so nobody 'don't know'."""
    facts = Options(
        "q", np.array([9, 5, 4]), np.array([6, 8]), np.array([[6, -1, -1], [-1, -1, -1]]),
        np.array([False, False, True]), np.array([[6, 2, 0], [3, 3, 4]]),
    )  # fmt: skip
    assert option_bounds(facts, [(0, 2, None)]).tolist() == [[0, 0]]
    assert option_bounds(facts, [(1, 2, None)]).tolist() == [[4, 4]]
    assert option_bounds(facts, [(0, 2, None)], alone=True).tolist() == [[0, 4]]
    wrong = replace(facts, known=np.array([[6, -1, 2], [-1, -1, -1]]))
    with pytest.raises(Contradiction):
        option_bounds(wrong, [(0, 1, None)])


@pytest.fixture(scope="module")
def questions():
    """Random questions with their own solutions per option and together."""
    random = np.random.default_rng(1)
    found = []
    for number in range(14):
        linked = TOGETHER[number % 2]
        choices = ways(tuple(linked.values()))
        weights = random.dirichlet(np.full(len(choices), 0.5))
        people = [
            [choices[k] for k in random.choice(len(choices), random.integers(3, 12), p=weights)]
            for _ in range(6)
        ]
        blocks = blocks_of_people(people)
        found.append((blocks, linked, solve(blocks, POLICY), solve(blocks, POLICY, None, [linked])))
    return found


def test_options_protected_together_withstand_the_attack(questions):
    failed = 0
    for blocks, linked, apart, together in questions:
        before, after = ([s.detail for _, _, s in one] for one in (apart, together))
        failed += not attacked(blocks, before, [linked])["holds"].all()
        assert attacked(blocks, after, [linked])["holds"].all()
    assert failed, "no question needed its options protected together"


def test_no_option_is_hidden_in_vain(questions):
    for blocks, linked, apart, together in questions:
        details = [s.detail for _, _, s in together]
        for option, (_, _, alone) in enumerate(apart):
            for row in np.flatnonzero(details[option] != alone.detail):
                fewer = [d.copy() for d in details]
                fewer[option][row] = 0
                assert not attacked(blocks, fewer, [linked])["holds"].all()
