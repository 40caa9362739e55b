"""Three groups or the parts of one: nothing about a pair before the test of all."""

import numpy as np
import pandas as pd
import pytest
from support import ROOT

from surveyreport.estimates.omnibus import equal_groups
from surveyreport.estimates.several import ANY, several_table
from surveyreport.estimates.verdicts import Rule
from surveyreport.files.problems import InputProblems
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.several import Several, several_splits
from surveyreport.study.subgroups import PROVIDER_TYPE

RULE = Rule(0.05, 0.1, 0.2, 4)
THREE = Several("x", "t", ("beleid.C10", "schoolteam.C15", "leerlingen.B4"), "similar")
PARTS = Several("y", "t", ("schoolteam.B1",), by="schoolteam.A2")
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


def table_of(study, entry, responses, hidden=(), types=None):
    return several_table("2025", [entry], responses, study, types or {}, RULE, 10, 0.95, hidden)


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
    by_type = Several("z", "t", ("schoolteam.B1",), by=PROVIDER_TYPE)
    found = table_of(study, by_type, {"schoolteam": table}, types=types)
    assert list(found["a"].dropna()) == ["cdo_autonoom"]


def test_a_wave_without_an_item_has_no_line(study):
    responses = three(study, 0.5, 0.5, 0.5)
    del responses["leerlingen"]
    found = table_of(study, THREE, responses)
    assert list(found["verdict"]) == ["too_few"]
    only = Several("x", "t", THREE.items, "similar", waves=("2027",))
    assert table_of(study, only, responses).empty
    assert several_splits(study, [PARTS, THREE], "2025") == {"schoolteam.B1": "schoolteam.A2"}


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("items: [beleid.X1, schoolteam.C15, leerlingen.B4]", "'beleid.X1' bestaat niet"),
        ("items: [beleid.C10, schoolteam.C15]", "2 items zonder 'by'"),
        ("items: [schoolteam.C15, schoolteam.C16, leerlingen.B4]", "dezelfde groep"),
        ("items: [schoolteam.C15, beleid.C10, leerlingen.B4]", "volgorde van study/groups"),
        ("items: [beleid.C10, schoolteam.C15, leerlingen.B4]", "niet letterlijk dezelfde"),
        ("items: [beleid.A2, schoolteam.C15, leerlingen.B4]", "schaal met twee gunstige"),
        ("items: [schoolteam.B3]\n    by: schoolteam.A1", "waarop ieder één antwoord geeft"),
        ("items: [schoolteam.B3, schoolteam.B4]\n    by: schoolteam.A2", "meer dan één item"),
        ("items: [schoolteam.B1]\n    by: provider_type", "elders per schoolteam.A2"),
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
