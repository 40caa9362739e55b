"""Each known attack works on a careless release and fails on ours."""

from dataclasses import replace

import numpy as np
import pandas as pd
from small import (
    POLICY,
    REPORTS_ONLY,
    agreement_block,
    attacked,
    bases_of,
    careless,
    interval,
    nominal_block,
    ours,
    totals_of,
)

from surveyreport.archive.codes import answer_codes
from surveyreport.disclosure.attack import published
from surveyreport.disclosure.attack_microdata import linked_records
from surveyreport.disclosure.disclose import public_faults
from surveyreport.disclosure.primary import DOMINANCE, EARLIER, primary
from surveyreport.disclosure.public_files import microdata_faults
from surveyreport.disclosure.release_table import earlier_faults, public_rows, read_earlier
from surveyreport.files.csvfile import write_csv

# Six providers, answers a to d and don't know
COUNTS = [
    [6, 5, 4, 3, 3],
    [5, 6, 3, 4, 3],
    [4, 4, 5, 3, 4],
    [3, 3, 3, 3, 3],
    [1, 1, 1, 0, 0],
    [5, 3, 3, 4, 4],
]
LEVELS = [(k,) for k in range(5)]


def every_level(rows):
    return [(row, level) for row in rows for level in LEVELS]


def all_hold(block, policy=POLICY):
    found = attacked(block, ours(block, policy), policy)
    assert found, "nothing was attacked"
    return all(attack.holds for attack in found.values())


def test_total_minus_all_shown_providers(study):
    block = agreement_block(study, COUNTS)
    facts = careless(block, every_level([0, 1, 2, 3, 5]))
    assert interval(block, facts, 4, (2,)) == (1, 1)
    assert not all(attack.holds for attack in attacked(block, facts, POLICY).values())
    assert all_hold(block)


def test_own_report_against_that_of_the_others(study):
    block = agreement_block(study, COUNTS)
    others = pd.DataFrame(
        {
            "provider_id": "P4",
            "members": list(block.categories),
            "n": pd.array([None] * 5, dtype="Int64"),
            "others_n": totals_of(block).to_numpy() - block.counts[4],
        }
    )
    facts = published(block.item, totals_of(block), bases_of(block), others)
    assert interval(block, facts, 4, (0,)) == (1, 1)
    assert all_hold(block)


def test_top_two_minus_one_category(study):
    counts = [[6, 2, 4, 3, 3], *COUNTS[1:]]
    block = agreement_block(study, counts)
    facts = careless(block, [(0, (0, 1)), (0, (0,))])
    assert interval(block, facts, 0, (1,)) == (2, 2)
    assert all_hold(block)


def test_dont_know_is_all_minus_the_valid_answers(study):
    counts = [[6, 5, 4, 3, 1], *COUNTS[1:]]
    block = agreement_block(study, counts)
    facts = careless(block, [(0, (0, 1, 2, 3))])
    assert interval(block, facts, 0, (4,)) == (1, 1)
    assert all_hold(block)


def test_an_insider_who_is_the_only_other_hidden_provider(study):
    counts = [*COUNTS[:3], [1, 0, 2, 1, 0], [1, 1, 1, 0, 0], COUNTS[5]]
    block = agreement_block(study, counts)
    facts = careless(block, every_level([0, 1, 2, 5]))
    low, high = interval(block, facts, 4, (2,))
    assert high - low >= 2
    assert interval(block, facts, 4, (2,), insider=3) == (1, 1)
    assert all_hold(block)


def test_two_releases_that_differ_by_one_person(study):
    """The second time one person more: subtraction of the two tables tells the answer."""
    first = agreement_block(study, COUNTS)
    later = agreement_block(study, [[6, 6, 4, 3, 3], *COUNTS[1:]])
    assert (later.counts[0] - first.counts[0]).tolist() == [0, 1, 0, 0, 0]
    rules = primary(later, POLICY, first.base)
    assert rules.reason[0] == EARLIER
    assert rules.detail[0] == later.hidden
    facts = ours(later, POLICY, first.base)
    assert set(facts.known[0]) == {frozenset(range(5))}
    low, high = interval(later, facts, 0, (1,))
    assert high - low >= POLICY.interval
    unchanged = primary(first, POLICY, first.base)
    assert EARLIER not in unchanged.reason


def test_public_totals_of_two_releases_that_differ_by_one_person(tmp_path):
    """The totals of all providers, some days later, with one person more or one answer mended."""
    first = pd.DataFrame(
        {"group": "g", "item": "g.A1", "category": ["a", "b"], "kind": "substantive", "n": [40, 30]}
    )
    path = tmp_path / "released.csv"
    write_csv(public_rows("x", first), path)
    earlier = read_earlier(replace(POLICY, earlier=(path,)))
    for now, told in (([41, 30], "1 antwoorden meer"), ([42, 28], "2 minder"), ([45, 30], None),
                      ([40, 30], None)):  # fmt: skip
        faults = earlier_faults("x", first.assign(n=now), earlier, POLICY)
        assert (told in faults[0]) if told else not faults
    assert earlier_faults("y", first.assign(n=[41, 30]), earlier, POLICY) == []
    assert earlier_faults("x", first, None, POLICY) == []


def test_records_without_a_number_are_told_apart_by_the_counts_of_a_report(study, tmp_path):
    random = np.random.default_rng(7)
    items = [item.id for item in study.group_items("schoolteam") if item.scale][:20]
    codes = {item: list(answer_codes(study.items[item]).items())[:3] for item in items}
    answers = {item: random.integers(0, 3, 60) for item in items}
    records = pd.DataFrame({i: [codes[i][k][1] for k in answers[i]] for i in items})
    records.insert(0, "nr", range(1, 61))
    path = tmp_path / "schoolteam.csv"
    write_csv(records, path)
    rows = [
        {"provider_id": "P0", "group": "schoolteam", "item": item, "detail": "0",
         "members": codes[item][k][0], "n": int((answers[item][:8] == k).sum())}
        for item in items for k in range(3)
    ]  # fmt: skip
    report = pd.DataFrame(rows)
    (fault,) = linked_records(path, study, report, POLICY)
    assert fault.startswith("van 1 aanbieders")
    assert linked_records(path, study, report[report["item"] == items[0]], POLICY) == []
    account = pd.DataFrame(
        {"group": "schoolteam", "statistic": ["k", "smallest_after", "rare_after"],
         "value": [3, 3, 0]}
    )  # fmt: skip
    assert microdata_faults(path, study, account) == []
    write_csv(records.assign(aanbieder_nr=1), path)
    assert "aanbieder_nr" in microdata_faults(path, study, account)[0]
    assert len(microdata_faults(path, study, account.assign(value=[3, 1, 1]))) == 2


def test_a_single_zero_gives_away_that_all_agree(study):
    """Only the zeros are printed; on a sensitive question they say what everybody answered."""
    counts = [[5, 4, 0, 0, 0], *COUNTS[1:]]
    block = agreement_block(study, counts)
    policy = replace(POLICY, sensitive=frozenset([block.item]))
    facts = careless(block, [(0, (2, 3)), (0, (4,))])
    assert interval(block, facts, 0, (0, 1)) == (9, 9)
    assert not attacked(block, facts, policy)["P0"].holds
    assert all_hold(block, policy)


def test_a_dominant_provider_among_the_others():
    """Of 3 providers one gives most answers: who knows the smallest knows the largest nearly."""
    block = nominal_block([[6, 6], [60, 30], [3, 3], [3, 3]])
    facts = careless(block, [])
    low, high = interval(block, facts, 1, (0,), insider=0)
    assert 1 - (high - low) / 90 > 0.85
    rules = primary(block, POLICY)
    assert set(rules.reason[[0, 2, 3]]) == {DOMINANCE}
    assert (rules.detail[[0, 2, 3]] == block.hidden).all()
    counts = pd.DataFrame(
        {
            "item": block.item,
            "provider_id": np.repeat(block.providers, 2),
            "n": block.counts.ravel(),
        }
    )
    estimates = pd.DataFrame(
        {"item": block.item, "category": block.categories, "n": block.counts.sum(axis=0)}
    )
    faults = public_faults(estimates, counts, POLICY)
    assert len(faults) == 1
    assert "één aanbieder" in faults[0]


def test_without_an_insider_fewer_are_hidden(study):
    counts = [*COUNTS[:4], [1, 1, 1, 0, 0], [2, 1, 0, 1, 0]]
    block = agreement_block(study, counts)
    assert all_hold(block)
    assert all_hold(block, REPORTS_ONLY)
    shown = [
        sum(len(known) > 1 for known in ours(block, policy).known)
        for policy in (POLICY, REPORTS_ONLY)
    ]
    assert shown[0] < shown[1]


def test_public_tables_with_few_answers_or_providers():
    estimates = pd.DataFrame({"item": "g.A1", "category": ["a", "b"], "n": [7, 1]})
    counts = pd.DataFrame({"item": "g.A1", "provider_id": ["P0", "P1"], "n": [4, 4]})
    faults = public_faults(estimates, counts, POLICY)
    assert len(faults) == 3
    assert "'b'" in faults[2]
