"""The quality numbers of ten respondents, against a count by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tiny_quality import CORRECTIONS, THRESHOLDS, tiny_study, tiny_wave_data

from surveyreport.files.problems import InputProblems
from surveyreport.responses.provider_codes import provider_codes
from surveyreport.responses.quality import quality_table
from surveyreport.sources.frame import find_providers
from surveyreport.sources.ingest import Answers
from surveyreport.sources.ingest_note import IngestNote, read_ingest_note, write_ingest_note
from surveyreport.study.config import load_config


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    answers, responses = tiny_wave_data()
    return quality_table({"g": answers}, {"g": responses}, tiny_study(), THRESHOLDS, CORRECTIONS)


def numbers(table: pd.DataFrame, statistic: str) -> dict[tuple[str, str], float]:
    rows = table[table["statistic"] == statistic]
    return {(row.item, row.level): row.value for row in rows.itertuples()}


def of_item(table: pd.DataFrame, item: str) -> dict[str, float]:
    rows = table[(table["item"] == item) & (table["statistic"] != "broke_off_here")]
    return dict(zip(rows["statistic"], rows["value"], strict=True))


def test_item_nonresponse_keeps_left_open_and_not_shown_apart(table):
    assert of_item(table, "g.A1") == {
        "answered": 2,
        "left_open": 1,
        "not_shown": 1,
        "left_open_share": pytest.approx(1 / 3),
        "left_open_flagged": 1,
        "dont_know": 1,
        "dont_know_share": 0.5,
        "not_applicable": 0,
        "not_applicable_share": 0,
    }
    assert of_item(table, "g.E1")["left_open_flagged"] == 0
    assert of_item(table, "g.E1")["not_applicable_share"] == 0.25


def test_a_multiselect_question_counts_once_and_an_open_one_is_not_flagged(table):
    assert of_item(table, "g.C1") == {
        "answered": 2,
        "left_open": 1,
        "not_shown": 1,
        "left_open_share": pytest.approx(1 / 3),
        "left_open_flagged": 1,
        "dont_know": 1,
        "dont_know_share": 0.5,
    }
    assert "g.C1.1" not in set(table["item"])
    assert of_item(table, "g.D1") == {
        "answered": 1,
        "left_open": 2,
        "not_shown": 1,
        "left_open_share": pytest.approx(2 / 3),
    }


def test_a_question_with_one_box_shown_and_left_open_is_left_open():
    answers, responses = tiny_wave_data()
    shown = responses["response_id"].eq("id-7004")
    responses.loc[shown, "g.C1.2:missing"] = "left_open"
    table = quality_table({"g": answers}, {"g": responses}, tiny_study(), THRESHOLDS, {})
    assert of_item(table, "g.C1")["left_open"] == 2
    assert of_item(table, "g.C1")["not_shown"] == 0


def test_break_off_is_the_first_item_after_the_last_answer(table):
    reached = {key: value for key, value in numbers(table, "broke_off_here").items() if value}
    assert reached == {("g.B1.1", ""): 1, ("g.B1.3", ""): 1, ("", "after_last"): 1}
    assert numbers(table, "broke_off_page") == {
        ("", "1"): 1,
        ("", "3"): 1,
        ("", "unknown"): 1,
    }


def test_straight_lining_needs_substantive_answers_on_every_row(table):
    matrix, run = ("g.B1", ""), ("g.E1–E4", "")
    assert numbers(table, "battery_rows") == {matrix: 4, run: 4}
    assert numbers(table, "battery_complete") == {matrix: 3, run: 4}
    assert numbers(table, "straight_lining") == {matrix: 2, run: 2}
    assert numbers(table, "all_dont_know") == {matrix: 1, run: 0}
    assert numbers(table, "straight_lining_batteries") == {("", "1"): 2, ("", "2"): 1}


def test_a_short_battery_is_no_battery():
    answers, responses = tiny_wave_data()
    responses = responses.drop(columns=["g.B1.4", "g.B1.4:missing", "g.E2", "g.E2:missing"])
    table = quality_table({"g": answers}, {"g": responses}, tiny_study(), THRESHOLDS, {})
    assert numbers(table, "battery_rows") == {}


def test_fast_is_below_a_share_of_the_median_of_respondents(table):
    none = ("", "")
    assert numbers(table, "duration_known") == {none: 3}
    assert numbers(table, "duration_median_s") == {none: 400}
    assert numbers(table, "fast_limit_s") == {none: pytest.approx(132)}
    assert numbers(table, "fast") == {none: 1}
    assert numbers(table, "fast_and_straight_lining") == {none: 1}


def test_every_way_to_a_provider_is_counted_and_free_text_hidden(table):
    assert numbers(table, "code_as_is") == {("", ""): 4}
    assert numbers(table, "code_by_rule") == {("", "P1 ← p␣1"): 1}
    assert numbers(table, "code_by_correction") == {
        ("", "P2 ← Sint-Jan"): 1,
        ("", "P2 ← vrije tekst"): 1,
    }
    assert numbers(table, "code_unknown") == {("", "XX99"): 1, ("", "vrije tekst"): 1}
    assert numbers(table, "code_empty") == {("", ""): 1}


@pytest.mark.parametrize(
    "code",
    ["jan@mail.be", "Jan P.", "=1+1", "@SUM(A1)", "-P9", "+P9", "'P9", "dertientekens", "P9\tx"],
)
def test_what_may_be_text_or_a_formula_is_not_shown(code):
    frame = pd.DataFrame({"provider_id": ["P1"]})
    codes = pd.Series([code, "-P1", "Q1"])
    found = provider_codes(codes, find_providers(codes, frame, {}), {})
    assert found == [
        ("code_by_rule", "P1 ← -P1", 1),
        ("code_unknown", "Q1", 1),
        ("code_unknown", "vrije tekst", 1),
    ]


def test_days_of_all_submissions_and_of_respondents(table):
    assert numbers(table, "submitted_on") == {
        ("", "2023-02-06"): 2,
        ("", "2023-02-07"): 2,
        ("", "2023-02-20"): 1,
    }
    assert numbers(table, "respondents_on") == {("", "2023-02-06"): 2, ("", "2023-02-07"): 1}
    assert numbers(table, "submitted_unknown") == {("", ""): 1}


def test_nobody_left_and_nobody_unfinished():
    answers, responses = tiny_wave_data()
    nobody = responses[responses["exclusion_reason"] == "opened"]
    table = quality_table({"g": answers}, {"g": nobody}, tiny_study(), THRESHOLDS, {})
    assert numbers(table, "answered")["g.A1", ""] == 0
    assert numbers(table, "left_open_share") == {}
    assert numbers(table, "broke_off_here")["", "after_last"] == 0
    assert numbers(table, "broke_off_page") == numbers(table, "fast") == {}


def test_the_order_of_the_answers_does_not_matter(table):
    answers, responses = tiny_wave_data()
    turned = answers.iloc[::-1].reset_index(drop=True)
    again = quality_table({"g": turned}, {"g": responses}, tiny_study(), THRESHOLDS, CORRECTIONS)
    pd.testing.assert_frame_equal(again, table)


def test_the_ingest_note_comes_back(tmp_path):
    losses = ("Regeleinden zijn weg.", 'Een "aanhaling" ook.')
    write_ingest_note(
        Answers(pd.DataFrame(), "vv", True, losses, pd.DataFrame()), tmp_path / "new" / "g.json"
    )
    assert read_ingest_note(tmp_path / "new" / "g.json") == IngestNote("vv", True, losses)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("straight_lining_rows: 4", "straight_lining_rows: 1"),
        ("fast_share_of_median: 0.33", "fast_share_of_median: 33"),
        ("item_nonresponse: 0.05", "item_nonrespons: 0.05"),
    ],
)
def test_impossible_thresholds_are_named_with_their_line(tmp_path, written, wrong):
    text = Path("config.yaml").read_text(encoding="utf-8")
    assert written in text
    changed = tmp_path / "config.yaml"
    changed.write_text(text.replace(written, wrong), encoding="utf-8")
    with pytest.raises(InputProblems) as error:
        load_config(changed)
    found = error.value.problems
    assert any(wrong.split(":")[0] in str(problem) for problem in found)
    assert all(problem.row for problem in found)
