"""The noise has the distribution it should have, the same for the same count, and needs the key."""

from collections import Counter
from hashlib import sha256
from itertools import product

import numpy as np
import pytest

from surveyreport.protection.noise import draw, uniforms, variance


def chances(own, cells, reach=14):
    """Chance of every noise of sum zero, straight from the definition."""
    every = [d for d in product(range(-reach, reach + 1), repeat=cells - 1)]
    whole = {(*d, -sum(d)): own ** (-sum(map(abs, (*d, -sum(d)))) / 2) for d in every}
    total = sum(whole.values())
    return {d: p / total for d, p in whole.items()}


@pytest.mark.parametrize(("own", "cells"), [(3.0, 2), (2.0, 2), (2.5, 3), (4.0, 4)])
def test_the_noise_has_its_distribution(own, cells):
    uniform = np.random.default_rng(5).random((40_000, cells - 1))
    found = Counter(map(tuple, draw(own, cells, uniform).tolist()))
    expected = chances(own, cells, 14 if cells < 4 else 9)
    assert all(sum(d) == 0 for d in found)
    often = {d: p for d, p in expected.items() if p * 40_000 > 15}
    chi2 = sum((found[d] - 40_000 * p) ** 2 / (40_000 * p) for d, p in often.items())
    assert chi2 < len(often) + 5 * (2 * len(often)) ** 0.5
    if cells == 2:
        assert expected[1, -1] / expected[0, 0] == pytest.approx(1 / own)


@pytest.mark.parametrize("cells", [2, 3, 4])
def test_one_changed_answer_changes_no_chance_by_more_than_the_factor(cells):
    expected = chances(2.5, cells, 9)
    step = np.zeros(cells, dtype=int)
    step[0], step[1] = 1, -1
    ratios = [expected[d] / other for d in expected
              if (other := expected.get(tuple(np.add(d, step))))]  # fmt: skip
    assert max(ratios) == pytest.approx(2.5) and min(ratios) == pytest.approx(1 / 2.5)


@pytest.mark.parametrize(("own", "cells", "chosen"), [(3.0, 2, 1), (2.2, 5, 2), (2.2, 5, 1)])
def test_the_variance_is_that_of_the_draws(own, cells, chosen):
    uniform = np.random.default_rng(6).random((60_000, cells - 1))
    sums = draw(own, cells, uniform)[:, :chosen].sum(axis=1)
    assert variance(own, cells, chosen) == pytest.approx(sums.var(), rel=0.04)
    # of a single count the known variance of two-sided geometric noise
    assert variance(3.0, 2, 1) == pytest.approx(2 / 3 / (2 / 3) ** 2)


def test_the_uniforms_are_keyed_and_repeat():
    names = [("2023", "g", f"P{k}", "question", "g.A1", "x") for k in range(500)]
    one, other = (uniforms(sha256(k).digest(), names, 6) for k in (b"a", b"b"))
    assert one.shape == (500, 6) and ((one >= 0) & (one < 1)).all()
    assert np.array_equal(one, uniforms(sha256(b"a").digest(), names, 6))
    assert np.array_equal(one[:, :2], uniforms(sha256(b"a").digest(), names, 2))
    assert not (one == other).any()
    assert abs(one.mean() - 0.5) < 0.03 and abs(np.corrcoef(one.T)[0, 1]) < 0.15
    changed = uniforms(sha256(b"a").digest(), [(*names[0][:-1], "y")], 6)
    assert not (changed == one[0]).any()
