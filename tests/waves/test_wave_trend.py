"""Trends over three waves against R, against whole matrices and against the two-group form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats
from wald import wald_f

from surveyreport.estimates.cr2 import mean_difference
from surveyreport.estimates.wave_trend import departure_from_linear, linear_trend

FOLDER = Path(__file__).parents[1] / "data" / "reference"
WAVES = pd.read_csv(FOLDER / "waves.csv")
RESULTS = pd.read_csv(FOLDER / "results.csv", dtype={"item": str, "level": str})
R = RESULTS[RESULTS.design.eq("clus")].set_index(["test", "item"])
# the outcomes of R: y the level 1-4, t the two most favourable levels
VALUES = {"y": np.array([1.0, 2, 3, 4]), "t": np.array([0.0, 0, 1, 1])}


def reference_counts() -> np.ndarray:
    provider, _ = pd.factorize(WAVES.provider, sort=True)
    counts = np.zeros((3, provider.max() + 1, 4))
    np.add.at(counts, (WAVES.wave - 1, provider, WAVES.y - 1), 1)
    return counts


def whole_matrices(counts, values, adjust):
    """(slope, se, df) from one row per respondent; adjust: CR2, or R's linearised variance."""
    waves, providers, _ = counts.shape
    wave, provider, category = (
        np.repeat(index.ravel(), counts.astype(int).ravel()) for index in np.indices(counts.shape)
    )
    x = np.column_stack([np.ones(len(wave)), wave - (waves - 1) / 2])
    bread = np.linalg.inv(x.T @ x)
    slope = bread @ x.T @ values[category]
    residual = values[category] - x @ slope
    keep = np.eye(len(wave)) - x @ bread @ x.T
    weights = np.zeros((providers, len(wave)))
    for c in range(providers):
        rows = np.flatnonzero(provider == c)
        root = np.eye(len(rows))
        if adjust and len(rows):
            values_, vectors = np.linalg.eigh(keep[np.ix_(rows, rows)])
            root = vectors @ np.diag(values_**-0.5) @ vectors.T
        weights[c, rows] = root @ x[rows] @ bread[:, 1]
    se = np.sqrt(((weights @ residual) ** 2).sum())
    spread = weights @ keep @ weights.T
    if not adjust:
        se *= np.sqrt(providers / (providers - 1))
    return slope[1], se, np.trace(spread) ** 2 / (spread**2).sum()


@pytest.mark.parametrize("outcome", ["y", "t"])
def test_whole_matrices_give_the_trend_of_r(outcome):
    slope, se, _ = whole_matrices(reference_counts(), VALUES[outcome], adjust=False)
    row = R.loc[("wave_trend_svyglm_linear", outcome)]
    assert (slope, se) == pytest.approx((row.estimate, row.se), rel=1e-8)


@pytest.mark.parametrize("outcome", ["y", "t"])
def test_the_trend_is_that_of_whole_matrices(outcome):
    counts = reference_counts()
    result = linear_trend(counts, VALUES[outcome])
    expected = whole_matrices(counts, VALUES[outcome], adjust=True)
    assert (result.estimate, result.se, result.df) == pytest.approx(expected, rel=1e-9)
    assert result.low < result.estimate < result.high


@pytest.mark.parametrize("outcome", ["y", "t"])
def test_wald_f_of_any_difference_is_that_of_r(outcome):
    contrasts = np.array([[-1.0, 1, 0], [-1, 0, 1]])
    result = wald_f(reference_counts(), VALUES[outcome], contrasts)
    row = R.loc[("wave_regTermTest_F", outcome)]
    found = (result.statistic, result.df, result.df2, result.p)
    assert found == pytest.approx((row.statistic, row.df, row.df2, row.p), rel=1e-8)


def test_two_waves_are_the_two_group_form():
    counts = reference_counts()[[1, 0]]
    values = VALUES["y"]
    difference, se, df = mean_difference(counts, np.tile(values, (2, 1)))
    result = linear_trend(counts[::-1], values)
    assert (result.estimate, result.se, result.df) == pytest.approx((difference, se, df), rel=1e-9)


def htz(counts, values, contrasts):
    """(F, df2) of Pustejovsky & Tipton's HTZ test from one row per respondent."""
    waves, providers, _ = counts.shape
    wave, provider, category = (
        np.repeat(index.ravel(), counts.astype(int).ravel()) for index in np.indices(counts.shape)
    )
    x = np.eye(waves)[wave]
    bread = np.linalg.inv(x.T @ x)
    keep = np.eye(len(wave)) - x @ bread @ x.T
    mean = bread @ x.T @ values[category]
    residual = values[category] - x @ mean
    expected = contrasts @ bread @ contrasts.T
    values_, vectors = np.linalg.eigh(expected)
    half = vectors @ np.diag(values_**-0.5) @ vectors.T
    q = len(contrasts)
    rows = np.zeros((q, providers, len(wave)))
    for c in range(providers):
        own = np.flatnonzero(provider == c)
        values_, vectors = np.linalg.eigh(keep[np.ix_(own, own)])
        root = vectors @ np.diag(values_**-0.5) @ vectors.T
        rows[:, c, own] = half @ contrasts @ bread @ x[own].T @ root
    scores = rows @ residual
    wald = (half @ contrasts @ mean) @ np.linalg.solve(scores @ scores.T, half @ contrasts @ mean)
    joint = np.einsum("sci,tdi->stcd", rows @ keep, rows)
    spread = sum(
        (joint[s, s] * joint[t, t] + joint[s, t] * joint[t, s]).sum()
        for s in range(q) for t in range(q)
    )  # fmt: skip
    eta = q * (q + 1) / spread
    return (eta - q + 1) / (eta * q) * wald, eta - q + 1


def test_departure_from_linear_is_the_htz_test_of_whole_matrices():
    three = reference_counts()
    four = np.concatenate([three, three[:1, ::-1]])
    for counts, lines in (
        (three, [[1.0, -2, 1]]),
        (four, [[1.0, -2, 1, 0], [0, 1, -2, 1]]),
    ):
        result = departure_from_linear(counts, VALUES["y"])
        statistic, df2 = htz(counts, VALUES["y"], np.array(lines))
        assert result.df == len(lines)
        assert (result.statistic, result.df2) == pytest.approx((statistic, df2), rel=1e-9)
        assert result.p == pytest.approx(stats.f.sf(statistic, len(lines), df2), rel=1e-9)


def test_departure_keeps_its_error_with_few_providers_and_several_sets_go_at_once():
    rng = np.random.default_rng(3)
    shared, own = rng.normal(0, 0.33, (1500, 1, 8, 1)), rng.normal(0, 0.33, (1500, 3, 8, 1))
    cuts = np.array([-1.4, -0.5, 0.8])
    below = special.ndtr(cuts - shared - own)
    chances = np.diff(below, axis=-1, prepend=0, append=1)
    counts = rng.multinomial([40, 12, 4, 4, 3, 3, 2, 2], chances).astype(float)
    together = departure_from_linear(counts, VALUES["y"])
    alone = departure_from_linear(counts[7], VALUES["y"])
    assert together.p[7] == pytest.approx(alone.p)
    contrast = np.array([[1.0, -2, 1]])
    before = np.mean([wald_f(one, VALUES["y"], contrast).p < 0.05 for one in counts])
    assert np.mean(together.p < 0.05) < 0.06 < before


def test_means_on_a_line_do_not_depart_from_it():
    # wave means 2, 2.5 and 3 over providers that differ
    counts = np.zeros((3, 3, 4))
    counts[0, 0, 0] = counts[0, 1, 1] = counts[0, 2, 2] = 5
    counts[1, 0, 1] = counts[1, 1, 2] = counts[1, 2, [1, 2]] = 4
    counts[2, 0, 1] = counts[2, 1, 3] = counts[2, 2, 2] = 5
    counts = np.concatenate([counts, 2 * counts], axis=1)
    result = departure_from_linear(counts, VALUES["y"])
    assert result.statistic == pytest.approx(0, abs=1e-12)
    assert result.p == pytest.approx(1)
    assert linear_trend(counts, VALUES["y"]).estimate == pytest.approx(0.5)


def test_an_empty_wave_has_no_trend():
    counts = reference_counts()
    counts[1] = 0
    assert np.isnan(linear_trend(counts, VALUES["y"]).p)
    assert np.isnan(departure_from_linear(counts, VALUES["y"]).p)
