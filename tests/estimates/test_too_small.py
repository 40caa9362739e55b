"""What too few people answered stands nowhere: not in estimates, verdicts or microdata."""

import pandas as pd
import pytest
from support import ROOT

from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.estimates.table import estimate_table
from surveyreport.estimates.too_small import (
    ABOUT_ANSWERS,
    HIDDEN,
    items_left_out,
    left_out,
    silent,
    too_small,
    without,
)
from surveyreport.files.csvfile import read_table, write_csv
from surveyreport.protection.settings import Public
from surveyreport.responses.recoding import missing_column
from surveyreport.study.comparisons import load_comparisons

RULES = Public(10, 5, 50, 3, 0.5, "leave_out")
ITEM, OTHER = "beleid.B1", "schoolteam.B1"


def group(study, item, answers, providers):
    """Recoded responses of one group: level -> respondents, dealt over the providers in turn."""
    levels = [level for level, n in answers.items() for _ in range(n)]
    scale = study.items[item].scale
    return pd.DataFrame(
        {
            "provider_id": [providers[i % len(providers)] for i in range(len(levels))],
            "included": True,
            item: pd.Categorical(levels, scale.labels, ordered=True),
            missing_column(item): pd.Categorical([None] * len(levels), ["left_open"]),
        }
    )


def answers(study, *counts):
    labels = study.items[ITEM].scale.labels
    return dict(zip(labels, counts, strict=False))


SIX, MANY = ["A", "B", "C", "D", "E", "F"], [f"P{n}" for n in range(12)]


@pytest.mark.parametrize(
    ("counts", "providers", "why"),
    [
        ((3, 3), SIX, "6 antwoorden, minder dan 10"),
        ((20, 20), ["A", "B"], "van 2 aanbieders"),
        ((20, 20), ["A", "A", "A", "B", "C"], "één aanbieder gaf meer"),
        ((20, 3), SIX, "minder dan 5 bij één ervan"),
        ((30, 30, 1), MANY, None),
        ((6, 6), SIX, None),
        ((), SIX, None),
    ],
)
def test_an_item_is_left_out_by_the_rules_of_public_tables(study, counts, providers, why):
    responses = {"beleid": group(study, ITEM, answers(study, *counts), providers)}
    table = estimate_table("2023", responses, study, {}, 0.95)
    found = too_small(table, responses, RULES)
    assert list(found) == ([ITEM] if why else [])
    assert why is None or why in found[ITEM]


def test_no_number_of_it_is_written_but_how_many_answered(study, tmp_path):
    responses = {
        "beleid": group(study, ITEM, answers(study, 3, 3), SIX),
        "schoolteam": group(study, OTHER, answers(study, 30, 30, 20), MANY),
    }
    table = estimate_table("2023", responses, study, {}, 0.95)
    write_csv(left_out(table, {ITEM}), tmp_path / "estimates.csv")
    read = read_table(tmp_path / "estimates.csv")
    mine = read["item"].eq(ITEM)
    assert read.loc[mine, HIDDEN].isna().all(axis=None) and set(read.loc[mine, "base"]) == {6}
    whole = table.loc[~mine.to_numpy(), HIDDEN].astype(float).round(10)
    pd.testing.assert_frame_equal(read.loc[~mine, HIDDEN].astype(float), whole)
    assert items_left_out(read) == {ITEM}


def test_a_comparison_with_it_has_too_few_answers(study):
    entries = load_comparisons(ROOT / "study/comparisons.yaml", study)
    entry = next(e for e in entries.comparisons if e.items[0].startswith("beleid."))
    one, two = entry.items
    responses = {
        "beleid": group(study, one, answers(study, 6, 6), SIX),
        "schoolteam": group(study, two, answers(study, 30, 30, 20), MANY),
    }
    for out in ((), (one,), (two,)):
        pairs = compare_pairs(entries, responses, study, 10, 0.95, out)
        table = comparison_table("2023", pairs, entries, 0.05)
        rows = table[table["comparison"].eq(entry.id)]
        told = rows[rows["estimand"].eq("cliff_delta")].iloc[0]
        assert (told["n_a"], told["n_b"]) == (12, 80)
        assert pd.isna(told["estimate"]) == bool(out)
        assert not out or rows[["estimate", "ci_low", "p_value"]].isna().all(axis=None)


def test_a_verdict_tells_nothing_of_answers_but_how_many(study):
    verdicts = pd.DataFrame({"n_a": [6, 80], "dont_know_differs": [True, True]})
    verdicts[ABOUT_ANSWERS] = 0.5
    made = silent(verdicts, pd.Series([True, False]))
    assert made.loc[0, ABOUT_ANSWERS].isna().all() and made.loc[0, "n_a"] == 6
    assert not made.loc[0, "dont_know_differs"]
    assert made.loc[1, ABOUT_ANSWERS].eq(0.5).all()


def test_the_microdata_hold_no_answer_to_it(study):
    table = group(study, ITEM, answers(study, 3, 3), SIX)
    assert without(table, {ITEM}).empty and list(without(table, {ITEM})) == list(table)
    both = table.assign(**{"beleid.B2.1": 1, missing_column("beleid.B2.1"): None})
    kept = without(both, {ITEM})
    assert len(kept) == 6 and ITEM not in kept and missing_column(ITEM) not in kept
    assert "beleid.B2.1" in kept
