"""A theme of one provider beside all providers: where in the range that is expected.

Expected of a provider is the public share of the theme, give or take three things: who happened to
answer, how much providers differ anyway, and the noise of the counts. With n people, k questions
and public share P the variance of the printed share is

    P (1 - P) (a / n + t) + V / (n k) ** 2

V is the variance of the noise, known from the mechanism. a (how alike the answers of one person
are) and t (how much providers differ) are estimated per group from the printed counts of all its
providers over all themes, by weighted least squares on the squared distances to the public share,
winsorised: the overdispersed funnel plot of Spiegelhalter (2005). A provider is called below or
above when its share lies outside the range that holds for all themes of its report together
(Bonferroni). Only printed counts and public totals are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from surveyreport.protection.noise import variance
from surveyreport.study.model import Study

# nominal; measured at most 5 % of reports, as shares near 100 % are skewed (docs/disclosure.md)
JOINT, FAR, CHANGED = 0.025, 0.001, 0.01
FAR_BELOW, BELOW, EXPECTED, ABOVE, FAR_ABOVE = (
    "far_below", "below", "expected", "above", "far_above",
)  # fmt: skip
SAME, HIGHER, LOWER = "same", "higher", "lower"
WORDS = (FAR_BELOW, BELOW, EXPECTED, ABOVE, FAR_ABOVE)
COLUMNS = [
    "provider_id", "group", "theme", "items", "people", "n", "printed", "share", "public",
    "noise", "low", "high", "position",
]  # fmt: skip
# with fewer printed themes in a group its spread is not estimated: see `spread`
LEAST_ROWS = 24
WINSOR = 2.5


@dataclass(frozen=True)
class Spread:
    """alike: a, between 0 and 1; between: t, the part of P (1 - P) that providers differ by."""

    alike: float
    between: float


def theme_rows(
    printed: pd.DataFrame, estimates: pd.DataFrame, study: Study, themes: dict
) -> pd.DataFrame:
    """COLUMNS but low, high and position: a row per printed theme.

    printed: provider_printed. estimates: item, kind, n, base as made public. themes: theme ->
    group -> items. people: answers per question; noise: variance of the noise of the share.
    """
    totals = estimates[estimates["kind"] == "top2"].set_index("item")[["n", "base"]]
    asked = {
        (theme, group): [item for item in items if item in totals.index]
        for theme, groups in themes.items()
        for group, items in groups.items()
    }
    sums = {key: totals.loc[items].sum() for key, items in asked.items()}
    public = {key: of["n"] / of["base"] for key, of in sums.items() if of["base"]}
    cells = printed[printed["kind"] == "category"].groupby(["provider_id", "id"]).size().to_dict()
    questions = printed[printed["kind"] == "question"].set_index(["provider_id", "id"])["odds"]
    kept = questions.to_dict()
    rows = []
    for row in printed[printed["kind"] == "theme"].itertuples(index=False):
        items = asked[row.id, row.group]
        noise = 0.0
        alone = [item for item in items if (row.provider_id, item) in kept]
        for item in alone:
            count = int(cells.get((row.provider_id, item), 2))
            chosen = len(study.items[item].scale.top2) if count > 2 else 1
            noise += _variance(kept[row.provider_id, item], count, chosen)
        if len(alone) < len(items):
            noise += _variance(row.odds, 2, 1)
        rows.append(
            (
                row.provider_id, row.group, row.id, len(items), row.n / len(items), row.n,
                row.printed, row.printed / row.n, public[row.id, row.group], noise / row.n**2,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS[:10])


def _variance(own: float, cells: int, chosen: int) -> float:
    return variance(own, cells, chosen) if np.isfinite(own) else 0.0


def spread(rows: pd.DataFrame, items: NDArray | None = None) -> Spread:
    """The spread of the providers of one group. rows: as of theme_rows.

    With fewer than LEAST_ROWS rows: as if one person always answers alike, providers not differing
    beyond that.
    """
    if len(rows) < LEAST_ROWS:
        return Spread(1.0, 0.0)
    unit = (rows["public"] * (1 - rows["public"])).clip(lower=1e-3).to_numpy()
    away = (rows["share"] - rows["public"]).to_numpy() ** 2
    # slow to load: only for who fits a spread
    from scipy.optimize import nnls

    design = np.column_stack([1 / rows["people"], np.ones(len(rows))])
    found = np.array([1 / rows["items"].mean(), 0.02])
    for _ in range(8):
        expected = unit * (design @ found) + rows["noise"].to_numpy()
        # one far provider must not make all others look alike
        kept = np.minimum(away, WINSOR**2 * expected) * _CONSISTENT - rows["noise"].to_numpy()
        scale = 1 / expected
        found, _ = nnls(design * (unit * scale)[:, None], kept * scale)
    return Spread(float(np.clip(found[0], 1 / rows["items"].max(), 1.0)),
                  float(min(found[1], 0.25)))  # fmt: skip


def _density(x: float) -> float:
    """Of the normal distribution."""
    return float(np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi))


# the mean of a squared normal distance, winsorised at WINSOR, is this much below one
_CONSISTENT = 1 / (
    ndtr(WINSOR) * 2 - 1 - 2 * WINSOR * _density(WINSOR) + 2 * WINSOR**2 * ndtr(-WINSOR)
)


def positions(rows: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS. rows: as of theme_rows, of all providers; the spread is estimated per group."""
    found = rows.copy()
    sd = pd.Series(0.0, index=rows.index)
    for _, mine in rows.groupby("group", sort=False):
        of_group = spread(mine)
        sd[mine.index] = standard_deviation(mine, of_group)
    themes = rows.groupby("provider_id")["theme"].transform("size")
    limits = [-ndtri(alpha / (2 * themes.clip(lower=1))) for alpha in (JOINT, FAR)]
    away = rows["share"] - rows["public"]
    found["low"] = (rows["public"] - limits[0] * sd).clip(0, 1)
    found["high"] = (rows["public"] + limits[0] * sd).clip(0, 1)
    found["position"] = np.select(
        [away < -limits[1] * sd, away < -limits[0] * sd, away > limits[1] * sd,
         away > limits[0] * sd],
        [FAR_BELOW, BELOW, FAR_ABOVE, ABOVE],
        EXPECTED,
    )  # fmt: skip
    return found[COLUMNS]


def changes(now: pd.DataFrame, then: pd.DataFrame, alike: Mapping[str, float]) -> pd.DataFrame:
    """provider_id, group, theme, share, share_then, change (SAME, HIGHER or LOWER): a row per theme
    that a provider had printed in two waves.

    now, then: as of theme_rows. alike: per group, of the spread now. Other people answered each
    time, so what they chanced to answer counts twice, as does the noise; it is largest at one half,
    and a provider may lie nearer to that than all together.
    """
    both = now.merge(then, on=["provider_id", "group", "theme"], suffixes=("", "_then"))
    themes = both.groupby("provider_id")["theme"].transform("size")
    middles = [(both[name] + both[f"{name}_then"]) / 2 for name in ("public", "share")]
    unit = np.maximum(*(middle * (1 - middle) for middle in middles))
    people = 1 / both["people"] + 1 / both["people_then"]
    chance = unit * both["group"].map(alike).astype(float) * people
    sd = np.sqrt(chance + both["noise"] + both["noise_then"])
    far, away = -ndtri(CHANGED / (2 * themes)) * sd, both["share"] - both["share_then"]
    both["change"] = np.select([away > far, away < -far], [HIGHER, LOWER], SAME)
    return both[["provider_id", "group", "theme", "share", "share_then", "change"]]


def standard_deviation(rows: pd.DataFrame | Mapping[str, float], of_group: Spread) -> pd.Series:
    """Of the printed shares around the public ones, when nothing special is going on.

    rows: public, people and noise, of several or as plain numbers of one.
    """
    unit = rows["public"] * (1 - rows["public"])
    return np.sqrt(unit * (of_group.alike / rows["people"] + of_group.between) + rows["noise"])


def power(
    difference: float, people: int, typical: pd.Series, of_group: Spread, themes: int
) -> float:
    """The chance (0-1) that a true difference (0-1) of a provider of `people` gets a word.

    typical: public, items, noise of one theme at `people` answers per question. Half of the
    providers that differ lie above, half below.
    """
    sd = float(standard_deviation(typical.to_dict() | {"people": people}, of_group))
    limit = -float(ndtri(JOINT / (2 * themes))) * sd
    return float(ndtr((difference - limit) / sd) + ndtr(-(limit + difference) / sd))


def reliability(people: int, typical: pd.Series, of_group: Spread) -> float:
    """The part (0-1) of the variance of printed shares at `people` answers per question that is
    how much providers differ: Spearman and Brown's formula with the noise of the counts in it.

    typical: as in `power`. Without noise people icc / (1 + (people - 1) icc), with icc = between /
    (between + alike). Of printed counts and public totals only, as everything here.
    """
    unit = max(typical["public"] * (1 - typical["public"]), 1e-3)
    chance = of_group.alike / people + typical["noise"] / unit
    return float(of_group.between / (of_group.between + chance))
