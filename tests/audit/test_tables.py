"""What speaks against public tables, and against what was released before."""

import numpy as np
import pandas as pd

from surveyreport.audit.lines import Item
from surveyreport.audit.tables import (
    DRAWS,
    earlier_faults,
    public_faults,
    redrawn,
    single_answers,
    totals_of,
)
from surveyreport.protection.settings import Public


class Truth:
    def __init__(self, *items):
        self.items, self.by_id = list(items), {item.id: item for item in items}
        self.providers = [f"P{number}" for number in range(len(items[0].n))]

    def n(self, item, provider):
        return int(self.by_id[item].n[self.providers.index(provider)])


def item_of(counts):
    return Item("g", "g.A1", ("a", "b"), frozenset({"a"}), np.array(counts))


def test_public_tables_with_few_answers_or_providers():
    estimates = pd.DataFrame(
        {"group": "g", "item": "g.A1", "category": ["a", "b"], "kind": "substantive", "n": [7, 1]}
    )
    rules = Public(10, 5, 50, 3, 0.5)
    (fault,) = public_faults(estimates, Truth(item_of([[4, 0], [3, 1]])), rules)
    assert fault.startswith("g: minder dan 10 respondenten") and "leave_out: true" in fault
    few = Item("g", "g.A1", ("a", "b"), frozenset({"a"}), np.array([[4, 0], [3, 1]]))
    many = Item("g", "g.A2", ("a", "b"), frozenset({"a"}), np.array([[20, 10]] * 3))
    faults = public_faults(estimates, Truth(few, many), rules)
    assert len(faults) == 3 and "'b'" in faults[2]
    large = estimates.assign(n=[60, 30])
    assert public_faults(large, Truth(item_of([[20, 10]] * 3)), rules) == []
    (fault,) = public_faults(large, Truth(item_of([[50, 20], [5, 5], [5, 5]])), rules)
    assert "één aanbieder" in fault


def test_public_totals_of_two_releases_that_differ_by_one_person():
    first = pd.DataFrame({"group": "g", "item": "g.A1", "category": ["a", "b"], "n": [40, 30]})
    for now, told in (([41, 30], 1), ([42, 28], 2), ([45, 30], 0), ([40, 30], 0), ([43, 31], 1)):
        faults = earlier_faults(first.assign(n=now), first, 3, "1/3")
        assert bool(faults) == bool(told)
        if told:
            assert faults[0].startswith(f"{told} openbare aantallen")


def test_a_withdrawn_respondent_on_the_reference_wave(finished):
    """The walk of docs/disclosure.md: one respondent less stops the release of new totals, and the
    provider keeps the report it has."""
    estimates = pd.read_csv(finished / "results/2023/estimates.csv")
    before = totals_of(estimates)
    gone = before.copy()
    # the first answer given to every question, of one person less
    first = gone[(gone["group"] == "schoolteam") & (gone["n"] > 0)].drop_duplicates("item").index
    gone.loc[first, "n"] -= 1
    (fault,) = earlier_faults(gone, before, 3, "1/3")
    assert fault.startswith(f"{len(first)} openbare aantallen")
    drawn = pd.read_parquet(finished / "data/processed/2023/provider_drawn.parquet")[DRAWS]
    assert redrawn(drawn, drawn) == set()
    mine = (drawn["provider_id"] == "A16") & (drawn["group"] == "schoolteam")
    later = drawn.assign(responses=drawn["responses"].mask(mine, "other"))
    assert redrawn(later, drawn) == {"A16"}
    # with other totals a factor may be another, and then the noise is
    moved = drawn.assign(drawn=drawn["drawn"] + drawn["provider_id"].eq("A35"))
    assert redrawn(moved, drawn) == {"A35"}
    # a count that is not drawn any more, or a provider that is new
    assert redrawn(drawn[~mine], drawn) == {"A16"}
    assert redrawn(drawn, drawn[drawn["provider_id"] != "A16"]) == set()


def test_single_answers_that_follow_from_exact_counts():
    item = item_of([[10, 0], [6, 6], [0, 4]])
    rows = [("P0", "question", "g.A1", 10, 10), ("P1", "question", "g.A1", 12, 6)]
    printed = pd.DataFrame(rows, columns=["provider_id", "kind", "id", "n", "printed"])
    printed["group"] = "g"
    # all ten of P0, and the four of P2 by subtraction from the total
    assert single_answers(Truth(item), printed, {}) == (14, 22)
    mixed = Truth(item_of([[9, 1], [6, 6], [1, 3]]))
    assert single_answers(mixed, printed.assign(printed=[9, 6]), {}) == (0, 22)
    # a theme of few people, and a question without a favourable side, on which all agree
    nominal = Item("g", "g.A2", ("a", "b"), frozenset(), np.array([[10, 0], [6, 6], [0, 4]]))
    rows = [("P0", "category", "g.A2", 10, 10), ("P0", "category", "g.A2", 10, 0),
            ("P1", "category", "g.A2", 12, 6), ("P2", "theme", "t", 8, 0)]  # fmt: skip
    more = pd.DataFrame(rows, columns=printed.columns[:5]).assign(group="g")
    other = Item("g", "g.A3", ("a", "b"), frozenset({"a"}), np.array([[5, 5], [6, 6], [0, 4]]))
    truth = Truth(mixed.items[0], nominal, other)
    themes = {"t": {"g": ("g.A1", "g.A3")}}
    assert single_answers(truth, more, themes) == (10 + 8, 22 + 8)
