from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.validity import __main__ as command
from benchmarks.validity import draw, measure, report
from benchmarks.validity.background import Adjusted
from benchmarks.validity.ceilings import Ceiling
from benchmarks.validity.coders import Coders
from benchmarks.validity.composition import Composition
from benchmarks.validity.families import Families
from benchmarks.validity.frame import TakingPart
from benchmarks.validity.large_provider import HeldGroup, HeldShare
from benchmarks.validity.margins import AtTheMargin
from benchmarks.validity.rare import Rare, WeightedRare
from benchmarks.validity.scenario import SIZES, Scenario
from benchmarks.validity.several import Groups
from benchmarks.validity.themes import Providers
from benchmarks.validity.two_waves import SmallChange, TwoWaves
from benchmarks.validity.waves import UNEVEN, Waves

CASES = [
    Scenario(0.2, 0.0, "gewoon", 0.03, 0.0),
    Scenario(0.1, 0.5, "plafond", 0.10, 0.0),
    Scenario(0.05, 1.0, "plafond", 0.03, 0.35),
    Ceiling(10, "90 %", "90 %", 0.1, 0.5),
    Ceiling(20, "95 %", "60 %", 0.1, 0.5),
    Rare(67, 0.03, 0.03, 0.1, 1.0),
    HeldShare(0.333, 0.5, 0.2),
    HeldGroup(0.333, 67, 0.2, 0.5),
    Waves(3, UNEVEN[10], "gewoon", 0.1, 0.5),
    Composition(0.9, 0.1),
    AtTheMargin(67, 0.85, 0.7, 0.1, 0.5),
    Coders(60, 0.03, "gewoon", 0.2),
    Groups("80 %", "80 %", 0.1, 0.5, 12),
    Groups("gewoon", "80 %", 0.1, 0.5),
    Adjusted("binnen aanbieders", 0.0),
    TwoWaves(8, "gewoon", "gewoon", 0.1, 0.5),
    SmallChange(8, 0.95, 0.85, 0.1, 0.5),
    TakingPart((39, 12), (0.8, 0.4)),
    Providers((40, 12, 11, 10, 9, 8, 7, 6, 6, 5, 4, 2), 4, 0.2),
]


@pytest.fixture(scope="module")
def table():
    return measure.run(CASES, 2000, seed=41)


def test_printed_figures_keep_their_promise(table):
    printed = table[table.printed]
    assert printed.holds.all(), printed[~printed.holds].to_string()
    assert (printed.estimable > 0.9).all()


def test_what_was_printed_before_does_not(table):
    before = table[~table.printed].set_index(["situation", "method"])["rate"]
    assert before["één grote aanbieder", "Korn-Graubard, gelineariseerd"] < 0.93
    assert before["twee codeurs", "alfa, bootstrap van antwoorden"].max() < 0.9
    fails = {
        ("gewone groepen", "chi-kwadraat"): 0.09,
        ("gewone groepen", "Mann-Whitney"): 0.09,
        ("kleine groep bij het plafond", "Cliffs delta, enkel CR2"): 0.25,
        ("keuzevakjes en zeldzame antwoorden", "aangekruist, CR2 t"): 0.09,
        ("drie groepen of delen", "minstens één paar, zonder toets vooraf"): 0.09,
        ("gecorrigeerd voor een achtergrond", "delta zonder correctie"): 0.12,
        ("drie golven of meer", "afwijking van een lijn, Wald F"): 0.07,
        ("samenstelling van de groepen", "Cliffs delta, als toets binnen aanbieders"): 0.2,
    }
    for key, least in fails.items():
        assert before[key].max() > least, key


def test_the_families_of_the_study_hold_over_the_report():
    table = measure.run([Families(0.0, 0.1, 0.3)], 500, seed=5)
    rates = table.set_index("method")["rate"]
    assert table.loc[table.printed, "holds"].all()
    assert rates["vals verschil in het rapport"] < 0.1
    assert rates["vals verschil in het rapport, enkel per blok aangepast"] > 0.1


def test_weights_and_processes_change_nothing_that_they_should_not():
    cases = [CASES[0], CASES[3], WeightedRare(0.05)]
    one, two = (measure.run(cases, 60, 3, processes) for processes in (1, 2))
    pd.testing.assert_frame_equal(one, two)


def test_simulated_answers_have_the_declared_shares_and_sizes():
    case = Scenario(0.2, 0.5, "plafond", 0.10, 0.35)
    counts = case.draw(np.random.default_rng(1), 4000)
    np.testing.assert_array_equal(counts.sum(axis=-1), np.broadcast_to(SIZES, (4000, 2, 35)))
    shares = counts.sum(axis=(0, 2)) / counts.sum(axis=(0, 2, 3))[:, None]
    np.testing.assert_allclose(shares, case.shares(), atol=0.005)
    assert case.shares()[1] == pytest.approx([0.018, 0.045, 0.297, 0.54, 0.1])
    rng = np.random.default_rng(2)
    levels = [draw.LEVELS["80 %"], draw.LEVELS["gewoon"]]
    counts = draw.answers(rng, np.stack([draw.SCHOOL, draw.SCHOOL]), levels, 0.2, 0.5, 4000)
    shares = counts.sum(axis=(0, 2)) / counts.sum(axis=(0, 2, 3))[:, None]
    np.testing.assert_allclose(shares, levels, atol=0.005)
    assert draw.held(0.333)[0] / draw.held(0.333).sum() == pytest.approx(0.333, abs=0.003)


def test_every_situation_of_the_list_is_measured_and_described():
    cases = measure.situations()
    assert len(cases) > 250 and len(measure.everyday()) == 72
    assert {case.situation for case in cases} == set(report.WHAT)
    labels = [(case.situation, case.label) for case in cases]
    assert len(set(labels)) == len(labels)


def test_the_summary_names_what_fails(table):
    assert "binnen de grenzen." in report.summary(table, 2000, 41)
    broken = table.assign(holds=table.holds & (table.method != "Cliffs delta, CR2"))
    cells = (table.method == "Cliffs delta, CR2").sum()
    assert f"**{cells} cellen van afgedrukte" in report.summary(broken, 2000, 41)


def test_the_command_writes_the_same_bytes_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "situations", lambda: CASES[:1])
    for name in ("a", "b"):
        options = ["validity", "--out", str(tmp_path / name), "--datasets", "1000", "--seed", "41"]
        monkeypatch.setattr("sys.argv", [*options, "--processes", "1"])
        assert command.main() == 0
    for name in ("validity.md", "validity.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
