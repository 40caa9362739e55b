"""From answers to sheets, from sheets to decisions: nothing lost, nothing changed twice."""

import dataclasses

import pandas as pd
import pytest
from small import ANSWERS, BOOK, WAVE, Edited, coding, decide, final, sheet_of, state

from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.taking_in import read_back
from surveyreport.evidence.units import coders_of, folded, units_of
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.study.coded import read_coded


def test_equal_answers_are_coded_once_for_both_teams(study, tmp_path):
    units = coding(study, tmp_path).units[BOOK]
    (same,) = [unit for unit in units if len(unit.responses) > 1]
    assert same.responses == (("beleid.D15", "1"), ("schoolteam.D24", "1"))
    assert folded("Meer  uren!") == folded("meer uren") and folded("😅") != folded("…")


def test_a_sheet_shows_answers_in_an_order_of_chance_and_nothing_of_who_wrote(study, sheets):
    edited = Edited(sheet_of(sheets))
    shown = [edited.page.cell(row, 2).value for row in edited.row.values()]
    assert sorted(shown) != shown and len(shown) == len(ANSWERS) - 1
    said = {
        str(c.value) for page in edited.book for row in page.iter_rows() for c in row if c.value
    }
    assert not {"beleid.D15", "schoolteam.D24", "1", "2", "3"} & (said - {"1", "2"})
    assert not any("beleid.D15" in text or "schoolteam" in text.casefold() for text in said)


def test_both_coders_get_the_same_order_and_a_new_answer_does_not_change_it(study, tmp_path):
    before = [unit.key for unit in coding(study, tmp_path).units[BOOK]]
    more = [*ANSWERS, ("beleid.D15", "9", "iets nieuws")]
    after = [unit.key for unit in coding(study, tmp_path, more).units[BOOK]]
    assert [key for key in after if key in before] == before and len(after) == len(before) + 1


@pytest.mark.parametrize("coders", [1, 2, 3, 5])
def test_a_part_is_coded_twice_per_question_by_two_people(study, coders):
    book = dataclasses.replace(study.codebooks[BOOK], double=0.25)
    rows = [(item, str(n), f"antwoord {item} {n}") for item in book.items for n in range(200)]
    units = units_of(pd.DataFrame(rows, columns=["item", "response", "text"]), book, WAVE)
    given = coders_of(units, book, coders)
    for item in book.items:
        twice = [unit for unit in units if unit.item == item and len(given[unit.key]) == 2]
        assert len(twice) == (50 if coders > 1 else 0)
    load = [sum(coder in numbers for numbers in given.values()) for coder in range(1, coders + 1)]
    assert max(load) - min(load) <= 0.1 * sum(load) / coders + 20
    assert all(1 <= n <= coders for numbers in given.values() for n in numbers)


def test_running_either_command_twice_changes_nothing(study, coded):
    before = state(coded)
    assert all("ongewijzigd" in line for line in make_sheets(coding(study, coded), 2))
    read_back(coding(study, coded))
    assert state(coded) == before


def test_what_coders_differ_on_is_left_open_until_somebody_decides(study, coded):
    assert "1/2 plaatsen" not in final(study, coded) and len(final(study, coded)) == 6
    decide(coded, "ja")
    lines = read_back(coding(study, coded))
    assert final(study, coded)["1/2 plaatsen"] == {"plaatsen", "middelen"}
    assert "7 van 7" in lines[0] and "te beslissen" not in lines[0]
    before = state(coded)
    read_back(coding(study, coded))
    assert state(coded) == before


def test_decisions_stay_when_another_difference_turns_up(study, coded):
    decide(coded, "ja")
    read_back(coding(study, coded))
    edited = Edited(sheet_of(coded, 2))
    unit = next(u for u in coding(study, coded).units[BOOK] if u.text == "waar")
    edited.tick(unit.key, "vorming")
    edited.save()
    lines = read_back(coding(study, coded))
    assert "1 verschillen te beslissen" in lines[0]
    assert final(study, coded)["1/2 plaatsen"] == {"plaatsen", "middelen"}


def test_a_half_coded_wave_keeps_what_is_coded_and_says_so(study, sheets):
    unit = coding(study, sheets).units[BOOK][0]
    for coder in (1, 2):
        edited = Edited(sheet_of(sheets, coder))
        edited.tick(unit.key, "vorming")
        edited.save()
    lines = read_back(coding(study, sheets))
    assert "1 van 7" in lines[0]
    assert list(final(study, sheets).values()) == [{"vorming"}]


def test_without_sheets_what_was_decided_stays(study, coded):
    before = {name: digest for name, digest in state(coded).items() if "coded" in name}
    for path in (coded / "data/sheets" / WAVE).glob("*.xlsx"):
        path.unlink()
    read_back(coding(study, coded))
    assert {n: d for n, d in state(coded).items() if "coded" in n} == before
    make_sheets(coding(study, coded), 2)
    edited = Edited(sheet_of(coded))
    assert sum(cell.value == "x" for row in edited.page.iter_rows() for cell in row) == 8


def test_no_word_of_an_answer_is_in_what_is_kept(study, coded):
    files = [coded / f"data/coded/{WAVE}/{name}.csv" for name in ("answers", "ticks", "decisions")]
    text = "".join(path.read_text("utf-8") for path in files).casefold()
    assert not any(said.casefold().strip() in text for _, _, said in ANSWERS if len(said) > 4)


def test_a_new_answer_comes_on_the_sheets_and_ticks_stay(study, coded):
    more = [*ANSWERS, ("beleid.D15", "9", "iets nieuws")]
    with pytest.raises(InputProblems, match="kwamen erbij"):
        read_back(coding(study, coded, more))
    make_sheets(coding(study, coded, more), 2)
    lines = read_back(coding(study, coded, more))
    assert "6 van 8" in lines[0]


def test_who_wrote_an_answer_first_may_fall_away(study, coded):
    decide(coded, "ja")
    read_back(coding(study, coded))
    fewer = [row for row in ANSWERS if row[:2] != ("beleid.D15", "1")]
    make_sheets(coding(study, coded, fewer), 2)
    lines = read_back(coding(study, coded, fewer))
    assert "7 van 7" in lines[0]


def test_answers_and_ticks_stay_together_when_a_book_has_no_sheets(study, coded):
    """The ticks had the new key of an answer and the answers the old one."""
    for path in (coded / "data/sheets" / WAVE).glob("*.xlsx"):
        path.unlink()
    fewer = [row for row in ANSWERS if row[:2] != ("beleid.D15", "1")]
    read_back(coding(study, coded, fewer))
    problems = ProblemList()
    read_coded(WAVE, problems, coded)
    assert problems.problems == []
    path = coded / f"data/coded/{WAVE}/answers.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(True)[:-2]), encoding="utf-8")
    read_coded(WAVE, problems, coded)
    assert any("niet in answers.csv" in str(problem) for problem in problems.problems)
