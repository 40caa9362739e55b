"""The study as one wave asked it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from support import ROOT

from surveyreport.estimates.table import estimate_table
from surveyreport.study.model import Item, Question
from surveyreport.study.wave import asked_items, study_of_wave


def of(study, wave, asked=None):
    return study_of_wave(study, wave, asked or asked_items(ROOT / "study", wave, study.groups))


def test_2023_keeps_its_38_figures_as_they_were(study):
    shown = of(study, "2023")
    assert [n for n in shown.figures if n < 45] == list(range(1, 39))
    assert all(shown.figures[n] == study.figures[n] for n in range(1, 39))
    assert not {"leerlingen.B12a", "leerlingen.B14"} & set(shown.items)


def test_2025_leaves_out_what_it_did_not_ask(study):
    shown = of(study, "2025")
    # the counts on days of 2023, and the question that was reworded; it has its own of both
    assert {n for n in study.figures if n < 45} - set(shown.figures) == {9, 10, 11, 12, 33}
    assert "schoolteam.C9.7" not in {item.id for item in shown.figure_items(shown.figures[21])}
    assert "schoolteam.C9.7" in {item.id for item in study.figure_items(study.figures[21])}
    offered = shown.items["beleid.C12"].scale.labels
    assert study.items["beleid.C12"].scale.labels[: len(offered)] == offered
    assert study.items["beleid.C12"].scale.labels[len(offered) :] == ("niet van toepassing",)


def test_an_entry_may_name_its_waves(study):
    asked = asked_items(ROOT / "study", "2025", study.groups)
    for waves, drawn in ((None, True), ("all", True), (["2023"], False), (["2023", "2025"], True)):
        figures = study.figures | {13: replace(study.figures[13], waves=waves)}
        assert (
            13 in study_of_wave(replace(study, figures=figures), "2025", asked).figures
        ) is drawn


def test_a_figure_keeps_the_rows_that_were_asked(study):
    asked = asked_items(ROOT / "study", "2023", study.groups)
    del asked["beleid.B2.3"], asked["schoolteam.B2.3"], asked["beleid.B2.4"]
    figure = of(study, "2023", asked).figures[15]
    assert len(figure.statements) == len(study.figures[15].statements) - 1
    assert ("schoolteam.B2.4",) in figure.statements


def test_an_answer_nobody_could_choose_is_in_no_estimate_and_no_annex(study):
    shown = of(study, "2025")
    assert "niet van toepassing" not in shown.questions["beleid.C12"].scale.labels
    labels = study.items["beleid.C12"].scale.labels
    table = pd.DataFrame(
        {
            "included": True,
            "provider_id": ["A", "B", "C", "D"],
            "beleid.C12": pd.Categorical([labels[0], labels[1], labels[0], labels[2]], labels),
        }
    )
    made = estimate_table("2025", {"beleid": table}, shown, {}, 0.95)
    rows = made[made["item"].eq("beleid.C12")]
    assert len(rows) and "niet van toepassing" not in set(rows["category"])
    assert set(rows["base"]) == {4}
    whole = estimate_table("2025", {"beleid": table}, study, {}, 0.95)
    assert set(whole["category"]) - set(made["category"]) == {"niet van toepassing"}


def test_a_ranking_is_asked_by_its_question(study):
    options = tuple(
        Item(f"beleid.Z1.{n}", "beleid", "beleid.Z1", "ranked", text, ranks=2)
        for n, text in enumerate(("mail", "telefoon", "bezoek"), 1)
    )
    ranking = Question("beleid.Z1", "beleid", "A", "ranking", "Hoe?", None, options)
    whole = replace(study, questions=study.questions | {ranking.id: ranking})
    asked = asked_items(ROOT / "study", "2025", study.groups)
    assert "beleid.Z1" not in of(whole, "2025", asked).questions
    for absent, kept in ((set(), options), ({"telefoon"}, (options[0], options[2]))):
        shown = of(whole, "2025", asked | {"beleid.Z1": frozenset(absent)})
        assert shown.questions["beleid.Z1"].items == kept
        assert {item.id for item in kept} <= set(shown.items)
