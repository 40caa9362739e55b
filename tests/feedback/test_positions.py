"""Where a theme lies in what is expected: how often a word is wrong, and whether it is found."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.validity.provider_words import SIZES, compared, drawn, placed
from surveyreport.feedback.positions import (
    EXPECTED,
    HIGHER,
    LOWER,
    SAME,
    Spread,
    changes,
    positions,
    power,
    reliability,
    spread,
)


@pytest.mark.parametrize(("between", "alike"), [(0.0, 0.1), (0.03, 0.3)])
def test_few_reports_without_a_difference_carry_a_word(between, alike):
    """At most 5 % of reports, give or take chance in 40 waves of 27 providers."""
    random = np.random.default_rng(101)
    marked = [words != {EXPECTED} for _ in range(40)
              for words in placed(random, between, alike).values()]  # fmt: skip
    assert np.mean(marked) <= 0.05 + 2 * 0.05**0.5 / (40 * len(SIZES)) ** 0.5


def test_a_true_difference_gets_no_word_of_the_other_side():
    random, wrong, found = np.random.default_rng(9), 0, 0
    for _ in range(40):
        rows = positions(drawn(random, 0.02, 0.2, {20: -0.4, 26: -0.4}))
        mine = rows[rows["provider_id"].isin(["P20", "P26"])]
        wrong += mine["position"].isin(["above", "far_above"]).any()
        found += mine["position"].isin(["below", "far_below"]).any()
    assert wrong == 0 and found >= 36


def test_the_spread_is_estimated():
    random = np.random.default_rng(10)
    found = [spread(drawn(random, between, 0.2)) for between in (0.0, 0.08) for _ in range(6)]
    few, many = (np.mean([one.between for one in part]) for part in (found[:6], found[6:]))
    assert few < 0.02 < 0.05 < many
    assert all(0 < one.alike <= 1 for one in found)
    assert spread(drawn(random, 0.0, 0.2).head(10)) == Spread(1.0, 0.0)


def test_the_power_is_that_of_the_rule():
    typical = pd.Series({"public": 0.8, "noise": 0.004})
    chances = [power(0.2, people, typical, Spread(0.4, 0.01), 8) for people in (12, 30)]
    assert chances[0] < chances[1]
    assert power(0.0, 12, typical, Spread(0.4, 0.01), 8) == pytest.approx(0.025 / 8, rel=1e-6)
    assert power(0.9, 12, typical, Spread(0.4, 0.01), 8) > 0.99


def test_words_and_ranges_belong_together():
    rows = positions(drawn(np.random.default_rng(11), 0.1, 0.3))
    below = rows["position"].isin(["below", "far_below"])
    above = rows["position"].isin(["above", "far_above"])
    assert (rows.loc[below, "share"] < rows.loc[below, "low"]).all()
    assert (rows.loc[above, "share"] > rows.loc[above, "high"]).all()
    inside = rows[rows["position"] == EXPECTED]
    assert (inside["share"] >= inside["low"] - 1e-12).all()
    assert (inside["share"] <= inside["high"] + 1e-12).all()


def test_reliability_is_what_printed_shares_tell_of_true_ones():
    random, k, share, between, alike = np.random.default_rng(2), 4, 0.7, 0.05, 0.3
    for people in (6, 30):
        p = random.beta(share * (1 / between - 1), (1 - share) * (1 / between - 1), 20_000)
        own = random.beta(*(np.array([p, 1 - p]) * (1 / alike - 1))[:, None, :], (people, 20_000))
        noise = random.geometric(0.5, 20_000) - random.geometric(0.5, 20_000)
        printed = (random.binomial(k, own).sum(axis=0) + noise) / (k * people)
        typical = pd.Series({"public": share, "noise": noise.var() / (k * people) ** 2})
        one = Spread((alike + (1 - alike) / k) * (1 - between), between)
        seen = np.corrcoef(printed, p)[0, 1] ** 2
        assert reliability(people, typical, one) == pytest.approx(seen, abs=0.02)
    assert reliability(12, typical, Spread(0.5, 0.0)) == 0


@pytest.mark.parametrize(("between", "alike"), [(0.0, 0.1), (0.03, 0.3), (0.08, 0.2)])
def test_few_reports_without_a_change_carry_a_word(between, alike):
    """At most 5 % of reports, give or take chance in 40 waves of 27 providers."""
    random = np.random.default_rng(101)
    marked = [words != {SAME} for _ in range(40)
              for words in compared(random, between, alike).values()]  # fmt: skip
    assert np.mean(marked) <= 0.05 + 2 * 0.05**0.5 / (40 * len(SIZES)) ** 0.5


def test_a_provider_that_took_part_once_has_no_change():
    rows = drawn(np.random.default_rng(15), 0.0, 0.2)
    first, other = (rows[rows["provider_id"] == name] for name in ("P00", "P01"))
    assert changes(first, other, {"g": 0.5}).empty and changes(first[:0], other, {"g": 0.5}).empty


def test_a_true_change_gets_no_word_of_the_other_side():
    random, wrong, found = np.random.default_rng(13), 0, 0
    for _ in range(40):
        words = compared(random, 0.02, 0.2, {20: -0.4, 26: -0.4})
        wrong += any(HIGHER in words[name] for name in ("P20", "P26"))
        found += any(LOWER in words[name] for name in ("P20", "P26"))
    assert wrong == 0 and found >= 36
