"""Wordings, answers and themes at the edge of what a study may hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from svg_reader import filled, page, texts

from surveyreport.figures.canvas import Canvas
from surveyreport.figures.drawing import draw
from surveyreport.figures.theme import Theme
from surveyreport.files.problems import InputProblems

LONG = "een lange omschrijving van wat de respondent precies beoordeelde, met Arbeidsmarktgerichte"


def lengthened(study):
    """Every statement, option and group name several times as long as the longest in use."""
    items = {
        name: replace(item, text=f"{item.text} {LONG} {'x' * 150} {LONG}")
        for name, item in study.items.items()
    }
    questions = {
        name: replace(question, items=tuple(items[item.id] for item in question.items))
        for name, question in study.questions.items()
    }
    groups = {
        name: replace(group, label=f"{group.label} van de scholen en de centra die deelnamen")
        for name, group in study.groups.items()
    }
    return replace(study, items=items, questions=questions, groups=groups)


def test_the_longest_wordings_neither_overlap_nor_leave_the_page(study, render, tmp_path):
    numbers = [17, 20, 24]
    render(numbers, study=lengthened(study))
    for number in numbers:
        path = tmp_path / f"figure-{number:02d}.svg"
        found = texts(path)
        assert "x" * 30 in "".join(text.label for text in found)
        assert all(page(path).holds(text.box, slack=0) for text in found)
        for one, other in combinations(found, 2):
            assert not one.box.meets(other.box), (one, other)
        for text in found:
            for area, _ in filled(path):
                assert not area.meets(text.box) or area.holds(text.box), text


def test_an_answer_too_long_for_the_legend_is_refused_by_name(study, estimates, render):
    label, longer = "helemaal akkoord", "helemaal akkoord " * 10
    scale = study.scales["agreement"]
    levels = (replace(scale.levels[0], label=longer), *scale.levels[1:])
    item = replace(study.items["leerlingen.B1"], scale=replace(scale, levels=levels))
    numbers = estimates.copy()
    numbers.loc[(numbers["item"] == item.id) & (numbers["category"] == label), "category"] = longer
    question = replace(study.questions[item.id], items=(item,))
    changed = replace(
        study,
        items=study.items | {item.id: item},
        questions=study.questions | {item.id: question},
    )
    with pytest.raises(InputProblems, match="te lang voor de figuur: 'helemaal akkoord"):
        render([28], study=changed, estimates=numbers)


def test_all_in_one_answer_none_and_no_answers_at_all(estimates, render, tmp_path):
    numbers = estimates.copy()
    for item in ("beleid.B1", "beleid.A1"):
        rows = numbers["item"] == item
        numbers.loc[rows, ["n", "share", "ci_low", "ci_high"]] = [0, 0.0, 0.0, 0.05]
        first = numbers.index[rows][0]
        numbers.loc[first, ["n", "share", "ci_low", "ci_high"]] = [66, 1.0, 0.95, 1.0]
    empty = numbers["item"].isin(["schoolteam.B1", "beleid.A2"])
    numbers.loc[empty, ["n", "base"]] = 0
    numbers.loc[empty, ["share", "ci_low", "ci_high"]] = None
    render([1, 2, 13], estimates=numbers)
    found = [text.label for text in texts(tmp_path / "figure-13.svg")]
    assert found[found.index("Beleidsteam (n = 66)") + 1] == "100"
    assert found[found.index("Schoolteam (n = 0)") + 1] == "geen antwoorden"
    assert "100 %" in [text.label for text in texts(tmp_path / "figure-01.svg")]
    found = [text.label for text in texts(tmp_path / "figure-02.svg")]
    assert found.count("geen antwoorden") == 3


def test_withheld_shares_say_so(estimates, render, tmp_path):
    numbers = estimates.copy()
    numbers.loc[numbers["item"] == "beleid.B1", ["n", "share", "ci_low", "ci_high"]] = None
    render([13], estimates=numbers)
    found = [text.label for text in texts(tmp_path / "figure-13.svg")]
    place = found.index("Beleidsteam (n = 66)")
    assert found[place + 1] == "niet getoond: te weinig antwoorden"


def test_dollar_signs_stay_text(study, render, tmp_path):
    figure = replace(study.figures[28], notes="Van $5 tot $10 & <20>.")
    render([28], study=replace(study, figures=study.figures | {28: figure}))
    assert "Noot: Van $5 tot $10 & <20>." in [t.label for t in texts(tmp_path / "figure-28.svg")]


def test_unknown_glyph_font_and_package_are_faults_with_a_name(study, render):
    figure = replace(study.figures[28], notes="Een teken buiten het lettertype: \u4e2d")
    with pytest.raises(InputProblems, match="heeft geen teken '\u4e2d'"):
        render([28], study=replace(study, figures=study.figures | {28: figure}))
    other = study.theme | {"font": study.theme["font"] | {"regular": "Calibri.ttf"}}
    with pytest.raises(InputProblems, match=r"Calibri\.ttf"):
        render([28], study=replace(study, theme=other))
    other = study.theme | {"font": study.theme["font"] | {"family": "Calibri"}}
    with pytest.raises(InputProblems, match="Calibri"):
        render([28], study=replace(study, theme=other))
    for package in ("bestaat_niet", "surveyreport"):
        other = study.theme | {"font": study.theme["font"] | {"package": package}}
        with pytest.raises(InputProblems, match=f"het pakket {package} heeft geen lettertype"):
            render([28], study=replace(study, theme=other))


@pytest.mark.parametrize("place", [{"x": 200}, {"y": 200}, {"x": -20}, {"y": -20}])
def test_a_shape_that_reaches_outside_the_page_is_not_cut_off(study, place):
    theme = Theme(**study.theme)
    canvas = Canvas()
    canvas.text(0, 10, "binnen", theme.body, "#000000")
    draw(canvas, 40, theme, "salt")
    canvas.rect(**{"x": 0, "y": 0, "width": 5, "height": 5, "fill": "#000000"} | place)
    with pytest.raises(ValueError, match="outside the page"):
        draw(canvas, 40, theme, "salt")
