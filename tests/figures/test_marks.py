"""The mark on bars whose groups differ: in the numbers, at the bars and in the notes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from figure_data import verdicts
from svg_reader import texts

from surveyreport.estimates.verdicts import A_MORE, B_MORE, OFTEN
from surveyreport.figures.render import render_figures
from surveyreport.numbers.figure import figure_numbers
from surveyreport.numbers.write import write_numbers
from surveyreport.study.verdict_words import MORE_OFTEN, MORE_POSITIVE, verdict_label


def with_verdicts(**changed):
    """The wave's verdicts, those of some comparisons changed."""
    table = verdicts().set_index("comparison", drop=False)
    for comparison, verdict in changed.items():
        table.loc[comparison, "verdict"] = verdict
    return table


@pytest.fixture
def marks(study, estimates, register):
    """Item -> mark in a figure."""

    def run(number, table):
        figure = study.figures[number]
        numbers = figure_numbers(study, figure, estimates, register, table)
        assert (numbers.groupby("item")["mark"].nunique() == 1).all()
        return dict(zip(numbers["item"], numbers["mark"], strict=True))

    return run


@pytest.fixture
def draw(study, estimates, register, tmp_path):
    def run(numbers, table):
        figures = [study.figures[number] for number in numbers]
        write_numbers(study, figures, estimates, register, table, {}, tmp_path)
        return render_figures(
            study, figures, tmp_path,
            wave_label="2022-2023", synthetic=True, verdicts=table, keeps=Path.is_file,
        )  # fmt: skip

    return run


def labels(folder, number):
    return [text.label for text in texts(folder / f"figure-{number:02d}.svg")]


def test_the_words_are_those_of_the_verdicts(study):
    assert set(MORE_POSITIVE) == {A_MORE, B_MORE} and set(OFTEN.values()) == set(MORE_OFTEN)
    groups = ("beleid", "schoolteam", study)
    assert verdict_label(A_MORE, *groups) == "beleidsteamleden positiever"
    assert verdict_label(B_MORE, *groups) == "schoolteamleden positiever"
    assert verdict_label("no_clear_difference", *groups) == "geen duidelijk verschil"


def test_one_pair_has_the_sign_more_pairs_have_numbers(marks):
    table = verdicts()
    assert marks(14, table) == {"beleid.B3": "◆", "schoolteam.B3": "◆"}
    assert marks(16, table) == {
        "beleid.B4": "◆1", "schoolteam.B4": "◆1", "beleid.B5": "◆2", "schoolteam.B5": "◆2",
    }  # fmt: skip


def test_no_clear_difference_no_verdicts_and_no_comparison_have_no_mark(marks):
    assert set(marks(13, verdicts()).values()) == {""}
    assert set(marks(14, None).values()) == {""}
    assert set(marks(28, verdicts()).values()) == {""}


def test_an_item_of_two_pairs_has_both_marks(marks):
    table = with_verdicts(verankeren="a_more_positive", bijsturen="b_more_positive")
    assert marks(19, table) == {
        "beleid.B7": "◆1", "beleid.B8": "◆2", "schoolteam.B7": "◆1 ◆2",
    }  # fmt: skip


def test_a_pair_of_which_the_figure_shows_one_item_is_not_marked(marks):
    table = with_verdicts(inspraak="a_more_positive")
    assert table.loc["inspraak", "item_b"] == "leerlingen.B4"
    assert set(marks(27, table).values()) == {""}
    assert set(marks(26, table).values()) == {""}


def test_other_columns_stay_as_they_were(study, estimates, register):
    with_marks = figure_numbers(study, study.figures[16], estimates, register, verdicts())
    without = figure_numbers(study, study.figures[16], estimates, register)
    assert list(without.columns)[-1] == "mark"
    pd.testing.assert_frame_equal(with_marks.drop(columns="mark"), without.drop(columns="mark"))
    for number in (1, 12, 20):
        rows = figure_numbers(study, study.figures[number], estimates, register, verdicts())
        assert "mark" not in rows


def test_marks_stand_after_the_names_and_the_notes_say_what_they_mean(draw, tmp_path):
    draw([13, 16, 19], with_verdicts(verankeren="a_more_positive", bijsturen="b_more_positive"))
    found = labels(tmp_path, 16)
    names = [place for place, label in enumerate(found) if "(n = " in label]
    assert [found[place + 1] for place in names] == ["◆1", "◆1", "◆2", "◆2"]
    note = " ".join(found[found.index("100 %") :])
    assert (
        "Duidelijk verschil bij wie een mening gaf: ◆1 ondersteuning van het team, "
        "beleidsteamleden positiever, 32 procentpunt (interval van 19 tot 41); "
        "◆2 overleg en expertisedeling, beleidsteamleden positiever, "
        "14 procentpunt (interval van 3 tot 23)."
    ) in note
    note = " ".join(labels(tmp_path, 19))
    assert "◆2 bijsturen tegenover zicht op verbeterpunten, schoolteamleden positiever, " in note
    assert "◆1 ◆2" in labels(tmp_path, 19)
    assert not any("◆" in label or "uidelijk verschil" in label for label in labels(tmp_path, 13))
    assert "◆1" in set(pd.read_csv(tmp_path / "figure-16.csv")["mark"])


def test_names_of_marked_and_unmarked_bars_stay_aligned(draw, tmp_path):
    draw([15], with_verdicts(afspraken_screening="a_more_positive"))
    found = [text for text in texts(tmp_path / "figure-15.svg") if "(n = " in text.label]
    assert len(found) == 16
    assert {round(text.box.right, 1) for text in found} == {round(found[0].box.right, 1)}


def test_a_verdict_that_changes_redraws_the_figure_of_its_pair_only(draw):
    assert len(draw([13, 14, 18], verdicts())) == 6
    assert draw([13, 14, 18], verdicts()) == []
    changed = with_verdicts(betrokkenheid="no_clear_difference")
    assert {path.stem for path in draw([13, 14, 18], changed)} == {"figure-14"}
    turned = with_verdicts(betrokkenheid="b_more_positive")
    assert {path.stem for path in draw([13, 14, 18], turned)} == {"figure-14"}
