"""Results of parts of the respondents: right, and never telling of a part that is not shown."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from support import study_of

from surveyreport.audit.parts import Parts
from surveyreport.estimates.design import Design
from surveyreport.estimates.kinds import PROTECTS
from surveyreport.estimates.proportions import domain_proportions
from surveyreport.estimates.subgroups import subgroup_table
from surveyreport.estimates.too_small import TOO_SMALL
from surveyreport.estimates.weighting import GroupWeights
from surveyreport.numbers.figure import figure_numbers
from surveyreport.protection.settings import Public
from surveyreport.study.model import figure_of
from surveyreport.study.subgroups import PROVIDER_TYPE

RULES = Public(10, 5, 50, 3, 0.5, "leave_out")
ITEM, BY = "schoolteam.B1", "schoolteam.A2"
SHORT, MIDDLE, LONG = "tussen 0 en 1 schooljaar", "tussen 1 en 3 schooljaren", "langer dan 3 schooljaren"  # fmt: skip  # noqa: E501


def wave(sizes, seed=1, providers=8):
    """Respondents per part (None: left open) with random answers, over the providers in turn."""
    random, part = np.random.default_rng(seed), [p for p, n in sizes.items() for _ in range(n)]
    labels = ["helemaal akkoord", "eerder wel akkoord", "eerder niet akkoord"]
    return {
        "schoolteam": pd.DataFrame(
            {
                "provider_id": [f"P{i % providers}" for i in range(len(part))],
                "included": True,
                BY: part,
                ITEM: random.choice(labels, len(part), p=[0.5, 0.3, 0.2]),
            }
        )
    }


def table_of(study, responses, by=BY, types=None, rules=RULES):
    return subgroup_table(
        "2025", responses, study, {ITEM: by}, {PROVIDER_TYPE: types or {}}, rules, 0.95
    )


def test_every_part_is_a_domain_of_one_design(study):
    responses = wave({SHORT: 60, MIDDLE: 70, LONG: 90})
    # one provider without anybody of this part still counts among the clusters
    table = responses["schoolteam"]
    table.loc[table["provider_id"].eq("P0") & table[BY].eq(SHORT), BY] = LONG
    found = table_of(study, responses)
    psu = table["provider_id"].str[1:].astype(int).to_numpy()
    rows = found[found["level"].eq(SHORT) & found["kind"].eq("top2")]
    top2 = table[ITEM].isin(["helemaal akkoord", "eerder wel akkoord"]).to_numpy()
    inside = table[BY].eq(SHORT).to_numpy()
    (expected,) = domain_proportions(top2[:, None], inside, Design(psu, 8), 0.95)
    for name in ("n", "base", "share", "ci_low", "ci_high", "deff", "df"):
        assert rows[name].iloc[0] == pytest.approx(getattr(expected, name)), name
    assert found.groupby("level")["base"].first().to_dict() == {
        SHORT: inside.sum(), MIDDLE: 70, LONG: 90 + 60 - inside.sum(),
    }  # fmt: skip


def test_a_weighted_part_has_the_weights_of_its_people(study):
    responses = wave({SHORT: 60, MIDDLE: 7, LONG: 90})
    table = responses["schoolteam"]
    weight = np.random.default_rng(4).uniform(0.5, 2, len(table))
    own = GroupWeights(table["provider_id"].to_numpy(object), weight, np.zeros((len(table), 0)))
    found = subgroup_table("2025", responses, study, {ITEM: BY}, {}, RULES, 0.95, 0.25,
                           {"schoolteam": own})  # fmt: skip
    plain = table_of(study, responses)
    assert found["unweighted_share"].dropna().tolist() == plain["share"].dropna().tolist()
    assert found[["n", "base", "reason"]].equals(plain[["n", "base", "reason"]])
    inside = table[BY].eq(LONG).to_numpy()
    yes = inside & table[ITEM].eq("helemaal akkoord").to_numpy()
    row = found[found["level"].eq(LONG) & found["category"].eq("helemaal akkoord")].iloc[0]
    share = weight[yes].sum() / weight[inside].sum()
    assert row["share"] == pytest.approx(share) != row["unweighted_share"]
    # linearised by hand: the sums per provider of weighted residuals
    part = pd.Series(weight * (yes - share) * inside / weight[inside].sum())
    z = part.groupby(table["provider_id"]).sum()
    variance = len(z) / (len(z) - 1) * (z**2).sum()
    assert row["deff"] == pytest.approx(variance / (share * (1 - share) / (90 - 1)))
    # a part too small to show has no weighted share either
    hidden = found[found["level"].eq(MIDDLE)]
    assert hidden[["share", "unweighted_share"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({SHORT: 60, MIDDLE: 70, LONG: 90}, {}),
        # what is left of the total would be the seven: another part goes with them
        ({SHORT: 7, MIDDLE: 70, LONG: 90}, {SHORT: TOO_SMALL, MIDDLE: PROTECTS}),
        ({SHORT: 7, MIDDLE: 8, LONG: 90}, {SHORT: TOO_SMALL, MIDDLE: TOO_SMALL, LONG: PROTECTS}),
        # nobody says to which part two people belong, but they would be what is left
        ({SHORT: 60, MIDDLE: 70, LONG: 90, None: 2}, {SHORT: PROTECTS}),
        ({SHORT: 60, MIDDLE: 70, LONG: 90, None: 60}, {}),
    ],
)
def test_what_is_shown_does_not_tell_of_a_part_that_is_not(study, sizes, hidden):
    responses = wave(sizes)
    found = table_of(study, responses)
    told = found[found["n"].isna()].groupby("level")["reason"].first().to_dict()
    assert told == hidden
    assert found.loc[found["n"].isna(), ["share", "ci_low", "ci_high"]].isna().all(axis=None)
    parts = Parts(found, responses, {}, {ITEM: BY})
    assert parts.faults(RULES) == []
    # without the care the audit, by its own code, says what is wrong
    bare = table_of(study, responses, rules=replace(RULES, too_small="refuse"))
    assert bool(Parts(bare, responses, {}, {ITEM: BY}).faults(RULES)) == bool(hidden)


def test_several_items_at_once_are_each_as_alone(study):
    responses = wave({SHORT: 60, MIDDLE: 70, LONG: 90})
    table = responses["schoolteam"]
    table["schoolteam.A3.1"] = pd.array((np.arange(len(table)) % 3 > 0).astype(int), dtype="Int8")
    table["schoolteam.B3"] = table[ITEM].to_numpy()[::-1]
    items = [ITEM, "schoolteam.B3", "schoolteam.A3.1"]
    splits = dict.fromkeys(items, BY)
    together = subgroup_table("2025", responses, study, splits, {}, RULES, 0.95)
    for item in items:
        alone = subgroup_table("2025", responses, study, {item: BY}, {}, RULES, 0.95)
        mine = together[together["item"].eq(item)].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, alone.reset_index(drop=True), check_dtype=False)
        assert len(mine) and mine["n"].notna().all()
    assert Parts(together, responses, {}, splits).faults(RULES) == []


def test_the_audit_counts_again(study):
    responses = wave({SHORT: 60, MIDDLE: 70, LONG: 90})
    found = table_of(study, responses)
    wrong = found.assign(n=found["n"] + found["category"].eq("helemaal akkoord").astype(int))
    faults = Parts(wrong, responses, {}, {ITEM: BY}).faults(RULES)
    assert len(faults) == 3 and all("andere aantallen" in fault for fault in faults)


def test_parts_by_type_of_provider_need_providers_enough(study):
    responses = wave({SHORT: 120, LONG: 120})
    types = {f"P{n}": "cdo_autonoom" if n < 2 else "cdo_verbonden" for n in range(8)}
    found = table_of(study, responses, PROVIDER_TYPE, types)
    shown = found[found["n"].notna() & found["base"].gt(0)]
    assert shown.empty  # two providers, and all others would tell of those two
    types |= {"P2": "cdo_autonoom"}
    found = table_of(study, responses, PROVIDER_TYPE, types)
    assert set(found.loc[found["n"].notna() & found["base"].gt(0), "level"]) == set(types.values())
    assert (
        Parts(found, responses, {PROVIDER_TYPE: types}, {ITEM: PROVIDER_TYPE}).faults(RULES) == []
    )


def test_the_figure_draws_each_part_and_names_none_without_members():
    study = study_of("2025")
    found = table_of(study, wave({SHORT: 60, LONG: 90}))
    entry = {"number": 77, "kind": "likert", "section": "visie", "title": "t",
             "statements": [[ITEM]], "by": BY}  # fmt: skip
    numbers = figure_numbers(study, figure_of(entry), found, found, subgroups=found)
    assert list(numbers["part"].unique()) == [SHORT, LONG]
    shares = numbers.groupby("part")["share"].sum()
    assert shares.to_numpy() == pytest.approx([1, 1])
