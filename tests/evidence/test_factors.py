"""Factors count what was planted, and say how far the errors of coders move a share."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support import ROOT

from surveyreport.evidence.attach import with_codes
from surveyreport.evidence.coding import Coding
from surveyreport.evidence.factors import AGREEMENT, FACTORS, agreement_table, factor_table
from surveyreport.evidence.texts import open_texts
from surveyreport.figures.survey_page import base_notes
from surveyreport.files.problems import ProblemList
from surveyreport.responses.recoding import missing_column
from surveyreport.study.coded import NO, YES, Coded, Few, differing
from surveyreport.study.config import cleaning_of
from synthetic.coders import CODERS, planted, wave_settings

BOOK, ITEM, CODE = "noden", "schoolteam.D24", "middelen"
MANY = Few(0, 0, 0)


@pytest.fixture(scope="module", params=["2023", "2025"])
def shipped(request, study):
    """The coding of a shipped wave, and what every answer is about."""
    wave, cleaning = wave_settings(request.param)
    texts, _ = open_texts(wave, study, ROOT / "study", cleaning_of(cleaning))
    coding = Coding(study, request.param, True, texts, ROOT)
    coding.problems.raise_if_any()
    return coding, planted(coding)


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_every_answer_has_what_was_planted_but_for_what_no_coder_could_tell(shipped):
    coding, truth = shipped
    for name, book in coding.study.codebooks.items():
        final, ticks = coding.coded.final(book), coding.coded.ticks[name]
        assert set(final) == set(truth[name])
        for unit, codes in final.items():
            seen = ticks[unit].values()
            disputed = differing(ticks[unit])
            agreed = frozenset.intersection(*seen)
            right = truth[name][unit] & disputed
            # where nobody saw a right code the first that was seen counts
            wanted = agreed | right or frozenset(sorted(codes & disputed))
            assert codes == frozenset(map(book.counts_as, wanted))


def test_shares_are_the_planted_ones_and_coders_err_as_planned(shipped):
    coding, truth = shipped
    missed = {1: [0, 0], 2: [0, 0]}
    off = []
    for name, book in coding.study.codebooks.items():
        final = coding.coded.final(book)
        for code in book.counted:
            about = np.mean([code.id in map(book.counts_as, of) for of in truth[name].values()])
            off.append(abs(np.mean([code.id in of for of in final.values()]) - about))
        for unit, by in coding.coded.ticks[name].items():
            for coder, codes in by.items():
                missed[int(coder)][0] += len(truth[name][unit] - codes)
                missed[int(coder)][1] += len(truth[name][unit])
    assert max(off) < 0.035 and np.mean(off) < 0.003
    for number, coder in CODERS.items():
        some, of = missed[number]
        # drift adds to the last half
        wanted = coder.misses + coder.drift / 2
        assert abs(some / of - wanted) < 3 * np.sqrt(wanted * (1 - wanted) / of)


def two_coders(n: int, share: float, misses: float, adds: float, seed: int, twice: float = 1.0):
    """(Coded, responses, share in truth) of made-up answers that a third settles rightly."""
    rng = np.random.default_rng(seed)
    there = rng.random(n) < share
    other = "niet_te_plaatsen"
    ticks, decisions, rows = {}, {}, []
    for number, has in enumerate(there):
        unit = f"u{number}"
        seen = rng.random(2) < (1 - misses if has else adds)
        both = {str(c + 1): frozenset({CODE if s else other}) for c, s in enumerate(seen)}
        ticks[unit] = both if rng.random() < twice else {"1": both["1"]}
        if differing(ticks[unit]):
            decisions[unit, CODE] = YES if has else NO
            decisions[unit, other] = NO if has else YES
        rows.append((BOOK, unit, ITEM, str(number), "ab"))
    coded = Coded("2031", ticks={BOOK: ticks}, decisions={BOOK: decisions})
    coded.answers = pd.DataFrame(rows, columns=list(coded.answers), dtype=str)
    offered = [(BOOK, ITEM, code, "", "", "", "") for code in (CODE, other)]
    coded.codebook = pd.DataFrame(offered).iloc[:, : len(coded.codebook.columns)]
    coded.codebook.columns = ["codebook", "item", "code", *coded.codebook.columns[3:]]
    table = pd.DataFrame(
        {
            "response_id": [str(number) for number in range(n)],
            "provider_id": [f"P{number % 30}" for number in range(n)],
            "included": True,
            ITEM: pd.array([1] * n, dtype="Int8"),
            missing_column(ITEM): pd.NA,
        }
    )
    return coded, table, float(there.mean())


def factor(study, coded, table, few=MANY):
    problems = ProblemList()
    responses = {"schoolteam": with_codes(table, "schoolteam", coded, study, MANY, problems)}
    problems.raise_if_any()
    found = factor_table(coded, study, responses, pd.DataFrame(columns=AGREEMENT), few, 0.95)
    assert list(found.columns) == FACTORS
    return found[found["code"].eq(CODE)].iloc[0]


@pytest.mark.parametrize("twice", [1.0, 0.5])
@pytest.mark.parametrize(("share", "misses", "adds"), [(0.3, 0.2, 0.05), (0.1, 0.1, 0.01)])
def test_the_share_without_errors_is_the_true_one(study, share, misses, adds, twice):
    coded, table, truth = two_coders(12_000, share, misses, adds, 7, twice)
    row = factor(study, coded, table)
    assert row["corrected"] == pytest.approx(truth, abs=0.01)
    # a coder alone finds what both errors make of it
    if twice == 1:
        alone = truth * (1 - misses) + (1 - truth) * adds
        assert row["first_coder"] == pytest.approx(alone, abs=0.01)
        assert row["second_coder"] == pytest.approx(alone, abs=0.01)
        decided = truth * (1 - misses**2) + (1 - truth) * adds**2
        assert row["share"] == pytest.approx(decided, abs=0.006)


def test_the_interval_of_coders_is_wider_and_holds_the_truth(study):
    inside = []
    for seed in range(60):
        coded, table, _ = two_coders(150, 0.25, 0.25, 0.05, seed, twice=0.5)
        row = factor(study, coded, table)
        assert row["coder_low"] <= row["ci_low"] <= row["share"] <= row["ci_high"]
        assert row["ci_high"] <= row["coder_high"]
        inside.append(row["coder_low"] <= 0.25 <= row["coder_high"])
    assert np.mean(inside) >= 0.94


def test_a_code_of_too_few_providers_has_no_numbers(study):
    coded, table, _ = two_coders(40, 0.4, 0, 0, seed=5)
    few = Few(10, 5, 20, providers=3, largest_share=0.5)
    wrote = {"A" * 40: False, "ABCA" * 10: True, "AB" * 20: False, "ABC" + "A" * 37: False}
    for providers, is_shown in wrote.items():
        found = factor(study, coded, table.assign(provider_id=list(providers)), few)
        assert found[["n", "share", "coder_low", "first_coder"]].notna().all() == is_shown
        assert is_shown or found[["n", "share", "answered", "ci_low", "corrected"]].isna().all()


def test_what_is_not_coded_yet_is_said_at_the_figure_and_counted(study):
    coded, table, _ = two_coders(40, 0.4, 0, 0, seed=5)
    coded.ticks[BOOK] = {unit: by for unit, by in coded.ticks[BOOK].items() if int(unit[1:]) < 25}
    found = factor(study, coded, table)
    assert (found["answered"], found["written"], found["asked"]) == (25, 40, 40)
    numbers = pd.DataFrame(
        {"group": ["schoolteam"] * 2, "base": [25, 25], "written": [found["written"]] * 2}
    )
    figure = next(iter(study.figures.values()))
    (note,) = base_notes(study, numbers, figure)
    assert "25 van de 40" in note and "schoolteamleden" in note
    for written in (25, pd.array([pd.NA] * 2, dtype="Int64")):
        assert base_notes(study, numbers.assign(written=written), figure) == []


def test_without_a_second_coder_there_is_no_second_interval(study):
    coded, table, _ = two_coders(200, 0.3, 0.1, 0.02, 1, twice=0.0)
    row = factor(study, coded, table)
    assert row[["coder_low", "coder_high", "first_coder", "corrected"]].isna().all()
    assert row["ci_low"] < row["share"] < row["ci_high"]


def test_agreement_counts_a_text_of_several_people_once(study):
    coded, _, _ = two_coders(100, 0.3, 0.1, 0.02, 1)
    again = coded.answers.head(10).assign(item="beleid.D15")
    coded.answers = pd.concat([coded.answers, again])
    found = agreement_table(coded, study, {}, 0.95)
    assert list(found.columns) == AGREEMENT and set(found["coded"]) == {100}


def test_codes_of_an_answer_that_is_not_in_the_export_are_a_fault(study):
    coded, table, _ = two_coders(20, 0.3, 0.1, 0.02, 1)
    problems = ProblemList()
    with_codes(table.head(15), "schoolteam", coded, study, MANY, problems)
    (fault,) = problems.problems
    assert "5 gecodeerde antwoorden op schoolteam.D24" in fault.found
    assert Path(fault.file).name == "answers.csv"


def test_a_code_too_rare_to_show_has_no_numbers(study):
    coded, table, _ = two_coders(40, 0.08, 0, 0, 3)
    few = Few(10, 5, 50)
    problems = ProblemList()
    responses = {"schoolteam": with_codes(table, "schoolteam", coded, study, few, problems)}
    assert f"{ITEM}.{CODE}" not in responses["schoolteam"]
    found = factor_table(coded, study, responses, pd.DataFrame(columns=AGREEMENT), few, 0.95)
    row = found[found["code"].eq(CODE)].iloc[0]
    assert row[["n", "share", "ci_low", "coder_low", "corrected"]].isna().all()
