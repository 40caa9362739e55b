from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from surveyreport.files.problems import InputProblems
from surveyreport.numbers.figure import figure_numbers
from surveyreport.study.load import load_study


@pytest.fixture
def numbers(study, estimates, register):
    return lambda number: figure_numbers(study, study.figures[number], estimates, register)


def test_likert_by_hand(numbers):
    """Counts behind the labels the report printed: 45 50 5 and 32 52 8 2 6 %."""
    table = numbers(13)
    assert list(table["item"].unique()) == ["beleid.B1", "schoolteam.B1"]
    levels = [
        "helemaal akkoord",
        "eerder wel akkoord",
        "eerder niet akkoord",
        "helemaal niet akkoord",
        "ik weet het niet",
    ]
    assert list(table["category"]) == levels * 2
    assert list(table["n"])[:5] == [30, 33, 3, 0, 0]
    assert set(table["base"]) == {66, 295}
    assert table["share"].iloc[0] == pytest.approx(30 / 66, abs=1e-10)
    assert [round(100 * share) for share in table["share"][5:]] == [32, 52, 8, 2, 6]
    assert set(table["statement"]) == {1}
    assert set(table["stem"]) == {""}


def test_matrix_names_its_stem_and_keeps_statement_order(numbers):
    table = numbers(15)
    assert list(table["statement"].unique()) == list(range(1, 9))
    assert table["stem"].nunique() == 1
    assert list(table.loc[table["statement"] == 6, "item"].unique()) == [
        "beleid.B2.6",
        "schoolteam.B2.6",
    ]
    sums = table.groupby("item")["share"].sum()
    assert sums.to_numpy() == pytest.approx(1, abs=1e-8)


def test_yes_no_in_the_order_of_the_figure(numbers):
    table = numbers(20)
    assert list(table["item"].unique()) == [f"schoolteam.C8.{i}" for i in (1, 3, 2, 4)]
    shares = [round(100 * share) for share in table["share"]]
    assert shares == [85, 15, 62, 38, 68, 32, 36, 64]
    assert list(table["category"])[:2] == ["selected", "not_selected"]


def test_multiple_in_the_order_of_the_questionnaire(numbers):
    table = numbers(21)
    assert [round(100 * share) for share in table["share"]] == [9, 4, 11, 7, 2, 22, 14, 53, 28]
    assert table["text"].iloc[-1] == "ik weet het niet"


@pytest.mark.parametrize(
    ("number", "expected"),
    [(21, [53, 22, 14, 11, 9, 7, 4, 2, 28]), (8, [50, 30, 2, 18]), (20, [85, 68, 62, 36])],
)
def test_sorted_where_the_figure_says_so_with_what_says_nothing_last(
    study, estimates, register, number, expected
):
    figure = study.figures[number]
    spec = {key: value for key, value in figure.spec.items() if key != "option_order"}
    figure = replace(figure, option_order=(), spec=spec | {"order": "share"})
    table = figure_numbers(study, figure, estimates, register)
    shares = [round(100 * share) for share in table["share"]]
    assert (shares[::2] if number == 20 else shares) == expected
    if number == 20:
        assert list(table["category"]) == ["selected", "not_selected"] * 4


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "de antwoorden van 'beleid.A2' hebben zelf een volgorde"),
        (13, "order past niet bij de soort likert"),
        (20, "order en option_order zeggen elk iets anders"),
    ],
)
def test_an_order_that_would_be_ignored_or_mislead_is_refused(study_folder, number, said):
    path = study_folder / "figures.yaml"
    text = path.read_text(encoding="utf-8")
    place = text.index("\n    section:", text.index(f"- number: {number}\n"))
    path.write_text(f"{text[:place]}\n    order: share{text[place:]}", encoding="utf-8")
    with pytest.raises(InputProblems, match=said):
        load_study(study_folder)


def test_register_table_leaves_empty_what_the_register_does_not_hold(numbers):
    table = numbers(9).pivot(index="row", columns=["date", "programme"], values="count")
    assert table.to_numpy(dtype=object).tolist() == [
        [0, 1340, 23, 1376],
        [270, 376, 1716, 496],
        [1, 469, 6, 889],
        [pd.NA, 152, pd.NA, 147],
        [271, 2337, 1745, 2908],
    ]


def test_visited_providers(numbers):
    table = numbers(12)
    assert list(table["unit"].unique()) == list(range(1, 12))
    assert list(table["grade"])[:4] == ["tweede", "tweede", "derde", "derde"]
    assert list(table["programme"])[:2] == ["aanloopfase", "duaal"]
    regular = table[table["unit"].isin([10, 11]) & (table["programme"] == "aanloopfase")]
    assert regular["count"].sum() == 0


def test_schematic(numbers):
    table = numbers(38)
    assert table["column"].nunique() == 3
    assert len(table[(table["column"] == 2) & (table["component"] == "Aanloopcomponent")]) == 4


def test_every_figure_has_numbers(study, numbers):
    for number in study.figures:
        table = numbers(number)
        assert len(table) > 0
        assert set(table["figure"]) == {number}


def test_absent_estimate_names_figure_and_item(study, estimates, register):
    left = estimates[estimates["item"] != "schoolteam.B1"]
    with pytest.raises(InputProblems) as error:
        figure_numbers(study, study.figures[13], left, register)
    assert "figuur 13" in str(error.value)
    assert "schoolteam.B1" in str(error.value)
    assert len(error.value.problems) == 1


def test_absent_level_is_named(study, estimates, register):
    kept = estimates[
        ~((estimates["item"] == "beleid.B1") & (estimates["category"] == "ik weet het niet"))
    ]
    with pytest.raises(InputProblems, match=r"beleid\.B1: 'ik weet het niet'"):
        figure_numbers(study, study.figures[13], kept, register)


def test_double_estimates_and_counts_are_refused(study, estimates, register):
    double = pd.concat([estimates, estimates[estimates["item"] == "beleid.B1"]])
    with pytest.raises(InputProblems, match=r"beleid\.B1"):
        figure_numbers(study, study.figures[13], double, register)
    for number in (9, 12):
        with pytest.raises(InputProblems, match="meer dan één aantal"):
            figure_numbers(study, study.figures[number], estimates, pd.concat([register, register]))


def test_register_without_the_row_of_a_table(study, estimates, register):
    left = register[register["provider_type"] != "syntra"]
    with pytest.raises(InputProblems, match="syntra, totaal"):
        figure_numbers(study, study.figures[9], estimates, left)
