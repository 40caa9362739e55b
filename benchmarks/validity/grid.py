"""What the grid of everyday situations measures: every printed figure, and naive ones beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.validity import naive
from benchmarks.validity.cells import TYPE_I, cell, covers, rejects
from surveyreport.estimates import difference, nominal, ordinal, small_groups, within_provider
from surveyreport.estimates.design import Floats, psu_covariance
from surveyreport.estimates.proportions import korn_graubard

if TYPE_CHECKING:
    from benchmarks.validity.scenario import Scenario

GROUPS = ("beleidsteam", "schoolteam")
CATEGORIES = ("niveau 1", "niveau 2", "niveau 3", "niveau 4", "weet niet", "top-2")


def measure(scenario: Scenario, counts: Floats) -> list[dict]:
    """The cells of one scenario: every printed interval and, without a difference, every test.

    counts: (datasets, 2, C, 5) respondents per group, provider, level and don't know.
    """
    levels, truth = counts[..., :4], scenario.shares()
    know = truth[:, :4] / truth[:, :4].sum(axis=1, keepdims=True)
    unknown = np.stack([levels.sum(axis=-1), counts[..., 4]], axis=-1)
    favourable = counts[..., 2:4].sum(axis=-1)
    top2 = np.stack([counts.sum(axis=-1) - favourable, favourable], axis=-1)
    delta = small_groups.cliffs_delta(levels)
    top2_difference = difference.share_difference(top2)
    unknown_difference = difference.share_difference(unknown)
    scores = np.arange(1, 5)
    provider = within_provider.provider_difference(levels, scores)
    gap = truth[0] - truth[1]
    gap_top2 = gap[2:4].sum()
    true_delta = know[0] @ ordinal.win_fractions(know)[0]
    rows = [
        covers("Cliffs delta, CR2", delta, true_delta),
        covers("top-2-verschil, MOVER-Wilson", top2_difference, gap_top2),
        covers("verschil weet niet, MOVER-Wilson", unknown_difference, gap[4]),
        covers("verschil per aanbieder, niveau", provider, (know[0] - know[1]) @ scores),
        *shares_cover(counts, truth),
        covers("top-2-verschil, Wald", naive.wald(top2), gap_top2, printed=False),
    ]
    if scenario.shift == 0:
        merged = nominal.merge_sparse(counts, ordered=4)
        rows += [
            rejects("Cliffs delta, CR2", delta.p, low=TYPE_I[0]),
            rejects("rangtoets, CR2", small_groups.rank_test(levels).p, low=TYPE_I[0]),
            rejects(
                "alle categorieën, Rao-Scott F", nominal.rao_scott_held(merged).p, low=TYPE_I[0]
            ),
            rejects("top-2-verschil, Rao-Scott BM", top2_difference.p, low=TYPE_I[0]),
            rejects("verschil weet niet, Rao-Scott BM", unknown_difference.p, low=TYPE_I[0]),
            rejects("robuuste van Elteren", within_provider.van_elteren(levels).p, low=TYPE_I[0]),
            rejects("verschil per aanbieder, niveau", provider.p, low=TYPE_I[0]),
            rejects("verschil weet niet, CR2 t", naive.cr2_test(unknown), printed=False),
            rejects("rangtoets, df = C - 2", ordinal.rank_test(levels).p, printed=False),
            rejects("chi-kwadraat", naive.chi_square(counts.sum(axis=-2)), printed=False),
            rejects("Mann-Whitney", naive.mann_whitney(levels.sum(axis=-2)), printed=False),
            rejects("top-2-verschil, Wald", naive.wald(top2).p, printed=False),
        ]
    return rows


def shares_cover(counts: Floats, truth: Floats) -> list[dict]:
    """Korn-Graubard for every category and the top-2 of both groups; naive Clopper-Pearson too."""
    counts = np.concatenate([counts, counts[..., 2:4].sum(axis=-1, keepdims=True)], axis=-1)
    truth = np.hstack([truth, truth[:, 2:4].sum(axis=1, keepdims=True)])
    respondents = counts[..., :5].sum(axis=-1)
    n = respondents.sum(axis=-1)[..., None]
    share = counts.sum(axis=-2) / n
    z = (counts - respondents[..., None] * share[..., None, :]) / n[..., None]
    variance = np.diagonal(psu_covariance(z), axis1=-2, axis2=-1)
    df = (respondents > 0).sum(axis=-1)[..., None] - 1
    rows = []
    for name, v, printed in (
        ("Korn-Graubard", variance, True),
        ("Clopper-Pearson", np.zeros_like(variance), False),
    ):
        low, high, _ = korn_graubard(share, v, n, df)
        rates = ((low <= truth) & (truth <= high)).mean(axis=0)
        rows += [
            cell("dekking", f"{name}, {group} {category}", rates[g, k], printed=printed)
            for g, group in enumerate(GROUPS) for k, category in enumerate(CATEGORIES)
        ]  # fmt: skip
    return rows
