"""Trend pictures of three waves: bars, verdicts, what a wave did not ask, official counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest
import trend_data
from support import ROOT, study_of
from svg_reader import texts
from trend_data import LABELS, changed, verdict

from surveyreport.figures.enrolment import enrolment_picture
from surveyreport.figures.page import Page
from surveyreport.figures.picture import Pictures
from surveyreport.figures.ruler import Ruler
from surveyreport.figures.theme import Theme
from surveyreport.figures.trend import trend_pictures
from surveyreport.numbers.trend import MOST_LINES, trend_figures, trend_names
from surveyreport.study.load import load_study

SKIPPED, DROPPED, RENAMED = "schoolteam.C9.1", "schoolteam.C9.6", "leerlingen.B12a"
NOT_ASKED = {
    "2023": (SKIPPED,),
    "2025": (DROPPED,),
}
VERDICTS = [
    verdict(SKIPPED, "", "2021", "2023", "break", note="geschrapt"),
    verdict("", SKIPPED, "2023", "2025", "break", note="nieuw"),
    verdict(SKIPPED, SKIPPED, "2021", "2025", "more_ticked", **changed(0.2, 0.2)),
    verdict(DROPPED, DROPPED, "2021", "2023", "no_clear_difference", **changed(0.02, -0.01)),
    verdict(DROPPED, "", "2023", "2025", "break", note="viel weg"),
    verdict("beleid.A1", "beleid.A1", "2021", "2023", "other_shares"),
    verdict("beleid.A1", "beleid.A1", "2023", "2025", "undecided"),
    verdict("schoolteam.C8.1", "schoolteam.C8.1", "2021", "2023", "too_few", **changed(0.9, 0.9)),
    verdict("leerlingen.B12", RENAMED, "2021", "2023", "break", note="anders verwoord"),
]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Number (or 0 for the counts) -> labels in each of its pictures, and its numbers."""
    whole = load_study(ROOT / "study")
    folder = tmp_path_factory.mktemp("trends")
    estimates = trend_data.estimates(NOT_ASKED)
    later = estimates["2023"]["item"].eq("leerlingen.B12")
    for wave in ("2023", "2025"):
        table = estimates[wave]
        estimates[wave] = table.assign(item=table["item"].replace("leerlingen.B12", RENAMED))
    assert later.any()
    pictures = Pictures(whole, folder, "meting 1 tot 3", True, 0.95)
    found = {}
    parts = trend_figures(whole, [study_of("2023")] * len(LABELS))
    shown = [
        picture
        for n in (1, 20, 21, 33)
        for picture in trend_pictures(
            whole, whole.figures[n], parts[n], estimates, pd.DataFrame(VERDICTS), LABELS
        )
    ]
    for picture in [*shown, enrolment_picture(whole, trend_data.series())]:
        (svg, _) = pictures.update_with_numbers(picture)
        number = picture.figure.number if picture.figure else 0
        found.setdefault(number, []).append((texts(svg), pd.read_csv(svg.with_suffix(".csv"))))
    return {
        number: ([part for part, _ in parts], pd.concat([numbers for _, numbers in parts]))
        for number, parts in found.items()
    }


def lines(drawn, number) -> list[str]:
    return [text.label for part in drawn[number][0] for text in part]


def test_a_box_that_skipped_a_wave_is_compared_with_the_one_before_it(drawn):
    found = lines(drawn, 21)
    assert "sinds meting 1: vaker aangekruist; +20 (+10 tot +30)" in found
    assert any(line.endswith(", meting 1, meting 2 en meting 3.") for line in found)
    assert not any("nieuw" in line or "geschrapt" in line for line in found)
    numbers = drawn[21][1]
    assert numbers.loc[numbers["item"].eq(SKIPPED), "wave"].tolist() == [2021, 2025]


def test_a_box_that_is_gone_says_so_under_its_last_bar(drawn):
    found = lines(drawn, 21)
    assert "niet gevraagd in meting 3: viel weg" in found
    assert "sinds meting 1: geen duidelijk verschil; +2 (−8 tot +12)" in found


def test_every_bar_has_its_wave_base_share_and_the_interval_drawn(drawn, estimates):
    box = estimates[estimates["item"].eq("schoolteam.C9.2") & estimates["kind"].eq("selected")]
    found, numbers = lines(drawn, 21), drawn[21][1]
    assert set(numbers["kind"]) == {"selected"}
    for wave in LABELS.values():
        assert f"Schoolteam, {wave} (n = {box['base'].iloc[0]})" in found
    own = numbers[numbers["item"].eq("schoolteam.C9.2")]
    for name in ("n", "base", "share", "ci_low", "ci_high"):
        assert own[name].tolist() == [box[name].iloc[0]] * 3
    assert "(95 %-betrouwbaarheidsinterval)." in " ".join(found)


def test_one_answer_of_several_has_one_verdict_without_a_difference(drawn):
    found, numbers = lines(drawn, 1), drawn[1][1]
    assert found.count("sinds meting 1: anders verdeeld") == 1
    assert "nog niet beslist of de golven te vergelijken zijn" in found
    answers = numbers["category"].nunique()
    assert sum(line.startswith("Beleidsteam, meting 2 (n = ") for line in found) == answers


def test_too_few_answers_show_no_difference(drawn):
    found = lines(drawn, 20)
    assert "sinds meting 1: te weinig antwoorden" in found
    assert not any("+90" in line for line in found)
    assert {"Ja", "Nee"} <= set(found)
    assert set(drawn[20][1]["kind"]) == {"selected", "not_selected"}


def test_another_wording_stands_under_the_break(drawn):
    found = lines(drawn, 33)
    assert "breuk: anders verwoord" in found
    numbers = drawn[33][1]
    waves = numbers.drop_duplicates("wave")[["wave", "item"]].values.tolist()
    assert waves == [[2021, "leerlingen.B12"], [2023, RENAMED], [2025, RENAMED]]


@pytest.mark.parametrize("number", [0, 1, 20, 21, 33])
def test_no_words_overlap(drawn, number):
    for part in drawn[number][0]:
        words = [text for text in part if text.label not in "●■▲◆▼×"]
        for one, other in combinations(words, 2):
            assert not one.box.meets(other.box), (one, other)


def test_a_date_without_a_count_is_marked_and_breaks_the_line(drawn):
    found, numbers = lines(drawn, 0), drawn[0][1]
    assert "geen telling op die datum" in found
    # in the panel and in the legend
    assert found.count("×") >= 2
    assert "Buso, aanloopfase: geen enkele telling." in found
    gap = numbers[numbers["count"].isna() & numbers["provider_type"].eq("dbso")]
    assert gap[["programme", "date"]].values.tolist() == [["aanloopfase", "2022-10-01"]]
    assert not {77, 99} & set(numbers["count"])
    for day in ("1/10/2021", "1/10/2022", "1/2/2023", "1/2/2025"):
        assert found.count(day) == 2


def test_no_line_crosses_a_date_without_a_count():
    whole = load_study(ROOT / "study")
    theme, picture = Theme(**whole.theme), enrolment_picture(whole, trend_data.series())
    page = Page(whole, None, "", (), "", 0.95, theme, Ruler(theme))
    picture.draw(page, picture.numbers)
    # four dates: dbso one segment of three in the aanloopfase, buso has one date only
    assert sum(line["width"] == 1 for line in page.canvas.lines) == 1 + 3 + 3 + 3


def test_figures_of_one_wave_only_have_no_trend():
    shown = trend_figures(load_study(ROOT / "study"), [study_of("2023"), study_of("2025")])
    assert {1, 20, 21, 33, 35} <= set(shown)
    assert not set(shown) & {9, 12, 38, 39, 43, 44}


def test_a_long_figure_is_drawn_as_even_pictures_of_whole_statements():
    whole = load_study(ROOT / "study")
    two, three = (trend_figures(whole, [study_of("2023")] * waves) for waves in (2, 3))
    # eight statements of two groups: with two waves 4 bars, 2 verdicts and the words each
    assert two[15] == [list(range(1, 9)), list(range(9, 17))]
    assert trend_names(15, two[15]) == ["trend-15-1", "trend-15-2"]
    assert three[15] == [list(range(n, n + 4)) for n in (1, 5, 9, 13)]
    # nine boxes of 2 bars, verdict and words
    assert two[21] == [[1, 2, 3, 4, 5], [6, 7, 8, 9]]
    assert trend_names(13, two[13]) == ["trend-13"]
    # a statement with more lines than a picture holds is not parted
    (one,) = trend_figures(whole, [study_of("2023")] * MOST_LINES)[13]
    assert one == [1, 2]


def test_what_no_wave_asked_takes_no_room():
    whole, asked = load_study(ROOT / "study"), study_of("2023")
    gone = {f"{group}.B2.{row}" for group in ("beleid", "schoolteam") for row in range(5, 9)}
    questions = {
        name: replace(q, items=tuple(item for item in q.items if item.id not in gone))
        for name, q in asked.questions.items()
    }
    kept = replace(asked, questions=questions)
    rows = trend_figures(whole, [asked, asked])[15], trend_figures(whole, [kept, kept])[15]
    assert [len(parts) for parts in rows] == [2, 1]


def test_every_picture_of_a_figure_says_which_it_is(estimates):
    whole = load_study(ROOT / "study")
    pictures = trend_pictures(
        whole, whole.figures[15], [[1, 2], [3, 4]], {"2023": estimates},
        pd.DataFrame(VERDICTS), LABELS,
    )  # fmt: skip
    titles = [picture.title.partition(":")[0] for picture in pictures]
    assert titles == [f"Concrete afspraken over de aanloopfase ({n} van 2)" for n in (1, 2)]
    assert [set(picture.numbers["row"]) for picture in pictures] == [{1, 2}, {3, 4}]
