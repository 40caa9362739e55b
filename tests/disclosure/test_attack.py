"""The bounds of the attack are those of all tables there are."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import bases_of, careless, nominal_block, totals_of

from surveyreport.disclosure.attack import Contradiction, Target, bounds, published

SETS = [(0,), (1,), (2,), (0, 1), (1, 2)]
TABLES = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=3)


def compositions(total: int, size: int):
    if size == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, size - 1):
            yield (first, *rest)


def enumerated(block, shown, row, members, insider):
    """Lowest and highest value over every table of counts that fits the publication."""
    options = []
    for p, base in enumerate(block.base):
        rows = [block.counts[p]] if p == insider else map(np.array, compositions(int(base), 3))
        options.append(
            [
                one
                for one in rows
                if all(
                    one[list(s)].sum() == block.counts[p, list(s)].sum() for q, s in shown if q == p
                )
            ]
        )
    totals = block.counts.sum(axis=0)
    values = [
        int(table[row][list(members)].sum())
        for table in product(*options)
        if (np.sum(table, axis=0) == totals).all()
    ]
    return min(values), max(values)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.data())
def test_bounds_are_those_of_the_enumeration(counts, data):
    block = nominal_block(counts)
    rows = range(len(counts))
    shown = data.draw(
        st.lists(st.tuples(st.sampled_from(rows), st.sampled_from(SETS)), max_size=3, unique=True)
    )
    row, members = data.draw(st.tuples(st.sampled_from(rows), st.sampled_from(SETS)))
    insider = data.draw(st.sampled_from([None, *(r for r in rows if r != row)]))
    facts = careless(block, shown)
    target = Target(row, frozenset(members), insider)
    low, high = bounds(facts, [target], block.counts)[0]
    expected = enumerated(block, shown, row, members, insider)
    nested = all(
        set(a) <= set(b) or set(b) <= set(a) or not set(a) & set(b)
        for p, a in shown
        for q, b in shown
        if p == q
    )
    if nested:
        assert (low, high) == expected
    else:
        # a linear programme never promises more than there is: it may only be wider
        assert low <= expected[0] and high >= expected[1]


def test_numbers_that_contradict_each_other_are_refused():
    block = nominal_block([[1, 2, 3], [3, 2, 1]])
    totals = totals_of(block).copy()
    totals.iloc[0] += 1
    facts = published(block.item, totals, bases_of(block), careless_reports(block))
    with pytest.raises(Contradiction, match=r"g\.A1"):
        bounds(facts, [Target(0, frozenset([0]))])


def careless_reports(block):
    return pd.DataFrame({"provider_id": [], "members": [], "n": [], "others_n": []})
