"""Rankings, numbers, two scales and yes/no: from a survey's structure to estimates and figures."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from survey_files import SYSTEM, Asked, Survey, csv_text, lss, names, written

from surveyreport.estimates.table import estimate_table
from surveyreport.figures.render import render_figures
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.newwave.draft import draft_from_structure, write_draft
from surveyreport.numbers.figure import figure_numbers
from surveyreport.numbers.write import write_numbers
from surveyreport.responses.recoding import recode
from surveyreport.sources.ingest import ingest
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.load import load_study
from surveyreport.study.model import figure_of
from surveyreport.study.wave_entry import ExportFiles

SCALES = """
scales:
  agreement:
    description: mening
    type: ordinal
    levels:
      - {label: akkoord, kind: substantive}
      - {label: niet akkoord, kind: substantive}
  weight:
    description: belang
    type: ordinal
    levels:
      - {label: belangrijk, kind: substantive}
      - {label: onbelangrijk, kind: substantive}
  yes_no:
    description: ja of nee
    type: nominal
    levels:
      - {label: Ja, kind: substantive}
      - {label: Nee, kind: substantive}
"""
QUESTIONS = """
group: team
title: Team
parts:
  - id: A
    heading: Over u
    questions:
      - id: team.A1
        type: ranking
        text: Hoe wilt u bereikt worden?
        ranks: 2
        not_shown: proef
        options:
          - {id: team.A1.1, text: mail}
          - {id: team.A1.2, text: telefoon}
          - {id: team.A1.3, text: bezoek}
      - id: team.A2
        type: number
        text: Hoeveel uren?
        classes: [10, 20]
        unit: uren
        not_shown: proef
      - id: team.A3
        type: numbers
        text: Hoeveel leerlingen?
        classes: [5]
        not_shown: proef
        items:
          - {id: team.A3.1, text: jongens vroeger}
          - {id: team.A3.2, text: jongens nu}
      - id: team.A4
        type: matrix
        text: Wat vindt u?
        scale: agreement
        not_shown: proef
        items: [{id: team.A4.1, text: rij SQ001}, {id: team.A4.2, text: rij SQ002}]
      - id: team.A5
        type: matrix
        text: Wat vindt u?
        scale: weight
        not_shown: proef
        items: [{id: team.A5.1, text: rij SQ001}, {id: team.A5.2, text: rij SQ002}]
      - {id: team.A6, type: single, text: Doet u mee?, scale: yes_no, not_shown: proef}
"""
SURVEY = Survey(
    (
        Asked("aanbieder", "S", hidden=True),
        Asked("Q1", "R", text="Hoe wilt u bereikt worden?", attributes={"max_subquestions": "2"},
              options={"A1": "Mail", "A2": "Telefoon", "A3": "Bezoek"}),
        Asked("Q2", "N", text="Hoeveel uren?"),
        Asked("Q3", ":", ("b",), ("vroeger", "nu"), text="Hoeveel leerlingen?"),
        Asked("Q4", "1", ("SQ001", "SQ002"), text="Wat vindt u?",
              options={"A1": "akkoord", "A2": "niet akkoord"},
              second={"B1": "belangrijk", "B2": "onbelangrijk"}),
        Asked("Q5", "Y", text="Doet u mee?"),
        Asked("Q6", "O", options={"A1": "x"}, text="Nog een vraag?"),
        Asked("Q7", "|", text="Laad iets op"),
        Asked("Q8", "*", text="Berekend"),
        Asked("Q9", ";", ("a", "b"), ("c",), text="Namen?"),
    )
)  # fmt: skip


@pytest.fixture
def study(study_folder):
    (study_folder / "groups.yaml").write_text(
        "groups:\n  - {id: team, label: Team, members: leden, source: bevraging}\n"
    )
    (study_folder / "scales.yaml").write_text(SCALES)
    (study_folder / "questionnaires/team.yaml").write_text(QUESTIONS)
    (study_folder / "figures.yaml").write_text(
        "sections:\n  - {id: a, title: A}\nfigures: []\n", encoding="utf-8"
    )
    (study_folder / "texts/nl.yaml").unlink()
    shutil.rmtree(study_folder / "codebooks")
    return load_study(study_folder)


@pytest.fixture
def structure(tmp_path):
    text = lss(SURVEY, 620)
    # the grid's row and columns are read as the study words them
    for code, words in (("b", "jongens"), ("vroeger", "vroeger"), ("nu", "nu")):
        text = text.replace(f"<![CDATA[rij {code}]]>", f"<![CDATA[{words}]]>", 1)
    return written(tmp_path / "s.lss", text)


def people(count: int = 40):
    """Answers of people at eight providers, drawn once and for all."""
    dice = np.random.default_rng(7)
    rows = []
    for number in range(1, count + 1):
        order = list(dice.permutation(["A1", "A2", "A3"]))[: dice.integers(1, 3)]
        place = [*order, "", ""][:2]
        if number % 10 == 0:
            place = ["", ""]
        hours = "" if number == 5 else f"{dice.integers(0, 300) / 10:.10f}"
        rows.append(
            {
                "aanbieder": f"P{number % 8}", "Q1[1]": place[0], "Q1[2]": place[1], "Q2": hours,
                "Q3[b_vroeger]": str(dice.integers(0, 9)), "Q3[b_nu]": str(dice.integers(0, 9)),
                "Q4[SQ001][1]": dice.choice(["A1", "A2"]),
                "Q4[SQ001][2]": dice.choice(["B1", "B2"]),
                "Q4[SQ002][1]": "A1", "Q4[SQ002][2]": "", "Q5": dice.choice(["Y", "N", ""]),
                "Q6": "A1", "Q6[comment]": "tekst", "Q7": "", "Q7[filecount]": "0", "Q8": "3",
                "Q9[a_c]": "An", "Q9[b_c]": "Jo",
            }
        )  # fmt: skip
    return rows


def export(folder, rows):
    heads = [one.code for one in names(SURVEY)]
    lines = [
        [str(n), "2026-01-10 10:00:00", "2", "nl", "9", *(row[code] for code in heads)]
        for n, row in enumerate(rows, 1)
    ]
    return written(folder / "x.csv", csv_text([*SYSTEM, *heads], lines))


@pytest.fixture
def mapping(study, structure, tmp_path):
    draft = draft_from_structure(load_structure(structure), study, "team")
    # one line for a whole question leaves its columns out
    table = draft.table[~draft.table["column"].str.startswith(("Q6", "Q9"))]
    ignored = pd.DataFrame({"column": ["Q6", "Q9"], "item": "@ignore", "code": "", "level": ""})
    path = tmp_path / "team.csv"
    write_draft(dataclasses.replace(draft, table=pd.concat([table, ignored])), path)
    problems = ProblemList()
    made = read_mapping(path, study, "team", problems)
    problems.raise_if_any()
    return made


@pytest.fixture
def responses(mapping, structure, tmp_path):
    files = ExportFiles(export(tmp_path, people()), structure=structure)
    answers = ingest(files, "team", {"team": mapping}, ())
    table = answers.table.assign(
        provider_id=answers.table["provider_code"], included=True, exclusion_reason=""
    )
    return recode(table, mapping)


def test_the_draft_names_every_question_and_fills_in_all_it_can(study, structure):
    draft = draft_from_structure(load_structure(structure), study, "team")
    proposals = draft.questions.set_index("question")["proposal"].to_dict()
    assert proposals == {
        "aanbieder": "@provider",
        "Q1": "team.A1",
        "Q2": "team.A2",
        "Q3": "team.A3.1, team.A3.2",
        "Q4": "team.A4.1, team.A5.1, team.A4.2, team.A5.2",
        "Q5": "team.A6",
        "Q6": "te beslissen, @ignore",
        "Q7": "@ignore",
        "Q8": "@ignore",
        "Q9": "te beslissen",
    }
    assert draft.questions.set_index("question").loc["Q4", "type"] == "matrix met twee schalen (1)"


def test_answers_become_places_and_numbers(responses):
    rows = people()
    for item, code in (("team.A1.1", "A1"), ("team.A1.3", "A3")):
        for place, row in zip(responses[item], rows, strict=True):
            put = [row["Q1[1]"], row["Q1[2]"]]
            wanted = pd.NA if put == ["", ""] else (put.index(code) + 1 if code in put else 0)
            assert (pd.isna(place) and wanted is pd.NA) or place == wanted
    hours = [float(row["Q2"]) if row["Q2"] else None for row in rows]
    assert (
        responses["team.A2"].astype(object).where(responses["team.A2"].notna(), None).tolist()
        == hours
    )
    assert responses["team.A2:missing"].tolist().count("left_open") == 1
    assert responses["team.A4.1"].tolist() == [
        "akkoord" if row["Q4[SQ001][1]"] == "A1" else "niet akkoord" for row in rows
    ]
    assert responses["team.A5.2"].isna().all()
    assert set(responses["team.A6"].dropna()) == {"Ja", "Nee"}


def test_estimates_are_those_counted_by_hand(study, responses):
    table = estimate_table("2026", {"team": responses}, study, {}, 0.95)
    rows = people()
    ranked = [[row["Q1[1]"], row["Q1[2]"]] for row in rows if row["Q1[1]"]]
    mail = table[table["item"].eq("team.A1.1")].set_index("kind")
    assert list(mail.index) == ["ranked_first", "rank_2", "not_ranked", "mean_rank"]
    assert mail["base"].tolist()[:3] == [len(ranked)] * 3
    assert mail.at["ranked_first", "n"] == sum(row[0] == "A1" for row in ranked)
    assert mail.at["rank_2", "n"] == sum(row[1] == "A1" for row in ranked)
    places = [row.index("A1") + 1 for row in ranked if "A1" in row]
    assert mail.at["mean_rank", "share"] == pytest.approx(np.mean(places))
    assert mail.at["mean_rank", "base"] == len(places)
    hours = np.array([float(row["Q2"]) for row in rows if row["Q2"]])
    numbers = table[table["item"].eq("team.A2")].set_index("category")
    assert list(numbers.index)[:3] == ["minder dan 10", "10 tot 20", "20 of meer"]
    counted = [(hours < 10).sum(), ((hours >= 10) & (hours < 20)).sum(), (hours >= 20).sum()]
    assert numbers["n"].tolist()[:3] == counted
    assert numbers.at["mean", "share"] == pytest.approx(hours.mean())
    assert numbers.at["median", "share"] == pytest.approx(np.median(hours))
    for kind in ("mean", "median", "q1", "q3"):
        assert (
            numbers.at[kind, "ci_low"] <= numbers.at[kind, "share"] <= numbers.at[kind, "ci_high"]
        )
    assert list(table.columns) == [
        *("wave", "group", "item", "category", "kind", "n", "base", "share", "ci_low", "ci_high"),
        *("n_eff", "deff", "df", "one_provider", "figure", "reason"),
    ]


def test_few_answers_give_no_mean(study, responses):
    few = responses.assign(included=[n < 6 for n in range(len(responses))])
    table = estimate_table("2026", {"team": few}, study, {}, 0.95)
    values = table[table["item"].eq("team.A2") & table["kind"].isin(["mean", "median", "q1", "q3"])]
    assert values["share"].isna().all() and set(values["reason"]) == {"too_few_respondents"}


def test_both_kinds_of_figure_are_drawn_from_the_estimates(study, responses, tmp_path):
    table = estimate_table("2026", {"team": responses}, study, {}, 0.95)
    figures = [
        figure_of({"number": n, "kind": kind, "section": "a", "title": kind, "statements": items})
        for n, (kind, items) in enumerate(
            {"ranking": [["team.A1"]], "number": [["team.A2"], ["team.A3.1"]]}.items(), 1
        )
    ]
    numbers = figure_numbers(study, figures[0], table, pd.DataFrame())
    assert set(numbers["kind"]) == {"ranked_first", "rank_2", "not_ranked", "mean_rank"}
    write_numbers(study, figures, table, pd.DataFrame(), None, {}, tmp_path)
    render_figures(study, figures, tmp_path, wave_label="2026", synthetic=True, keeps=Path.is_file)
    drawn = (tmp_path / "figure-01.svg").read_text(encoding="utf-8")
    assert "gemiddelde plaats" in drawn and "plaats 2" in drawn and "telefoon" in drawn
    drawn = (tmp_path / "figure-02.svg").read_text(encoding="utf-8")
    assert "10 tot 20" in drawn and "mediaan" in drawn and "uren" in drawn


def test_a_number_that_is_no_number_is_refused_with_its_row(mapping, tmp_path):
    rows = people(3)
    rows[1]["Q2"] = "veel"
    with pytest.raises(InputProblems) as caught:
        ingest(ExportFiles(export(tmp_path, rows)), "team", {"team": mapping}, ())
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, "Q2") and "'veel' is geen getal" in problem.found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Q1[1],team.A1,A9,vogel", "'vogel' is geen antwoord"),
        ("Q1,team.A1,A1,mail", "heeft geen plaats"),
        ("Q1[3],team.A1,A1,mail", "zijn niet volledig"),
        ("Q1[1],team.A1,A2,mail", "meer dan één antwoord"),
    ],
)
def test_a_ranking_that_is_not_whole_is_a_problem(study, mapping, line, found):
    mapping.path.write_text(mapping.path.read_text() + line + "\n")
    problems = ProblemList()
    read_mapping(Path(mapping.path), study, "team", problems)
    assert any(found in problem.found for problem in problems.problems)
