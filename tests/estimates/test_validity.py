from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from surveyreport.estimates import validity
from surveyreport.estimates.simulation import SIZES, Scenario

CASES = [
    Scenario(0.2, 0.0, "gewoon", 0.03, 0.0),
    Scenario(0.1, 0.5, "plafond", 0.10, 0.0),
    Scenario(0.05, 1.0, "plafond", 0.03, 0.35),
]


@pytest.fixture(scope="module")
def table():
    return validity.run(CASES, 2000, seed=41)


def test_printed_figures_keep_their_promise(table):
    printed = table[table.printed]
    assert printed.holds.all(), printed[~printed.holds].to_string()
    assert (printed.estimable > 0.95).all()


def test_the_harness_sees_methods_that_ignore_the_clusters(table):
    naive = table[~table.printed & (table.icc == 0.2)].set_index("method")
    assert not naive.holds[
        ["chi-kwadraat", "Mann-Whitney", "Clopper-Pearson, schoolteam top-2"]
    ].any()


def test_the_number_of_processes_does_not_matter():
    one, two = (validity.run(CASES[:2], 50, 3, processes) for processes in (1, 2))
    pd.testing.assert_frame_equal(one, two)


def test_simulated_answers_have_the_declared_shares_and_sizes():
    case = Scenario(0.2, 0.5, "plafond", 0.10, 0.35)
    counts = case.draw(np.random.default_rng(1), 4000)
    np.testing.assert_array_equal(counts.sum(axis=-1), np.broadcast_to(SIZES, (4000, 2, 35)))
    shares = counts.sum(axis=(0, 2)) / counts.sum(axis=(0, 2, 3))[:, None]
    np.testing.assert_allclose(shares, case.shares(), atol=0.005)
    assert case.shares()[1] == pytest.approx([0.018, 0.045, 0.297, 0.54, 0.1])


def test_report_names_what_fails(table):
    assert "Alle afgedrukte p-waarden" in validity.report(table, 2000, 41)
    broken = table.assign(holds=table.holds & (table.method != "Cliffs delta, CR2"))
    text = validity.report(broken, 2000, 41)
    cells = (table.method == "Cliffs delta, CR2").sum()
    assert f"**{cells} cellen van afgedrukte maten" in text


def test_command_writes_the_same_text_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(validity, "scenarios", lambda: CASES[:1])
    for name in ("a.md", "b.md"):
        options = ["validity", "--out", str(tmp_path / name), "--datasets", "1000", "--seed", "41"]
        options += ["--processes", "1"]
        monkeypatch.setattr("sys.argv", options)
        assert validity.main() == 0
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()
