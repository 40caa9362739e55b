from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from surveyreport.estimates.design import Design, NotEstimable
from surveyreport.estimates.proportions import korn_graubard, proportions

THREE = np.array([0, 0, 0, 1, 1, 2])


def column(*values: int) -> np.ndarray:
    return np.array(values, dtype=bool)[:, None]


def test_variance_by_hand():
    """p = 3/6; provider totals of y - p: 0.5, 0, -0.5; a fourth, empty provider: 4/3 for 3/2."""
    selected = column(1, 1, 0, 1, 0, 0)
    three, four = (proportions(selected, THREE, n)[0] for n in (3, 4))
    assert three.se**2 == pytest.approx(3 / 2 * 2 * 0.25 / 36)
    assert four.se**2 == pytest.approx(4 / 3 * 2 * 0.25 / 36)
    assert three.df == four.df == 2
    assert three.deff == pytest.approx(three.se**2 / (0.25 / 5))


def test_n_eff_is_at_most_the_base():
    """Negative correlation inside providers does not make a sample larger than it is."""
    result = proportions(column(1, 0, 1, 0, 1, 0), np.array([0, 0, 1, 1, 2, 2]), 3)[0]
    assert result.se == 0
    assert result.n_eff == 6
    nearly = proportions(column(*[1, 0] * 30, 1, 1), np.arange(62) // 2, 31)[0]
    assert nearly.n_eff == 62
    assert 0 < nearly.deff < 0.1


@pytest.mark.parametrize(("selected", "share"), [((0,) * 6, 0.0), ((1,) * 6, 1.0)])
def test_nobody_and_everybody_get_clopper_pearson(selected, share):
    result = proportions(column(*selected), THREE, 3, np.array([0.1, 0.7, 0.3, 1, 1, 1]))[0]
    exact = stats.binomtest(int(6 * share), 6).proportion_ci(method="exact")
    assert (result.share, result.se, result.deff) == (share, 0.0, None)
    assert (result.ci_low, result.ci_high) == pytest.approx(tuple(exact))


def test_not_estimable_has_a_reason_and_no_number():
    empty = proportions(np.zeros((0, 2), dtype=bool), np.zeros(0, dtype=int), 5)
    assert [(p.base, p.share, p.ci_low, p.reason) for p in empty] == [
        (0, None, None, NotEstimable.NO_RESPONDENTS)
    ] * 2
    single = proportions(column(1, 0, 0), np.array([4, 4, 4]), 5)[0]
    assert single.share == pytest.approx(1 / 3)
    assert single.reason == NotEstimable.ONE_PROVIDER
    assert (single.se, single.ci_low, single.ci_high, single.n_eff, single.deff) == (None,) * 5


def test_one_respondent_a_provider_is_a_simple_random_sample():
    selected = column(*([1] * 7 + [0] * 13))
    result = proportions(selected, np.arange(20), 20)[0]
    exact = stats.binomtest(7, 20).proportion_ci(method="exact")
    assert result.deff == pytest.approx(1)
    assert result.n_eff == pytest.approx(19)
    low, high, _ = korn_graubard(7 / 20, 7 / 20 * 13 / 20 / 20, 20, 19)
    assert (low, high) == pytest.approx(tuple(exact))


def test_a_stratum_with_one_provider_is_refused():
    design = Design(THREE, 3, stratum=np.array([0, 0, 1]))
    with pytest.raises(ValueError, match="merge"):
        design.covariance(np.ones((6, 1)))
