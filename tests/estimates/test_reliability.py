"""Alpha, omega and the reliability of a provider's mean, against what they are by construction."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.optimize import minimize_scalar
from scipy.stats import multivariate_normal, norm

from surveyreport.estimates.reliability import (
    bivariate_normal,
    coherence,
    omega,
    ordinal_alpha,
    people_needed,
    polychoric,
    provider_icc,
    reliability,
)
from surveyreport.estimates.themes import theme_table

LOADINGS = np.array([0.8, 0.7, 0.6, 0.5, 0.9])


@pytest.mark.parametrize(
    ("a", "b", "rho"), [(0.3, -1.1, 0.6), (2.3, -1.1, -0.95), (0, 0, 0.99), (8, 0.2, 0.5)]
)
def test_the_bivariate_normal_is_that_of_scipy(a, b, rho):
    found = bivariate_normal(np.array(float(a)), np.array(float(b)), np.array(rho))
    assert found == pytest.approx(multivariate_normal.cdf([a, b], cov=[[1, rho], [rho, 1]]), abs=1e-7)  # fmt: skip  # noqa: E501


def test_polychoric_of_a_table_split_at_the_medians_is_sheppards():
    for part in (0.4, 0.3, 0.1):
        table = np.array([[part, 0.5 - part], [0.5 - part, part]]) * 1000
        expected = np.sin(2 * np.pi * (part - 0.25))
        assert polychoric(table) == pytest.approx(expected, abs=1e-5)


def test_polychoric_maximises_the_likelihood_of_the_cells():
    table = np.array([[30.0, 12, 3], [14, 40, 20], [2, 18, 61]])
    cuts = [norm.ppf(np.cumsum(table.sum(axis=axis))[:-1] / table.sum()) for axis in (1, 0)]

    def below(x, y, rho):
        return multivariate_normal.cdf([min(x, 9), min(y, 9)], cov=[[1, rho], [rho, 1]])

    def loss(rho):
        x, y = ([-9, *cut, 9] for cut in cuts)
        cells = [[below(x[i + 1], y[j + 1], rho) - below(x[i], y[j + 1], rho)
                  - below(x[i + 1], y[j], rho) + below(x[i], y[j], rho)
                  for j in range(3)] for i in range(3)]  # fmt: skip
        return -(table * np.log(cells)).sum()

    best = minimize_scalar(loss, bounds=(-0.95, 0.95), method="bounded", options={"xatol": 1e-6})
    assert polychoric(table) == pytest.approx(best.x, abs=1e-4)
    assert np.isnan(polychoric(np.array([[10.0, 5], [0, 0]])))


def test_omega_and_alpha_of_a_known_correlation_matrix():
    one_factor = np.outer(LOADINGS, LOADINGS)
    np.fill_diagonal(one_factor, 1)
    total = LOADINGS.sum() ** 2
    assert omega(one_factor) == pytest.approx(total / (total + (1 - LOADINGS**2).sum()), abs=1e-5)
    alike = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
    assert ordinal_alpha(alike) == pytest.approx(omega(alike)) == pytest.approx(1.6 / 2.2)
    two = np.array([[1, 0.5], [0.5, 1]])
    assert omega(two) == pytest.approx(2 * 0.5 / 1.5)


def answers(random, size, between=0.0, providers=30):
    """Places 0..3 of `size` people whose answers have one factor with LOADINGS, the factor's
    variance partly between providers; (codes, provider)."""
    provider = random.integers(0, providers, size)
    factor = np.sqrt(between) * random.normal(size=providers)[provider]
    factor = factor + np.sqrt(1 - between) * random.normal(size=size)
    noise = random.normal(size=(size, 5)) * np.sqrt(1 - LOADINGS**2)
    latent = factor[:, None] * LOADINGS + noise
    return (latent[:, :, None] > [-1.5, -0.7, 0.4]).sum(axis=-1).astype(float), provider


def test_answers_with_a_known_omega():
    codes, provider = answers(np.random.default_rng(1), 4000)
    found = coherence(codes, provider)
    total = LOADINGS.sum() ** 2
    true = total / (total + (1 - LOADINGS**2).sum())
    assert found.omega.value == pytest.approx(true, abs=0.012)
    assert found.omega.low < true < found.omega.high
    covariance = np.cov(codes.T)
    plain = 5 / 4 * (1 - np.trace(covariance) / covariance.sum())
    assert found.alpha.value == pytest.approx(plain)


def test_the_interval_holds_the_true_omega_with_few_clustered_people():
    """20 waves of 150 people at 30 providers that differ; docs/methods.md has what it covers."""
    random, held = np.random.default_rng(5), 0
    total = LOADINGS.sum() ** 2
    true = total / (total + (1 - LOADINGS**2).sum())
    for _ in range(20):
        found = coherence(*answers(random, 150, between=0.1)).omega
        held += found.low < true < found.high
    assert held >= 16


def test_the_reliability_of_a_providers_mean_is_that_of_spearman_and_brown():
    random = np.random.default_rng(3)
    size, providers, icc = 8, 4000, 0.15
    true = np.sqrt(icc) * random.normal(size=providers)
    values = true[:, None] + np.sqrt(1 - icc) * random.normal(size=(providers, size))
    code = np.repeat(np.arange(providers), size)
    found = provider_icc(values.ravel(), code)
    assert found.value == pytest.approx(icc, abs=0.012) and found.low < icc < found.high
    seen = np.corrcoef(values.mean(axis=1), true)[0, 1] ** 2
    assert reliability(icc, size) == pytest.approx(seen, abs=0.02)
    needed = people_needed(icc, 0.7)
    assert reliability(icc, needed) == pytest.approx(0.7)
    assert reliability(-0.1, 5) == 0 and people_needed(0.0, 0.7) == np.inf
    assert provider_icc(np.ones(9), np.arange(9)).value is None


def test_the_interval_of_the_icc_is_searles_for_equal_sizes_and_holds_for_others():
    random = np.random.default_rng(8)
    values, code = random.normal(size=(12, 5)), np.repeat(np.arange(12), 5)
    values = values + 0.6 * random.normal(size=12)[:, None]
    within = values.var(axis=1, ddof=1).mean()
    ratio = 5 * values.mean(axis=1).var(ddof=1) / within
    found = provider_icc(values.ravel(), code)
    tails = ratio / stats.f.ppf([0.975, 0.025], 11, 48)
    assert (found.low, found.high) == pytest.approx(tuple((tails - 1) / (tails + 4)))
    sizes, icc = np.array([40, 12, 11, 10, 9, 8, 7, 6, 6, 5, 4, 2]), 0.2
    code, held = np.repeat(np.arange(12), sizes), 0
    for _ in range(300):
        means = np.sqrt(icc) * random.normal(size=12)
        values = means[code] + np.sqrt(1 - icc) * random.normal(size=len(code))
        one = provider_icc(values, code)
        held += one.low <= icc <= one.high
    assert held >= 275  # of 300 at 95 %: fewer once in 300


def test_the_table_of_themes(study):
    codes, provider = answers(np.random.default_rng(4), 300, between=0.2)
    random = np.random.default_rng(6)
    labels = np.array(study.items["schoolteam.B3"].scale.substantive[::-1], dtype=object)
    names = ["schoolteam.B3", "schoolteam.B4", "schoolteam.B5"]
    table = pd.DataFrame({name: labels[codes[:, n].astype(int)] for n, name in enumerate(names)})
    # a question that has nothing to do with anything, and people without an opinion
    table["schoolteam.B1"] = random.choice(labels, len(table))
    table["schoolteam.B6"] = random.choice(labels, len(table))
    table.loc[:19, "schoolteam.B4"] = "ik weet het niet"
    table = table.assign(provider_id=[f"P{n}" for n in provider], included=True)
    themes = {
        "team": {"schoolteam": names, "beleid": ["beleid.B3"]},
        "los": {"schoolteam": ["schoolteam.B1", "schoolteam.B6"]},
        "een": {"schoolteam": ["schoolteam.B3"]},
    }
    found = theme_table("x", {"schoolteam": table}, study, themes, 0.6, 30, 0.95)
    of = found.set_index("theme")
    assert list(found["theme"]) == ["team", "los", "een"]
    assert of.at["team", "respondents"] == 280 and of.at["team", "coherent"]
    assert of.at["los", "coherent"] is False and of.at["los", "omega"] < 0.3
    assert of.at["een", "reason"] == "one_question" and of.at["een", "icc"] > 0.02
    few = theme_table("x", {"schoolteam": table.head(20)}, study, themes, 0.6, 30, 0.95)
    assert set(few["reason"]) == {"too_few", "one_question"} and few["omega"].isna().all()
