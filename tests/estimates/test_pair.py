from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
import r_data as r
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from surveyreport.estimates import ordinal, weighted
from surveyreport.estimates.design import Design, NotEstimable
from surveyreport.estimates.difference import minimum_detectable, share_difference
from surveyreport.estimates.multiplicity import benjamini_hochberg, holm
from surveyreport.estimates.nominal import merge_sparse, rao_scott
from surveyreport.estimates.pair import Pair, compare

FAVOURABLE = np.array([False, False, True, True])


def named(pair: Pair) -> dict:
    return {result.estimand: result for result in pair.results}


def reference(item: str) -> Pair:
    counts = r.tensor(item, [1, 2, 3, 4, 8, 9])
    return compare(counts[..., :4], FAVOURABLE, counts[..., 4], counts[..., 5])


def test_headline_of_a_reference_item():
    given_by_r = r.RESULTS[
        (r.RESULTS.test == "lm_CR2_satterthwaite_cliff_delta") & (r.RESULTS["item"] == "q8")
    ].iloc[0]
    pair = reference("q8")
    delta = named(pair)["cliff_delta"]
    assert delta.p_value == pytest.approx(given_by_r.p, rel=1e-8)
    assert (delta.ci_low, delta.ci_high) == pytest.approx((given_by_r.lo, given_by_r.hi), rel=1e-8)
    assert named(pair)["superiority"].ci_low == pytest.approx((given_by_r.lo + 1) / 2, rel=1e-8)
    # 290 substantive answers of 67 + 295; provider 25 and four others have no policy answer.
    answers = r.DATA.q8.isin([1, 2, 3, 4]).groupby(r.DATA.group).sum()
    assert pair.n == (answers.policy, answers.school)
    asked = r.DATA.q8.notna().groupby(r.DATA.group).sum()
    assert pair.not_answering[0] == pytest.approx(1 - answers.policy / asked.policy)
    half = given_by_r.se * stats.t.ppf([0.975, 0.8], given_by_r.df).sum()
    assert pair.detectable_delta == pytest.approx(half, rel=1e-8)


def test_nothing_printed_is_nan_or_half_a_result():
    for item in [f"q{i}" for i in range(1, 9)]:
        for result in reference(item).results:
            numbers = [v for v in astuple(result) if isinstance(v, float)]
            assert not any(map(np.isnan, numbers))
            assert (result.p_value is None) == (result.reason is not None)
            assert (result.ci_low is None) == (result.estimate is None)


@pytest.mark.parametrize("item", ["q1", "q5", "q8"])
def test_every_line_of_an_item_without_sparse_categories_equals_r(item):
    """Without a sparse category the nominal test is R's own; q8 has an empty provider."""

    def p_of(test, design="clus"):
        rows = r.RESULTS[(r.RESULTS.test == test) & (r.RESULTS["item"] == item)]
        return rows[rows.design == design].p.item()

    results = named(reference(item))
    expected = {
        "cliff_delta": p_of("lm_CR2_satterthwaite_cliff_delta"),
        "rank_test": p_of("lm_CR2_satterthwaite_rankscore"),
        "all_categories": p_of("svychisq_F_inclDK"),
        "within_provider": p_of("van_elteren_robust_t"),
        "provider_mean_level_difference": p_of("paired_provider_t_score", ""),
    }
    assert {name: results[name].p_value for name in expected} == pytest.approx(expected, rel=1e-8)


@settings(max_examples=100, deadline=None)
@given(hnp.arrays(np.int64, (2, 5, 6), elements=st.sampled_from([0, 0, 0, 1, 2, 9])))
@pytest.mark.filterwarnings("error")
def test_any_table_gives_numbers_or_a_reason(counts):
    pair = compare(counts[..., :4], FAVOURABLE, counts[..., 4], counts[..., 5], smallest=1)
    for result in pair.results:
        assert (result.p_value is None) == (result.reason is not None)
        assert result.reason in (None, "too_rare") or result.estimate is None
        assert result.p_value is None or 0 <= result.p_value <= 1
        if result.estimate is not None:
            assert result.ci_low <= result.estimate + 1e-9
            assert result.estimate <= result.ci_high + 1e-9


def test_reasons():
    def reason(counts, **options):
        return named(compare(counts, FAVOURABLE, **options))["cliff_delta"].reason

    counts = np.zeros((2, 5, 4))
    assert reason(counts) == NotEstimable.NO_RESPONDENTS
    unknown = np.full((2, 5), 4.0)
    assert reason(counts, dont_know=unknown) == NotEstimable.ALL_DONT_KNOW
    counts[0, :, 3] = 10
    counts[1, 0, 2] = 9
    assert reason(counts) == NotEstimable.TOO_FEW
    assert reason(counts, smallest=5) == NotEstimable.ONE_PROVIDER
    counts[1, 1, 2] = 9
    assert reason(counts) == NotEstimable.NO_VARIANCE
    counts[1, 1, 3] = 1
    assert reason(counts) is None


@pytest.mark.parametrize(("second", "given"), [(4, False), (5, True)])
@pytest.mark.parametrize("side", [0, 1])
def test_boxes_that_few_tick_or_leave_are_not_tested(second, given, side):
    """Of 4 ticks in both groups together one person decides; so it is with those who leave it."""
    counts = np.zeros((2, 8, 2))
    counts[..., 1 - side] = 10
    counts[1, :second, side] += 1
    found = named(compare(counts, np.array([False, True])))
    expected = None if given else NotEstimable.TOO_RARE
    for name in ("cliff_delta", "superiority", "rank_test", "within_provider"):
        assert found[name].reason == expected
    top2 = found["top2_difference"]
    assert (top2.p_value is not None) == given and top2.reason == expected
    assert top2.ci_low < top2.estimate < top2.ci_high
    group, psu, category = (np.repeat(x.ravel(), counts.ravel().astype(int))
                            for x in np.indices(counts.shape))  # fmt: skip
    nobody = np.zeros(len(group), bool)
    weighted_lines = weighted.compare(
        category, np.array([False, True]), nobody, group, Design(psu, 8, 1.0 + psu % 3)
    )
    assert [line.reason for line in weighted_lines] == [expected] * 3
    assert weighted_lines[2].ci_low < weighted_lines[2].ci_high


def test_one_provider_holding_a_group_has_no_result_at_all():
    counts = np.zeros((2, 6, 4))
    counts[0] = [2, 3, 4, 1]
    counts[1, 2] = [5, 6, 7, 8]
    pair = compare(counts, FAVOURABLE)
    assert {result.reason for result in pair.results} == {NotEstimable.ONE_PROVIDER}


def test_no_provider_with_both_groups_stops_only_the_inside_comparison():
    rng = np.random.default_rng(3)
    counts = rng.integers(1, 5, (2, 10, 4)).astype(float)
    counts[0, :5] = counts[1, 5:] = 0
    results = named(compare(counts, FAVOURABLE))
    assert results["within_provider"].reason == NotEstimable.ONE_PROVIDER
    assert results["cliff_delta"].reason is None


def test_delta_by_hand():
    """a: 1, 3, 3; b: 2, 3. Wins 2, losses 2 (1 < 2, 1 < 3), ties 2: delta = (2 - 2) / 6."""
    counts = np.zeros((2, 3, 4))
    counts[0, 0, 0] = counts[0, 1, 2] = counts[0, 2, 2] = counts[1, 0, 1] = counts[1, 1, 2] = 1
    assert ordinal.cliffs_delta(counts).estimate == pytest.approx(0)
    counts[0, 0] = [0, 0, 0, 1]
    assert ordinal.cliffs_delta(counts).estimate == pytest.approx((2 + 1 + 1) / 6)


def test_interval_beyond_one_half_is_on_the_atanh_scale():
    counts = np.zeros((2, 8, 4))
    counts[0] = [0, 1, 2, 6]
    counts[1] = [5, 2, 1, 0]
    counts[1, ::2] = [4, 2, 1, 1]
    result = ordinal.cliffs_delta(counts)
    half = stats.t.ppf(0.975, result.df) * result.se / (1 - result.estimate**2)
    limits = np.tanh(np.arctanh(result.estimate) + np.array([-half, half]))
    assert result.estimate > 0.5
    assert (result.low, result.high) == pytest.approx(tuple(limits))
    assert result.high < 1


tables = hnp.arrays(np.int64, (2, 6, 4), elements=st.integers(0, 4)).filter(
    lambda t: (t.sum(axis=(1, 2)) > 3).all() and ((t.sum(axis=2) > 0).sum(axis=1) > 1).all()
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_swapping_the_groups_turns_every_sign(counts):
    here, there = (
        compare(counts, FAVOURABLE, smallest=1),
        compare(counts[::-1], FAVOURABLE, smallest=1),
    )
    for a, b in zip(here.results, there.results, strict=True):
        assert a.reason == b.reason
        if a.p_value is not None:
            assert a.p_value == pytest.approx(b.p_value, rel=1e-6)
    a, b = named(here)["top2_difference"], named(there)["top2_difference"]
    if a.reason is None:
        assert (a.estimate, a.ci_low) == pytest.approx((-b.estimate, -b.ci_high), abs=1e-9)
        assert -1 <= a.ci_low <= a.estimate <= a.ci_high <= 1


@settings(max_examples=60, deadline=None)
@given(tables)
def test_order_and_empty_providers(counts):
    """The order of providers does not matter; an empty provider changes only the C/(C - 1)."""
    shuffled = counts[:, [3, 0, 5, 1, 4, 2]]
    padded = np.concatenate([counts, np.zeros((2, 1, 4), dtype=int)], axis=1)
    one = ordinal.cliffs_delta(counts)
    for other in (shuffled, padded):
        np.testing.assert_allclose(ordinal.cliffs_delta(other).p, one.p, rtol=1e-9)
    test, wider = rao_scott(counts), rao_scott(padded)
    if np.isfinite(test.p):
        assert wider.statistic == pytest.approx(test.statistic * (6 / 5) / (7 / 6))
        assert wider.df2 == pytest.approx(test.df2)


def test_data_sets_at_once_equal_one_by_one():
    counts = np.random.default_rng(8).integers(0, 4, (7, 2, 9, 4))
    together = ordinal.cliffs_delta(counts)
    for index, single in enumerate(counts):
        assert ordinal.cliffs_delta(single).p == pytest.approx(together.p[index])
        assert rao_scott(single).p == pytest.approx(rao_scott(counts).p[index])


def test_sparse_categories():
    counts = np.zeros((2, 2, 5))
    counts[0, 0] = [1, 0, 20, 30, 4]
    counts[1, 1] = [2, 30, 20, 1, 0]
    merged = merge_sparse(counts, ordered=4)
    # Level 1 (3 respondents) joins level 2; don't know (4) is left out, never joined to level 4.
    np.testing.assert_array_equal(merged[0, 0], [0, 1, 20, 30, 0])
    np.testing.assert_array_equal(merged[1, 1], [0, 32, 20, 1, 0])
    counts[..., 1] = 0
    np.testing.assert_array_equal(merge_sparse(counts, 4)[0, 0], [0, 0, 21, 30, 0])


def test_share_difference_keeps_p_and_df_of_rao_scott_and_bell_mccaffrey():
    counts = np.random.default_rng(4).integers(0, 5, (2, 12, 2))
    result, f = share_difference(counts), rao_scott(counts)
    assert result.statistic**2 == pytest.approx(f.statistic)
    assert result.p == pytest.approx(stats.f.sf(f.statistic, 1, result.df))
    assert minimum_detectable(result.se, result.df) > result.se


def test_adjusting_skips_what_was_not_tested():
    assert holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])
    assert benjamini_hochberg([None, 0.02, 0.04]) == pytest.approx([None, 0.04, 0.04])
    assert holm([None]) == [None]
    assert holm([0.6, 0.9]) == [1.0, 1.0]
