"""The figures of this package on the reference data, one function per test of R."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from r_data import (
    DATA,
    GROUP,
    PROVIDER,
    RESULTS,
    TEXT,
    WAVES,
    WEIGHT,
    answers,
    designs,
    tensor,
    top2,
    wave_design,
)

from surveyreport.estimates import (
    clustering,
    multiplicity,
    nominal,
    ordinal,
    weighted,
    within_provider,
)
from surveyreport.estimates.cr2 import contrast, mean_difference
from surveyreport.estimates.design import Design
from surveyreport.estimates.difference import share_difference
from surveyreport.estimates.proportions import Proportion, domain_proportions, korn_graubard


def lines(result) -> dict[str, float]:
    names = {"statistic": "statistic", "df": "df", "p": "p", "estimate": "estimate"}
    names |= {"se": "se", "lo": "low", "hi": "high"}
    return {column: float(getattr(result, name)) for column, name in names.items()}


def linear(result, df) -> dict[str, float]:
    return lines(contrast(*(np.float64(value) for value in (*result, df))))


ONE_TO_FOUR = [1, 2, 3, 4]
WITH_DONT_KNOW = [1, 2, 3, 4, 8]


@cache
def share(item: str, group: str, level: str, design: str) -> Proportion:
    levels = [0, 1] if item.startswith("ms") else WITH_DONT_KNOW
    _, domain = answers(item, levels)
    chosen = [3, 4] if level == "34" else [int(level)]
    selected = DATA[item].isin(chosen).to_numpy()[:, None]
    domain = domain & (TEXT[group] == GROUP)
    return domain_proportions(selected, domain, designs()[design])[0]


def degf(row):
    return {"estimate": designs()[row.design].degrees_of_freedom()}


def svymean(row):
    p = share(row["item"], row.group, row.level, row.design)
    wald = linear((p.share, p.se), p.df) if p.se else {"lo": p.share, "hi": p.share}
    return wald | {"estimate": p.share, "se": p.se, "df": p.df, "n": p.base}


def deff(row):
    return {"estimate": share(row["item"], row.group, row.level, row.design).deff}


def kg_truncated_nchs(row):
    p = share(row["item"], row.group, row.level, row.design)
    return {
        "statistic": p.n_eff, "df": p.df, "estimate": p.share, "se": p.se,
        "lo": p.ci_low, "hi": p.ci_high, "n": p.base,
    }  # fmt: skip


def svyciprop_beta(row):
    """R does not truncate n_eff: undo it through the public interval function."""
    p = share(row["item"], row.group, row.level, row.design)
    return untruncated(p.share, p.se, p.base, p.df) | {"df": p.df, "n": p.base}


def untruncated(p, se, n, df):
    """Korn-Graubard as `svyciprop(method = "beta")`, known only where n_eff stays below n."""
    low, high, n_eff = korn_graubard(p, se**2, n, df)
    limits = {"lo": float(low), "hi": float(high)} if n_eff < n else {}
    return {"estimate": p, "se": se} | limits


def two_groups(outcome, domain, row, design=None):
    design = design or designs()[row.design]
    mean, covariance = weighted.means(outcome, GROUP, domain, design)
    se = np.sqrt(np.array([1, -1]) @ covariance @ [1, -1])
    return linear((mean[0] - mean[1], se), design.degrees_of_freedom(domain) - 1)


def svyttest_top2_substantive(row):
    _, domain = answers(row["item"], ONE_TO_FOUR)
    return two_groups(DATA[row["item"]].isin([3, 4]).to_numpy(float), domain, row)


def svyttest_top2_inclDK(row):
    _, domain = answers(row["item"], WITH_DONT_KNOW)
    return two_groups(DATA[row["item"]].isin([3, 4]).to_numpy(float), domain, row)


def svyttest_score(row):
    _, domain = answers(row["item"], ONE_TO_FOUR)
    return two_groups(DATA[row["item"]].to_numpy(float), domain, row)


def svyttest_multiselect(row):
    _, domain = answers(row["item"], [0, 1])
    return two_groups(DATA[row["item"]].to_numpy(float), domain, row)


def svyranktest_wilcoxon(row):
    codes, domain = answers(row["item"], ONE_TO_FOUR)
    design = designs()[row.design]
    df = design.degrees_of_freedom(domain) - 1
    result = linear(weighted.rank_test(codes, GROUP, domain, design), df)
    if row.design == "clus":
        counted = lines(ordinal.rank_test(tensor(row["item"], ONE_TO_FOUR)))
        assert_same(counted, result)
    return result


def assert_same(first, second):
    for name, value in first.items():
        np.testing.assert_allclose(value, second[name], rtol=1e-9, err_msg=name)


def svychisq_F(row, levels):
    codes, domain = answers(row["item"], levels)
    result = weighted.rao_scott(codes, len(levels), GROUP, domain, designs()[row.design])
    values = {name: float(getattr(result, name)) for name in ("statistic", "df", "df2", "p")}
    if row.design == "clus":
        counted = nominal.rao_scott(tensor(row["item"], levels))
        assert_same({name: float(getattr(counted, name)) for name in values}, values)
    return values


def svychisq_F_substantive(row):
    return svychisq_F(row, ONE_TO_FOUR)


def svychisq_F_inclDK(row):
    return svychisq_F(row, WITH_DONT_KNOW)


def svychisq_F_multiselect(row):
    return svychisq_F(row, [0, 1])


def delta_jackknife(row):
    weight = WEIGHT if row.design == "clus_w" else None
    return weighted.cliffs_delta_jackknife(tensor(row["item"], ONE_TO_FOUR, weight))


def occupied(row) -> int:
    _, domain = answers(row["item"], ONE_TO_FOUR)
    return len(np.unique(PROVIDER[domain]))


def cliff_delta_JK1(row):
    return linear(delta_jackknife(row), occupied(row) - 1)


def prob_superiority(row):
    return {"estimate": ordinal.superiority(delta_jackknife(row)[0])}


def cliff_delta_linearized(row):
    """R built this design from the respondents of the base: the empty providers are not in it."""
    codes, domain = answers(row["item"], ONE_TO_FOUR)
    provider, _ = pd.factorize(PROVIDER[domain])
    weight = WEIGHT[domain] if row.design == "clus_w" else None
    design = Design(provider, provider.max() + 1, weight)
    everyone = np.ones(domain.sum(), dtype=bool)
    result = weighted.cliffs_delta(codes[domain], 4, GROUP[domain], everyone, design)
    return linear(result, design.degrees_of_freedom()) | {"n": domain.sum()}


def lm_CR2_satterthwaite_cliff_delta(row):
    """R's interval is the plain t interval; ours is that one up to |delta| = 0.5."""
    counts = tensor(row["item"], ONE_TO_FOUR)
    delta = ordinal.cliffs_delta(counts)
    assert abs(delta.estimate) <= 0.5
    return lines(delta) | {"n": counts.sum()}


def lm_CR2_satterthwaite_rankscore(row):
    counts = tensor(row["item"], ONE_TO_FOUR)
    return lines(ordinal.rank_test_cr2(counts)) | {"n": counts.sum()}


def lm_CR2_satterthwaite_score(row):
    counts = tensor(row["item"], ONE_TO_FOUR)
    values = np.tile(np.array(ONE_TO_FOUR, dtype=float), (2, 1))
    return lines(contrast(*mean_difference(counts, values))) | {"n": counts.sum()}


def lm_CR2_satterthwaite_top2(row):
    counts = tensor(row["item"], ONE_TO_FOUR)
    values = np.tile([0.0, 0.0, 1.0, 1.0], (2, 1))
    return lines(contrast(*mean_difference(counts, values))) | {"n": counts.sum()}


def mover_wilson_neff_top2(row):
    counts = top2(tensor(row["item"], ONE_TO_FOUR))
    outcome = DATA[row["item"]].isin([3, 4]).to_numpy(float)
    _, domain = answers(row["item"], ONE_TO_FOUR)
    _, v = weighted.means(outcome, GROUP, domain, designs()["clus"])
    varies = v[0, 0] > 0 and v[1, 1] > 0
    rho = v[0, 1] / np.sqrt(v[0, 0] * v[1, 1]) if varies else 0.0
    result = lines(share_difference(counts))
    return result | {"statistic": rho, "n": counts.sum()}


def van_elteren_robust_t(row):
    counts = tensor(row["item"], ONE_TO_FOUR)
    providers = within_provider.has_both_groups(counts).sum()
    return lines(within_provider.van_elteren(counts)) | {"n": providers}


def paired_provider_t_score(row):
    counts = tensor(row["item"], ONE_TO_FOUR)
    providers = within_provider.has_both_groups(counts).sum()
    result = within_provider.provider_difference(counts, [1, 2, 3, 4])
    return lines(result) | {"n": providers}


def icc_anova_score(row):
    counts = tensor(row["item"], ONE_TO_FOUR)
    size = counts.sum(axis=(0, 2))
    n, c = size.sum(), (size > 0).sum()
    n0 = (n - (size**2).sum() / n) / (c - 1)
    return {"estimate": float(clustering.icc_anova(counts, [1, 2, 3, 4])), "n": n0}


def p_adjust(row):
    """Adjusts R's own p-values of the family: the test is of the adjustment alone."""
    _, method, test = row.test.replace("p.adjust_", "p.adjust|").replace("_", "|", 1).split("|")
    family = RESULTS[(RESULTS.test == test) & (RESULTS.design == row.design)]
    adjust = {"holm": multiplicity.holm, "BH": multiplicity.benjamini_hochberg}[method]
    adjusted = dict(zip(family["item"], adjust(family.p.tolist()), strict=True))
    raw = dict(zip(family["item"], family.p, strict=True))
    return {"p": adjusted[row["item"]], "estimate": raw[row["item"]]}


def wave_svyciprop_beta(row):
    domain = (WAVES.wave == int(row.level)).to_numpy()
    selected = (WAVES.y >= 3).to_numpy()[:, None]
    p = domain_proportions(selected, domain, wave_design(row.design))[0]
    return untruncated(p.share, p.se, p.base, p.df) | {"df": p.df, "n": p.base}


def wave_diff_svycontrast(row):
    later, earlier = (int(part) for part in row.level.split("-"))
    outcome = (WAVES.y >= 3 if row["item"] == "t" else WAVES.y).to_numpy(float)
    group = np.where(WAVES.wave == later, 0, 1)
    domain = WAVES.wave.isin([later, earlier]).to_numpy()
    design = wave_design(row.design)
    mean, v = weighted.means(outcome, group, domain, design)
    se = np.sqrt(np.array([1, -1]) @ v @ [1, -1])
    return linear((mean[0] - mean[1], se), design.degrees_of_freedom())


def computed(row) -> dict[str, float]:
    if row.test.startswith("p.adjust"):
        return p_adjust(row)
    return globals()[row.test](row)
