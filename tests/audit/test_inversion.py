"""What public columns about the spread tell of one provider: the attack of who knows all others.

The workbook gives the mean over providers of the difference between two groups. Whoever knows every
other provider's answers subtracts them; what is left is the difference at this provider, a fraction
with small denominators. Unrounded it is one fraction; as published it is many.
"""

from itertools import product

import numpy as np
import pytest

from surveyreport.audit.truth import Truth
from surveyreport.protection.precision import OVER_PROVIDERS

PAIR = ("beleid.B1", "schoolteam.B1")
DECIMALS = OVER_PROVIDERS["provider_mean_level_difference"]


def candidates(shares, sizes, row, decimals):
    """Pairs of counts of provider `row` that give the published mean; it knows all others."""
    m = len(sizes)
    mean = np.mean(shares[:, 0] - shares[:, 1])
    published = round(float(mean), decimals)
    others = (shares[:, 0] - shares[:, 1]).sum() - (shares[row, 0] - shares[row, 1])
    a, b = sizes[row]
    return {
        (x, y)
        for x, y in product(range(a + 1), range(b + 1))
        if round(float((others + x / a - y / b) / m), decimals) == published
    }


@pytest.fixture(scope="module")
def both(responses, sources):
    truth = Truth(responses, sources.study)
    counts = [
        (truth.by_id[item].counts[:, truth.by_id[item].inside(truth.by_id[item].favourable)]
         .sum(axis=1), truth.by_id[item].n)
        for item in PAIR
    ]  # fmt: skip
    have = np.flatnonzero((counts[0][1] > 0) & (counts[1][1] > 0))
    sizes = np.array([[counts[0][1][row], counts[1][1][row]] for row in have])
    favourable = np.array([[counts[0][0][row], counts[1][0][row]] for row in have])
    return favourable / sizes, sizes


def test_the_published_mean_leaves_more_than_one_table_of_every_provider(both):
    shares, sizes = both
    assert len(sizes) > 25
    for row in range(len(sizes)):
        assert len(candidates(shares, sizes, row, DECIMALS)) > 1


def test_the_unrounded_mean_gives_differences_away(both):
    """The attack itself works: with ten decimals few tables are left, and of many only one."""
    shares, sizes = both
    left = [len(candidates(shares, sizes, row, 10)) for row in range(len(sizes))]
    rounded = [len(candidates(shares, sizes, row, DECIMALS)) for row in range(len(sizes))]
    assert sum(one == 1 for one in left) > len(sizes) / 4
    assert np.mean(left) < np.mean(rounded) / 3
