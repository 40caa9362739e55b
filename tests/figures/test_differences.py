"""The figure of differences: what it draws in which order, and the picture read back."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from figure_data import ROOT, verdicts
from svg_reader import NAMESPACE, filled, page, texts

from surveyreport.figures.differences import axis_limit
from surveyreport.figures.render import render_differences
from surveyreport.numbers.differences import MEASURES, difference_numbers, difference_pictures
from surveyreport.numbers.write import write_numbers
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.load import load_study

STRONG, PAPER = "#023e70", "#ffffff"
FAMILIES = ["vormgeving", "afspraken", "samenwerking", "uitvoering", "leerlingen"]
TOO_FEW, NOT_ESTIMABLE, B_MORE = "visie", "hulp", "bijsturen"


@pytest.fixture(scope="module")
def entries(study):
    return load_comparisons(ROOT / "study/comparisons.yaml", load_study(ROOT / "study"))


@pytest.fixture(scope="module")
def table():
    """The wave's verdicts with one of every kind among them."""
    rows = verdicts().set_index("comparison", drop=False)
    rows.loc[[TOO_FEW, NOT_ESTIMABLE], ["delta", "delta_low", "delta_high", "p_adjusted"]] = None
    rows.loc[TOO_FEW, ["n_a", "verdict"]] = [7, "too_few"]
    rows.loc[NOT_ESTIMABLE, "verdict"] = "not_estimable"
    rows.loc[B_MORE, ["delta", "delta_low", "delta_high"]] = [-0.6, -0.8, -0.4]
    rows.loc[B_MORE, "verdict"] = "b_more_positive"
    return rows.reset_index(drop=True)


@pytest.fixture(scope="module")
def draw(study, entries):
    def run(table, folder, pictures=None, study=study, **options):
        pictures = pictures or {"differences": FAMILIES}
        write_numbers(study, [], None, None, table, pictures, folder)
        return render_differences(
            study,
            entries,
            table,
            pictures,
            folder,
            **{"wave_label": "2022-2023", "synthetic": True, "keeps": Path.is_file} | options,
        )

    return run


@pytest.fixture(scope="module")
def folder(draw, table, tmp_path_factory):
    out = tmp_path_factory.mktemp("differences")
    draw(table, out)
    return out


@pytest.fixture(scope="module")
def svg(folder):
    return folder / "differences.svg"


def dots(path):
    """Middle in points and fill of every round shape."""
    found = []
    for element in ElementTree.parse(path).iter(f"{NAMESPACE}path"):
        shape = element.get("d")
        if "C" in shape:
            numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", shape)]
            xs, ys = numbers[0::2], numbers[1::2]
            fill = re.search(r"fill: (#\w+)", element.get("style")).group(1)
            found.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, fill))
    return found


def strokes(path, colour):
    """Ends (x, y, x, y) in points of every straight line of this colour."""
    found = []
    for element in ElementTree.parse(path).iter(f"{NAMESPACE}path"):
        numbers = re.findall(r"-?\d+(?:\.\d+)?", element.get("d"))
        if len(numbers) == 4 and f"stroke: {colour}" in (element.get("style") or ""):
            found.append(tuple(map(float, numbers)))
    return found


def middle(text):
    return (text.box.top + text.box.bottom) / 2


def scale(path):
    """From delta to x, by the labels of the axis."""
    labels = {text.label: (text.box.left + text.box.right) / 2 for text in texts(path)}
    zero, end = labels["0"], labels["1"]
    return lambda delta: zero + (end - zero) * delta


def test_rows_are_sorted_within_blocks_and_other_groups_come_in_a_panel_of_their_own(table):
    numbers = difference_numbers(table, FAMILIES)
    assert list(numbers["family"].unique()) == FAMILIES
    assert list(numbers.loc[numbers["family"] == "vormgeving", "comparison"]) == [
        "ondersteuning", "betrokkenheid", "overleg", "ouders", "verankeren", B_MORE, TOO_FEW,
    ]  # fmt: skip
    assert list(numbers.loc[numbers["panel"] == 2, "comparison"]) == [
        "inspraak", "evaluatie", NOT_ESTIMABLE,
    ]  # fmt: skip
    assert set(numbers.loc[numbers["panel"] == 1, "group_b"]) == {"schoolteam"}


def test_a_family_of_other_groups_between_two_does_not_split_their_panel(table):
    numbers = difference_numbers(table, ["vormgeving", "leerlingen", "uitvoering"])
    assert list(numbers["family"].unique()) == ["vormgeving", "uitvoering", "leerlingen"]
    assert numbers.groupby("family")["panel"].unique().map(list).to_dict() == {
        "vormgeving": [1], "uitvoering": [1], "leerlingen": [2],
    }  # fmt: skip


def test_weighted_differences_are_not_told_exactly(table):
    exact = difference_numbers(table, FAMILIES)
    weighted = difference_numbers(table.assign(unweighted_delta=table["delta"]), FAMILIES)
    assert list(weighted["comparison"]) == list(exact["comparison"])
    assert weighted[MEASURES].equals(exact[MEASURES].round(2))
    assert not exact["delta"].equals(weighted["delta"])


@pytest.mark.parametrize(
    ("low", "high", "limit"),
    [(-0.1, 0.2, 0.5), (-0.5, 0.2, 0.5), (-0.51, 0.2, 0.75), (0.6, 0.9, 1), (0.2, 1.3, 1)],
)
def test_the_axis_is_symmetric_in_quarters_and_never_beyond_one(low, high, limit):
    assert axis_limit(pd.DataFrame({"delta_low": [low], "delta_high": [high]})) == limit


def test_an_axis_without_any_interval():
    assert axis_limit(pd.DataFrame({"delta_low": [None], "delta_high": [None]}, dtype=float)) == 0.5


def test_one_picture_or_one_a_family_of_the_groups_of_the_wave(study, entries):
    assert difference_pictures(entries, study, study.groups) == {"differences": FAMILIES}
    teams = difference_pictures(entries, study, ["schoolteam", "beleid"])
    assert teams == {"differences": FAMILIES[:4]}
    assert difference_pictures(entries, study, ["schoolteam"]) == {}
    one_more = replace(entries.comparisons[0], id="nog_een")
    more = replace(entries, comparisons=(*entries.comparisons, one_more))
    assert difference_pictures(more, study, study.groups) == {
        f"differences-{family}": [family] for family in FAMILIES
    }


def test_dots_and_intervals_are_where_the_numbers_are(folder, svg):
    numbers = pd.read_csv(folder / "differences.csv")
    assert len(numbers) == 26
    drawn = numbers[numbers["delta"].notna()]
    x = scale(svg)
    found = dots(svg)
    assert [place for place, _, _ in found] == pytest.approx([x(d) for d in drawn["delta"]], abs=1)
    lines = strokes(svg, STRONG)
    assert [line[0] for line in lines] == pytest.approx([x(d) for d in drawn["delta_low"]], abs=1)
    assert [line[2] for line in lines] == pytest.approx([x(d) for d in drawn["delta_high"]], abs=1)
    assert [line[1] for line in lines] == pytest.approx([y for _, y, _ in found], abs=0.1)


def test_only_a_clear_difference_has_a_full_dot_and_the_word(folder, svg):
    numbers = pd.read_csv(folder / "differences.csv")
    drawn = numbers[numbers["delta"].notna()]
    clear = drawn["verdict"].isin(["a_more_positive", "b_more_positive"])
    found = dots(svg)
    assert [fill == STRONG for _, _, fill in found] == list(clear)
    assert {fill for _, _, fill in found} == {STRONG, PAPER}
    heights = [y for (_, y, fill) in found if fill == STRONG]
    words = [text for text in texts(svg) if text.label == "duidelijk"]
    assert len(words) == clear.sum() == 4
    assert [middle(word) for word in words] == pytest.approx(heights, abs=2)
    zero = scale(svg)(0)
    for word, delta in zip(words, drawn.loc[clear, "delta"], strict=True):
        assert (word.box.right < zero) == (delta > 0)


def test_each_theme_stands_beside_its_dot_with_both_n_and_its_signs(folder, svg):
    found = texts(svg)
    labels = [text.label for text in found]
    place = labels.index("ondersteuning van het team ≈ †")
    assert labels[place + 1] == "65 / 260"
    assert "eigen visie" in labels and "voltijds engagement ≈" in labels
    first = next(text for text in found if text.label == "ondersteuning van het team ≈ †")
    assert middle(first) == pytest.approx(dots(svg)[0][1], abs=2)
    assert labels[labels.index("eigen visie") + 1 :][:2] == ["7 / 277", "te weinig antwoorden"]
    assert labels[labels.index("287 / 222") + 1] == "niet te schatten"
    heads = [label for label in labels if label.startswith("n: ")]
    assert heads == ["n: beleidsteamleden / schoolteamleden", "n: schoolteamleden / leerlingen"]
    blocks = [labels.index("Concrete afspraken"), labels.index("Uitvoering")]
    assert blocks == sorted(blocks)
    assert "Schoolteam en leerlingen over hetzelfde thema (verkennend)" in labels


def test_each_row_has_the_difference_in_points_with_its_interval(folder, svg, table):
    numbers = pd.read_csv(folder / "differences.csv").set_index("comparison")
    row = numbers.loc["ondersteuning"]
    assert [round(100 * row[name]) for name in ("difference", "difference_low")] == [32, 19]
    found = texts(svg)
    points = next(text for text in found if text.label == "32 (19 tot 41)")
    theme = next(text for text in found if text.label.startswith("ondersteuning van het team"))
    assert middle(points) == pytest.approx(middle(theme), abs=2)
    assert points.box.left > scale(svg)(1)
    assert sum(" tot " in text.label and text.label.endswith(")") for text in found) == 24
    assert "afspraken over oriëntering en doorstroom ‡" in [text.label for text in found]


def test_each_end_of_the_axis_says_who_is_more_positive(svg):
    text = " ".join(text.label for text in texts(svg))
    assert "← schoolteamleden positiever beleidsteamleden positiever →" in text
    assert "← leerlingen positiever schoolteamleden positiever →" in text
    left = next(text for text in texts(svg) if text.label.startswith("← leerlingen"))
    assert left.box.right < scale(svg)(0)


def test_the_notes_explain_line_dots_signs_and_source(svg):
    text = " ".join(text.label for text in texts(svg))
    for words in (
        "Bron: bevraging beleidsteam, bevraging schoolteam en bevraging leerlingen, 2022-2023;",
        "95 %-betrouwbaarheidsinterval, niet aangepast voor het aantal vergelijkingen",
        "er is een verschil, ook als rekening gehouden is met het aantal vergelijkingen",
        "geen duidelijk verschil; dat betekent niet dat er geen is",
        "≈: De stellingen zijn gelijkaardig",
        "†: Niet iedereen had een mening",
    ):
        assert words in text


def test_of_boxes_the_notes_say_how_often_and_nothing_of_favourable_answers(draw, table, tmp_path):
    boxes = table.assign(item_a="schoolteam.C8.1", item_b="leerlingen.B8.1", wording="similar")
    draw(boxes, tmp_path, {"differences": ["leerlingen"]})
    text = " ".join(text.label for text in texts(tmp_path / "differences.svg"))
    assert "← vaker bij leerlingen" in text and "n: wie de vraag beantwoordde." in text
    assert "gunstiger antwoordt" not in text and "gunstigste antwoorden" not in text
    assert "hoe vaker het bij de ene groep voorkomt" in text and "verschil in aandeel." in text
    assert "≈: De vragen zijn gelijkaardig" in text


def test_signs_that_are_not_used_are_not_explained_and_real_data_is_not_synthetic(
    draw, table, tmp_path
):
    draw(table, tmp_path, {"differences": ["afspraken"]}, synthetic=False)
    text = " ".join(text.label for text in texts(tmp_path / "differences.svg"))
    assert "≈" not in text and "†" not in text
    assert b"ynthetisch" not in (tmp_path / "differences.svg").read_bytes()
    assert b"ynthetisch" not in (tmp_path / "differences.png").read_bytes()


def test_nothing_overlaps_or_is_clipped_also_with_long_words(draw, study, table, svg, tmp_path):
    groups = {
        name: replace(group, members=f"leden van het {group.members}-verband van de aanbieders")
        for name, group in study.groups.items()
    }
    longer = table.assign(theme=table["theme"] + " en alles wat daar in de school mee samenhangt")
    draw(longer, tmp_path, study=replace(study, groups=groups))
    for path in (svg, tmp_path / "differences.svg"):
        found = texts(path)
        for text in found:
            assert page(path).holds(text.box, slack=0), text
        for one, other in combinations(found, 2):
            assert not one.box.meets(other.box), (one, other)
        areas = [area for area, _ in filled(path)]
        for text in found:
            assert not any(area.meets(text.box) for area in areas), text
    tallest = page(svg).bottom / 72 * 25.4
    assert tallest < 297 - 25 - 21, "past niet op een pagina van het rapport"


def test_synthetic_data_is_named_in_picture_and_metadata(svg):
    head = svg.read_text(encoding="utf-8").split("</metadata>")[0]
    assert "<dc:title>Verschillen tussen groepen (Synthetische data)</dc:title>" in head
    assert "Synthetische data" in [text.label for text in texts(svg)]


def test_pictures_of_families_share_the_axis(draw, table, tmp_path):
    """The intervals of the pupils' family alone would fit an axis to 0.5."""
    draw(table, tmp_path, {"differences-leerlingen": ["leerlingen"]})
    path = tmp_path / "differences-leerlingen.svg"
    assert {"−1", "1"} <= {text.label for text in texts(path)}
    head = path.read_text(encoding="utf-8").split("</metadata>")[0]
    assert "Verschillen tussen groepen: Schoolteam en leerlingen over hetzelfde thema" in head


def test_a_block_without_comparisons_says_so(draw, table, tmp_path):
    draw(table[table["family"] != "leerlingen"], tmp_path, {"differences-x": ["leerlingen"]})
    found = [text.label for text in texts(tmp_path / "differences-x.svg")]
    assert "Deze golf bevat geen enkele vergelijking van dit blok." in found


def test_it_is_drawn_again_only_after_a_change_and_with_the_same_bytes(draw, table, tmp_path):
    one = {"differences": ["leerlingen"]}
    assert len(draw(table, tmp_path / "a", one)) == 2
    assert draw(table, tmp_path / "a", one) == []
    assert len(draw(table, tmp_path / "b", one)) == 2
    for kind in ("svg", "png", "csv"):
        name = f"differences.{kind}"
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    changed = table.copy()
    changed.loc[changed["comparison"] == "inspraak", "verdict"] = "a_more_positive"
    assert len(draw(changed, tmp_path / "a", one)) == 2
    elsewhere = table.copy()
    elsewhere.loc[elsewhere["comparison"] == "overleg", "n_a"] = 1
    assert draw(elsewhere, tmp_path / "b", one) == []
