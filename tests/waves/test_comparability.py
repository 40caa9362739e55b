"""Each kind of change in a questionnaire is seen where it is, and decided by people in a file."""

from __future__ import annotations

import shutil

import pytest
from support import ROOT
from two_waves import EARLIER, LATER, TwoWaves

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.questionnaires.comparability import (
    comparable_pairs,
    decide,
    difference_table,
    draft_decisions,
)
from surveyreport.questionnaires.difference_page import difference_page, marked
from surveyreport.questionnaires.links import decisions_path


@pytest.fixture
def waves(tmp_path):
    return TwoWaves(tmp_path)


def decisions(waves: TwoWaves, *rows: str):
    """Write the rows as the decisions file and decide; raises InputProblems."""
    path = decisions_path(waves.study_folder, EARLIER, LATER)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["item,changes,proposal,decision,reason", *rows]) + "\n", "utf-8")
    problems = ProblemList()
    decided = decide(waves.differences(), path, problems)
    problems.raise_if_any()
    return decided


def swap_levels(rows, column, first, second):
    codes = {row["level"]: row for row in rows if row["column"] == column}
    codes[first]["level"], codes[second]["level"] = second, first


def test_the_same_questionnaire_has_no_changes(waves):
    differences = waves.differences()
    assert {d.signature for d in differences} == {""}
    assert {d.proposal for d in differences} == {"comparable"}
    asked = {d.item for d in differences}
    assert {"beleid.B1", "schoolteam.C9.8", "leerlingen.B13"} <= asked


def test_open_answers_that_are_not_coded_yet_are_not_dropped(waves):
    """A new wave asked for 125 decisions about codes that nobody had looked for yet."""
    coded = waves.study_folder.parent / "data/coded"
    shutil.copytree(ROOT / "data/coded/2023", coded / EARLIER)
    assert waves.changed() == {}
    shutil.copytree(coded / EARLIER, coded / LATER)
    assert waves.changed() == {}
    path = coded / LATER / "codebook.csv"
    lines = path.read_text("utf-8").splitlines(True)
    kept = [line for line in lines if not line.startswith(("noden,", "helpt,leerlingen.C14,hulp"))]
    path.write_text("".join(kept), encoding="utf-8")
    changed = waves.changed()
    assert changed.pop("leerlingen.C14.hulp") == "dropped"
    assert set(changed.values()) == {"options_gone"}
    assert all(name.startswith("leerlingen.C14.") for name in changed)


def test_added_and_dropped(waves):
    waves.map(
        "beleid",
        lambda rows: rows.__setitem__(slice(None), [r for r in rows if r["item"] != "beleid.B4"]),
    )
    assert waves.changed() == {"beleid.B4": "dropped"}
    earlier, later = waves.wave(EARLIER), waves.wave(LATER)
    from surveyreport.questionnaires.comparability import questionnaire_difference

    back = questionnaire_difference(later, earlier, waves.study, waves.study_folder, ProblemList())
    assert {d.item: d.signature for d in back if d.changes} == {"beleid.B4": "added"}


def test_reworded_by_a_question_that_replaces_it(waves):
    path = waves.study_folder / "questionnaires" / "beleid.yaml"
    text = path.read_text("utf-8")
    start = text.index("  - id: beleid.B5\n")
    path.write_text(
        text[:start]
        + "  - id: beleid.B4a\n    type: single\n    text: Nieuwe woorden.\n"
        + "    scale: agreement\n    replaces: beleid.B4\n    not_shown: proef\n"
        + text[start:],
        "utf-8",
    )
    waves.map(
        "beleid",
        lambda rows: [row.update(item="beleid.B4a") for row in rows if row["item"] == "beleid.B4"],
    )
    (difference,) = [d for d in waves.differences() if d.changes]
    assert (difference.item, difference.before.item.id) == ("beleid.B4a", "beleid.B4")
    assert (difference.signature, difference.proposal) == ("reworded", "break")
    # whoever decides otherwise gets a trend over both ids
    decided = decisions(waves, "beleid.B4a,reworded,break,with_note,zelfde betekenis")
    assert comparable_pairs(difference_table(decided))["beleid.B4a"] == "beleid.B4"


def test_wording_in_the_field(waves):
    def edit(rows):
        for row in rows:
            if row["class"] == "Q" and row["name"] == "B01":
                row["text"] = row["text"].rstrip(".") + "!"
            if row["class"] == "Q" and row["name"] == "B04":
                row["text"] = "Iets heel anders."

    waves.field(LATER, "beleid", edit)
    assert waves.changed() == {"beleid.B1": "punctuation", "beleid.B4": "reworded"}


def test_reordered_names_only_what_moved(waves):
    def edit(rows):
        (at,) = [i for i, row in enumerate(rows) if row["class"] == "Q" and row["name"] == "B03"]
        end = next(i for i in range(at + 1, len(rows)) if rows[i]["class"] in ("Q", "G"))
        block = rows[at:end]
        del rows[at:end]
        last = next(i for i, row in enumerate(rows) if row["class"] == "Q" and row["name"] == "B08")
        rows[last:last] = block

    waves.field(LATER, "beleid", edit)
    assert waves.changed() == {"beleid.B3": "reordered"}


def test_answers_and_options(waves):
    def no_opinion(rows):
        for row in rows:
            if row["item"] == "beleid.B1" and row["level"] == "ik weet het niet":
                row["code"] = "-"
            if row["item"] == "beleid.B3" and row["level"] == "helemaal akkoord":
                row["code"] = "-"

    waves.map("beleid", no_opinion)
    waves.map(
        "schoolteam",
        lambda rows: rows.__setitem__(
            slice(None), [r for r in rows if r["item"] != "schoolteam.C9.3"]
        ),
    )
    changed = waves.changed()
    assert changed.pop("schoolteam.C9.3") == "dropped"
    assert changed.pop("beleid.B1") == changed.pop("beleid.B3") == "answers_gone"
    others = {f"schoolteam.C9.{n}" for n in range(1, 10)} - {"schoolteam.C9.3"}
    assert changed == dict.fromkeys(others, "options_gone")
    proposals = {d.item: d.proposal for d in waves.differences()}
    assert proposals["beleid.B1"] == "with_note"
    assert proposals["beleid.B3"] == "break"


def test_a_reversed_scale(waves):
    def edit(rows):
        at = next(i for i, row in enumerate(rows) if row["class"] == "Q" and row["name"] == "B01")
        answers = [i for i in range(at, at + 10) if rows[i]["class"] == "A"][:4]
        first, last = answers[0], answers[-1] + 1
        rows[first:last] = rows[first:last][::-1]

    waves.field(LATER, "beleid", edit)
    assert waves.changed() == {"beleid.B1": "scale_reversed"}


def test_routing_is_compared_by_meaning(waves):
    def route(code, answer):
        def edit(rows):
            for row in rows:
                if row["class"] == "Q" and row["name"] == "B04":
                    row["relevance"] = f'(({code}.NAOK == "{answer}"))'

        return edit

    waves.field(EARLIER, "beleid", route("B01", "A1"))
    waves.field(LATER, "beleid", route("B01", "A1"))
    assert waves.changed() == {}
    waves.field(LATER, "beleid", route("B01", "A2"))
    (difference,) = [d for d in waves.differences() if d.changes]
    assert (difference.item, difference.signature) == ("beleid.B4", "routing_changed")
    assert difference.changes[0].new == "beleid.B1 is 'eerder wel akkoord'"


def test_routing_of_a_wave_without_structure_is_that_of_the_study(waves):
    path = waves.study_folder / "questionnaires" / "beleid.yaml"
    start = "  - id: beleid.B5\n    type: single\n"
    routed = "    asked_if: {item: beleid.B2.1, is: [eerder niet akkoord, helemaal niet akkoord]}\n"
    text = path.read_text("utf-8")
    assert start in text
    path.write_text(text.replace(start, start + routed), "utf-8")
    # neither wave has a structure: what the study says holds for both
    assert waves.changed() == {}
    waves.field(EARLIER, "beleid")
    assert waves.changed() == {}

    def everyone(rows):
        (row,) = [row for row in rows if row["class"] == "Q" and row["name"] == "B05"]
        assert row["relevance"] == 'B02_SQ001.NAOK == "A3" or B02_SQ001.NAOK == "A4"'
        row["relevance"] = "1"

    waves.field(EARLIER, "beleid", everyone)
    (difference,) = [d for d in waves.differences() if d.changes]
    assert (difference.signature, difference.proposal) == ("routing_changed", "break")
    assert difference.item == "beleid.B5" and difference.changes[0].old == "iedereen"
    assert difference.changes[0].new == (
        "beleid.B2.1 is 'eerder niet akkoord' of 'helemaal niet akkoord'"
    )


def test_a_code_with_another_meaning_stops_until_confirmed(waves):
    first, second = "helemaal akkoord", "helemaal niet akkoord"
    waves.map("beleid", lambda rows: swap_levels(rows, "B01", first, second))
    with pytest.raises(InputProblems) as caught:
        decisions(waves)
    (problem,) = caught.value.problems
    assert problem.column == "beleid.B1"
    assert "antwoordcode A1, A4" in problem.found
    assert f"A1 = {first}" in problem.found and f"A1 = {second}" in problem.found
    row = '"beleid.B1","code_reused[A1,A4]",break,comparable,de codes zijn omgekeerd ingevoerd'
    decided = decisions(waves, row)
    assert {d.decision for d in decided} == {"comparable"}


def test_a_question_code_of_another_question_stops_unless_the_survey_shows_the_wording(waves):
    def swap(rows):
        names = {"B03": "B04", "B04": "B03"}
        for row in rows:
            row["column"] = names.get(row["column"], row["column"])

    waves.map("beleid", swap)
    with pytest.raises(InputProblems) as caught:
        decisions(waves)
    assert sorted(p.column for p in caught.value.problems) == ["beleid.B3", "beleid.B4"]

    def rename(rows):
        names = {"B03": "B04", "B04": "B03"}
        for row in rows:
            if row["class"] == "Q":
                row["name"] = names.get(row["name"], row["name"])

    waves.field(LATER, "beleid", rename)
    assert waves.changed() == {}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("beleid.Z9,dropped,break,break,weg", "vroeg geen van beide golven"),
        ("beleid.B4,dropped,break,misschien,weg", "'misschien'"),
        ("beleid.B4,dropped,break,break,", "geen reden"),
        ("beleid.B4,reordered,with_note,with_note,verplaatst", "beslist bij 'reordered'"),
        ("beleid.B4,dropped,break,comparable,toch", "één golf vroeg dit niet"),
        ("beleid.B4,dropped,break,break,weg\nbeleid.B4,dropped,break,break,weg", "twee keer"),
    ],
)
def test_impossible_decisions_are_named_with_their_row(waves, row, found):
    waves.map(
        "beleid",
        lambda rows: rows.__setitem__(slice(None), [r for r in rows if r["item"] != "beleid.B4"]),
    )
    with pytest.raises(InputProblems) as caught:
        decisions(waves, row)
    (problem,) = caught.value.problems
    assert found in problem.found
    assert problem.row == 2 + row.count("\n")


def test_a_draft_adds_what_is_missing_and_keeps_what_is_there(waves):
    waves.map(
        "beleid",
        lambda rows: rows.__setitem__(
            slice(None), [r for r in rows if r["item"] not in ("beleid.B4", "beleid.B5")]
        ),
    )
    decisions(waves, "beleid.B4,dropped,break,break,geschrapt")
    path = decisions_path(waves.study_folder, EARLIER, LATER)
    assert draft_decisions(waves.differences(), path) == 1
    lines = path.read_text("utf-8").splitlines()
    assert lines[1:] == ["beleid.B4,dropped,break,break,geschrapt", "beleid.B5,dropped,break,,"]
    before = path.read_bytes()
    assert draft_decisions(waves.differences(), path) == 0
    assert path.read_bytes() == before


def test_marked_words_give_back_both_texts():
    old, new = "De school geeft mij goede feedback.", "De school geeft ons vaak goede feedback."
    sides = marked(old, new)
    assert ["".join(text for _, text in side) for side in sides] == [old, new]
    assert [text.strip() for mark, text in sides[0] if mark == "del"] == ["mij"]
    assert [text.strip() for mark, text in sides[1] if mark == "ins"] == ["ons vaak"]


def test_the_page_shows_both_wordings_marked_and_escaped(waves):
    def edit(rows):
        for row in rows:
            if row["class"] == "Q" and row["name"] == "B04":
                row["text"] = "Nieuwe &lt;tekst&gt;."

    waves.field(LATER, "beleid", edit)
    decided = decisions(waves)
    page = difference_page(
        decided, waves.wave(EARLIER), waves.wave(LATER), waves.study, "study/x.csv"
    )
    assert "<ins>Nieuwe &lt;tekst&gt;.</ins>" in page
    assert "1 vraag wacht nog op een beslissing" in page
    assert "Synthetische" not in page
    from two_waves import other_wave

    synthetic = other_wave(waves.wave(LATER), synthetic=True)
    page = difference_page(decided, waves.wave(EARLIER), synthetic, waves.study, "x")
    assert '<li class="synthetic">Synthetische data</li>' in page
