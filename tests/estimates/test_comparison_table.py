"""comparisons.csv and the verdicts: counts by hand, adjustment within the family, words by rule."""

import numpy as np
import pandas as pd
import pytest
from support import ROOT

from surveyreport.estimates.comparison_table import (
    COLUMNS,
    compare_pairs,
    comparison_table,
    pair_counts,
)
from surveyreport.estimates.design import NotEstimable
from surveyreport.estimates.verdicts import Rule, verdict, verdict_table
from surveyreport.files.problems import InputProblems
from surveyreport.study.comparisons import Comparison, Comparisons, Family, load_comparisons

RULE = Rule(alpha=0.05, dont_know_gap=0.10, dont_know_share=0.20, smallest_df=4)
AGREE = ["helemaal akkoord", "eerder wel akkoord", "eerder niet akkoord", "helemaal niet akkoord"]


def respondents(study, item, rows):
    """rows: (provider, answer) of one group's included respondents, plus one excluded."""
    table = pd.DataFrame(rows, columns=["provider_id", item]).assign(included=True)
    table.loc[len(table)] = ["Z", AGREE[0], False]
    scale = study.items[item].scale
    table[item] = pd.Categorical(table[item], categories=scale.labels, ordered=True)
    return table


def entries(*comparisons, kind="confirmatory"):
    return Comparisons({"f": Family("f", "Familie", kind)}, comparisons)


VISION = Comparison("visie", "f", "eigen visie", ("beleid.B1", "schoolteam.B1"), "same", 13)


@pytest.fixture
def twelve_providers(study):
    rng = np.random.default_rng(1)

    def group(item, n, shares):
        rows = [
            (f"P{i % 12:02d}", str(rng.choice([*AGREE, "ik weet het niet"], p=shares)))
            for i in range(n)
        ]
        return respondents(study, item, rows)

    return {
        "beleid": group("beleid.B1", 120, [0.7, 0.2, 0.05, 0.0, 0.05]),
        "schoolteam": group("schoolteam.B1", 240, [0.2, 0.4, 0.2, 0.15, 0.05]),
    }


def test_counts_run_from_least_to_most_favourable_and_leave_out_the_excluded(study):
    responses = {
        "beleid": respondents(study, "beleid.B1", [("A", AGREE[0]), ("B", AGREE[3])]),
        "schoolteam": respondents(
            study, "schoolteam.B1", [("B", AGREE[1]), ("C", "ik weet het niet"), ("C", None)]
        ),
    }
    counts = pair_counts(VISION, responses, study)
    # providers A, B, C; levels helemaal niet, eerder niet, eerder wel, helemaal
    assert counts.levels.tolist() == [
        [[0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]],
        [[0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]],
    ]
    assert counts.favourable.tolist() == [False, False, True, True]
    assert counts.dont_know.tolist() == [[0, 0, 0], [0, 0, 1]]
    assert counts.not_applicable is None


def test_not_applicable_counts_where_one_group_could_choose_it(study):
    item = "schoolteam.B2.1"
    responses = {
        "beleid": respondents(study, "beleid.B2.1", [("A", AGREE[0])]),
        "schoolteam": respondents(study, item, [("A", "niet van toepassing voor mezelf")]),
    }
    pair = Comparison("x", "f", "x", ("beleid.B2.1", item), "same")
    counts = pair_counts(pair, responses, study)
    assert counts.not_applicable.tolist() == [[0], [1]] and counts.levels[1].sum() == 0


def test_delta_and_top2_by_hand(study, twelve_providers):
    pairs = compare_pairs(entries(VISION), twelve_providers, study, 10, 0.95)
    estimated = comparison_table("w", pairs, entries(VISION))
    a, b = (
        twelve_providers[group].query("included")[f"{group}.B1"]
        for group in ("beleid", "schoolteam")
    )
    score = {label: 4 - i for i, label in enumerate(AGREE)}
    x, y = (np.array([score[v] for v in g.dropna() if v in score]) for g in (a, b))
    delta = np.sign(x[:, None] - y[None, :]).mean()
    line = estimated.set_index("estimand").loc["cliff_delta"]
    assert line["estimate"] == pytest.approx(delta)
    assert (line["n_a"], line["n_b"], line["providers"]) == (len(x), len(y), 12)
    top2 = a.isin(AGREE[:2]).mean() - b.isin(AGREE[:2]).mean()
    assert estimated.set_index("estimand").loc["top2_difference", "estimate"] == pytest.approx(top2)
    assert list(estimated.columns) == COLUMNS


def test_holm_within_family_and_estimand(study, twelve_providers):
    """The smallest p of three is multiplied by 3, the next by 2 (Holm 1979)."""
    names = ("een", "twee", "drie")
    three = entries(*(Comparison(n, "f", n, VISION.items, "same") for n in names))
    responses = twelve_providers
    pairs = compare_pairs(three, responses, study, 10, 0.95)
    table = comparison_table("w", pairs, three).query("estimand == 'cliff_delta'")
    p = table["p_value"].iloc[0]
    assert table["p_adjusted"].tolist() == pytest.approx([min(1, 3 * p)] * 3)
    exploratory = entries(*three.comparisons, kind="exploratory")
    table = comparison_table("w", pairs, exploratory).query("estimand == 'cliff_delta'")
    assert table["p_adjusted"].tolist() == pytest.approx([p] * 3)


def test_boxes_are_compared_as_shares(study):
    boxes = ("schoolteam.C8.1", "leerlingen.B8.1")
    rng = np.random.default_rng(2)
    responses = {
        item.split(".")[0]: pd.DataFrame(
            {
                "provider_id": [f"P{i % 9}" for i in range(90)],
                "included": True,
                item: pd.array(rng.random(90) < share, dtype="Int8"),
            }
        )
        for item, share in zip(boxes, (0.8, 0.3), strict=True)
    }
    one = entries(Comparison("vak", "f", "een vak", boxes, "similar"))
    table = comparison_table("w", compare_pairs(one, responses, study, 10, 0.95), one)
    shares = [responses[item.split(".")[0]][item].mean() for item in boxes]
    line = table.set_index("estimand").loc["top2_difference"]
    assert line["estimate"] == pytest.approx(shares[0] - shares[1])
    assert line["ci_low"] > 0 and line["p_adjusted"] < 0.05


@pytest.mark.parametrize(
    ("rows_a", "reason"),
    [
        ([("A", AGREE[0])] * 5, NotEstimable.TOO_FEW),
        ([("A", AGREE[0])] * 30, NotEstimable.ONE_PROVIDER),
        ([("A", "ik weet het niet"), ("B", "ik weet het niet")] * 15, NotEstimable.ALL_DONT_KNOW),
        ([("A", None), ("B", None)] * 15, NotEstimable.NO_RESPONDENTS),
    ],
)
def test_not_estimable_is_an_answer_with_a_reason(study, rows_a, reason):
    rows_b = [(f"P{i % 6}", AGREE[i % 4]) for i in range(60)]
    responses = {
        "beleid": respondents(study, "beleid.B1", rows_a),
        "schoolteam": respondents(study, "schoolteam.B1", rows_b),
    }
    one = entries(VISION)
    pairs = compare_pairs(one, responses, study, 10, 0.95)
    table = comparison_table("w", pairs, one)
    line = table.set_index("estimand").loc["cliff_delta"]
    assert line["reason"] == reason
    assert line[["estimate", "ci_low", "p_value", "p_adjusted"]].isna().all()
    estimates = pd.DataFrame(columns=["item", "kind", "n"])
    (row,) = verdict_table(table, pairs, one, estimates, RULE, study).to_dict("records")
    few = reason in (NotEstimable.TOO_FEW, NotEstimable.NO_RESPONDENTS)
    assert row["verdict"] == ("too_few" if few else "not_estimable")
    assert "te weinig antwoorden" in row["sentence"] or "niet te schatten" in row["sentence"]
    assert "nan" not in row["sentence"].lower() and "None" not in row["sentence"]


def test_everyone_the_same_has_no_variance(study):
    same = [(f"P{i % 6}", AGREE[0]) for i in range(60)]
    responses = {
        "beleid": respondents(study, "beleid.B1", same),
        "schoolteam": respondents(study, "schoolteam.B1", same),
    }
    one = entries(VISION)
    table = comparison_table("w", compare_pairs(one, responses, study, 10, 0.95), one)
    assert set(table["reason"]) >= {NotEstimable.NO_VARIANCE}
    assert table.loc[table["reason"].notna(), "estimate"].isna().all()


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((0.3, 0.1, 0.5, 0.01, None), "a_more_positive"),
        ((-0.3, -0.5, -0.1, 0.01, None), "b_more_positive"),
        ((0.3, 0.1, 0.5, 0.06, None), "no_clear_difference"),
        ((0.3, -0.1, 0.5, 0.01, None), "no_clear_difference"),
        ((None, None, None, None, "too_few_respondents"), "too_few"),
        ((None, None, None, None, "too_rare"), "too_few"),
        ((None, None, None, None, "one_provider"), "not_estimable"),
    ],
)
def test_the_verdict_needs_interval_and_adjusted_p(numbers, expected):
    delta, low, high, p, reason = numbers
    assert verdict(delta, low, high, 20, p, RULE, reason) == expected


def test_hardly_any_degrees_of_freedom_are_too_few_answers():
    assert verdict(0.3, 0.1, 0.5, 3.9, 0.01, RULE, None) == "too_few"
    assert verdict(0.3, 0.1, 0.5, 4.0, 0.01, RULE, None) == "a_more_positive"


def test_no_clear_difference_is_never_told_as_no_difference(study, twelve_providers):
    same = twelve_providers["schoolteam"].rename(columns={"schoolteam.B1": "beleid.B1"})
    mixed = np.random.default_rng(3).permutation(same["provider_id"].to_numpy())
    same = same.assign(provider_id=mixed)
    responses = {"beleid": same, "schoolteam": twelve_providers["schoolteam"]}
    one = entries(VISION)
    pairs = compare_pairs(one, responses, study, 10, 0.95)
    table = comparison_table("w", pairs, one)
    estimates = pd.DataFrame(columns=["item", "kind", "n"])
    (row,) = verdict_table(table, pairs, one, estimates, RULE, study).to_dict("records")
    assert row["verdict"] == "no_clear_difference"
    assert "geen duidelijk verschil" in row["sentence"]
    assert f"vanaf ongeveer {row['detectable_pairs']} van de 100" in row["sentence"]
    texts = " ".join(str(text) for text in study.texts["comparisons"].values())
    assert "geen verschil" not in texts


def test_who_is_more_positive_is_named_first_and_warnings_follow(study, twelve_providers):
    turned = Comparison("om", "f", "eigen visie", VISION.items[::-1], "similar", 13, "anders")
    one = entries(turned)
    pairs = compare_pairs(one, twelve_providers, study, 10, 0.95)
    table = comparison_table("w", pairs, one)
    estimates = pd.DataFrame(columns=["item", "kind", "n"])
    (row,) = verdict_table(table, pairs, one, estimates, RULE, study).to_dict("records")
    assert row["verdict"] == "b_more_positive"
    assert "beleidsteamleden positiever dan schoolteamleden" in row["sentence"]
    assert f"in {100 - row['pairs']} van de 100" in row["sentence"]
    assert row["sentence"].endswith("De stellingen zijn gelijkaardig, niet gelijk, verwoord.")


def test_the_entries_of_the_study_hold_every_pair_of_both_teams(study):
    loaded = load_comparisons(ROOT / "study/comparisons.yaml", study)
    teams = ("vormgeving", "afspraken", "samenwerking", "uitvoering")
    figures = {c.figure for c in loaded.comparisons if c.family in teams}
    assert figures == {13, 14, 15, 16, 17, 18, 19, 25, 26, 36}
    confirmatory = [c for c in loaded.comparisons if c.family in teams]
    used = {name for c in confirmatory for name in c.items}
    drawn = {item.id for n in figures for item in study.figure_items(study.figures[n])}
    assert used == drawn


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("items: [beleid.B1, schoolteam.B1]", "items: [beleid.B1, beleid.B3]", "dezelfde groep"),
        ("items: [beleid.B1, schoolteam.B1]", "items: [beleid.B1, schoolteam.C11.1]", "geordende"),
        ("items: [beleid.B1, schoolteam.B1]", "items: [beleid.B1, schoolteam.Z1]", "bestaat niet"),
        ("items: [beleid.B1, schoolteam.B1]", "items: [beleid.B1, schoolteam.B3]", "letterlijk"),
        ("family: vormgeving", "family: vorm", "onbekende familie"),
        ("- id: betrokkenheid", "- id: visie", "bestaat al"),
        ("figure: 13", "figure: 77", "figuur 77"),
        ("wording: same", "verwoording: same", "verwoording"),
    ],
)
def test_faults_of_the_entries(study, tmp_path, old, new, found):
    path = tmp_path / "comparisons.yaml"
    text = (ROOT / "study/comparisons.yaml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        load_comparisons(path, study)
    assert any(found in p.found and p.row for p in caught.value.problems)
