"""Three groups or the parts of one: nothing about a pair before the test of all."""

import numpy as np
import pandas as pd
import pytest
from support import ROOT

from surveyreport.estimates.omnibus import equal_groups
from surveyreport.estimates.several import ANY, several_table
from surveyreport.estimates.verdicts import Rule
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.several import Several, several_splits
from surveyreport.study.subgroups import PROVIDER_TYPE, check_parts, provider_parts

RULE = Rule(0.05, 0.1, 0.2, 4)
THREE = Several("x", "t", ("beleid.C10", "schoolteam.C15", "leerlingen.B4"), "similar")
PARTS = Several("y", "t", ("schoolteam.B1",), by=("schoolteam.A2",))
LEVELS = ["tussen 0 en 1 schooljaar", "tussen 1 en 3 schooljaren", "langer dan 3 schooljaren"]


def answers(study, item, favourable, size, seed):
    random = np.random.default_rng(seed)
    labels = list(study.items[item].scale.substantive)
    other = (1 - favourable) / 3
    return pd.DataFrame(
        {
            "provider_id": [f"P{n % 10}" for n in range(size)],
            "included": True,
            item: random.choice(labels, size, p=[favourable, other, other, other]),
        }
    )


def table_of(study, entry, responses, hidden=(), places=None):
    return several_table("2025", [entry], responses, study, places or {}, RULE, 10, 0.95, hidden)


def three(study, *favourable):
    sizes = (70, 200, 150)
    rows = zip(THREE.items, favourable, sizes, strict=True)
    return {
        study.items[item].group: answers(study, item, part, size, seed)
        for seed, (item, part, size) in enumerate(rows)
    }


def test_a_pair_differs_only_when_the_groups_do(study):
    found = table_of(study, THREE, three(study, 0.5, 0.5, 0.5))
    assert list(found["line"]) == [ANY, "pair", "pair", "pair"]
    assert set(found["verdict"]) == {"no_clear_difference"}
    overall = found["p_value"].iloc[0]
    assert (found["p_adjusted"].iloc[1:] >= overall).all()
    found = table_of(study, THREE, three(study, 0.5, 0.5, 0.85))
    assert found["verdict"].iloc[0] == "groups_differ"
    pairs = found.iloc[1:].set_index(["a", "b"])["verdict"]
    assert pairs["beleid", "leerlingen"] == pairs["schoolteam", "leerlingen"] == "b_more_positive"
    assert pairs["beleid", "schoolteam"] == "no_clear_difference"


def test_the_parts_of_a_group_are_compared_in_one_design(study):
    table = answers(study, "schoolteam.B1", 0.4, 300, 7)
    table["schoolteam.A2"] = np.resize(LEVELS, 300)
    top = table["schoolteam.A2"].eq(LEVELS[2]) & (np.arange(300) % 4 > 0)
    table.loc[top, "schoolteam.B1"] = "helemaal akkoord"
    found = table_of(study, PARTS, {"schoolteam": table})
    order = list(study.items["schoolteam.B1"].scale.substantive)[::-1]
    counts = np.zeros((3, 10, 4))
    place = table["provider_id"].str[1:].astype(int)
    np.add.at(counts, (table["schoolteam.A2"].map(LEVELS.index), place,
                       table["schoolteam.B1"].map(order.index)), 1)  # fmt: skip
    assert found["p_value"].iloc[0] == pytest.approx(float(equal_groups(counts).p))
    assert found["verdict"].iloc[0] == "groups_differ"
    # what is not shown of a part is not compared either
    found = table_of(study, PARTS, {"schoolteam": table}, {("schoolteam.B1", LEVELS[2])})
    assert set(found["b"].dropna()) == {LEVELS[1]} and len(found) == 2
    found = table_of(study, PARTS, {"schoolteam": table},
                     {("schoolteam.B1", one) for one in LEVELS[1:]})  # fmt: skip
    assert list(found["verdict"]) == ["too_few"] and found["p_value"].isna().all()
    types = {f"P{n}": "cdo_autonoom" if n < 4 else "cdo_verbonden" for n in range(10)}
    by_type = Several("z", "t", ("schoolteam.B1",), by=(PROVIDER_TYPE,))
    found = table_of(study, by_type, {"schoolteam": table}, places={PROVIDER_TYPE: types})
    assert list(found["a"].dropna()) == ["cdo_autonoom"]


def test_a_wave_without_an_item_has_no_line(study):
    responses = three(study, 0.5, 0.5, 0.5)
    del responses["leerlingen"]
    found = table_of(study, THREE, responses)
    assert list(found["verdict"]) == ["too_few"]
    only = Several("x", "t", THREE.items, "similar", waves=("2027",))
    assert table_of(study, only, responses).empty
    assert several_splits(study, [PARTS, THREE], "2025") == {"schoolteam.B1": "schoolteam.A2"}


def test_two_groups_in_each_part_are_two_groups_alone(study):
    """Every part by a hand-made subset: CR2 regression, Holm over the parts that are compared."""
    entry = Several("v", "t", ("beleid.C9.1", "schoolteam.C11.1"), by=("network",))
    nets = ["GO!", "officieel gesubsidieerd", "vrij gesubsidieerd"]
    places = {"network": {f"P{n}": nets[(n > 3) + (n > 8)] for n in range(10)}}
    policy = answers(study, "beleid.C9.1", 0.3, 150, 3)
    school = answers(study, "schoolteam.C11.1", 0.3, 300, 4)
    far = school["provider_id"].map(places["network"]).eq(nets[1]) & (np.arange(300) % 3 > 0)
    order = list(study.items["beleid.C9.1"].scale.favourable_first)[::-1]
    school.loc[far, "schoolteam.C11.1"] = order[-1]
    responses = {"beleid": policy, "schoolteam": school}
    found = table_of(study, entry, responses, places=places)
    assert list(found["line"]) == ["in_part"] * 3 and list(found["level"]) == nets
    p_values = []
    for _, row in found.iterrows():
        inside = [
            table[table["provider_id"].map(places["network"]).eq(row["level"])]
            for table in (policy, school)
        ]
        a, b = (
            t[c].map(order.index).to_numpy(float) for t, c in zip(inside, entry.items, strict=True)
        )
        if row["level"] == nets[2]:  # one provider
            assert row["verdict"] == "not_estimable" and pd.isna(row["p_adjusted"])
            continue
        assert (row["n_a"], row["n_b"]) == (len(a), len(b))
        delta = np.sign(a[:, None] - b).mean()
        assert row["delta"] == pytest.approx(delta)
        favourable = [(values >= 2).mean() for values in (a, b)]
        assert row["difference"] == pytest.approx(favourable[0] - favourable[1])
        # OLS of the win fractions on the group, CR2 by its definition, in GEE's matrices
        wins = np.concatenate(
            [np.sign(a[:, None] - b).mean(axis=1), np.sign(b[:, None] - a).mean(axis=1)]
        )
        group = np.repeat([1.0, 0.0], [len(a), len(b)])
        cluster = np.concatenate([t["provider_id"].to_numpy() for t in inside])
        assert row["statistic"] == pytest.approx(delta / cr2(wins, group, cluster))
        p_values.append(row["p_value"])
    low, high = sorted(p_values)
    assert found["p_adjusted"].iloc[:2].tolist() == pytest.approx(
        [min(1, 2 * low) if p == low else max(min(1, 2 * low), high) for p in p_values]
    )
    assert found["verdict"].iloc[1] == "b_more_positive"
    # a part of which nothing is shown has no number
    kept = table_of(study, entry, responses, {("beleid.C9.1", nets[1])}, places)
    assert (
        kept.loc[1, "verdict"] == "too_few"
        and kept.loc[1, ["n_a", "delta", "p_value"]].isna().all()
    )
    assert several_splits(study, [entry], "2025") == dict.fromkeys(entry.items, "network")


def cr2(outcome, group, cluster):
    """Standard error of the slope: Bell & McCaffrey (2002) as written, with matrix square roots."""
    x = np.column_stack([np.ones(len(group)), group])
    bread = np.linalg.inv(x.T @ x)
    residual, meat = outcome - x @ bread @ x.T @ outcome, np.zeros((2, 2))
    for name in np.unique(cluster):
        mine = cluster == name
        values, vectors = np.linalg.eigh(np.eye(mine.sum()) - x[mine] @ bread @ x[mine].T)
        score = x[mine].T @ (vectors / np.sqrt(values)) @ vectors.T @ residual[mine]
        meat += np.outer(score, score)
    return (bread @ meat @ bread)[1, 1] ** 0.5


def test_a_frame_must_know_the_part_of_every_provider(study, tmp_path):
    frame = pd.DataFrame(
        {
            "provider_id": ["A", "B"],
            "type": ["regulier"] * 2,
            "network": ["GO!", "Go"],
            "size": ["9", "80"],
        },
        index=[2, 3],
    )
    parts = provider_parts(study, frame)
    assert parts["size"] == {"A": "minder dan 25", "B": "75 of meer"} and "urban" not in parts
    problems = ProblemList()
    check_parts(
        study, frame, tmp_path / "k.csv", ["network", "size", "urban", "schoolteam.A2"], problems
    )
    told = [(one.row, one.column) for one in problems.problems]
    assert told == [(3, "network"), (1, "urban")]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("items: [beleid.X1, schoolteam.C15, leerlingen.B4]", "'beleid.X1' bestaat niet"),
        ("items: [beleid.C10, schoolteam.C15]", "2 items zonder 'by'"),
        ("items: [schoolteam.C15, schoolteam.C16, leerlingen.B4]", "dezelfde groep"),
        ("items: [schoolteam.C15, beleid.C10, leerlingen.B4]", "volgorde van study/groups"),
        ("items: [beleid.C10, schoolteam.C15, leerlingen.B4]", "niet letterlijk dezelfde"),
        ("items: [beleid.A2, schoolteam.C15, leerlingen.B4]", "schaal met twee gunstige"),
        ("items: [schoolteam.B3]\n    by: schoolteam.A1", "kiest iemand niet één antwoord"),
        (
            "items: [schoolteam.B3, schoolteam.B4]\n    by: schoolteam.A2",
            "meer dan één item van een groep",
        ),
        ("items: [schoolteam.B1]\n    by: provider_type", "elders per schoolteam.A2"),
        ("items: [schoolteam.B3]\n    by: province", "niet welke klassen er zijn"),
        ("items: [beleid.B3, schoolteam.B3]\n    by: schoolteam.A2", "gevraagd aan schoolteam"),
        (
            "items: [beleid.C9.2, schoolteam.C11.2]\n    by: [beleid.A2, schoolteam.A2]",
            "de twee vragen hebben niet dezelfde antwoorden",
        ),
        ("items: [schoolteam.B3]\n    by: schoolteam.A2\n    figure: 97", "figuur 97 bestaat niet"),
    ],
)
def test_faults_name_their_entry(study, tmp_path, entry, told):
    path = tmp_path / "comparisons.yaml"
    text = (ROOT / "study/comparisons.yaml").read_text(encoding="utf-8")
    path.write_text(text + f"  - id: fout\n    theme: t\n    {entry}\n", encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        load_comparisons(path, study)
    assert any(told in problem.found for problem in caught.value.problems)
    assert all(problem.column == "fout" and problem.row for problem in caught.value.problems)
