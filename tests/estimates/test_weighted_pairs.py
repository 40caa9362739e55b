"""Weights from the frame: type, response within the provider, raking; the unweighted beside."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.estimates.weighted_pairs import add_weighted
from surveyreport.estimates.weighting import Weighting, check_weighting, wave_weights
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.study.comparisons import Comparison, Comparisons, Family

AGREE = ["helemaal akkoord", "eerder wel akkoord", "eerder niet akkoord", "helemaal niet akkoord"]
ONE = Comparisons(
    {"f": Family("f", "Familie", "confirmatory")},
    (Comparison("visie", "f", "visie", ("beleid.B1", "schoolteam.B1"), "same", 13),),
)


@pytest.fixture
def responses(study):
    """Large providers (P0-P3) agree, small ones (P4-P11) do not."""
    rng = np.random.default_rng(5)
    tables = {}
    for group, size in (("beleid", 6), ("schoolteam", 12)):
        rows = [
            (f"P{p}", rng.choice(AGREE, p=[0.7, 0.2, 0.1, 0] if p < 4 else [0.1, 0.2, 0.3, 0.4]))
            for p in range(12)
            for _ in range(size)
        ]
        table = pd.DataFrame(rows, columns=["provider_id", f"{group}.B1"]).assign(included=True)
        scale = study.items[f"{group}.B1"].scale
        table[f"{group}.B1"] = pd.Categorical(table[f"{group}.B1"], scale.labels, ordered=True)
        tables[group] = table
    return tables


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "provider_id": [f"P{i}" for i in range(20)],
            "type": ["groot"] * 4 + ["klein"] * 16,
            "eligible_beleid": ["6"] * 20,
            "eligible_schoolteam": ["60"] * 4 + ["12"] * 16,
        },
        index=range(2, 22),
    )


def lines(responses, study, frame, *steps, margins=()):
    pairs = compare_pairs(ONE, responses, study, 10, 0.95)
    weighting = Weighting(steps, margins, frame, Path("kader.csv"))
    weights = wave_weights(responses, weighting)
    pairs = add_weighted(pairs, ONE, responses, study, weights, 10, 0.95)
    return comparison_table("w", pairs, ONE).set_index("estimand")


def top2(responses, weight):
    """Difference of weighted top-2 shares, by hand."""
    shares = []
    for group in ("beleid", "schoolteam"):
        table = responses[group]
        w = pd.Series([weight(group, int(p[1:])) for p in table["provider_id"]])
        shares.append((w * table[f"{group}.B1"].isin(AGREE[:2])).sum() / w.sum())
    return shares[0] - shares[1]


def test_provider_type_gives_the_types_their_share_of_the_frame(responses, study, frame):
    table = lines(responses, study, frame, "type")
    by_hand = top2(responses, lambda group, p: 1 if p < 4 else 16 / 8)
    assert table.loc["weighted_top2_difference", "estimate"] == pytest.approx(by_hand)
    unweighted = top2(responses, lambda group, p: 1)
    assert table.loc["top2_difference", "estimate"] == pytest.approx(unweighted)
    assert by_hand != pytest.approx(unweighted)


def test_response_within_the_provider(responses, study, frame):
    table = lines(responses, study, frame, "eligible")
    by_hand = top2(responses, lambda g, p: 1 if g == "beleid" or p >= 4 else 5)
    # 60 eligible for 12 responses is a weight of 5, which is cut at 3 times the median
    cut = top2(responses, lambda g, p: 1 if g == "beleid" or p >= 4 else 3)
    estimate = table.loc["weighted_top2_difference", "estimate"]
    assert estimate == pytest.approx(cut) and estimate != pytest.approx(by_hand)


def test_raking_meets_the_margins_of_the_frame(responses, study, frame):
    table = lines(responses, study, frame, "raking", margins=("type",))
    # eligible people: beleid 24 of 120 in large providers; schoolteam 240 of 432
    totals = {"beleid": (24, 96), "schoolteam": (240, 192)}
    sizes = {"beleid": (24, 48), "schoolteam": (48, 96)}
    by_hand = top2(responses, lambda g, p: totals[g][p >= 4] / sizes[g][p >= 4])
    line = table.loc["weighted_top2_difference"]
    assert line["estimate"] == pytest.approx(by_hand)
    assert line["ci_low"] < line["estimate"] < line["ci_high"] and 0 < line["p_adjusted"] <= 1


def test_columns_the_frame_lacks_are_named(frame):
    problems = ProblemList()
    bare = frame.drop(columns=["eligible_beleid"])
    bare.loc[3, "eligible_schoolteam"] = "veel"
    weighting = Weighting(("eligible", "raking"), ("province",), bare, Path("kader.csv"))
    check_weighting(weighting, ["beleid", "schoolteam"], problems)
    assert {p.column for p in problems.problems} == {
        "province", "eligible_beleid", "eligible_schoolteam"
    }  # fmt: skip


def test_a_margin_with_too_few_respondents_is_refused(responses, study, frame):
    few = {
        group: table[table["provider_id"].isin(["P0", "P4", "P5", "P6"])]
        for group, table in responses.items()
    }
    few["beleid"] = few["beleid"].drop(few["beleid"].index[:3])
    with pytest.raises(InputProblems) as caught:
        lines(few, study, frame, "raking", margins=("type",))
    assert "beleid: groot" in str(caught.value) and "ten minste 5" in str(caught.value)
