"""Whatever the answers: no attack succeeds, and no more is hidden than needed."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from small import (
    POLICY,
    REPORTS_ONLY,
    agreement_block,
    attacked,
    bases_of,
    nominal_block,
    totals_of,
)
from support import ROOT

from surveyreport.disclosure.attack import published
from surveyreport.disclosure.policy import load_policy
from surveyreport.disclosure.primary import EARLIER, primary
from surveyreport.disclosure.release_table import read_earlier, released, solve
from surveyreport.disclosure.secondary import protect
from surveyreport.files.csvfile import write_csv
from surveyreport.files.problems import InputProblems

FIVE = st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=4, max_size=9)
TWO = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=4, max_size=7)


def holds(block, detail, policy):
    table = released("x", block, detail, policy)
    facts = published(block.item, totals_of(block), bases_of(block), table)
    return all(attack.holds for attack in attacked(block, facts, policy).values())


# the first provider has all of an answer, and its own report with the totals told so
ALONE = [[0, 0, 0, 1, 4], *[[0, 5, 0, 0, 0]] * 3]


@settings(max_examples=40, deadline=None)
@given(FIVE, st.booleans(), st.booleans())
@example(ALONE, False, False)
def test_no_attack_succeeds(study, counts, insider, sensitive):
    block = agreement_block(study, counts)
    policy = POLICY if insider else REPORTS_ONLY
    if sensitive:
        policy = replace(policy, sensitive=frozenset([block.item]))
    solution = protect(block, primary(block, policy), policy)
    assert holds(block, solution.detail, policy)


@settings(max_examples=40, deadline=None)
@given(TWO, st.booleans())
def test_as_few_providers_are_hidden_as_possible(counts, insider):
    block = nominal_block(counts)
    policy = POLICY if insider else REPORTS_ONLY
    first = primary(block, policy)
    shown = np.flatnonzero(first.detail == 0)
    assume(len(shown))
    solution = protect(block, first, policy)
    extra = int((solution.detail > first.detail).sum())
    for fewer in range(extra):
        for chosen in combinations(shown, fewer):
            detail = first.detail.copy()
            detail[list(chosen)] = block.hidden
            assert not holds(block, detail, policy)


def test_a_number_shown_is_never_a_small_one(study):
    random = np.random.default_rng(4)
    block = agreement_block(study, random.integers(0, 12, (20, 5)).tolist())
    table = released("x", block, protect(block, primary(block, POLICY), POLICY).detail, POLICY)
    shown = table[table["detail"] != "none"]
    assert len(shown)
    assert not shown["n"].between(1, POLICY.cell - 1).any()
    assert (shown["base"] >= POLICY.respondents).all()


def test_none_and_few_look_alike(study):
    counts = [[0, 0, 0, 0, 0], [1, 1, 0, 0, 0], *[[5, 4, 3, 3, 4]] * 5]
    block = agreement_block(study, counts)
    table = released("x", block, protect(block, primary(block, POLICY), POLICY).detail, POLICY)
    none, few = (
        table[table["provider_id"] == name].drop(columns="provider_id").reset_index(drop=True)
        for name in ("P0", "P1")
    )
    assert none.equals(few)
    assert none["n"].isna().all()


def test_an_earlier_release_on_disk_hides_a_number_that_grew_by_one(study, tmp_path):
    counts = [[5, 4, 3, 3, 4], *[[6, 5, 4, 3, 3]] * 5]
    first = agreement_block(study, counts)
    path = tmp_path / "released.csv"
    detail = protect(first, primary(first, POLICY), POLICY).detail
    write_csv(released("first", first, detail, POLICY), path)
    policy = replace(POLICY, earlier=(path,))
    later = agreement_block(study, [[5, 5, 3, 3, 4], *counts[1:]])
    ((_, rules, solution),) = solve([later], policy, read_earlier(policy))
    assert rules.reason.tolist() == [EARLIER, *[""] * 5]
    assert solution.detail[0] == later.hidden
    ((_, unchanged, _),) = solve([first], policy, read_earlier(policy))
    assert not unchanged.reason.any()


def test_an_earlier_release_that_is_not_there_is_a_problem(tmp_path):
    with pytest.raises(InputProblems, match="bestaat niet"):
        read_earlier(replace(POLICY, earlier=(tmp_path / "gone.csv",)))


def test_the_policy_names_items_that_do_not_exist(study, tmp_path):
    text = (ROOT / "study/disclosure.yaml").read_text(encoding="utf-8")
    path = tmp_path / "disclosure.yaml"
    path.write_text(text.replace("- schoolteam.B3\n", "- schoolteam.B99\n"), encoding="utf-8")
    with pytest.raises(InputProblems, match=r"schoolteam\.B99"):
        load_policy(path, study)
    assert "leerlingen.B9.3" in load_policy(ROOT / "study/disclosure.yaml", study).sensitive
