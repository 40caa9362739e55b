"""The same figures from `svy`, on data that R has not seen."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import svy

from surveyreport.estimates import weighted, weights
from surveyreport.estimates.design import Design
from surveyreport.estimates.proportions import design_proportions, domain_proportions


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(20)
    provider = np.sort(rng.integers(0, 20, 400))
    effect = rng.normal(0, 0.6, 20)[provider]
    level = np.digitize(rng.normal(effect, 1), [-1, 0, 1]) + 1
    level[rng.random(400) < 0.1] = 8
    group = (rng.random(400) < 0.6).astype(int)
    kind = np.array(["mbo", "hbo"])[provider % 2]
    frame = pl.DataFrame(
        {"provider": provider, "level": level, "group": group, "kind": kind}
    ).with_columns(wgt=rng.uniform(0.5, 3, 400))
    return frame, svy.Sample(frame, svy.Design(psu="provider", wgt="wgt"))


def design_of(frame: pl.DataFrame) -> Design:
    return Design(frame["provider"].to_numpy(), 20, frame["wgt"].to_numpy())


@pytest.mark.parametrize("group", [0, 1])
def test_korn_graubard(survey, group):
    frame, _ = survey
    level = frame["level"].to_numpy()
    favourable = frame.with_columns(top=pl.col("level").is_in([3, 4]).cast(pl.Int64))
    other = svy.Sample(favourable, svy.Design(psu="provider", wgt="wgt")).estimation.prop(
        "top", where=svy.col("group") == group, ci_method="korn-graubard"
    )
    theirs = other.estimates[1]
    selected = np.isin(level, [3, 4])[:, None]
    ours = domain_proportions(selected, frame["group"].to_numpy() == group, design_of(frame))[0]
    expected = (theirs.est, theirs.se, theirs.lci, theirs.uci)
    assert (ours.share, ours.se, ours.ci_low, ours.ci_high) == pytest.approx(expected, rel=1e-8)


def test_rank_test(survey):
    frame, sample = survey
    theirs = sample.categorical.ranktest(
        "level", group="group", where=svy.col("level").is_in([1, 2, 3, 4])
    ).stats
    level, design = frame["level"].to_numpy(), design_of(frame)
    domain = level != 8
    estimate, se = weighted.rank_test(level, frame["group"].to_numpy(), domain, design)
    assert design.degrees_of_freedom(domain) - 1 == theirs.df
    assert abs(estimate / se) == pytest.approx(abs(theirs.value), rel=1e-8)


def test_rao_scott(survey):
    frame, sample = survey
    theirs = sample.categorical.tabulate("group", "level").stats.f
    codes = np.searchsorted([1, 2, 3, 4, 8], frame["level"].to_numpy())
    everyone = np.ones(len(codes), dtype=bool)
    ours = weighted.rao_scott(codes, 5, frame["group"].to_numpy(), everyone, design_of(frame))
    expected = (theirs.value, theirs.df_num, theirs.df_den, theirs.p_value)
    assert (ours.statistic, ours.df, ours.df2, ours.p) == pytest.approx(expected, rel=1e-8)


def test_raking(survey):
    frame, sample = survey
    totals = {"kind": {"mbo": 300.0, "hbo": 500.0}, "group": {0: 350.0, 1: 450.0}}
    theirs = sample.weighting.rake(controls=totals, tol=1e-12, max_iter=1000)
    margins = [weights.Margin(name, frame[name].to_numpy(), t) for name, t in totals.items()]
    ours = weights.rake(frame["wgt"].to_numpy(), margins)
    np.testing.assert_allclose(ours, theirs.data["rk_wgt"].to_numpy(), rtol=1e-8)


def test_share_after_raking(survey):
    """Its interval uses the residuals on the margins, as ours does."""
    frame, _ = survey
    favourable = frame.with_columns(
        top=pl.col("level").is_in([3, 4]).cast(pl.Int64),
        size=pl.when(pl.col("provider") % 4 < 2).then(pl.lit("klein")).otherwise(pl.lit("groot")),
    )
    sample = svy.Sample(favourable, svy.Design(psu="provider", wgt="wgt"))
    totals = {"kind": {"mbo": 300.0, "hbo": 500.0}, "size": {"klein": 350.0, "groot": 450.0}}
    raked = sample.weighting.rake(controls=totals, tol=1e-12, max_iter=1000)
    theirs = raked.estimation.prop("top", ci_method="korn-graubard").estimates[1]
    margins = [weights.Margin(name, favourable[name].to_numpy(), t) for name, t in totals.items()]
    given = weights.rake(frame["wgt"].to_numpy(), margins)
    calibration = weights.raking_calibration(margins)
    design = Design(frame["provider"].to_numpy(), 20, given, calibration=calibration)
    everyone = np.ones(len(frame), dtype=bool)
    selected = (favourable["top"].to_numpy() == 1)[:, None]
    ours = design_proportions(selected, everyone, design)[0]
    expected = (theirs.est, theirs.se, theirs.lci, theirs.uci)
    assert (ours.share, ours.se, ours.ci_low, ours.ci_high) == pytest.approx(expected, rel=1e-8)
