"""Respondents beside the frame, the R-indicator, early and late answers, open questions bounded."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveyreport.estimates.early_late import (
    HALVES,
    LATE_MORE,
    ONE_DAY,
    REMINDER,
    cut_of,
    early_late,
)
from surveyreport.estimates.item_bounds import item_bounds
from surveyreport.estimates.proportions import proportions
from surveyreport.estimates.representation import merged, r_indicator, representation
from surveyreport.estimates.verdicts import Rule
from surveyreport.files.problems import ProblemList
from surveyreport.study.characteristics import (
    Characteristic,
    characteristics,
    check_characteristics,
    check_frame_values,
)

DRAWN = {"beleid.B5"}
RULE = Rule(alpha=0.05, dont_know_gap=0.1, dont_know_share=0.2, smallest_df=4)
FRAME = pd.DataFrame(
    {
        "provider_id": [f"P{i}" for i in range(10)],
        "province": ["A"] * 3 + ["B"] * 5 + ["C"] * 2,
        "size": ["5", "10", "12,5", "20", "50", "9", "100", "10", "1", "3"],
        "eligible_beleid": [str(i) for i in range(10)],
    },
    index=range(2, 12),
)
PROVINCE = Characteristic("province", "Provincie", "province", {"B": "noord", "C": "noord"})
SIZE = Characteristic("size", "Grootte", "size", {}, (10, 50))


def answers(providers, included=None):
    table = pd.DataFrame({"provider_id": providers})
    return table.assign(included=True if included is None else included)


def values(table, **where):
    for column, value in where.items():
        table = table[table[column].eq(value)]
    return table.set_index(["class", "statistic"])["value"].to_dict()


def test_respondents_stand_beside_the_frame_by_hand():
    responses = {
        "beleid": answers(["P0", "P0", "P3", "P9", "P9", "P9", "P4"], [True] * 6 + [False])
    }
    known = [PROVINCE, SIZE, Characteristic("trait_x", "X", "trait_x", {})]
    table = representation("w", responses, FRAME, known, 0.95)
    frame = values(table, characteristic="province", group="")
    # named classes first, then the others
    assert frame == {
        ("noord", "invited"): 7, ("noord", "frame_share"): 0.7, ("noord", "people_beleid"): 42,
        ("A", "invited"): 3, ("A", "frame_share"): 0.3, ("A", "people_beleid"): 3,
    }  # fmt: skip
    own = values(table, characteristic="province", group="beleid")
    assert own["A", "providers"] == 1 and own["noord", "providers"] == 2
    assert own["A", "respondents"] == 2 and own["noord", "respondents"] == 4
    assert own["A", "provider_rate"] == pytest.approx(1 / 3)
    assert own["noord", "respondent_share"] == pytest.approx(4 / 6)
    assert own["", "distance"] == pytest.approx(0.7 - 4 / 6)
    sizes = values(table, characteristic="size", group="")
    assert [name for name, what in sizes if what == "invited"] == [
        "minder dan 10", "10 tot 50", "50 of meer",
    ]  # fmt: skip
    assert [n for (_, what), n in sizes.items() if what == "invited"] == [4, 4, 2]
    assert values(table, characteristic="trait_x") == {("", "absent"): 1}


def test_the_interval_of_a_class_is_that_of_a_share_of_clusters():
    providers = ["P0"] * 9 + ["P1"] * 2 + ["P3"] * 4 + ["P8"] * 5
    table = representation("w", {"g": answers(providers)}, FRAME, [PROVINCE], 0.9)
    psu = pd.Categorical(providers).codes.astype(int)
    inside = np.array([[p in ("P0", "P1")] for p in providers])
    wanted = proportions(inside, psu, 4, level=0.9)[0]
    row = table[table["class"].eq("A") & table["statistic"].eq("respondent_share")].iloc[0]
    # the last bit differs from one processor to another
    assert list(row[["value", "ci_low", "ci_high"]]) == pytest.approx(
        [wanted.share, wanted.ci_low, wanted.ci_high], rel=1e-12
    )


@pytest.mark.parametrize(
    ("took_part", "invited"), [((15, 2), (20, 12)), ((30, 6), (43, 8)), ((12, 6, 5), (15, 7, 14))]
)
def test_the_interval_of_the_indicator_is_that_of_a_search_over_all_rates(took_part, invited):
    took_part, invited = np.array(took_part), np.array(invited)
    found = r_indicator(took_part, invited)
    grid = np.linspace(0.004, 0.996, 300 if len(invited) == 2 else 90)
    rates = np.array(list(product(grid, repeat=len(invited))))
    gap = (took_part / invited - rates) ** 2 / (rates * (1 - rates))
    q = len(invited) - 1
    bound = q * stats.f.ppf(0.95, q, invited.sum() - len(invited))
    inside = rates[(invited * gap).sum(axis=1) <= bound]
    part = invited / invited.sum()
    spread = np.sqrt(((inside - (inside @ part)[:, None]) ** 2) @ part)
    step = 1 / len(grid)
    assert found.low == pytest.approx(max(0, 1 - 2 * spread.max()), abs=2 * step)
    assert found.high == pytest.approx(1 - 2 * spread.min(), abs=2 * step)
    assert found.low <= found.value <= found.high


def test_the_indicator_is_one_when_all_took_part_alike_and_lessens_what_chance_adds():
    assert r_indicator(np.array([15, 6]), np.array([15, 6])).value == 1
    assert r_indicator(np.array([14, 3]), np.array([28, 6])).value == 1
    apart = r_indicator(np.array([30, 0]), np.array([30, 30]))
    assert apart.value == pytest.approx(0, abs=0.01) and apart.high < 0.3
    rng = np.random.default_rng(3)
    invited, rate = np.array([200, 150, 250]), np.array([0.5, 0.7, 0.6])
    part = invited / invited.sum()
    truth = 1 - 2 * np.sqrt(part @ (rate - part @ rate) ** 2)
    found = [r_indicator(rng.binomial(invited, rate), invited) for _ in range(60)]
    assert np.mean([one.value for one in found]) == pytest.approx(truth, abs=0.012)
    # 60 draws of a method that covers 95 %: fewer than 53 happens once in 200
    assert sum(one.low <= truth <= one.high for one in found) >= 53


def test_small_classes_of_the_frame_count_as_one():
    took_part, invited = merged(np.array([40, 5, 2, 0]), np.array([43, 5, 2, 1]))
    assert (list(took_part), list(invited)) == ([40, 7], [43, 8])
    assert r_indicator(np.array([3]), np.array([9])).value is None


def test_where_early_ends():
    days = pd.Series(pd.to_datetime(["2023-02-06"] * 5 + ["2023-02-08"] * 4 + ["2023-02-13"] * 2))
    assert cut_of(days, None) == cut_of(days, date(2023, 3, 1))
    assert (cut_of(days, None).how, cut_of(days, None).late_from) == (HALVES, date(2023, 2, 7))
    assert cut_of(days, date(2023, 2, 13)).how == REMINDER
    assert cut_of(days[:5], None).how == ONE_DAY and cut_of(days[:0], None).late_from is None


def beleid(study, late_agree, n=80):
    """Half of the answers early (all levels), half late; one column of levels, one left open."""
    rng = np.random.default_rng(7)
    item = study.items["beleid.B5"]
    levels = item.scale.labels
    early = rng.choice(levels[:4], n)
    late = rng.choice(levels[:2], n) if late_agree else rng.choice(levels[:4], n)
    table = pd.DataFrame({"provider_id": [f"P{i % 16}" for i in range(2 * n)], "included": True})
    table["submitted"] = pd.to_datetime(["2023-02-06 10:00"] * n + ["2023-02-13 09:00"] * n)
    table["beleid.B5"] = pd.Categorical([*early, *late], levels, ordered=True)
    table["beleid.B5:missing"] = pd.Series(pd.NA, index=table.index, dtype=object)
    return table


@pytest.mark.parametrize("late_agree", [True, False])
def test_late_answers_that_differ_are_found_and_others_are_not(study, late_agree):
    table = beleid(study, late_agree)
    row = early_late("w", {"beleid": table}, study, DRAWN, None, RULE, 10, 0.95).iloc[0]
    assert (row["n_early"], row["n_late"], row["late_from"]) == (80, 80, "2023-02-07")
    early, late = (
        part["beleid.B5"].isin(study.items["beleid.B5"].scale.top2).mean()
        for part in (table[:80], table[80:])
    )
    assert (row["top2_early"], row["top2_late"]) == (pytest.approx(early), pytest.approx(late))
    assert row["difference"] == pytest.approx(late - early)
    assert (row["verdict"] == LATE_MORE) == late_agree


def test_a_part_with_few_answers_shows_nothing(study):
    table = beleid(study, True)
    few = pd.concat([table[:4], table[80:]], ignore_index=True)
    row = early_late("w", {"beleid": few}, study, DRAWN, date(2023, 2, 10), RULE, 10, 0.95).iloc[0]
    assert row["verdict"] == "too_few" and row["cut"] == REMINDER
    assert row[["top2_early", "top2_late", "delta", "difference"]].isna().all()
    hidden = early_late("w", {"beleid": table}, study, DRAWN, None, RULE, 10, 0.95, DRAWN).iloc[0]
    assert hidden["verdict"] == "too_few" and pd.isna(hidden["top2_late"])


def test_open_answers_bound_a_share(study):
    table = beleid(study, False)
    table.loc[:19, "beleid.B5"] = np.nan
    table.loc[:19, "beleid.B5:missing"] = "left_open"
    table.loc[20:29, "beleid.B5"] = np.nan
    table.loc[20:29, "beleid.B5:missing"] = "not_shown"
    row = item_bounds("w", {"beleid": table}, study, DRAWN, 0.95).iloc[0]
    yes = int(table["beleid.B5"].isin(study.items["beleid.B5"].scale.top2).sum())
    assert (row["asked"], row["answered"], row["left_open"]) == (150, 130, 20)
    assert row["share"] == pytest.approx(yes / 130)
    assert row["lowest"] == pytest.approx(yes / 150)
    assert row["highest"] == pytest.approx((yes + 20) / 150)
    assert row["ci_low"] < row["lowest"] < row["share"] < row["highest"] < row["ci_high"]
    assert item_bounds("w", {"beleid": table}, study, DRAWN, 0.95, DRAWN).empty


def test_what_a_study_says_of_providers_is_checked(tmp_path, study):
    path = tmp_path / "registers.yaml"
    path.write_text("characteristics:\n  region: {label: R}\n", encoding="utf-8")
    problems = ProblemList()
    entries = {
        "region": {"label": "R"},
        "size": {"label": "S", "limits": [50, 25], "classes": {"1": "een"}},
        "own": {"label": "E", "column": "trait_own"},
    }
    check_characteristics(path, {"characteristics": entries}, problems)
    assert [p.column for p in problems.problems] == [
        "characteristics.region", "characteristics.size", "characteristics.size",
    ]  # fmt: skip
    problems = ProblemList()
    check_frame_values(FRAME.assign(size=["klein", *FRAME["size"][1:]]), path, [SIZE], problems)
    assert [(p.row, p.column) for p in problems.problems] == [(2, "size")]
    first = characteristics(study.registers)[0]
    assert first.of(pd.Series(["cdo_autonoom"]))[0] == "Autonoom CDO"
    assert [one.id for one in characteristics({})] == ["type"]
