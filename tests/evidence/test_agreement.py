"""Agreement against printed examples, another implementation, and coders with planted errors."""

import itertools

import krippendorff
import numpy as np
import pytest

from benchmarks.validity.coders import ERRORS, Coders
from surveyreport.evidence.agreement import (
    RELIABLE,
    TENTATIVE,
    UNKNOWN,
    UNRELIABLE,
    code_agreement,
    cohen_kappa,
    nominal_alpha,
    verdict,
)

NONE = "."
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, examples B, C and D
PRINTED = {
    "two observers, binary": (0.095, ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]),
    "two observers, nominal": (0.692, ["a a b b d c c c e d d a", "b a b b b c c c e d d d"]),
    "four observers, values absent": (
        0.743,
        [
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        ],
    ),
}


def table(lines: list[str]) -> np.ndarray:
    """(units, coders) of numbers, NaN where a coder said nothing."""
    signs = sorted(set("".join(lines)) - {" ", NONE})
    rows = [[np.nan if s == NONE else signs.index(s) for s in line.split()] for line in lines]
    return np.array(rows, dtype=float).T


@pytest.mark.parametrize("example", PRINTED)
def test_alpha_is_what_krippendorff_printed(example):
    printed, lines = PRINTED[example]
    assert nominal_alpha(table(lines)) == pytest.approx(printed, abs=0.0005)


@pytest.mark.parametrize("seed", range(12))
def test_alpha_is_that_of_another_implementation(seed):
    rng = np.random.default_rng(seed)
    units, coders, categories = rng.integers(5, 80), rng.integers(2, 6), rng.integers(2, 5)
    values = rng.integers(0, categories, (units, coders)).astype(float)
    values[:, 1] = np.where(rng.random(units) < 0.7, values[:, 0], values[:, 1])
    values[rng.random((units, coders)) < 0.2] = np.nan
    other = krippendorff.alpha(values.T, level_of_measurement="nominal")
    assert nominal_alpha(values) == pytest.approx(other, abs=1e-12)


def test_kappa_of_a_table_worked_out_by_hand():
    # both yes 20, only the first 5, only the second 10, neither 15: (0.7 - 0.5) / (1 - 0.5)
    first = np.repeat([True, True, False, False], (20, 5, 10, 15))
    second = np.repeat([True, False, True, False], (20, 5, 10, 15))
    assert cohen_kappa(first, second) == pytest.approx(0.4)


def drawn(seed: int, n: int, share: float, errors: str):
    rng = np.random.default_rng(seed)
    misses, adds = ERRORS[errors]
    there = rng.random(n) < share
    chance = np.where(there, 1 - misses, adds)
    return rng.random(n) < chance, rng.random(n) < chance, rng.integers(0, 30, n)


@pytest.mark.parametrize("errors", ERRORS)
def test_agreement_of_many_answers_is_what_the_planted_errors_give(errors):
    first, second, provider = drawn(3, 200_000, 0.2, errors)
    found = code_agreement(first, second, provider, 30)
    misses, adds = ERRORS[errors]
    alpha = Coders(300, 0.2, errors, 0).alpha
    assert found.alpha == pytest.approx(alpha, abs=0.01)
    assert found.kappa == pytest.approx(found.alpha, abs=0.001)
    assert found.prevalence == pytest.approx(0.2 * (1 - misses) + 0.8 * adds, abs=0.005)
    assert found.ci_low < found.alpha < found.ci_high
    assert found.alpha == pytest.approx(
        krippendorff.alpha(np.array([first, second], dtype=int), level_of_measurement="nominal")
    )


@pytest.mark.parametrize(
    ("n", "share"), [*itertools.product((1, 2, 5, 60, 300), (0.0, 0.03, 0.5, 1.0))]
)
def test_limits_hold_alpha_and_stay_possible(n, share):
    for seed in range(20):
        first, second, provider = drawn(seed, n, share, "gewoon")
        found = code_agreement(first, second, provider, 30)
        if found.alpha is None:
            assert found.ci_low is None and found.ci_high is None
            assert len({*first, *second}) == 1
        else:
            assert -1 <= found.ci_low <= found.alpha <= found.ci_high <= 1


def test_what_cannot_be_told_has_no_number():
    nobody = np.zeros(40, dtype=bool)
    found = code_agreement(nobody, nobody, np.arange(40), 40)
    assert (found.coded, found.raw, found.alpha, found.kappa) == (40, 1.0, None, None)
    assert code_agreement(nobody[:0], nobody[:0], np.arange(0), 40).raw is None
    assert verdict(found, 0.8, 0.667) == UNKNOWN


def test_the_verdict_asks_for_alpha_and_for_its_lower_limit():
    def said(n: int, wrong: int) -> str:
        first = np.arange(n) < n // 2
        second = first ^ (np.arange(n) < wrong)
        return verdict(code_agreement(first, second, np.arange(n), n), 0.8, 0.667)

    assert said(400, 8) == RELIABLE
    assert said(20, 1) == TENTATIVE  # alpha 0.90, but of too few answers
    assert said(400, 60) == TENTATIVE
    assert said(400, 120) == UNRELIABLE
