"""Weights that config.yaml asks for: refused in one list, and the same in every estimate."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.estimates.kinds import UNWEIGHTED, together
from surveyreport.estimates.representation import representation
from surveyreport.estimates.table import COLUMNS, estimate_table
from surveyreport.estimates.trend_verdicts import trend_verdicts
from surveyreport.estimates.trends import Step, trend_table, wave_changes
from surveyreport.estimates.verdicts import Rule, verdict_table
from surveyreport.estimates.weighted_pairs import add_weighted
from surveyreport.estimates.weighting import Weighting, asked_weights, wave_weights
from surveyreport.files.problems import InputProblems
from surveyreport.numbers.figure import figure_numbers
from surveyreport.study.characteristics import Characteristic
from surveyreport.study.comparisons import Comparison, Comparisons, Family

AGREE = ["helemaal akkoord", "eerder wel akkoord", "eerder niet akkoord", "helemaal niet akkoord"]
ITEMS = {"beleid": "beleid.B1", "schoolteam": "schoolteam.B1"}
RULE = Rule(alpha=0.05, dont_know_gap=0.1, dont_know_share=0.2, smallest_df=4)
ONE = Comparisons(
    {"f": Family("f", "Familie", "confirmatory")},
    (Comparison("visie", "f", "visie", ("beleid.B1", "schoolteam.B1"), "same", 13),),
)
FRAME = pd.DataFrame(
    {
        "provider_id": [f"P{i}" for i in range(20)],
        "type": ["groot"] * 4 + ["klein"] * 15 + ["apart"],
        "province": ["A", "B"] * 10,
        "eligible_beleid": ["12"] * 20,
        "eligible_schoolteam": ["60"] * 4 + ["12"] * 16,
    },
    index=range(2, 22),
)
KNOWN = (Characteristic("type", "Type", "type", {"apart": "klein"}),)


def people(study, group, size, agree, seed=5):
    """Of P0-P11, of each `size` people; P0-P3 agree more often than the others."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"P{p}", rng.choice(AGREE, p=agree if p < 4 else [0.1, 0.2, 0.3, 0.4]))
        for p in range(12)
        for _ in range(size)
    ]
    item = ITEMS[group]
    table = pd.DataFrame(rows, columns=["provider_id", item]).assign(included=True)
    table[item] = pd.Categorical(table[item], study.items[item].scale.labels, ordered=True)
    return table


@pytest.fixture(scope="module")
def responses(study):
    agree = [0.7, 0.2, 0.1, 0]
    sizes = {"beleid": 6, "schoolteam": 12}
    return {group: people(study, group, size, agree) for group, size in sizes.items()}


def weighting(*steps, margins=(), frame=FRAME, known=KNOWN):
    return Weighting(steps, margins, frame, Path("kader.csv"), known)


def refused(responses, asked):
    with pytest.raises(InputProblems) as caught:
        wave_weights(responses, asked)
    return caught.value.problems


def test_types_weigh_as_in_the_frame_and_none_is_lost(responses):
    made = wave_weights(responses, weighting("type"))
    for part in made.values():
        of_provider = pd.Series(part.weights).groupby(part.provider).first()
        assert of_provider.sum() == pytest.approx(20)
        assert of_provider["P0"] == pytest.approx(1) and of_provider["P5"] == pytest.approx(2)


def test_a_type_without_respondents_is_refused_for_every_group(responses):
    found = refused(responses, weighting("type", known=()))
    assert [p.found for p in found] == [
        f"1 aangeschreven van type 'apart', zonder respondent van groep {group}"
        for group in responses
    ]
    assert all("characteristics" in p.remedy for p in found)


def test_all_faults_of_all_groups_are_one_list(responses):
    frame = FRAME.copy()
    frame.loc[frame["provider_id"] == "P2", "eligible_beleid"] = "5"
    frame.loc[frame["provider_id"] == "P3", "eligible_schoolteam"] = "0"
    found = refused(responses, weighting("type", "eligible", frame=frame, known=()))
    assert [(p.row, p.column) for p in found] == [
        (None, "type"), (4, "eligible_beleid"), (None, "type"), (5, "eligible_schoolteam"),
    ]  # fmt: skip
    bare = frame.drop(columns="eligible_beleid")
    found = refused(responses, weighting("raking", margins=("net",), frame=bare))
    assert {p.column for p in found} == {"net", "eligible_beleid"}
    (only,) = refused(responses, weighting("type", margins=("province",)))
    assert only.column == "comparisons.margins"


def test_margins_that_cannot_be_met_together_are_told_in_dutch(responses):
    # everybody of 'groot' and nobody of 'klein' is in A, but A has fewer people than 'groot'
    frame = FRAME.assign(type="klein", province="B", eligible_schoolteam="10")
    first = frame["provider_id"].isin([f"P{i}" for i in range(4)])
    frame.loc[first, ["type", "province"]] = ["groot", "A"]
    silent = frame["provider_id"].isin([f"P{i}" for i in range(12, 16)])
    frame.loc[silent, "type"] = "groot"
    asked = weighting("raking", margins=("type", "province"), frame=frame, known=())
    found = refused({"schoolteam": responses["schoolteam"]}, asked)
    assert [p.column for p in found] == ["comparisons.margins"]
    assert "geen gewichten voldoen aan alle marges" in found[0].found


def test_shares_are_weighted_and_the_unweighted_stand_beside(study, responses):
    weights = wave_weights(responses, weighting("type"))
    table = estimate_table("w", responses, study, {}, 0.95, weights=weights)
    plain = estimate_table("w", responses, study, {}, 0.95)
    assert list(plain) == COLUMNS and list(table) == [*COLUMNS, UNWEIGHTED]
    pd.testing.assert_series_equal(table[UNWEIGHTED], plain["share"], check_names=False)
    pd.testing.assert_frame_equal(table[["n", "base"]], plain[["n", "base"]])
    answers = responses["beleid"]
    w = answers["provider_id"].isin([f"P{i}" for i in range(4)]).map({True: 1.0, False: 2.0})
    by_hand = w[answers["beleid.B1"].isin(AGREE[:2])].sum() / w.sum()
    row = table[(table["item"] == "beleid.B1") & (table["category"] == "top2")].iloc[0]
    assert row["share"] == pytest.approx(by_hand) and row["share"] != row[UNWEIGHTED]
    assert row["ci_low"] < row["share"] < row["ci_high"]
    levels = table[(table["item"] == "beleid.B1") & (table["category"].isin(AGREE[:2]))]
    assert together(levels) == pytest.approx(by_hand)


def test_verdicts_are_of_the_weighted_answers(study, responses):
    weights = wave_weights(responses, weighting("type"))
    pairs = compare_pairs(ONE, responses, study, 10, 0.95)
    pairs = add_weighted(pairs, ONE, responses, study, weights, 10, 0.95)
    lines = comparison_table("w", pairs, ONE)
    estimates = estimate_table("w", responses, study, {}, 0.95, weights=weights)
    row = verdict_table(lines, pairs, ONE, estimates, RULE, study).iloc[0]
    found = lines.set_index("estimand")["estimate"]
    assert row["delta"] == found["weighted_cliff_delta"] != row["unweighted_delta"]
    assert row["unweighted_delta"] == found["cliff_delta"]
    assert row["difference"] == pytest.approx(row["top2_a"] - row["top2_b"])
    assert "gewogen naar het kader" in row["sentence"]
    without = verdict_table(
        comparison_table("w", compare_pairs(ONE, responses, study, 10, 0.95), ONE),
        compare_pairs(ONE, responses, study, 10, 0.95), ONE,
        estimate_table("w", responses, study, {}, 0.95), RULE, study,
    )  # fmt: skip
    assert row["unweighted_verdict"] == without.iloc[0]["verdict"]
    assert not [name for name in without if "unweighted" in name]
    assert "gewogen" not in without.iloc[0]["sentence"]


def test_trends_are_weighted_too(study, responses):
    later = {"beleid": people(study, "beleid", 6, [0.1, 0.1, 0.4, 0.4], seed=8)}
    waves = {"1": {"beleid": responses["beleid"]}, "2": later}
    names = ["item_from", "item_to", "decision", "reason"]
    rows = pd.DataFrame([("beleid.B1", "beleid.B1", "comparable", "")], columns=names)
    rows = rows.assign(group="beleid", item="beleid.B1", changes="", proposal="")
    weights = {name: wave_weights(tables, weighting("type")) for name, tables in waves.items()}
    steps = [Step("1", "2", rows)]
    changes = wave_changes(steps, waves, study, 10, 0.95, None, weights)
    table = trend_table(changes, waves, study, 10, 0.95)
    row = trend_verdicts(steps, changes, table, {"1": "een", "2": "twee"}, RULE, study).iloc[0]
    lines = table[table["panel"] == "all"].set_index("estimand")["estimate"]
    assert row["delta"] == lines["weighted_cliff_delta"] != row["unweighted_delta"]
    assert row["difference"] == pytest.approx(row["top2_to"] - row["top2_from"])
    shares = [
        estimate_table(name, tables, study, {}, 0.95, weights=weights[name])
        .set_index(["item", "category"])
        .at[("beleid.B1", "top2"), "share"]
        for name, tables in waves.items()
    ]
    assert [row["top2_from"], row["top2_to"]] == pytest.approx(shares)
    assert "gewogen naar het kader" in row["sentence"]


def test_figures_have_whole_percentages_that_add_up(study, responses):
    weights = wave_weights(responses, weighting("type", "eligible"))
    estimates = estimate_table("w", responses, study, {}, 0.95, weights=weights)
    figure = next(
        f
        for f in study.figures.values()
        if f.kind == "likert" and {item.id for item in study.figure_items(f)} == set(ITEMS.values())
    )
    numbers = figure_numbers(study, figure, estimates, pd.DataFrame())
    assert (numbers["share"] * 100 % 1).abs().max() < 1e-9
    for _, rows in numbers.groupby("item"):
        exact = estimates[estimates["item"].eq(rows["item"].iloc[0])].set_index("category")["share"]
        assert rows["share"].sum() == pytest.approx(1)
        assert (rows.set_index("category")["share"] - exact).abs().max() < 0.01


def test_what_weighting_does_is_told(responses):
    weights = wave_weights(responses, weighting("type"))
    table = representation("w", responses, FRAME, list(KNOWN), 0.95, weights)
    own = table[table["group"].eq("beleid")].set_index(["class", "statistic"])["value"]
    assert own["klein", "weighted_share"] == pytest.approx(16 / 20)
    assert own["", "largest_weight"] == pytest.approx(2 / (20 / 12))
    assert own["", "weighting_effect"] == pytest.approx(12 * (4 + 8 * 4) / 20**2)


def test_nothing_is_weighted_unless_asked(responses):
    assert asked_weights({"alpha": 0.05}, responses, Path("weg.csv"), KNOWN) == {}
