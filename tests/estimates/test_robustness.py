"""Every combination of choices comes to what one gets by making that choice in the data."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support import ROOT

from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.estimates.robustness import combinations, robustness_table
from surveyreport.estimates.robustness_outcomes import outcomes
from surveyreport.estimates.verdicts import A_MORE, B_MORE, NO_CLEAR, Rule, verdict_table
from surveyreport.estimates.weighted_pairs import add_weighted
from surveyreport.estimates.weighting import Weighting, wave_weights
from surveyreport.files.problems import InputProblems
from surveyreport.report.robustness_page import robustness_page
from surveyreport.responses.answer_patterns import suspicious
from surveyreport.study.choices import Choice, load_choices
from surveyreport.study.comparisons import Comparisons, load_comparisons
from surveyreport.study.config import quality_of

RULE = Rule(0.05, 0.1, 0.2, 4)
PAIRS = ("visie", "ouders")


@pytest.fixture(scope="module")
def entries(study):
    whole = load_comparisons(ROOT / "study/comparisons.yaml", study)
    kept = tuple(entry for entry in whole.comparisons if entry.id in PAIRS)
    return Comparisons(whole.families, kept)


def group(study, items, size, rich, seed):
    """Recoded responses: some unfinished, some suspicious, one provider larger than the others."""
    random = np.random.default_rng(seed)
    chance = np.array([4.0, *[1.0] * 11])
    names = [f"P{n}" for n in range(12)]
    table = pd.DataFrame(
        {
            "provider_id": random.choice(names, size, p=chance / chance.sum()),
            "included": random.random(size) < 0.85,
            "suspicious": random.random(size) < 0.1,
        }
    )  # fmt: skip
    table["exclusion_reason"] = np.where(table["included"], "", "unfinished")
    for item in items:
        labels = study.items[item].scale.labels
        tail = [0.1] * (len(labels) - 2)
        rest = 1 - rich - sum(tail)
        table[item] = random.choice(labels, size, p=[rich, rest, *tail])
    return table


@pytest.fixture(scope="module")
def responses(study, entries):
    items = [entry.items for entry in entries.comparisons]
    return {
        "beleid": group(study, [a for a, _ in items], 80, 0.55, 1),
        "schoolteam": group(study, [b for _, b in items], 300, 0.35, 2),
    }


TYPES = {f"P{n}": "cdo_verbonden" if n < 9 else "regulier" for n in range(14)}


def by_hand(study, entries, responses, way):
    """Delta, df and p of the comparisons from data in which the choice was made."""
    made = {}
    for name, table in responses.items():
        kept = table.copy()
        if way["unfinished"] == "in":
            kept["included"] = True
        if way["suspicious"] == "out":
            kept = kept[~kept["suspicious"]]
        made[name] = kept
    found = {}
    for entry in entries.comparisons:
        own = made
        if way["largest_provider"] == "out":
            counted = pd.concat(
                [table.loc[table["included"] & table[item].notna(), "provider_id"]
                 for table, item in zip(responses.values(), entry.items, strict=True)]
            )  # fmt: skip
            largest = counted.value_counts().idxmax()
            own = {n: t[t["provider_id"].ne(largest)] for n, t in made.items()}
        one = Comparisons(entries.families, (entry,))
        pairs = compare_pairs(one, own, study, 10, 0.95)
        if way["weights"] == "type":
            frame = pd.DataFrame({"provider_id": list(TYPES), "type": list(TYPES.values())})
            weights = wave_weights(own, Weighting(("type",), (), frame, Path("x")))
            pairs = add_weighted(pairs, one, own, study, weights, 10, 0.95)
        name = "weighted_cliff_delta" if way["weights"] == "type" else "cliff_delta"
        name = "within_provider" if way["scope"] == "within" else name
        found[entry.id] = next(line for line in pairs[entry.id].results if line.estimand == name)
    return found


def test_every_combination_is_the_choice_made_in_the_data(study, entries, responses):
    choices = [one for one in load_choices(ROOT / "study/choices.yaml") if one.about != "dont_know"]
    ways = combinations(choices)
    assert len(ways) == 32
    found = outcomes(entries, responses, study, ways, TYPES, 10, 0.95)
    for number, way in enumerate(ways):
        expected = by_hand(study, entries, responses, way)
        for name, line in expected.items():
            own = found[name][number][1]
            assert own.p == pytest.approx(line.p_value, abs=1e-10), (name, way)
            assert own.df == pytest.approx(line.df)
            if way["scope"] == "all":
                assert own.estimate == pytest.approx(line.estimate)
                assert (own.low, own.high) == pytest.approx((line.ci_low, line.ci_high))


def test_who_does_not_know_between_favourable_and_unfavourable(study, entries, responses):
    ways = combinations([Choice("dont_know", ("out", "between"), "x")])
    found = outcomes(entries, responses, study, ways, TYPES, 10, 0.95)["visie"]
    shares = []
    for table, item in zip(responses.values(), ("beleid.B1", "schoolteam.B1"), strict=True):
        scale = study.items[item].scale
        order = [*scale.substantive[:1:-1], "ik weet het niet", *scale.substantive[1::-1]]
        shares.append(table.loc[table["included"], item].map(order.index).to_numpy())
    a, b = shares
    delta = np.sign(a[:, None] - b[None, :]).mean()
    assert found[1][1].estimate == pytest.approx(delta)
    assert found[0][1].estimate != pytest.approx(delta)


def test_combinations_that_come_to_the_same_count_once(study, entries, responses):
    calm = {name: table.assign(suspicious=False) for name, table in responses.items()}
    ways = combinations(load_choices(ROOT / "study/choices.yaml"))
    assert len(ways) == 64
    knowing = {
        name: table[~table.isin(["ik weet het niet"]).any(axis=1)] for name, table in calm.items()
    }
    for tables, distinct in ((responses, 48), (calm, 24), (knowing, 12)):
        found = outcomes(entries, tables, study, ways, TYPES, 10, 0.95)
        assert {len({first for first, _ in of.values()}) for of in found.values()} == {distinct}


def test_the_table_counts_verdicts_and_names_the_worst(study, entries, responses):
    choices = load_choices(ROOT / "study/choices.yaml")
    ways = combinations(choices)
    found = outcomes(entries, responses, study, ways, TYPES, 10, 0.95)
    pairs = compare_pairs(entries, responses, study, 10, 0.95)
    lines = comparison_table("x", pairs, entries)
    estimates = pd.DataFrame(columns=["item", "kind", "n"])
    verdicts = verdict_table(lines, pairs, entries, estimates, RULE, study)
    table, every = robustness_table("x", found, ways, entries, verdicts, RULE)
    main = every[every["combination"].eq(0)].set_index("comparison")
    assert main["p"].to_dict() == pytest.approx(
        verdicts.set_index("comparison")["p_adjusted"].to_dict(), abs=1e-10
    )
    for row in table.itertuples():
        told = row.differences + row.no_difference + row.no_verdict
        assert told == row.combinations and row.held >= 1
        mine = every[every["comparison"].eq(row.comparison) & every["own"]]
        assert row.held == (mine["verdict"] == main.at[row.comparison, "verdict"]).sum()
        if row.verdict == A_MORE:
            assert row.opposite == (mine["verdict"] == B_MORE).sum()
            assert row.worst_p == pytest.approx(round(mine["p"].max(), 3))
        else:
            assert main.at[row.comparison, "verdict"] == NO_CLEAR
            assert row.worst_p == pytest.approx(round(mine["p"].min(), 3))
    page = robustness_page(table, every, ways, choices, entries, verdicts, study, "2025", True)
    first = table.iloc[0]
    assert f"{first['held']} van {first['combinations']}" in page and "Synthetische data" in page
    assert all(one.reason in page for one in choices)


def test_suspicious_is_fast_and_the_same_all_the_way_down(study):
    items = [f"beleid.B2.{n}" for n in range(1, 9)]
    labels = study.items[items[0]].scale.substantive
    rows = product([100.0, 20.0, np.nan], [labels[:1], labels[:2]])
    table = pd.DataFrame(
        [[seconds, True, *(kinds[n % len(kinds)] for n in range(8))] for seconds, kinds in rows],
        columns=["duration_s", "included", *items],
    )
    found = suspicious(table, "beleid", study, quality_of({"straight_lining_rows": 4,
                       "fast_share_of_median": 0.5, "item_nonresponse": 0.05}))  # fmt: skip
    assert list(found) == [False, False, True, False, False, False]


def test_options_of_another_choice_and_a_choice_twice(tmp_path):
    path = tmp_path / "choices.yaml"
    entry = "  - {about: weights, options: [none, between], reason: x}\n"
    path.write_text("choices:\n" + entry + entry, encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        load_choices(path)
    told = [(problem.row, problem.found) for problem in caught.value.problems]
    assert any("twee keer" in found or "2 keer" in found or "al" in found for _, found in told)
    assert sum("'between' is geen optie van weights" in found for _, found in told) == 2
    assert all(row for row, _ in told)
    assert load_choices(tmp_path / "absent.yaml") == ()
