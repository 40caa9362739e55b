"""One provider beside all other providers, from released numbers and public estimates only.

A provider is one cluster, so the clustered comparison of estimates/difference.py is not estimable:
one provider holds a whole group. The provider is therefore taken as it is, its respondents as
independent answers (Wilson), and the others as clusters: their variance is that of independent
answers times the public design effect of the item. The two are different people, so MOVER joins
their limits without covariance (Newcombe 1998; Zou & Donner 2008). Nothing is used that depends on
hidden answers beyond what the public tables give.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyreport.disclosure.release_table import HIDDEN, SEPARATOR
from surveyreport.estimates.difference import mover_wilson
from surveyreport.feedback.settings import Settings
from surveyreport.study.model import Study

HIGHER, LOWER, UNCLEAR = "higher", "lower", "unclear"
NOT_ALL_SHOWN, TOO_FEW = "not_all_shown", "too_few"
COLUMNS = [
    "provider_id", "theme", "group", "items", "shown", "n_low", "n_high", "share",
    "others_low", "others_high", "others_share", "difference", "low", "high", "verdict",
]  # fmt: skip


def favourable(table: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Per provider and item with a top-2 that is shown: base, share, others_base, others_share.

    table: the release table. The top-2 is the printed one, or the sum of its printed levels.
    """
    top2 = {item.id: set(item.scale.top2) for item in study.items.values() if item.scale}
    shown = table[(table["detail"] != HIDDEN) & table["item"].map(lambda i: bool(top2.get(i)))]
    inside = [
        set(members.split(SEPARATOR)) <= top2[item]
        for item, members in zip(shown["item"], shown["members"], strict=True)
    ]
    chosen = shown[np.array(inside, dtype=bool)]
    sums = chosen.groupby(["provider_id", "group", "item"], sort=False).agg(
        n=("n", "sum"),
        base=("base", "first"),
        others_n=("others_n", "sum"),
        others_base=("others_base", "first"),
    )
    sums = sums.astype(float).reset_index()
    sums["share"] = sums["n"] / sums["base"]
    sums["others_share"] = sums["others_n"] / sums["others_base"]
    return sums


def theme_table(
    table: pd.DataFrame,
    estimates: pd.DataFrame,
    settings: Settings,
    study: Study,
    level: float = 0.95,
) -> pd.DataFrame:
    """COLUMNS, a row per provider, theme and group of the theme.

    share: mean over the shown items of the share (0-1) that chose one of the two favourable
    answers. A difference and a verdict only when all items of the theme are shown: items on which
    nearly everyone agrees are the ones that are hidden, so a mean over the others would mislead.
    Interval: Wilson on the smallest base, as if the answers of one person to all items of a theme
    were the same: the variance of their mean is never larger. The intervals of one report hold
    together with probability `level` (Bonferroni over the differences it shows).
    Items that this wave did not ask do not count. estimates: item, kind, deff, df of the public
    estimates.
    """
    items = favourable(table, study)
    design = estimates[estimates["kind"] == "top2"].set_index("item")[["deff", "df"]]
    items = items.join(design, on="item")
    where = pd.DataFrame(
        [
            (item, theme.id)
            for theme in settings.themes
            for names in theme.items.values()
            for item in names
        ],
        columns=["item", "theme"],
    )
    means = (
        items.merge(where, on="item")
        .groupby(["provider_id", "theme", "group"])
        .agg(
            shown=("item", "size"),
            n_low=("base", "min"),
            n_high=("base", "max"),
            share=("share", "mean"),
            others_low=("others_base", "min"),
            others_high=("others_base", "max"),
            others_share=("others_share", "mean"),
            deff=("deff", "max"),
            df=("df", "min"),
        )
    )
    asked = set(table["item"].unique())
    every = pd.DataFrame(
        [
            (provider, theme.id, group, len(asked.intersection(names)))
            for provider in sorted(table["provider_id"].unique())
            for theme in settings.themes
            for group, names in theme.items.items()
            if asked.intersection(names)
        ],
        columns=["provider_id", "theme", "group", "items"],
    )
    rows = every.join(means, on=["provider_id", "theme", "group"])
    rows["shown"] = rows["shown"].fillna(0).astype(int)
    whole = rows["shown"] == rows["items"]
    compared = whole.groupby(rows["provider_id"]).transform("sum").to_numpy()
    alpha = (1 - level) / np.maximum(compared, 1)
    rows["difference"] = np.where(whole, rows["share"] - rows["others_share"], np.nan)
    rows["low"], rows["high"] = np.nan, np.nan
    for each in np.unique(alpha[whole]):
        part = (whole & (alpha == each)).to_numpy()
        rows.loc[part, ["low", "high"]] = np.column_stack(_interval(rows[part], 1 - each))
    rows["verdict"] = np.select(
        [rows["shown"] == 0, ~whole, rows["low"] > 0, rows["high"] < 0],
        [TOO_FEW, NOT_ALL_SHOWN, HIGHER, LOWER],
        UNCLEAR,
    )
    numbers = ["n_low", "n_high", "others_low", "others_high"]
    return rows.astype(dict.fromkeys(numbers, "Int64"))[COLUMNS]


def _interval(rows: pd.DataFrame, level: float) -> tuple[NDArray, NDArray]:
    """MOVER limits of share - others_share."""
    share = rows[["share", "others_share"]].to_numpy(dtype=float)
    n = rows[["n_low", "others_low"]].to_numpy(dtype=float)
    deff = np.column_stack([np.ones(len(rows)), rows["deff"].fillna(1).clip(lower=1)])
    covariance = np.zeros((len(rows), 2, 2))
    covariance[:, [0, 1], [0, 1]] = share * (1 - share) / n * deff
    return mover_wilson(share, covariance, n, rows["df"].to_numpy(dtype=float), level)


def ranked(rows: pd.DataFrame, settings: Settings) -> tuple[list[str], list[str]]:
    """(strongest, weakest) of one provider's theme rows, as 'theme/group', best and worst first.

    Empty when fewer than settings.themes_needed rows are shown whole.
    """
    whole = rows[rows["shown"] == rows["items"]]
    if len(whole) < max(settings.themes_needed, 2 * settings.listed):
        return [], []
    order = whole.sort_values(["share", "theme", "group"], ascending=[False, True, True])
    names = (order["theme"] + "/" + order["group"]).tolist()
    return names[: settings.listed], names[::-1][: settings.listed]
