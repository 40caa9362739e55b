"""The odds of the audit against the posterior over all tables there are, on small releases."""

from itertools import product
from math import comb, log

import numpy as np
import pandas as pd
import pytest

from surveyreport.audit.lines import Beside, Item, draws_of
from surveyreport.audit.readers import reader_odds
from surveyreport.audit.sums import Sums


def item_of(counts, name="g.A1", categories=("ja", "nee"), favourable=("ja",)):
    return Item("g", name, categories, frozenset(favourable), np.array(counts))


def drawn_of(rows):
    names = ["provider_id", "group", "kind", "id", "items", "category", "n", "drawn", "own"]
    return pd.DataFrame(rows, columns=names)


def question(provider, drawn, own, item="g.A1", n=0):
    return (provider, "g", "question", item, item, "top2", n, drawn, own)


def names(count):
    return [f"P{k}" for k in range(count)]


def tables(sizes, total):
    """Every table of favourable answers with this total, with the number of ways to have it."""
    for x in product(*(range(n + 1) for n in sizes)):
        if sum(x) == total:
            yield x, np.prod([comb(n, k) for n, k in zip(sizes, x, strict=True)])


def likelihood(sizes, total, drawn, own):
    """Chance of the draws, all divisions of `total` over these people being as likely.
    drawn: per provider a number, or None."""
    above = below = 0.0
    for x, ways in tables(sizes, total):
        chance = np.prod(
            [own ** -abs(y - k) for y, k in zip(drawn, x, strict=True) if y is not None]
        )
        above, below = above + ways * chance, below + ways
    return above / below if below else np.nan


def colleague(sizes, x, drawn, own, row):
    """The odds for who knows all at `row` but one, by brute force."""
    total, worst = sum(x), 1.0
    others = [k for k in range(len(sizes)) if k != row]
    rest, draws = [sizes[k] for k in others], [drawn[k] for k in others]
    values = {}
    for mine in (x[row] - 1, x[row], x[row] + 1):
        if 0 <= mine <= sizes[row] and 0 <= total - mine <= sum(rest):
            noise = 1.0 if drawn[row] is None else own ** -abs(drawn[row] - mine)
            values[mine] = noise * likelihood(rest, total - mine, draws, own)
    for mine, value in values.items():
        ratio = value / values[x[row]]
        # an answer to change the other way must be there
        if (mine < x[row] and x[row]) or mine > x[row]:
            worst = max(worst, ratio, 1 / ratio)
    return worst


def other(sizes, x, drawn, own, row):
    """The most that the odds of one answer at `row` change for who knows one other provider."""
    worst = 1.0
    for known in range(len(sizes)):
        left = sum(x) - x[known]
        keep = [k for k in range(len(sizes)) if k not in (known, row)]
        people = [*(sizes[k] for k in keep), sizes[row] - 1]
        if known == row or not 1 <= left <= sum(people):
            continue
        value = []
        for answer in (0, 1):
            above = below = 0.0
            for table, ways in tables(people, left - answer):
                chance = 1.0
                for k, count in zip([*keep, row], table, strict=True):
                    count += answer if k == row else 0
                    chance *= 1.0 if drawn[k] is None else own ** -abs(drawn[k] - count)
                above, below = above + ways * chance, below + ways
            value.append(above / below)
        worst = max(worst, value[0] / value[1], value[1] / value[0])
    return worst


CASES = [
    ((4, 3, 5), (4, 2, 3), (5, None, 2), 2.0),
    ((2, 2, 2), (0, 1, 2), (-1, 1, 3), 1.7),
    ((5, 4), (5, 3), (4, 4), 3.0),
    ((3, 4, 2, 5), (3, 3, 0, 4), (2, 6, None, None), 2.5),
    ((1, 1, 6, 3), (1, 0, 6, 2), (None, None, 7, 1), 1.5),
    ((6, 6, 6), (6, 6, 6), (5, 6, 8), 3.0),
]


@pytest.mark.parametrize(("sizes", "x", "drawn", "own"), CASES)
def test_the_odds_are_those_of_all_tables(sizes, x, drawn, own):
    item = item_of([[k, n - k] for n, k in zip(sizes, x, strict=True)])
    rows = [question(f"P{k}", y, own) for k, y in enumerate(drawn) if y is not None]
    odds = reader_odds([item], names(len(sizes)), drawn_of(rows)).set_index("provider_id")
    for row in range(len(sizes)):
        if sum(x) in (0, sum(sizes)):
            expected = (1.0, 1.0)  # the public total tells all there is
        else:
            expected = (colleague(sizes, x, drawn, own, row), other(sizes, x, drawn, own, row))
        found = odds.loc[f"P{row}", ["colleague", "other"]].tolist()
        assert found == pytest.approx(expected, rel=1e-8), row


@pytest.mark.parametrize("seed", range(12))
def test_no_draw_tells_more_than_the_square_of_its_factor(seed):
    """The third statement of docs/disclosure.md, on random releases, draws far out included."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 8, 5)
    x = [int(random.integers(0, n + 1)) for n in sizes]
    drawn = [int(k + random.integers(-6, 7)) for k in x]
    item = item_of([[k, n - k] for n, k in zip(sizes, x, strict=True)])
    rows = [question(f"P{k}", y, 1.6) for k, y in enumerate(drawn)]
    odds = reader_odds([item], names(5), drawn_of(rows))
    assert odds["colleague"].max() <= 1.6**2 + 1e-9
    assert (odds["colleague"] >= 1).all()


def test_all_answers_drawn_against_all_tables():
    """Three providers, three answers each: the line by line odds against the joint posterior."""
    counts = np.array([[3, 2, 1], [2, 2, 1], [1, 1, 1]])
    own, y = 2.2, np.array([4, 1, 1])
    item = item_of(counts, categories=("a", "b", "c"), favourable=("a",))
    rows = [
        ("P0", "g", "category", "g.A1", "g.A1", name, 6, int(k), own)
        for name, k in zip("abc", y, strict=True)
    ]
    rows.append(question("P1", 3, own))
    found = reader_odds([item], names(3), drawn_of(rows)).set_index("provider_id")
    totals, multi = counts.sum(axis=0), 0.0
    for a, b in product(range(3), repeat=2):
        if a == b or not counts[0, a]:
            continue
        logs = []
        for mine in (counts[0], counts[0] - np.eye(3, dtype=int)[a] + np.eye(3, dtype=int)[b]):
            left, above, below = totals - mine, 0.0, 0.0
            for one in product(range(6), repeat=2):
                table = np.array([*one, 5 - sum(one)])
                rest = left - table
                if (table < 0).any() or (rest < 0).any():
                    continue
                ways = comb(5, table[0]) * comb(5 - table[0], table[1])
                ways *= comb(3, rest[0]) * comb(3 - rest[0], rest[1])
                above += ways * own ** -abs(3 - table[0])
                below += ways
            noise = -0.5 * np.abs(y - mine).sum() * log(own)
            logs.append(noise + log(above / below))
        multi = max(multi, abs(logs[1] - logs[0]))
    assert np.log(found.loc["P0", "colleague"]) == pytest.approx(multi, abs=0.06)
    assert np.exp(multi) <= own**2


def test_a_theme_drawn_as_one_against_all_tables_of_both_questions():
    """P0 and P1 have one draw over two questions, P2 a draw of each: joint posterior over both."""
    sizes, own = (3, 3, 4), 2.0
    x = {"g.A1": (2, 1, 3), "g.A2": (3, 2, 2)}
    items = [item_of([[k, n - k] for n, k in zip(sizes, x[i], strict=True)], i) for i in x]
    rows = [
        ("P0", "g", "theme", "t", "g.A1|g.A2", "top2", 6, 6, own),
        ("P1", "g", "theme", "t", "g.A1|g.A2", "top2", 6, 2, own),
        question("P2", 4, own, "g.A1"), question("P2", 1, own, "g.A2"),
    ]  # fmt: skip
    found = reader_odds(items, names(3), drawn_of(rows)).set_index(["item", "provider_id"])

    def joint(mine):
        """Likelihood of all draws when P0 has `mine` of each question."""
        left = [sum(x[i]) - k for i, k in zip(x, mine, strict=True)]
        above = below = 0.0
        for one, ways in tables(sizes[1:], left[0]):
            for two, more in tables(sizes[1:], left[1]):
                far = abs(2 - one[0] - two[0]) + abs(4 - one[1]) + abs(1 - two[1])
                above, below = above + ways * more * own**-far, below + ways * more
        return own ** -abs(6 - sum(mine)) * above / below

    here = joint((2, 3))
    worst = max(abs(log(joint(m) / here)) for m in ((1, 3), (3, 3)))
    assert np.log(found.loc[("g.A1", "P0"), "colleague"]) == pytest.approx(worst, abs=0.08)
    assert np.exp(worst) <= own**2


def test_an_answer_in_two_draws_is_refused():
    rows = [question("P0", 4, 2.0), ("P0", "g", "theme", "t", "g.A1", "top2", 6, 6, 2.0)]
    with pytest.raises(ValueError, match="twee aantallen"):
        draws_of(drawn_of(rows))


@pytest.mark.parametrize("count", [7, 200, 900])
def test_sums_with_one_left_out(count):
    random = np.random.default_rng(3)
    chances = random.dirichlet(np.ones(9) * 3, count)
    sums = Sums(chances)
    rows = np.arange(count)
    without = sums.without(rows)
    total = np.ones(1)
    for row in chances[1:]:
        total = np.convolve(total, row)
    value = int((total @ np.arange(len(total))) + 3)
    found = sums.chance(without[:1], np.array([value - sums.centre[1:].sum()]))
    assert found[0] == pytest.approx(total[value], rel=1e-9)


def test_favourable_shares_of_a_draw_of_several_items():
    item = item_of([[2, 2], [1, 3]])
    beside = Beside.of([item])
    assert beside.shares["g.A1"] == pytest.approx(3 / 8)
