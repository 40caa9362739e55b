"""estimates.csv and the check against the published report, against hand-computed tables."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest
from scipy import stats

from surveyreport.estimates.published import compute, published_check
from surveyreport.estimates.table import COLUMNS, estimate_table

AGREE = "helemaal akkoord"


@pytest.fixture
def table(study):
    """Ten pupils of five providers: B1 six agree, three don't know, one left open."""
    scale = study.items["leerlingen.B1"].scale.labels
    answers = [AGREE] * 4 + ["eerder wel akkoord"] * 2 + ["ik weet het niet"] * 3 + [None]
    frame = pd.DataFrame({"provider_id": list("AABBCCDDEE"), "included": True})
    frame["leerlingen.B1"] = pd.Categorical(answers, categories=scale, ordered=True)
    for number in range(1, 6):
        ticks = [1 if number == 1 else 0] * 8 + [None] * 2
        frame[f"leerlingen.B8.{number}"] = pd.array(ticks, dtype="Int8")
    frame.loc[10] = frame.loc[0]
    frame.loc[10, ["included", "provider_id"]] = [False, "Z"]
    return estimate_table("w", {"leerlingen": frame}, study, {"leerlingen.B1": (28,)}, 0.95)


def row(table, item, category):
    (line,) = table[(table["item"] == item) & (table["category"] == category)].to_dict("records")
    return line


def test_base_counts_dont_know_and_leaves_out_who_did_not_answer(table):
    line = row(table, "leerlingen.B1", AGREE)
    assert (line["n"], line["base"], line["share"]) == (4, 9, pytest.approx(4 / 9))
    assert row(table, "leerlingen.B1", "ik weet het niet")["kind"] == "dont_know"
    assert row(table, "leerlingen.B1", "top2")["n"] == 6
    assert row(table, "leerlingen.B1", "bottom2")["n"] == 0
    assert line["figure"] == "28" and list(table.columns) == COLUMNS


def test_interval_by_hand(table):
    """Korn-Graubard on 9 answers in 5 providers: z_c = sum (y - p)/9, V = 5/4 sum z_c^2."""
    p, n = 4 / 9, 9
    totals = [2 - 2 * p, 2 - 2 * p, -2 * p, -2 * p, -1 * p]
    variance = 5 / 4 * sum((total / n) ** 2 for total in totals)
    n_eff = min(n, p * (1 - p) / variance * (stats.t.ppf(0.975, 8) / stats.t.ppf(0.975, 4)) ** 2)
    line = row(table, "leerlingen.B1", AGREE)
    assert line["df"] == 4
    assert line["n_eff"] == pytest.approx(n_eff)
    assert line["ci_low"] == pytest.approx(stats.beta.ppf(0.025, n_eff * p, n_eff * (1 - p) + 1))
    assert line["ci_high"] == pytest.approx(stats.beta.ppf(0.975, n_eff * p + 1, n_eff * (1 - p)))


def test_boxes_have_the_base_of_who_ticked_something(table):
    assert row(table, "leerlingen.B8.1", "selected")["share"] == 1
    line = row(table, "leerlingen.B8.2", "not_selected")
    assert (line["n"], line["base"]) == (8, 8)


def selector(**keys):
    names = (
        "source",
        "statistic",
        "group",
        "item",
        "categories",
        "register",
        "date",
        "provider_type",
        "grade",
        "programme",
    )
    return SimpleNamespace(**dict.fromkeys(names, "") | keys)


def test_a_sum_is_rounded_after_summing_and_items_can_be_compared(table):
    both = selector(
        source="estimates",
        statistic="percent",
        item="leerlingen.B1",
        categories=f"{AGREE};ik weet het niet",
    )
    assert compute(both, table) == pytest.approx(100 * 7 / 9)
    lowest = selector(
        source="estimates",
        statistic="min_percent",
        categories="selected",
        item="leerlingen.B8.1;leerlingen.B8.2",
    )
    assert compute(lowest, table) == 0
    gone = selector(source="estimates", statistic="percent", item="x.B1", categories="top2")
    assert compute(gone, table) is None


def test_register_statistics_by_hand():
    visited = pd.DataFrame(
        [
            ("visited", "d", unit, kind, grade, programme, count)
            for unit, kind, grade, programme, count in [
                ("1", "cdo", "tweede", "aanloopfase", 6),
                ("1", "cdo", "tweede", "duaal", 4),
                ("1", "cdo", "derde", "duaal", 0),
                ("2", "cdo", "tweede", "aanloopfase", 9),
                ("2", "cdo", "tweede", "duaal", 1),
                ("2", "cdo", "derde", "duaal", 3),
                ("3", "school", "derde", "duaal", 30),
            ]
        ],
        columns=["register", "date", "unit", "provider_type", "grade", "programme", "count"],
    )

    def value(statistic, **keys):
        line = selector(source="register", register="visited", statistic=statistic, **keys)
        return compute(line, visited)

    assert value("units", provider_type="cdo;school") == 3
    assert value("units_without", provider_type="cdo", grade="derde") == 1
    assert (
        value("smallest_share", provider_type="cdo", grade="tweede", programme="aanloopfase") == 0.6
    )
    assert value("sum", provider_type="school", programme="aanloopfase") == 0
    assert value("count", provider_type="school", programme="duaal") == 30
    assert value("count", provider_type="academie") is None


def test_a_value_that_differs_does_not_agree_and_its_discrepancy_is_explained(study, table):
    published = pd.DataFrame(
        [
            {
                "value_id": f"v{printed}",
                "figure": "28",
                "source": "estimates",
                "statistic": "percent",
                "group": "leerlingen",
                "item": "leerlingen.B1",
                "categories": AGREE,
                "register": "",
                "date": "",
                "provider_type": "",
                "grade": "",
                "programme": "",
                "value": str(printed),
                "lo": str(printed - 0.5),
                "hi": str(printed + 0.5),
                "unit": "%",
                "discrepancies": "D08",
            }
            for printed in (44, 45)
        ]
    )
    check = published_check(published, table, pd.DataFrame(), pd.DataFrame(), study)
    assert list(check["agrees"]) == [True, False]
    assert list(check["computed"]) == [44, 44]
    assert math.isclose(check["computed_unrounded"][0], 400 / 9, rel_tol=1e-9)
    assert check["note"][1].startswith("D08: ")
