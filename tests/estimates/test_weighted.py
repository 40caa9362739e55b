from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import r_data as r
from scipy import stats

from surveyreport.estimates import pair, small_groups, weighted
from surveyreport.estimates.cr2 import cr2
from surveyreport.estimates.design import Design, NotEstimable

FAVOURABLE = np.array([False, False, True, True])


def compare(item: str, design, **options):
    codes, opinion = r.answers(item, [1, 2, 3, 4])
    category = np.where(opinion, codes, -1)
    unknown = (r.DATA[item] == 8).to_numpy()
    return weighted.compare(category, FAVOURABLE, unknown, r.GROUP, design, **options)


def test_equal_weights_give_the_unweighted_estimates_and_mover_limits():
    counts = r.tensor("q2", [1, 2, 3, 4, 8])
    plain = {
        x.estimand: x for x in pair.compare(counts[..., :4], FAVOURABLE, counts[..., 4]).results
    }
    design = replace(r.designs()["clus"], weights=np.full(len(r.DATA), 3.0))
    delta, superiority, top2 = compare("q2", design)
    for ours in (delta, superiority, top2):
        assert ours.estimate == pytest.approx(plain[ours.estimand].estimate)
        assert ours.df == pytest.approx(plain[ours.estimand].df)
    expected = plain["top2_difference"]
    assert (top2.ci_low, top2.ci_high) == pytest.approx((expected.ci_low, expected.ci_high))


def test_weighted_delta_has_the_jackknife_se_of_r_and_bell_mccaffrey_df():
    rows = r.RESULTS[(r.RESULTS.test == "cliff_delta_JK1") & (r.RESULTS.design == "clus_w")]
    row = rows[rows["item"] == "q3"].iloc[0]
    delta = compare("q3", r.designs()["clus_w"])[0]
    respondents = r.tensor("q3", [1, 2, 3, 4]).sum(axis=-1)
    _, df = cr2(np.zeros_like(respondents), respondents)
    half = stats.t.ppf(0.975, df) * row.se
    assert delta.estimate == pytest.approx(row.estimate, rel=1e-8)
    assert (delta.ci_low, delta.ci_high) == pytest.approx(
        (row.estimate - half, row.estimate + half), rel=1e-8
    )


def test_calibrated_weights_use_the_residuals_on_the_margins():
    raked = r.designs()["rake"]
    calibrated = compare("q1", raked)
    ignoring = compare("q1", replace(raked, calibration=None))
    for one, other in zip(calibrated, ignoring, strict=True):
        assert one.estimate == pytest.approx(other.estimate)
        assert one.ci_low != pytest.approx(other.ci_low, rel=1e-4)


def test_not_estimable_with_weights():
    provider = np.array([0, 0, 0, 1, 1, 2, 2, 3])
    group = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    design = weighted.Design(provider, 4, np.linspace(1, 2, 8))
    category = np.array([0, 1, 2, 3, 1, 2, 0, 3])
    nobody = np.zeros(8, dtype=bool)

    def reasons(category, smallest, unknown=nobody):
        results = weighted.compare(category, FAVOURABLE, unknown, group, design, smallest)
        assert all(x.estimate is x.p_value is None for x in results)
        return [x.reason for x in results]

    assert reasons(category, 3) == [NotEstimable.ONE_PROVIDER] * 3
    assert reasons(category, 4) == [NotEstimable.TOO_FEW] * 3
    silent = np.where(group == 1, -1, category)
    assert reasons(silent, 3) == [NotEstimable.NO_RESPONDENTS] * 3
    assert reasons(silent, 3, group == 1)[:2] == [NotEstimable.ALL_DONT_KNOW] * 2


def weighted_case(counts, weights):
    """The rows of counts (2, C, K) with a weight for each provider: compare's arguments."""
    group, psu, category = (
        np.repeat(index.ravel(), counts.astype(int).ravel()) for index in np.indices(counts.shape)
    )
    return category, np.zeros(len(group), bool), group, Design(psu, counts.shape[1], weights[psu])


def test_rare_ticks_and_unanimity_hold_with_weights_too():
    rng = np.random.default_rng(7)
    weights = rng.uniform(0.6, 1.8, 30)
    sizes = np.array([np.resize([3, 2, 2], 30), np.resize([18, 9, 6, 4, 12], 30)])
    rejected = []
    for ticked in rng.binomial(sizes, 0.03, (300, *sizes.shape)):
        counts = np.stack([sizes - ticked, ticked], axis=-1)
        category, unknown, group, design = weighted_case(counts, weights)
        lines = weighted.compare(category, np.array([False, True]), unknown, group, design)
        delta, _, top2 = lines
        assert delta.p_value == top2.p_value
        rejected.append(top2.p_value is not None and top2.p_value < 0.05)
    assert np.mean(rejected) < 0.06
    counts = np.zeros((2, 30, 4))
    counts[0, :10, 3] = 1
    counts[1, :, 3] = rng.binomial(10, 0.9, 30)
    counts[1, :, 2] = 10 - counts[1, :, 3]
    category, unknown, group, design = weighted_case(counts, weights)
    favourable = np.array([False, False, True, True])
    delta = weighted.compare(category, favourable, unknown, group, design)[0]
    assert delta.p_value > 0.1 and delta.ci_low < 0 < delta.ci_high
    # equal weights: what is said without them, apart from JK1 for CR2 and their part of the limits
    _, _, _, even = weighted_case(counts, np.ones(30))
    delta = weighted.compare(category, favourable, unknown, group, even)[0]
    plain = small_groups.cliffs_delta(counts)
    assert delta.p_value == pytest.approx(plain.p)
    limits = (float(plain.low), float(plain.high))
    assert (delta.ci_low, delta.ci_high) == pytest.approx(limits, abs=0.01)
