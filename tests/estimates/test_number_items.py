"""Means and quantiles of clustered numbers, against results known without this code."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from surveyreport.estimates.design import NotEstimable
from surveyreport.estimates.numbers import SMALLEST, mean, summaries
from surveyreport.study.number_classes import class_labels, class_of

DICE = np.random.default_rng(20)


def test_providers_of_one_give_the_t_interval_of_independent_answers():
    values = DICE.normal(10, 3, 25)
    found = mean(values, np.arange(25), 25)
    low, high = stats.t.interval(0.95, 24, values.mean(), stats.sem(values))
    assert (found.value, found.ci_low, found.ci_high) == pytest.approx((values.mean(), low, high))
    assert found.df == pytest.approx(24) and found.deff == pytest.approx(1)


def test_equal_providers_give_the_t_interval_of_their_means():
    means = DICE.normal(10, 3, 12)
    values = np.repeat(means, 5) + np.tile([-2.0, -1, 0, 1, 2], 12)
    found = mean(values, np.repeat(np.arange(12), 5), 12)
    low, high = stats.t.interval(0.95, 11, means.mean(), stats.sem(means))
    assert (found.ci_low, found.ci_high) == pytest.approx((low, high))
    assert found.df == pytest.approx(11) and found.deff > 3


def test_quartiles_are_answers_in_order_and_their_limits_hold_them():
    values = DICE.permutation(np.arange(101.0))
    provider = np.arange(101) % 20
    of = {one.kind: one for one in summaries(values, provider, 20)}
    assert [of[kind].value for kind in ("q1", "median", "q3")] == [25, 50, 75]
    for one in of.values():
        assert one.ci_low < one.value < one.ci_high
    # Woodruff: the limits of the share read back as quantiles, about 0.5 +- 0.1
    assert 35 < of["median"].ci_low < 45 and 55 < of["median"].ci_high < 65


def test_what_cannot_be_estimated_says_why():
    few = summaries(np.ones(SMALLEST - 1), np.arange(SMALLEST - 1), 20)
    assert [one.kind for one in few] == ["mean", "q1", "median", "q3"]
    assert {one.reason for one in few} == {NotEstimable.TOO_FEW}
    assert all(one.value is None for one in few)
    alone = mean(DICE.normal(size=30), np.zeros(30, int), 20)
    assert alone.reason is NotEstimable.ONE_PROVIDER and alone.ci_low is None
    same = mean(np.full(30, 4.0), np.arange(30) % 6, 6)
    assert (same.value, same.reason) == (4.0, NotEstimable.NO_VARIANCE)


def test_classes_hold_every_number_once():
    edges = (0, 2.5, 10)
    assert class_labels(edges) == ("minder dan 0", "0 tot 2,5", "2,5 tot 10", "10 of meer")
    assert [class_of(x, edges) for x in (-1, 0, 2.4, 2.5, 9.9, 10, 400)] == [0, 1, 1, 2, 2, 3, 3]
    assert class_labels((5,)) == ("minder dan 5", "5 of meer")
