"""The table of a block, cell by cell, from verdicts made by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from support import ROOT

from surveyreport.files.csvfile import write_csv
from surveyreport.report.block_tables import block_table, fixed
from surveyreport.study.comparisons import Comparison, Comparisons, Family, load_comparisons
from surveyreport.study.load import load_study

SCREENING = {
    "family": "afspraken", "theme": "de screening", "group_a": "beleid", "group_b": "schoolteam",
    "wording": "same", "note": None, "dont_know_differs": False,
    "n_a": 65, "n_b": 281, "providers_a": 35, "providers_b": 33,
    "not_answering_a": 0.0151515152, "not_answering_b": 0.045,
    "top2_a": 62 / 66, "top2_b": 0.885, "difference": 0.0543939394, "difference_low": -0.0005,
    "difference_high": 0.1, "pairs": 56, "delta": 0.125, "delta_low": -0.004, "delta_high": 0.2545,
    "p_value": 0.00049, "p_adjusted": 0.0525254, "detectable_pairs": 60,
    "detectable_difference": 0.0875, "verdict": "no_clear_difference", "within": "same",
    "one_provider": False,
}  # fmt: skip
EMPTY = dict.fromkeys(
    ["top2_a", "pairs", "delta", "delta_low", "delta_high", "p_value", "p_adjusted"]
)
OTHER = SCREENING | EMPTY | {
    "theme": "de werkplek", "n_a": 0, "providers_a": 0, "not_answering_a": None,
    "verdict": "too_few", "wording": "similar", "note": "Anders verwoord.",
    "dont_know_differs": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return load_study(ROOT / "study")


@pytest.fixture(scope="module")
def entries(study):
    return load_comparisons(ROOT / "study/comparisons.yaml", study)


@pytest.fixture(scope="module")
def table(study, entries):
    verdicts = pd.DataFrame([SCREENING, SCREENING | {"family": "uitvoering"}, OTHER])
    return block_table(verdicts, "afspraken", study, entries)


def test_every_cell_of_a_comparison(table):
    assert table.iloc[0].to_dict() == {
        "Thema": "de screening",
        "Vergelijking": "Beleidsteam min Schoolteam",
        "Stellingen": "dezelfde",
        "Beleidsteam: n": "65",
        "Schoolteam: n": "281",
        "Beleidsteam: aanbieders": "35",
        "Schoolteam: aanbieders": "33",
        "Beleidsteam: zonder mening": "2 %",
        "Schoolteam: zonder mening": "5 %",
        "Beleidsteam: top 2": "94 %",
        "Schoolteam: top 2": "89 %",
        "Verschil in top 2, in procentpunt [95 %-interval]": "5,4 [−0,1; 10,0]",
        "Paren van de 100 waarin de eerste groep gunstiger antwoordt": "56",
        "Cliffs delta [95 %-interval]": "0,13 [0,00; 0,25]",
        "p": "< 0,001",
        "Aangepaste p": "0,053",
        "Aantoonbaar vanaf": "60 van de 100 paren; 8,8 procentpunt",
        "Besluit": "geen duidelijk verschil",
        "Opmerking": "",
    }


def test_what_is_not_estimable_is_a_dash_and_the_verdict_says_why(table):
    assert len(table) == 2
    row = table.iloc[1]
    dashes = [name for name, cell in row.items() if cell == "–"]
    assert dashes == [
        "Beleidsteam: zonder mening",
        "Beleidsteam: top 2",
        "Verschil in top 2, in procentpunt [95 %-interval]",
        "Paren van de 100 waarin de eerste groep gunstiger antwoordt",
        "Cliffs delta [95 %-interval]",
        "p",
        "Aangepaste p",
        "Aantoonbaar vanaf",
    ]
    assert row["Beleidsteam: n"] == "0"
    assert row["Besluit"] == "te weinig antwoorden"
    assert row["Stellingen"] == "gelijkaardig"
    assert row["Opmerking"].startswith("Anders verwoord. Niet iedereen had een mening")


def test_a_block_of_three_groups_has_columns_for_each(study):
    pairs = [("beleid", "schoolteam"), ("schoolteam", "leerlingen")]
    entries = Comparisons(
        {"alle": Family("alle", "Alle groepen", "exploratory")},
        tuple(Comparison(a, "alle", a, (f"{a}.B3", f"{b}.B3"), "similar") for a, b in pairs),
    )
    rows = [SCREENING | {"family": "alle", "group_a": a, "group_b": b} for a, b in pairs]
    table = block_table(pd.DataFrame(rows), "alle", study, entries, level=0.9)
    assert table["Beleidsteam: n"].to_list() == ["65", "–"]
    assert table["Schoolteam: n"].to_list() == ["281", "65"]
    assert table["Leerlingen: n"].to_list() == ["–", "281"]
    assert table["Vergelijking"].to_list()[1] == "Schoolteam min Leerlingen"
    assert "Cliffs delta [90 %-interval]" in table


def test_a_block_without_comparisons_keeps_its_headings(study, entries, table):
    verdicts = pd.DataFrame([SCREENING])
    empty = block_table(verdicts[:0], "afspraken", study, entries)
    assert len(empty) == 0 and list(empty.columns) == list(table.columns)


def test_the_file_holds_the_shown_texts(table, tmp_path):
    write_csv(table, tmp_path / "afspraken.csv")
    read = pd.read_csv(tmp_path / "afspraken.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(read, table)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(0.125, 2, "0,13"), (-0.125, 2, "−0,13"), (-0.004, 2, "0,00"), (0.0005, 3, "0,001"),
     (-11.65, 1, "−11,7"), (100.0, 1, "100,0"), (1.0, 3, "1,000"), (0.285, 2, "0,29")],
)  # fmt: skip
def test_numbers_are_rounded_half_up_with_a_comma(value, places, text):
    assert fixed(value, places) == text
