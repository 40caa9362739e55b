"""When figures are drawn again, and when not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from svg_reader import texts

from surveyreport.files.problems import InputProblems


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def changed(study, number, **values):
    figure = study.figures[number]
    spec = figure.spec | values
    return replace(study, figures=study.figures | {number: replace(figure, spec=spec, **values)})


def test_nothing_is_drawn_twice_and_an_edit_redraws_one_figure(study, render, tmp_path):
    assert len(render([5, 9, 13])) == 6
    before = content(tmp_path)
    assert render([5, 9, 13]) == []
    edited = changed(study, 5, notes="Een andere noot.")
    assert [path.name for path in render([5, 9, 13], study=edited)] == [
        "figure-05.svg",
        "figure-05.png",
    ]
    after = content(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {
        "figure-05.svg",
        "figure-05.png",
    }
    assert "Noot: Een andere noot." in [t.label for t in texts(tmp_path / "figure-05.svg")]


def test_changed_numbers_words_theme_or_lost_file_redraw(study, estimates, render, tmp_path):
    render([9, 13])
    fewer = estimates.copy()
    rows = fewer["item"] == "beleid.B1"
    fewer.loc[rows, "ci_low"] = 0.0
    assert {p.stem for p in render([9, 13], estimates=fewer)} == {"figure-13"}
    render([9, 13])
    (tmp_path / "figure-09.png").unlink()
    assert {p.stem for p in render([9, 13])} == {"figure-09"}
    wider = replace(study, theme=study.theme | {"png_dpi": 100})
    assert len(render([9, 13], study=wider)) == 4
    words = study.texts["figures"] | {"note": "N.B. {text}"}
    assert len(render([9, 13], study=replace(study, texts={"figures": words}))) == 4


def test_a_fault_in_one_figure_leaves_nothing_behind(estimates, render, tmp_path):
    left = estimates[~estimates["item"].isin(["beleid.B1", "schoolteam.C9.3"])]
    with pytest.raises(InputProblems) as error:
        render([1, 13, 21], estimates=left)
    assert len(error.value.problems) == 2
    assert not any(tmp_path.iterdir())


def test_without_synthetic_data_the_word_is_nowhere(render, tmp_path):
    render([1], synthetic=False)
    assert b"ynthetisch" not in (tmp_path / "figure-01.svg").read_bytes()
    assert b"ynthetisch" not in (tmp_path / "figure-01.png").read_bytes()
