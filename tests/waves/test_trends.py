"""Trends of hand-made answers: signs, bases, breaks, families, panel, three waves, counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from surveyreport.estimates.enrolment import enrolment_series
from surveyreport.estimates.multiplicity import benjamini_hochberg, holm
from surveyreport.estimates.ordinal import cliffs_delta
from surveyreport.estimates.trend_verdicts import trend_verdicts
from surveyreport.estimates.trends import Step, trend_table, wave_changes
from surveyreport.estimates.verdicts import Rule
from surveyreport.study.model import Item, Question

RULE = Rule(alpha=0.05, dont_know_gap=0.10, dont_know_share=0.20, smallest_df=4)
LABELS = {"2021": "meting 1", "2023": "meting 2", "2025": "meting 3"}
AGREE = ["helemaal akkoord", "eerder wel akkoord", "eerder niet akkoord", "helemaal niet akkoord"]
DONT_KNOW = "ik weet het niet"
LIKERT, OTHER, BOXES, NOMINAL = "beleid.B3", "beleid.B4", "schoolteam.A1", "beleid.A1"


def answers(study, item: str, by_provider: dict[str, list], group_items=()) -> pd.DataFrame:
    """Included respondents with these answers (labels or 0/1), provider by provider."""
    rows = [(provider, value) for provider, values in by_provider.items() for value in values]
    table = pd.DataFrame(rows, columns=["provider_id", item])
    if study.items[item].type == "option":
        table[item] = table[item].astype("Int8")
    else:
        table[item] = pd.Categorical(table[item], study.items[item].scale.labels, ordered=True)
    return table.assign(included=True)


def step(earlier: str, later: str, *rows: tuple[str, str, str, str]) -> Step:
    """rows: (item_from, item_to, decision, reason) of beleid or schoolteam."""
    table = pd.DataFrame(rows, columns=["item_from", "item_to", "decision", "reason"])
    item = table["item_to"].where(table["item_to"].ne(""), table["item_from"])
    return Step(
        earlier,
        later,
        table.assign(group=item.str.partition(".")[0], item=item, changes="", proposal=""),
    )


def shares(top, n, provider_effect=0):
    """n answers of which `top` are 'helemaal akkoord', the others 'eerder niet akkoord'."""
    top = min(max(top + provider_effect, 0), n)
    return [AGREE[0]] * top + [AGREE[2]] * (n - top)


@pytest.fixture(scope="module")
def two(study):
    """Waves 2023 and 2025: P1-P6 return, P7 leaves, P8 is new; clear improvement on LIKERT."""
    early = {f"P{i}": shares(3, 10, i % 3 - 1) for i in range(1, 8)}
    late = {f"P{i}": shares(8, 10, i % 2) for i in (1, 2, 3, 4, 5, 6, 8)}
    late["P8"] = [*late["P8"], DONT_KNOW, DONT_KNOW]
    return {
        "2023": {"beleid": answers(study, LIKERT, early)},
        "2025": {"beleid": answers(study, LIKERT, late)},
    }


def run(study, responses, *steps):
    changes = wave_changes(list(steps), responses, study, 10, 0.95)
    table = trend_table(changes, responses, study, 10, 0.95)
    verdicts = trend_verdicts(list(steps), changes, table, LABELS, RULE, study)
    return table, verdicts


def test_later_minus_earlier_with_providers_as_clusters_over_both(study, two):
    table, verdicts = run(study, two, step("2023", "2025", (LIKERT, LIKERT, "comparable", "")))
    (row,) = verdicts.to_dict("records")
    counts = np.zeros((2, 8, 4))  # later first, least favourable first
    for wave, name in enumerate(("2025", "2023")):
        for respondent in two[name]["beleid"].itertuples():
            if respondent[2] in AGREE:
                counts[wave, int(respondent[1][1]) - 1, 3 - AGREE.index(respondent[2])] += 1
    expected = cliffs_delta(counts)
    assert row["delta"] == pytest.approx(float(expected.estimate))
    assert (row["delta_low"], row["delta_high"]) == pytest.approx(
        (float(expected.low), float(expected.high))
    )
    # top-2: opinions and don't know; 70 answered in 2023, 70 and 2 don't know in 2025
    chosen = [(two[w]["beleid"][LIKERT] == AGREE[0]).sum() for w in ("2023", "2025")]
    assert row["top2_from"] == pytest.approx(chosen[0] / 70)
    assert row["top2_to"] == pytest.approx(chosen[1] / 72)
    assert row["difference"] == pytest.approx(chosen[1] / 72 - chosen[0] / 70)
    assert (row["n_from"], row["n_to"]) == (70, 70)
    assert (row["providers_from"], row["providers_to"], row["providers_both"]) == (7, 7, 6)
    assert row["verdict"] == "more_positive"
    assert "in meting 3 positiever dan in meting 2" in row["sentence"]
    assert set(table["panel"]) == {"all", "returning"}


def test_the_panel_holds_providers_of_both_waves_only(study, two):
    _, verdicts = run(study, two, step("2023", "2025", (LIKERT, LIKERT, "comparable", "")))
    row = verdicts.iloc[0]
    assert (row["returning_n_from"], row["returning_n_to"]) == (60, 60)
    kept = {
        w: {"beleid": t["beleid"].query("provider_id not in ['P7', 'P8']")} for w, t in two.items()
    }
    _, only = run(study, kept, step("2023", "2025", (LIKERT, LIKERT, "comparable", "")))
    assert row["returning_delta"] == pytest.approx(only.iloc[0]["delta"])
    assert row["returning_low"] == pytest.approx(only.iloc[0]["delta_low"])
    assert row["returning_p_value"] == pytest.approx(only.iloc[0]["p_value"])


@pytest.mark.parametrize("item", [LIKERT, NOMINAL])
def test_waves_without_a_provider_of_both_have_no_panel(study, two, item):
    """A frame that named its providers anew ended the run."""
    early, late = (table["beleid"] for table in two.values())
    if item == NOMINAL:
        labels = study.items[NOMINAL].scale.labels
        early, late = (
            answers(
                study, NOMINAL, {f"P{i}": [*labels, labels[(i * i + n) % 3]] * 2 for i in range(8)}
            )
            for n in (0, 1)
        )
    renamed = late.assign(provider_id="N" + late["provider_id"].astype(str))
    apart = {"2023": {"beleid": early}, "2025": {"beleid": renamed}}
    table, verdicts = run(study, apart, step("2023", "2025", (item, item, "comparable", "")))
    row = verdicts.iloc[0]
    assert row["returning_n_from"] == row["returning_n_to"] == 0 and row["n_from"] > 50
    assert pd.isna(row["returning_delta"]) and pd.isna(row["returning_p_value"])
    assert row["returning_verdict"] == "too_few"
    assert table.loc[table["panel"].ne("returning"), "p_value"].notna().any()


def test_waves_the_other_way_round_turn_the_verdict(study, two):
    back = {"2023": two["2025"], "2025": two["2023"]}
    _, verdicts = run(
        study, back, step("2023", "2025", (LIKERT, LIKERT, "with_note", "Let op de plaats."))
    )
    row = verdicts.iloc[0]
    assert row["verdict"] == "less_positive"
    assert row["delta"] < 0 and row["pairs"] < 50
    assert f"In {100 - row['pairs']} van de 100" in row["sentence"]
    assert row["sentence"].endswith("Let op: Let op de plaats.")


def test_a_break_is_a_row_that_says_so_and_gives_no_numbers(study, two):
    table, verdicts = run(
        study,
        two,
        step(
            "2023",
            "2025",
            (LIKERT, LIKERT, "break", "de vraag is anders gesteld"),
            (OTHER, OTHER, "", ""),
            (NOMINAL, "", "break", "geschrapt"),
            ("beleid.B5", "", "", ""),
            ("", "beleid.B6", "", ""),
        ),
    )
    assert table.empty
    verdict = ["break", "undecided", "break", "not_asked", "not_asked"]
    assert verdicts["verdict"].tolist() == verdict
    # the wave without it, dropped or added
    for place, wave in ((3, "meting 3"), (4, "meting 2")):
        assert f"werd in {wave} niet gevraagd" in verdicts["sentence"][place]
    assert "de vraag is anders gesteld" in verdicts["sentence"][0]
    assert verdicts[["delta", "p_value", "n_from"]].isna().all(axis=None)


def test_numbers_and_rankings_are_rows_that_say_that_they_are_not_tested(study, two):
    number = Item("beleid.Z1", "beleid", "beleid.Z1", "number", "Hoeveel uren?", classes=(1, 5))
    ranked = Item("beleid.Z2.1", "beleid", "beleid.Z2", "ranked", "mail", stem="Hoe?", ranks=1)
    asked = [
        Question(item.question, "beleid", "B", kind, item.stem or item.text, None, (item,))
        for item, kind in ((number, "number"), (ranked, "ranking"))
    ]
    whole = replace(
        study,
        items=study.items | {item.id: item for item in (number, ranked)},
        questions=study.questions | {question.id: question for question in asked},
    )
    same = (number.id, number.id, "comparable", "")
    rows = (same, (ranked.id, ranked.id, "break", "anders"), ("", ranked.id, "", ""))
    table, verdicts = run(whole, two, step("2023", "2025", *rows))
    assert table.empty and verdicts["verdict"].tolist() == ["no_test", "break", "not_asked"]
    assert verdicts["sentence"][0] == (
        "Of ‘Hoeveel uren?’ (beleidsteamleden) tussen meting 2 en meting 3 veranderde, is niet"
        " getoetst: van een getal of een rangorde staan de cijfers in het rapport van elke golf."
    )


def test_no_change_is_not_called_a_change(study):
    rng = np.random.default_rng(7)
    waves = {}
    for wave in ("2023", "2025"):
        by_provider = {
            f"P{i}": list(rng.choice(AGREE, p=[0.3, 0.4, 0.2, 0.1], size=8)) for i in range(30)
        }
        waves[wave] = {"beleid": answers(study, LIKERT, by_provider)}
    _, verdicts = run(study, waves, step("2023", "2025", (LIKERT, LIKERT, "comparable", "")))
    row = verdicts.iloc[0]
    assert row["verdict"] == "no_clear_difference"
    assert "geen duidelijk verschil" in row["sentence"]
    assert f"ongeveer {row['detectable_pairs']:.0f} van de 100" in row["sentence"]


def test_too_few_answers(study):
    few = {
        wave: {"beleid": answers(study, LIKERT, {"P1": AGREE, "P2": AGREE})}
        for wave in ("2023", "2025")
    }
    _, verdicts = run(study, few, step("2023", "2025", (LIKERT, LIKERT, "comparable", "")))
    assert verdicts["verdict"].tolist() == ["too_few"]


def test_families_are_adjusted_by_their_own_rule(study):
    """A block of ordered items by Holm, the boxes of a question by Benjamini-Hochberg."""
    rng = np.random.default_rng(11)
    ordered, boxes = (
        ["schoolteam.B3", "schoolteam.B4", "schoolteam.B5"],
        [f"{BOXES}.{i}" for i in (1, 2, 3)],
    )
    waves = {}
    for wave, shift in (("2023", 0.0), ("2025", 0.15)):
        frames = []
        for place, item in enumerate([*ordered, *boxes]):
            p = 0.5 + shift * (place % 3)
            by_provider = {}
            for i in range(20):
                yes = rng.random(6) < p
                values = yes.astype(int) if item in boxes else np.where(yes, AGREE[0], AGREE[2])
                by_provider[f"P{i}"] = list(values)
            frames.append(answers(study, item, by_provider))
        table = frames[0]
        for item, frame in zip([*ordered, *boxes], frames, strict=True):
            table[item] = frame[item]
        waves[wave] = {"schoolteam": table}
    rows = [(item, item, "comparable", "") for item in [*ordered, *boxes]]
    table, verdicts = run(study, waves, step("2023", "2025", *rows))
    first, second = verdicts.iloc[:3], verdicts.iloc[3:]
    assert set(first["family"]) == {"schoolteam.B"} and set(second["family"]) == {BOXES}
    assert first["p_adjusted"].tolist() == pytest.approx(holm(first["p_value"].tolist()))
    assert second["p_adjusted"].tolist() == pytest.approx(
        benjamini_hochberg(second["p_value"].tolist())
    )
    assert second["verdict"].iloc[2] == "more_ticked"
    box = study.items[f"{BOXES}.3"]
    assert second["sentence"].iloc[2].startswith(f"‘{box.stem} {box.text}’ kruisten")
    assert first["sentence"].str.contains(f"‘{study.items['schoolteam.B3'].text}").iloc[0]
    top2 = table.query("estimand == 'top2_difference' and panel == 'all'")
    top2 = top2[top2["family"].eq("schoolteam.B")]
    assert top2["p_adjusted"].tolist() == pytest.approx(holm(top2["p_value"].tolist()))


def test_answers_without_a_favourable_end_are_only_tested_on_their_shares(study):
    labels = study.items[NOMINAL].scale.labels
    waves = {
        wave: {"beleid": answers(study, NOMINAL, {f"P{i}": values for i in range(8)})}
        for wave, values in (
            ("2023", [labels[0]] * 4 + [labels[1], labels[2]]),
            ("2025", [labels[2]] * 4 + [labels[1], labels[0]]),
        )
    }
    waves["2025"]["beleid"].loc[0, NOMINAL] = labels[1]
    table, verdicts = run(study, waves, step("2023", "2025", (NOMINAL, NOMINAL, "comparable", "")))
    assert set(table["estimand"]) == {"all_categories"}
    assert verdicts["verdict"].tolist() == ["other_shares"]
    assert verdicts["delta"].isna().all()


def test_three_waves_have_a_slope_and_a_test_of_its_line(study, two):
    early = {f"P{i}": shares(1, 10, i % 2) for i in range(1, 7)}
    three = {"2021": {"beleid": answers(study, OTHER, early)}} | two
    table, verdicts = run(
        study,
        three,
        # the item had another id in the first wave
        step("2021", "2023", (OTHER, LIKERT, "with_note", "andere nummering")),
        step("2023", "2025", (LIKERT, LIKERT, "comparable", "")),
    )
    assert verdicts["verdict"].tolist() == ["more_positive", "more_positive"]
    slopes = table[table["estimand"].str.endswith(("per_wave", "from_linear"))]
    assert slopes["estimand"].tolist() == [
        "top2_per_wave",
        "top2_departure_from_linear",
        "mean_level_per_wave",
        "mean_level_departure_from_linear",
    ]
    assert set(zip(slopes["from"], slopes["to"], slopes["item_from"], strict=True)) == {
        ("2021", "2025", OTHER)
    }
    # least squares on the respondents, by numpy
    x, y = [], []
    for number, (name, item) in enumerate((("2021", OTHER), ("2023", LIKERT), ("2025", LIKERT))):
        values = three[name]["beleid"][item]
        x += [number] * len(values)
        y += values.isin(AGREE[:2]).astype(float).tolist()
    assert slopes.iloc[0]["estimate"] == pytest.approx(np.polyfit(x, y, 1)[0])
    assert slopes.iloc[0]["p_value"] < 0.05


def test_a_code_too_rare_for_a_column_in_a_wave_has_a_line_without_that_wave(study, two):
    """As `sources` leaves it: a table of a wave lacks the code that nearly nobody used."""
    coded = next(
        item.id for item in study.items.values() if item.coded_from and item.group == "beleid"
    )
    ticked = pd.array([1, 0] * 36, dtype="Int8")
    three = {"2021": two["2023"]} | two
    three = {
        wave: {"beleid": groups["beleid"].assign(**{coded: ticked[: len(groups["beleid"])]})}
        for wave, groups in three.items()
    }
    del three["2023"]["beleid"][coded]
    same = (coded, coded, "comparable", "")
    table, verdicts = run(study, three, step("2021", "2023", same), step("2023", "2025", same))
    assert set(verdicts["verdict"]) == {"too_few"}
    lines = table[table["estimand"].eq("top2_per_wave")]
    assert lines["reason"].tolist() == ["no_respondents"]


def test_a_break_ends_the_line_over_waves(study, two):
    three = {"2021": two["2023"]} | two
    table, _ = run(
        study,
        three,
        step("2021", "2023", (LIKERT, LIKERT, "break", "anders")),
        step("2023", "2025", (LIKERT, LIKERT, "comparable", "")),
    )
    assert not table["estimand"].str.contains("per_wave").any()


def test_a_question_that_skipped_a_wave_is_compared_with_the_one_before_it(study, two):
    three = {"2021": two["2023"], "2023": {"beleid": two["2025"]["beleid"][["provider_id"]]}}
    three["2023"]["beleid"] = three["2023"]["beleid"].assign(included=True)
    gap = step("2021", "2025", (LIKERT, LIKERT, "comparable", ""))
    table, verdicts = run(
        study,
        three | {"2025": two["2025"]},
        step("2021", "2023", (LIKERT, "", "break", "geschrapt")),
        step("2023", "2025", ("", LIKERT, "break", "terug")),
        replace(gap, skips=("2023",)),
    )
    _, without = run(study, two, step("2023", "2025", (LIKERT, LIKERT, "comparable", "")))
    assert verdicts["verdict"].tolist() == ["break", "break", "more_positive"]
    row = verdicts.iloc[2]
    assert (row["from"], row["to"]) == ("2021", "2025")
    assert row["delta"] == pytest.approx(without.iloc[0]["delta"])
    assert row["p_adjusted"] == pytest.approx(without.iloc[0]["p_adjusted"])
    assert "in meting 3 positiever dan in meting 1" in row["sentence"]
    # a slope is per wave: a run with a hole has none
    assert not table["estimand"].str.contains("per_wave").any()


def test_the_panel_beside_says_where_it_disagrees(study):
    """Who returned answers nearly alike in both waves; new providers are more favourable."""
    early = {f"P{i}": shares(5, 10, i % 3 - 1) for i in range(1, 9)}
    late = {f"P{i}": shares(5, 10, (i + 1) % 3 - 1) for i in range(1, 9)}
    new = {f"N{i}": shares(10, 10) for i in range(1, 25)}
    waves = {
        "2023": {"beleid": answers(study, LIKERT, early)},
        "2025": {"beleid": answers(study, LIKERT, late | new)},
    }
    compare = step("2023", "2025", (LIKERT, LIKERT, "comparable", ""))
    table, verdicts = run(study, waves, compare)
    row = verdicts.iloc[0]
    assert (row["verdict"], row["returning_verdict"]) == ("more_positive", "no_clear_difference")
    assert row["panel"] == "other_verdict"
    # 41 of 80 in 2023, 40 of 80 in 2025
    assert row["returning_difference"] == pytest.approx(-1 / 80)
    panel = table[table["panel"].eq("returning") & table["estimand"].eq("cliff_delta")].iloc[0]
    assert row["returning_p_adjusted"] == pytest.approx(panel["p_adjusted"])
    # with one newcomer there is no verdict, but the signs still differ
    waves["2025"]["beleid"] = answers(study, LIKERT, late | {"N1": shares(10, 10)})
    row = run(study, waves, compare)[1].iloc[0]
    assert row["delta"] > 0 > row["returning_delta"]
    assert (row["verdict"], row["panel"]) == ("no_clear_difference", "other_sign")
    waves["2025"]["beleid"] = answers(study, LIKERT, late)
    assert run(study, waves, compare)[1].iloc[0]["panel"] == "same"


def test_the_enrolment_series_takes_the_latest_count_and_keeps_what_it_replaced():
    columns = ["wave", "register", "date", "unit", "provider_type", "grade", "programme", "count"]
    early = pd.DataFrame(
        [
            ("2023", "pupils", "2022-10-01", "", "dbso", "totaal", "duaal", 10),
            ("2023", "pupils", "2023-02-01", "", "dbso", "totaal", "duaal", 12),
            ("2023", "visited", "2023-02-01", "1", "x", "tweede", "duaal", 3),
            ("2023", "schools", "2023-02-01", "", "dbso", "totaal", "duaal", 2),
        ],
        columns=columns,
    )
    late = pd.DataFrame(
        [
            ("2025", "pupils", "2025-02-01", "", "dbso", "totaal", "duaal", 20),
            ("2025", "pupils", "2023-02-01", "", "dbso", "totaal", "duaal", 13),
            ("2025", "pupils", "2022-10-01", "", "dbso", "totaal", "duaal", 10),
        ],
        columns=columns,
    )
    series = enrolment_series([early, late])
    found = series[["register", "date", "count", "wave"]].values.tolist()
    assert found == [
        ["pupils", "2022-10-01", 10, "2025"],
        ["pupils", "2023-02-01", 13, "2025"],
        ["pupils", "2025-02-01", 20, "2025"],
        ["schools", "2023-02-01", 2, "2023"],
    ]
    assert series["earlier_count"].fillna(0).tolist() == [0, 12, 0, 0]


@pytest.mark.parametrize(("margin", "small"), [(None, False), (0.01, False), (0.5, True)])
def test_a_difference_inside_the_margin_of_the_study_is_small(study, margin, small):
    waves = {
        year: {f"P{i}": shares(8, 12, (i + turn) % 3 - 1) for i in range(1, 13)}
        for turn, year in enumerate(("2023", "2025"))
    }
    waves = {year: {"beleid": answers(study, LIKERT, each)} for year, each in waves.items()}
    steps = [step("2023", "2025", (LIKERT, LIKERT, "comparable", ""))]
    changes = wave_changes(steps, waves, study, 10, 0.95)
    table = trend_table(changes, waves, study, 10, 0.95)
    (row,) = trend_verdicts(steps, changes, table, LABELS, RULE, study, margin).to_dict("records")
    for name in ("verdict", "returning_verdict"):
        assert (row[name] == "small_difference") == small
    assert row["panel"] == "same"
    limits = [abs(row["difference_low"]), abs(row["difference_high"])]
    assert small == (max(limits) < (margin or 0))
    assert ("50 procentpunt die vooraf als klein" in row["sentence"]) == small
