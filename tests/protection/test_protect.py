"""What is shown follows from n alone; every answer is in one draw; what is printed adds up."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from protected_wave import KEY, RULES, plan_of, small_study, tables

from surveyreport.files.problems import InputProblems
from surveyreport.protection.draws import Plan
from surveyreport.protection.key import key_path, main, make_key, read_key
from surveyreport.protection.printed import COLUMNS, fitted
from surveyreport.protection.protect import protect
from surveyreport.protection.settings import POLICY, load_protection

SIZES = {"P4": 4, "P5": 5, "P9": 9, "P10": 10, "P19": 19, "P20": 20, "P40": 40, "P0": 0}


def shown(printed):
    return printed.set_index(COLUMNS[:5]).index


@pytest.fixture(scope="module")
def small(study):
    return protect("x", plan_of(study, SIZES), KEY)


def test_thresholds(small):
    printed = small[1]
    kinds = printed.groupby("provider_id")["kind"].agg(set).to_dict()
    assert kinds == {
        "P5": {"theme"}, "P9": {"theme"},
        "P10": {"theme", "question"}, "P19": {"theme", "question"},
        "P20": {"theme", "question", "category"}, "P40": {"theme", "question", "category"},
    }  # fmt: skip


def test_what_is_shown_does_not_depend_on_what_was_answered(study, small):
    for seed in (2, 3, 4):
        other = protect("x", plan_of(study, SIZES, seed=seed, sharp=0.2 * seed), KEY)[1]
        assert list(shown(other)) == list(shown(small[1]))
        assert (other["n"] == small[1]["n"]).all()


def test_with_totals_of_parts_the_factor_is_safe_for_every_reader(study):
    counts = tables(small_study(study, ["schoolteam.B3", "schoolteam.B5"]), SIZES)
    for rules in (RULES, replace(RULES, own_odds=2.5)):
        plan = Plan(*counts, study, {}, rules, ["schoolteam.B5"])
        own = protect("x", plan, KEY)[0].groupby("id")["own"].max()
        assert own["schoolteam.B5"] <= RULES.odds**0.5 + 1e-9 < own["schoolteam.B3"]


def test_every_answer_is_in_exactly_one_draw(small):
    drawn = small[0].drop_duplicates(["provider_id", "kind", "id"])
    for _, rows in drawn.groupby("provider_id"):
        items = [item for text in rows["items"] for item in text.split("|")]
        assert len(items) == len(set(items)) == 3


def test_printed_counts_add_up_and_stay_between_0_and_n(small):
    drawn, printed = small
    assert ((printed["printed"] >= 0) & (printed["printed"] <= printed["n"])).all()
    keyed = printed.set_index(["provider_id", "kind", "id", "category"])["printed"]
    for provider in ("P10", "P19", "P20", "P40"):
        both = keyed[provider, "question", "schoolteam.B3", "top2"]
        both += keyed[provider, "question", "schoolteam.B4", "top2"]
        assert keyed[provider, "theme", "visie", "top2"] == both
    for provider in ("P20", "P40"):
        cells = keyed[provider, "category", "schoolteam.B3"]
        assert cells.sum() == SIZES[provider]
        assert (
            cells[["helemaal akkoord", "eerder wel akkoord"]].sum()
            == keyed[provider, "question", "schoolteam.B3", "top2"]
        )
    # of answers of which only some are drawn question by question, the rest is one draw
    assert set(drawn.loc[drawn["provider_id"] == "P9", "kind"]) == {"theme"}


def test_a_question_with_few_answers_is_drawn_with_the_rest_of_its_theme(study):
    counts, answered = tables(small_study(study, ["schoolteam.B3", "schoolteam.B4"]), {"P": 12})
    few = counts["item"].eq("schoolteam.B4") & counts["n"].gt(0)
    counts.loc[few, "n"] = [6, *[0] * (few.sum() - 1)]
    themes = {"visie": {"schoolteam": ("schoolteam.B3", "schoolteam.B4")}}
    plan = Plan(counts, answered, study, themes, RULES)
    drawn, printed = protect("x", plan, KEY)
    assert drawn.set_index("kind")["items"].to_dict() == {
        "question": "schoolteam.B3",
        "theme": "schoolteam.B4",
    }
    assert printed.set_index("kind")["n"].to_dict() == {"theme": 18, "question": 12}
    counts.loc[few, "n"] = [4, *[0] * (few.sum() - 1)]
    printed = protect("x", Plan(counts, answered, study, themes, RULES), KEY)[1]
    assert printed["kind"].tolist() == ["question"]


def test_the_same_count_is_the_same_and_another_key_or_response_changes_it(study):
    sizes = {f"P{k}": 15 for k in range(20)}
    counts, answered = tables(small_study(study, ["schoolteam.B5"]), sizes)
    themes = {"team": {"schoolteam": ("schoolteam.B5",)}}

    def drawn(key=KEY, ids=answered):
        return protect("x", Plan(counts, ids, study, themes, RULES), key)[0]["drawn"]

    assert drawn().equals(drawn())
    assert (drawn() != drawn(key=bytes(range(32)))).any()
    one = answered.assign(responses=answered["responses"].where(answered.index > 0, "other"))
    changed = np.flatnonzero(drawn() != drawn(ids=one))
    assert set(changed) <= {0}


def test_exact_counts_without_noise(study):
    plan = plan_of(study, SIZES, rules=replace(RULES, kind="minimum_n"))
    printed = protect("x", plan, b"")[1]
    truth = plan.favourable("schoolteam.B3")[list(plan.providers).index("P10"), 0]
    row = printed.query("provider_id == 'P10' and id == 'schoolteam.B3'")
    assert row["printed"].item() == truth and np.isinf(row["odds"].item())


@given(
    st.lists(st.tuples(st.integers(-15, 25), st.integers(0, 12)), min_size=1, max_size=6),
    st.data(),
)
def test_fitted_counts_are_the_nearest_that_add_up(pairs, data):
    values, high = (np.array(part) for part in zip(*pairs, strict=True))
    total = data.draw(st.integers(0, int(high.sum())))
    found = fitted(values.copy(), high, total)
    assert found.sum() == total and ((found >= 0) & (found <= high)).all()
    # no count moved up and another down would be nearer
    cost = (found - values) ** 2
    for up in range(len(found)):
        for down in range(len(found)):
            if up != down and found[up] < high[up] and found[down] > 0:
                moved = (found[up] + 1 - values[up]) ** 2 + (found[down] - 1 - values[down]) ** 2
                assert moved >= cost[up] + cost[down]


def test_a_missing_or_broken_key_is_a_clear_problem(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputProblems, match="de sleutel van golf 2027 is er niet"):
        read_key(RULES, "2027", synthetic=False)
    assert len(read_key(RULES, "2027", synthetic=True)) == 32
    path = key_path(RULES, "2027")
    make_key(path)
    key = read_key(RULES, "2027", synthetic=False)
    assert len(key) == 32 and path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        make_key(path)
    for text in ("", "abc", "geen hex", "00" * 32):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputProblems, match="dit is geen sleutel"):
            read_key(RULES, "2027", synthetic=False)


def test_the_command_makes_a_key_once(tmp_path, monkeypatch, study_folder, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["--wave", "2027"]) == 0 and main(["--wave", "2027"]) == 1
    assert "nooit vervangen" in capsys.readouterr().err
    assert (tmp_path / "data/keys/2027.key").is_file()


def test_settings_have_a_closed_schema(study_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rules = load_protection()
    assert (rules.odds, rules.themes, rules.questions, rules.categories) == (3.0, 5, 10, 20)
    path = tmp_path / POLICY
    text = path.read_text(encoding="utf-8")
    for old, new, told in (
        ("odds: 3", "odds: 3\nods: 2", "onbekende sleutel 'ods'"),
        ("odds: 3", "odds: 3\nown_odds: 4", "meer dan odds"),
        ("questions: 10", "questions: 30", "drempels dalen"),
        ("protection: noise", "protection: none", "een van: noise, minimum_n"),
        ("odds: 3", "", "noise zonder odds"),
        ("protection: noise", "protection: minimum_n", "laat odds weg"),
    ):
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(InputProblems, match=told):
            load_protection()
    exact = text.replace("protection: noise", "protection: minimum_n").replace("odds: 3", "")
    path.write_text(exact, encoding="utf-8")
    assert load_protection().odds == math.inf


def test_the_tables_of_the_reference_wave(finished):
    printed = pd.read_parquet(finished / "data/processed/2023/provider_printed.parquet")
    assert list(printed) == COLUMNS
    assert ((printed["printed"] >= 0) & (printed["printed"] <= printed["n"])).all()
    assert not printed.duplicated(COLUMNS[:5]).any()
    least = printed.groupby("kind")["n"].min()
    assert least["question"] >= 10 and least["category"] >= 20
    assert printed["odds"].between(1, 3).all()
