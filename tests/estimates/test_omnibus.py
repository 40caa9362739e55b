"""One test over three groups, against R and whole matrices; pairs that hold together."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from wald import wald_f

from surveyreport.estimates.omnibus import closed, equal_groups, htz, pairs
from surveyreport.estimates.ordinal import rank_scores
from surveyreport.estimates.small_groups import cliffs_delta, rank_test

FOLDER = Path(__file__).parents[1] / "data" / "reference"
WAVES = pd.read_csv(FOLDER / "waves.csv")
RESULTS = pd.read_csv(FOLDER / "results.csv", dtype={"item": str, "level": str})
KRUSKAL = RESULTS[RESULTS["test"].eq("wave_svyranktest_KW") & RESULTS["design"].eq("clus")].iloc[0]
CONTRASTS = np.array([[-1.0, 1, 0], [0, -1, 1]])


def reference_counts():
    provider, _ = pd.factorize(WAVES["provider"], sort=True)
    counts = np.zeros((3, provider.max() + 1, 4))
    np.add.at(counts, (WAVES["wave"] - 1, provider, WAVES["y"] - 1), 1)
    return counts


def test_ranks_over_three_groups_are_those_of_r():
    """R's svyranktest(test = "KruskalWallis") is the Wald test of the same midranks with the
    covariance of the survey package; ours differs in the covariance alone."""
    counts = reference_counts()
    scores = rank_scores(counts.sum(axis=(0, 1)))
    result = wald_f(counts, scores, CONTRASTS)
    assert 2 * result.statistic == pytest.approx(KRUSKAL.statistic, rel=1e-8)
    assert result.p == pytest.approx(KRUSKAL.p, rel=1e-8)
    ours = equal_groups(counts)
    assert (ours.df, 0.5 < ours.statistic / result.statistic < 1.1) == (2, True)


def test_two_groups_are_the_rank_test_of_a_pair():
    counts = reference_counts()[:2]
    found, pair = equal_groups(counts), rank_test(counts)
    assert found.statistic == pytest.approx(pair.statistic**2)
    assert (found.df2, found.p) == pytest.approx((float(pair.df), float(pair.p)))


def test_the_statistic_does_not_depend_on_which_contrasts_are_taken():
    counts = reference_counts()
    scores = rank_scores(counts.sum(axis=(0, 1)))
    other = htz(counts, scores, np.array([[2.0, -1, -1], [0, 3, -3]]))
    found = equal_groups(counts)
    assert (found.statistic, found.df2) == pytest.approx((float(other.statistic), float(other.df2)))


def test_pairs_hold_together_after_the_test_of_all():
    assert closed(0.03, [0.01, 0.04, None]) == [0.03, 0.04, None]
    assert closed(0.2, [0.01, 0.04, 0.9]) == [0.2, 0.2, 0.9]
    assert closed(None, [0.01, 0.04, 0.9]) == [None] * 3
    six = closed(0.001, [0.004, 0.02, 0.5, 0.5, 0.5, 0.5])
    assert six[:2] == pytest.approx([0.024, 0.1])
    counts = reference_counts()
    for (a, b), delta in pairs(counts).items():
        assert delta.p == cliffs_delta(counts[[a, b]]).p


def test_error_rates_of_three_groups_in_the_same_providers():
    """800 sets without any difference, 12 providers of unequal size; docs/methods.md has more."""
    random = np.random.default_rng(4)
    sizes = np.array([30, 14, 9, 9, 6, 6, 5, 5, 4, 4, 3, 3])
    people = np.stack([np.maximum(sizes // 4, 1), sizes, sizes - 1])
    effect = random.normal(0, 0.35, (800, 1, 12, 1)) + random.normal(0, 0.2, (800, 3, 12, 1))
    below = stats.norm.cdf(np.array([-1.4, -0.5, 0.8]) - effect)
    counts = random.multinomial(people, np.diff(below, axis=-1, prepend=0, append=1)).astype(float)
    p = equal_groups(counts).p
    assert 0.02 < (p < 0.05).mean() < 0.075
    each = np.stack([pair.p for pair in pairs(counts).values()])
    assert (np.maximum(each, p) < 0.05).any(axis=0).mean() < 0.075
