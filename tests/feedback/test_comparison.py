"""Themes of one provider beside the others, against hand-made numbers and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from surveyreport.feedback.comparison import (
    HIGHER,
    NOT_ALL_SHOWN,
    TOO_FEW,
    UNCLEAR,
    ranked,
    theme_table,
)
from surveyreport.feedback.settings import Settings, Theme

ITEMS = ("schoolteam.C20", "schoolteam.C21")
THEMES = (Theme("door", "Doorstroom", {"schoolteam": ITEMS}),)
SETTINGS = Settings(THEMES, 1, 2, "leerlingen", "x", 1, 30)


def row(provider, item, detail, category, members, n, base, others_n, others_base):
    share = (n / base, others_n / others_base) if base else (np.nan, np.nan)
    return (provider, "schoolteam", item, detail, category, members, n, base, share[0], others_n,
            others_base, share[1])  # fmt: skip


def table(rows):
    columns = ["provider_id", "group", "item", "detail", "category", "members", "n", "base",
               "share", "others_n", "others_base", "others_share"]  # fmt: skip
    whole = dict.fromkeys(("n", "base", "others_n", "others_base"), "Int64")
    return pd.DataFrame(rows, columns=columns).astype(whole)


def top2(provider, item, n, base, others_n, others_base):
    top = "helemaal akkoord|eerder wel akkoord"
    rest = "eerder niet akkoord|helemaal niet akkoord|ik weet het niet"
    return [
        row(provider, item, "2", "top2", top, n, base, others_n, others_base),
        row(provider, item, "2", "rest", rest, base - n, base, others_base - others_n, others_base),
    ]


def hidden(provider, item):
    return [row(provider, item, "none", "all", "x", None, None, None, None)]


ESTIMATES = pd.DataFrame({"item": ITEMS, "kind": "top2", "deff": 1.0, "df": 10**9})


def test_the_interval_is_newcombes_without_a_design_effect(study):
    rows = [*top2("P", ITEMS[0], 12, 16, 100, 250), *top2("P", ITEMS[1], 12, 16, 100, 250)]
    result = theme_table(table(rows), ESTIMATES, SETTINGS, study).iloc[0]
    expected = confint_proportions_2indep(12, 16, 100, 250, method="newcomb", alpha=0.05)
    assert (result["low"], result["high"]) == pytest.approx(expected, abs=1e-6)
    assert result["difference"] == pytest.approx(12 / 16 - 100 / 250)
    assert result["verdict"] == HIGHER


def test_a_theme_is_the_mean_of_its_items_and_levels_are_added(study):
    rows = [
        row("P", ITEMS[0], "0", "helemaal akkoord", "helemaal akkoord", 4, 10, 30, 100),
        row("P", ITEMS[0], "0", "eerder wel akkoord", "eerder wel akkoord", 3, 10, 40, 100),
        row("P", ITEMS[0], "0", "eerder niet akkoord", "eerder niet akkoord", 3, 10, 30, 100),
        *top2("P", ITEMS[1], 4, 8, 60, 120),
    ]
    result = theme_table(table(rows), ESTIMATES, SETTINGS, study).iloc[0]
    assert result["share"] == pytest.approx((7 / 10 + 4 / 8) / 2)
    assert result["others_share"] == pytest.approx((70 / 100 + 60 / 120) / 2)
    assert (result["n_low"], result["n_high"]) == (8, 10)
    assert result["verdict"] == UNCLEAR


def test_the_design_effect_of_the_others_widens_the_interval(study):
    rows = [*top2("P", ITEMS[0], 12, 16, 100, 250), *top2("P", ITEMS[1], 12, 16, 100, 250)]
    wide = theme_table(table(rows), ESTIMATES.assign(deff=4.0), SETTINGS, study).iloc[0]
    narrow = theme_table(table(rows), ESTIMATES, SETTINGS, study).iloc[0]
    assert wide["low"] < narrow["low"] and wide["high"] > narrow["high"]


def test_no_difference_unless_every_item_is_shown(study):
    rows = [
        *top2("P", ITEMS[0], 12, 16, 100, 250), *hidden("P", ITEMS[1]),
        *hidden("Q", ITEMS[0]), *hidden("Q", ITEMS[1]),
    ]  # fmt: skip
    some, none = theme_table(table(rows), ESTIMATES, SETTINGS, study).itertuples()
    assert some.verdict == NOT_ALL_SHOWN and some.shown == 1
    assert np.isnan(some.difference) and np.isnan(some.low)
    assert none.verdict == TOO_FEW and np.isnan(none.share)


def test_strongest_and_weakest_need_enough_whole_themes(study):
    rows = pd.DataFrame(
        {
            "theme": list("abc"),
            "group": "schoolteam",
            "items": [2, 2, 2],
            "shown": [2, 2, 1],
            "share": [0.4, 0.8, 0.9],
        }
    )
    assert ranked(rows, SETTINGS) == (["b/schoolteam"], ["a/schoolteam"])
    assert ranked(rows.assign(shown=[2, 1, 1]), SETTINGS) == ([], [])
