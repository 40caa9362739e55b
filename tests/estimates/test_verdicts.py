"""What a verdict says beside the difference: its family's step, the margin, inside providers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support import ROOT

from surveyreport.estimates.multiplicity import (
    benjamini_hochberg,
    benjamini_hochberg_step,
    holm,
    holm_step,
)
from surveyreport.estimates.pair import compare
from surveyreport.estimates.verdicts import (
    A_MORE,
    B_MORE,
    NO_CLEAR,
    NOT_SHOWN,
    ONLY_WITHIN,
    OPPOSITE,
    SAME,
    SMALL,
    UNKNOWN,
    points_of,
    with_margin,
    within,
)
from surveyreport.files.problems import InputProblems
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.load import load_study


@pytest.mark.parametrize(
    ("step", "adjust"), [(holm_step, holm), (benjamini_hochberg_step, benjamini_hochberg)]
)
def test_the_step_is_the_p_at_which_a_test_would_just_be_found(step, adjust):
    rng = np.random.default_rng(1)
    for _ in range(40):
        p = (rng.random(7) ** 3).tolist()
        p[3] = None
        steps = step(p, 0.05)
        assert steps[3] is None
        for place in (0, 2, 6):
            for change, found in ((1 - 1e-9, True), (1 + 1e-6, False)):
                other = list(p)
                other[place] = steps[place] * change
                assert (adjust(other)[place] <= 0.05) == found


def test_a_small_difference_needs_its_whole_interval_inside_the_margin():
    assert with_margin(NO_CLEAR, -0.14, 0.02, 0.15) == SMALL
    assert with_margin(NO_CLEAR, -0.16, 0.02, 0.15) == NO_CLEAR
    assert with_margin(NO_CLEAR, -0.14, 0.15, 0.15) == NO_CLEAR
    assert with_margin(NO_CLEAR, None, None, 0.15) == with_margin(NO_CLEAR, 0, 0, None) == NO_CLEAR
    assert with_margin(A_MORE, 0.01, 0.1, 0.15) == A_MORE


@pytest.mark.parametrize(
    ("found", "delta", "statistic", "p", "adjusted", "expected"),
    [
        (A_MORE, 0.3, 2.5, 0.02, 0.2, SAME),
        (A_MORE, 0.3, 1.0, 0.3, 1.0, NOT_SHOWN),
        (B_MORE, -0.3, 0.1, 0.9, 1.0, OPPOSITE),
        (NO_CLEAR, 0.1, 3.0, 0.01, 0.04, ONLY_WITHIN),
        (NO_CLEAR, 0.1, 3.0, 0.01, 0.08, SAME),
        (A_MORE, 0.3, np.nan, np.nan, np.nan, UNKNOWN),
    ],
)
def test_inside_providers(found, delta, statistic, p, adjusted, expected):
    line = pd.Series({"statistic": statistic, "p_value": p, "p_adjusted": adjusted})
    assert within(found, delta, line, 0.05) == expected


def test_points_turn_with_the_groups_and_round_half_away_from_zero():
    row = {"difference": -0.125, "difference_low": -0.3, "difference_high": 0.004, "margin": 0.15}
    expected = {"points": "\u221213", "low": "\u221230", "high": "0", "largest": 30, "margin": "15"}
    assert points_of(row) == expected
    turned = points_of(row, turned=True)
    assert (turned["points"], turned["low"], turned["high"]) == ("13", "0", "30")
    assert set(points_of(row | {"difference": None}).values()) == {None}


def test_what_could_be_found_grows_with_the_step():
    rng = np.random.default_rng(2)
    counts = rng.multinomial(5, [0.1, 0.2, 0.4, 0.3], (2, 20)).astype(float)
    pair = compare(counts, np.array([False, False, True, True]))
    assert pair.detectable("delta", 0.05) == pytest.approx(pair.detectable_delta)
    assert pair.detectable("top2", 0.05) == pytest.approx(pair.detectable_top2)
    assert pair.detectable("top2", 0.005) > 1.2 * pair.detectable_top2
    alike = np.zeros((2, 5, 4))
    alike[..., 3] = 4
    assert compare(alike, np.array([False, False, True, True])).detectable("delta", 0.05) is None


def test_a_margin_needs_its_reason(tmp_path):
    study = load_study(ROOT / "study")
    text = (ROOT / "study/comparisons.yaml").read_text(encoding="utf-8")
    entries = load_comparisons(ROOT / "study/comparisons.yaml", study)
    assert all(family.margin and family.margin_reason for family in entries.families.values())
    reason = next(line for line in text.splitlines() if "margin_reason:" in line)
    (tmp_path / "comparisons.yaml").write_text(text.replace(reason + "\n", "", 1), "utf-8")
    with pytest.raises(InputProblems, match="marge zonder reden"):
        load_comparisons(tmp_path / "comparisons.yaml", study)
