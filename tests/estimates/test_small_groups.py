"""A small group that answers (nearly) all alike, one large provider, and rare ticks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from benchmarks.validity.draw import held
from surveyreport.estimates import (
    difference,
    nominal,
    ordinal,
    proportions,
    small_groups,
    within_provider,
)
from surveyreport.estimates.cr2 import cr2, cr2_scores, mean_difference
from surveyreport.estimates.pair import NEAR_UNANIMITY, compare

FAVOURABLE = np.array([False, False, True, True])
SIZES = np.array([38, 20, 17, 15, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 6,
                  5, 5, 5, 4, 4, 3, 3, 2, 1, 1])  # fmt: skip


def draw(rng, sizes, shares, icc, datasets):
    """(datasets, C, K) respondents per provider and level; latent normal, intraclass icc."""
    limits = special.ndtri(np.cumsum(shares)[:-1])
    effect = rng.normal(0, np.sqrt(icc), (datasets, len(sizes), 1))
    below = special.ndtr((limits - effect) / np.sqrt(1 - icc))
    chances = np.diff(below, axis=-1, prepend=0, append=1)
    return rng.multinomial(sizes, np.maximum(chances, 0)).astype(float)


def near_ceiling(rng, datasets=1500):
    """Ten of a small group, one a provider, beside 300: both 90 % in the top level."""
    shares = [0.02, 0.03, 0.05, 0.9]
    few = np.repeat([1, 0], [10, len(SIZES) - 10])
    return np.stack([draw(rng, size, shares, 0.1, datasets) for size in (few, SIZES)], axis=1)


def test_ten_that_agree_fully_beside_nine_of_ten_are_no_difference():
    rng = np.random.default_rng(1)
    counts = np.zeros((2, 30, 4))
    counts[0, :10, 3] = 1
    counts[1, :, 3] = rng.binomial(10, 0.9, 30)
    counts[1, :, 2] = 10 - counts[1, :, 3]
    assert ordinal.cliffs_delta(counts).p < 0.001
    pair = compare(counts, FAVOURABLE)
    lines = {line.estimand: line for line in pair.results}
    delta = lines["cliff_delta"]
    assert delta.test == NEAR_UNANIMITY
    assert delta.p_value > 0.1 and delta.ci_low < 0 < delta.ci_high
    assert lines["rank_test"].p_value == pytest.approx(delta.p_value)
    assert lines["within_provider"].p_value > 0.1
    mean = lines["provider_mean_level_difference"]
    assert mean.p_value > 0.1 and mean.ci_low < 0 < mean.ci_high
    # without dissent the detectable difference is that of ten people, not of their zero variance
    assert pair.detectable_delta > 0.2


def test_near_a_ceiling_error_and_coverage_hold_where_cr2_fails():
    counts = near_ceiling(np.random.default_rng(5))
    assert np.nanmean(ordinal.cliffs_delta(counts).p < 0.05) > 0.25
    levels = np.arange(1.0, 5)
    for result in (
        small_groups.cliffs_delta(counts),
        within_provider.provider_difference(counts, levels),
    ):
        known = np.isfinite(result.p)
        assert known.mean() > 0.95
        assert np.mean(result.p[known] < 0.05) < 0.06
        assert np.mean(((result.low <= 0) & (result.high >= 0))[known]) > 0.94
    for test in (small_groups.rank_test(counts), within_provider.van_elteren(counts)):
        assert np.nanmean(test.p < 0.05) < 0.06


def test_with_enough_dissent_nothing_moves():
    rng = np.random.default_rng(2)
    shares = [0.1, 0.2, 0.4, 0.3]
    many = np.repeat([2, 1], [16, 16])
    counts = np.stack([draw(rng, size, shares, 0.1, 20) for size in (many, SIZES)], axis=1)
    one_small = np.concatenate([counts[:3], near_ceiling(rng, 2)])
    for ours, plain in (
        (small_groups.cliffs_delta, ordinal.cliffs_delta),
        (small_groups.rank_test, ordinal.rank_test_cr2),
    ):
        for sets in (counts, one_small):
            enough = small_groups.pool(sets).trust == 1
            assert enough[:3].all()
            for name in ("estimate", "se", "df", "low", "high", "statistic", "p"):
                ours_, plain_ = getattr(ours(sets), name), getattr(plain(sets), name)
                np.testing.assert_array_equal(ours_[enough], plain_[enough])


def test_null_covariance_is_that_of_the_respondents_one_by_one():
    respondents = np.array([[2.0, 0, 1], [3, 4, 0]])
    provider = np.concatenate([np.repeat(np.arange(3), row.astype(int)) for row in respondents])
    group = np.repeat([0, 1], respondents.sum(axis=1).astype(int))
    icc, variance = 0.3, 0.7
    each = variance * np.where(provider[:, None] == provider, icc, 0.0)
    np.fill_diagonal(each, variance)
    mean = np.eye(2)[group].T / respondents.sum(axis=1)[:, None]
    found = small_groups.null_covariance(respondents, variance, icc)
    np.testing.assert_allclose(found, mean @ each @ mean.T)


def test_of_two_categories_the_limits_are_those_of_shares():
    """mover on 0/1 with everybody at another provider is MOVER-Wilson of `difference`."""
    counts = np.zeros((2, 40, 2))
    counts[0, :10, 1] = 1
    counts[1, 10:, 1] = 1
    counts[1, 10:16] = [1, 0]
    cells, respondents = counts.sum(axis=1), counts.sum(axis=2)
    mean = cells[:, 1] / cells.sum(axis=1)
    parts, _ = cr2_scores(counts[..., 1] - respondents * mean[:, None], respondents)
    values = np.tile([0.0, 1.0], (2, 1))
    down, up = small_groups.mover(cells, values, mean, parts, cells.sum(axis=1), 20.0, 0.95)
    covariance = np.diag((parts**2).sum(axis=1))
    low, high = difference.mover_wilson(mean, covariance, cells.sum(axis=1), np.float64(20))
    assert (mean[0] - mean[1] - down, mean[0] - mean[1] + up) == pytest.approx((low, high))


def test_a_tick_box_has_the_test_and_interval_of_shares():
    rng = np.random.default_rng(8)
    counts = np.stack([draw(rng, size, [0.97, 0.03], 0.05, 2000)
                       for size in (np.repeat([2, 3], [26, 5]), SIZES[:31])], axis=1)  # fmt: skip
    plain, shares = ordinal.cliffs_delta(counts), difference.share_difference(counts)
    assert np.nanmean(plain.p < 0.05) > 0.1 > 0.06 > np.nanmean(shares.p < 0.05)
    line = compare(counts[0], np.array([False, True])).results[0]
    found = (line.estimate, line.ci_low, line.ci_high, line.p_value)
    expected = [getattr(shares, name)[0] for name in ("estimate", "low", "high", "p")]
    assert found == pytest.approx(expected)


def test_shares_keep_their_coverage_with_a_third_at_one_provider():
    rng = np.random.default_rng(4)
    sizes = np.concatenate([[80], np.resize([9, 7, 5, 3, 2, 6], 30)])
    provider = np.repeat(np.arange(31), sizes)
    counts = draw(rng, sizes, [0.5, 0.5], 0.2, 400)[..., 1]
    inside = {"held": 0, "plain": 0}
    design = proportions.Design(provider, 31)
    everyone = np.ones(len(provider), dtype=bool)
    for ticked in counts:
        rank = np.arange(len(provider)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        selected = (rank < ticked[provider])[:, None]
        held = proportions.proportions(selected, provider, 31)[0]
        plain = proportions.domain_proportions(selected, everyone, design)[0]
        inside["held"] += held.ci_low <= 0.5 <= held.ci_high
        inside["plain"] += plain.ci_low <= 0.5 <= plain.ci_high
    assert inside["plain"] < 0.93 * len(counts) < inside["held"]
    assert held.largest_provider == pytest.approx(80 / sizes.sum())


def test_half_of_a_group_at_one_provider_is_too_little_and_nearly_half_costs_precision():
    def at(part):
        many = held(part, 297)
        few = np.r_[np.repeat(2, 32), np.ones(3)]
        sizes = np.stack([few, many])
        return sizes, cr2(np.zeros_like(sizes), sizes)[1]

    def plain(sizes):  # of the difference of two means, with whole matrices
        group = np.repeat([0, 1], sizes.sum(axis=1).astype(int))
        psu = np.concatenate([np.repeat(np.arange(35), row.astype(int)) for row in sizes])
        x = np.stack([group == 0, group == 1], axis=1).astype(float)
        bread = np.linalg.inv(x.T @ x)
        residual = np.eye(len(x)) - x @ bread @ x.T
        rows = []
        for one in range(35):
            own = psu == one
            values, vectors = np.linalg.eigh(np.eye(own.sum()) - x[own] @ bread @ x[own].T)
            half = (vectors * values**-0.5) @ vectors.T
            rows.append(residual[:, own] @ half @ x[own] @ bread @ [1.0, -1.0])
        gram = np.array(rows) @ np.array(rows).T
        return np.trace(gram) ** 2 / (gram**2).sum()

    sizes, df = at(0.25)
    assert df == pytest.approx(plain(sizes))
    sizes, df = at(0.40)
    assert 6 < df < 0.6 * plain(sizes)
    assert at(0.5)[1] < 4  # comparisons.smallest_df


def test_cr2_of_a_share_is_that_of_whole_matrices():
    rng = np.random.default_rng(6)
    provider = np.repeat(np.arange(6), [9, 4, 3, 2, 2, 1])
    y = (rng.random(len(provider)) < 0.4).astype(float)
    n = len(y)
    keep = np.eye(n) - 1 / n
    rows = np.zeros((6, n))
    for c in range(6):
        own = np.flatnonzero(provider == c)
        values, vectors = np.linalg.eigh(keep[np.ix_(own, own)])
        rows[c, own] = vectors @ np.diag(values**-0.5) @ vectors.T @ np.full(len(own), 1 / n)
    spread = rows @ keep @ rows.T
    residual = y - y.mean()
    totals = np.bincount(provider, residual)[:, None]
    variance, df = proportions.cr2_share(totals, provider, np.ones(n))
    assert variance[0] == pytest.approx(((rows @ residual) ** 2).sum())
    assert df == pytest.approx(np.trace(spread) ** 2 / (spread**2).sum())
    line = proportions.proportions(y.astype(bool)[:, None], provider, 6)[0]
    assert line.se**2 == pytest.approx(variance[0]) and line.df == pytest.approx(df)


def test_tests_of_shares_and_categories_hold_with_a_third_at_one_provider():
    rng = np.random.default_rng(9)
    sizes = np.concatenate([[98], SIZES[1:] * 198 // 257])
    pair = [draw(rng, size, [0.1, 0.2, 0.4, 0.3], 0.3, 1500)
            for size in (np.resize([3, 2, 2, 1], 32), sizes)]  # fmt: skip
    counts = np.stack(pair, axis=1)
    top2 = np.stack([counts[..., :2].sum(axis=-1), counts[..., 2:].sum(axis=-1)], axis=-1)
    plain = np.mean(nominal.rao_scott(counts).p < 0.05)
    assert np.mean(nominal.rao_scott_held(counts).p < 0.05) < 0.07 < plain
    shares = difference.share_difference(top2)
    assert np.mean((shares.low <= 0) & (shares.high >= 0)) > 0.93
    even = counts.copy()
    even[:, 1, 0] = 0
    np.testing.assert_array_equal(nominal.rao_scott_held(even).p, nominal.rao_scott(even).p)


def test_the_rank_difference_is_half_delta():
    """Why both have the same test under the pooled variance: mean rank a - b = delta / 2."""
    counts = near_ceiling(np.random.default_rng(3), 5)
    scores = ordinal.rank_scores(counts.sum(axis=(1, 2)))
    values = np.broadcast_to(scores[:, None, :], (5, 2, 4))
    halves = mean_difference(counts, values)[0]
    np.testing.assert_allclose(halves, small_groups.cliffs_delta(counts).estimate / 2)
    u = stats.mannwhitneyu(*(np.repeat(np.arange(4), cells.astype(int))
                             for cells in counts[0].sum(axis=1))).statistic  # fmt: skip
    n = counts[0].sum(axis=(1, 2))
    assert 2 * u / n.prod() - 1 == pytest.approx(small_groups.cliffs_delta(counts).estimate[0])
