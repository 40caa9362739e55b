"""Delta adjusted for a background: by hand, against one part, and its error rate."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from support import ROOT

from surveyreport.estimates.adjusted import ESTIMAND, add_adjusted, adjusted_delta
from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.estimates.small_groups import cliffs_delta
from surveyreport.files.problems import InputProblems
from surveyreport.study.comparisons import Comparisons, load_comparisons
from surveyreport.study.subgroups import PROVIDER_TYPE


def counts_of(random, sets=None, parts=2, providers=12, confounded=0.0):
    """(sets, S, 2, C, 4): the groups alike inside a part; parts differ by `confounded`, and group a
    is mostly in the last one."""
    size = () if sets is None else (sets,)
    effect = random.normal(0, 0.3, (*size, 1, 1, providers, 1))
    effect = effect + random.normal(0, 0.2, (*size, parts, 2, providers, 1))
    effect = effect + confounded * np.arange(parts)[:, None, None, None]
    below = norm.cdf(np.array([-1.0, -0.2, 0.8]) - effect)
    people = np.array([[[2], [12]], [[8], [4]]])[:parts] + np.zeros(providers, int)
    return random.multinomial(people, np.diff(below, axis=-1, prepend=0, append=1)).astype(float)


def test_one_part_is_delta_itself():
    counts = counts_of(np.random.default_rng(1))[:1]
    found, plain = adjusted_delta(counts), cliffs_delta(counts[0])
    for name in ("estimate", "se", "df", "p"):
        assert getattr(found, name) == pytest.approx(float(getattr(plain, name))), name


def test_parts_in_other_providers_are_independent():
    """Then variance and df follow from those of each part."""
    random = np.random.default_rng(2)
    counts = np.zeros((2, 2, 24, 4))
    counts[0, :, :12], counts[1, :, 12:] = counts_of(random)
    found = adjusted_delta(counts)
    each = [cliffs_delta(one) for one in counts]
    size = counts.sum(axis=(-2, -1))
    weight = size.prod(axis=1) / size.sum(axis=1)
    weight = weight / weight.sum()
    assert found.estimate == pytest.approx(sum(w * float(one.estimate) for w, one in zip(weight, each, strict=True)))  # fmt: skip  # noqa: E501
    se = np.sqrt(sum((w * float(one.se)) ** 2 for w, one in zip(weight, each, strict=True)))
    assert found.se == pytest.approx(se)
    assert min(float(one.df) for one in each) < found.df < sum(float(one.df) for one in each)


def test_what_a_background_explains_is_no_difference():
    random = np.random.default_rng(3)
    counts = counts_of(random, 400, confounded=0.8)
    plain = cliffs_delta(counts.sum(axis=1)).p
    adjusted = np.array([float(adjusted_delta(one).p) for one in counts])
    assert (plain < 0.05).mean() > 0.4
    assert 0.015 < (adjusted < 0.05).mean() < 0.085


def test_parts_with_one_provider_of_a_group_are_left_out():
    counts = counts_of(np.random.default_rng(4))
    alone = counts.copy()
    alone[1, 0, 1:] = 0
    assert adjusted_delta(alone).p == pytest.approx(float(cliffs_delta(counts[0]).p))
    assert np.isnan(adjusted_delta(alone[1:]).p)


def test_an_entry_gets_its_line(study):
    whole = load_comparisons(ROOT / "study/comparisons.yaml", study)
    entry = next(one for one in whole.comparisons if one.id == "visie")
    assert entry.adjust
    random, responses = np.random.default_rng(5), {}
    labels = study.items["beleid.B1"].scale.substantive
    for item, size in zip(entry.items, (80, 300), strict=True):
        table = pd.DataFrame({"provider_id": [f"P{n % 20}" for n in range(size)], "included": True})
        table[item] = random.choice(labels, size, p=[0.4, 0.3, 0.2, 0.1])
        responses[study.items[item].group] = table
    types = {f"P{n}": "cdo_autonoom" if n < 8 else "cdo_verbonden" for n in range(20)}
    types["P19"] = "onbekend"  # a part of one provider does not count
    one = Comparisons(whole.families, (entry,))
    pairs = compare_pairs(one, responses, study, 10, 0.95)
    (line,) = [
        line
        for line in add_adjusted(pairs, one, responses, study, {PROVIDER_TYPE: types}, 10, 0.95)[
            "visie"
        ].results
        if line.estimand == ESTIMAND
    ]
    deltas, sizes = [], []
    for kind in ("cdo_autonoom", "cdo_verbonden"):
        a, b = (
            responses[study.items[item].group].set_index("provider_id")[item]
            .loc[[name for name, own in types.items() if own == kind]].map(labels.index).to_numpy()
            for item in entry.items
        )  # fmt: skip
        deltas.append(np.sign(b[None, :] - a[:, None]).mean())
        sizes.append(len(a) * len(b) / (len(a) + len(b)))
    assert line.estimate == pytest.approx(np.average(deltas, weights=sizes))
    adjusted = add_adjusted(pairs, one, responses, study, {PROVIDER_TYPE: types}, 10, 0.95)
    table = comparison_table("2023", adjusted, one).set_index("estimand")[["n_a", "n_b"]]
    assert table.loc[ESTIMAND].tolist() == [76, 285]
    assert table.loc["cliff_delta"].tolist() == [80, 300]
    hidden = add_adjusted(
        pairs, one, responses, study, {PROVIDER_TYPE: types}, 10, 0.95, {"beleid.B1"}
    )
    assert hidden["visie"].results[-1].estimate is None


@pytest.mark.parametrize(
    ("adjust", "told"),
    [
        ("[beleid.A2, beleid.A2]", "geen vraag van elke groep"),
        ("[beleid.A2, schoolteam.X]", "geen vraag van elke groep"),
        ("[beleid.A2, schoolteam.A2]", "niet dezelfde antwoorden"),
    ],
)
def test_faults_of_adjust(study, tmp_path, adjust, told):
    path = tmp_path / "comparisons.yaml"
    text = (ROOT / "study/comparisons.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("adjust: provider_type", f"adjust: {adjust}"), encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        load_comparisons(path, study)
    (problem,) = caught.value.problems
    assert told in problem.found and problem.column == "visie"
