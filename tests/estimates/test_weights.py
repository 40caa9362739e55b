from __future__ import annotations

import numpy as np
import pytest

from surveyreport.estimates import weights
from surveyreport.estimates.clustering import icc_anova, kish_design_effect
from surveyreport.files.problems import InputProblems

KIND = np.array(["mbo"] * 6 + ["hbo"] * 8)
SIZE = np.array(["klein"] * 3 + ["groot"] * 3 + ["klein"] * 4 + ["groot"] * 4)


def test_provider_and_response_weights():
    given = weights.provider_weights(np.array(["mbo", "mbo", "hbo"]), {"mbo": 6, "hbo": 2})
    np.testing.assert_array_equal(given, [3, 3, 2])
    np.testing.assert_array_equal(weights.response_weights([10, 4], [5, 4]), [2, 1])
    with pytest.raises(ValueError, match="at most eligible"):
        weights.response_weights([3], [4])


def test_raking_meets_every_margin_and_keeps_odds_ratios():
    margins = [
        weights.Margin("type", KIND, {"mbo": 40.0, "hbo": 60.0}),
        weights.Margin("grootte", SIZE, {"klein": 30.0, "groot": 70.0}),
    ]
    start = np.linspace(1, 2, 14)
    raked = weights.rake(start, margins)
    for margin in margins:
        np.testing.assert_allclose(raked @ margin.indicators, list(margin.totals.values()))
    # One factor per class of each margin, so the first respondents of the four cells suffice.
    small_mbo, large_mbo, small_hbo, large_hbo = (raked / start)[[0, 3, 6, 10]]
    assert small_mbo * large_hbo == pytest.approx(large_mbo * small_hbo)


def test_impossible_margins_are_all_named():
    margins = [
        weights.Margin("type", KIND, {"mbo": 40.0, "overig": 60.0}),
        weights.Margin("grootte", SIZE, {"klein": 30.0, "groot": 60.0}),
    ]
    with pytest.raises(InputProblems) as raised:
        weights.check_margins(margins, "kader.csv")
    text = str(raised.value)
    assert len(raised.value.problems) == 3
    for part in ("geen totaal voor 'hbo'", "0 respondenten in 'overig'", "type 100, grootte 90"):
        assert part in text
    weights.check_margins([margins[1]], "kader.csv")
    with pytest.raises(InputProblems, match="7 respondenten in 'klein'"):
        weights.check_margins([margins[1]], "kader.csv", smallest=8)


def test_trim_and_kish():
    trimmed = weights.trim(np.array([0.1, 1.0, 1.0, 1.0, 9.0]))
    np.testing.assert_allclose(trimmed / trimmed[1], [0.3, 1, 1, 1, 3])
    assert trimmed.sum() == pytest.approx(12.1)
    assert weights.weighting_effect(np.array([1.0, 3.0])) == pytest.approx(2 * 10 / 16)
    assert weights.weighting_effect(np.full(7, 2.5)) == pytest.approx(1)


def test_design_effect_of_equal_clusters():
    assert kish_design_effect(0.1, np.full(8, 11)) == pytest.approx(2.0)
    identical = np.zeros((2, 6, 2))
    identical[:, :3, 0] = identical[:, 3:, 1] = 5
    assert icc_anova(identical, [0, 1]) == pytest.approx(1.0)
