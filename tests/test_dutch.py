from __future__ import annotations

from surveyreport.files.dutch import date, decimal, integer, listed, percent


def test_percent_rounds_half_up_as_integer_arithmetic_does():
    for base in range(1, 401):
        for n in range(base + 1):
            assert percent(round(n / base, 10)) == (200 * n + base) // (2 * base)


def test_percent_of_halves():
    assert [percent(s) for s in (0.005, 0.015, 0.125, 0.545, 0.9950)] == [1, 2, 13, 55, 100]


def test_dutch():
    assert integer(5010) == "5\u2009010"
    assert integer(999) == "999"
    assert decimal(95.0) == "95"
    assert decimal(99.5) == "99,5"
    assert date("2023-02-01") == "1/2/2023"
    assert listed(["a", "b", "c"], "en") == "a, b en c"
    assert listed(["a"], "en") == "a"
