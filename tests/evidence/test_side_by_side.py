"""Sources side by side: the relation follows from the rows, whatever the study."""

import pandas as pd
import pytest
from support import ROOT

from surveyreport.evidence.side_by_side import COLUMNS, Said, relation, side_by_side
from surveyreport.files.problems import ProblemList
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.side_by_side import load_judgements, load_side_by_side

TRACK, ANSWER = "leerlingen.A3", "een aanlooptraject (aanloopfase)"


@pytest.fixture(scope="module")
def plan(study):
    comparisons = load_comparisons(ROOT / "study/comparisons.yaml", study)
    problems = ProblemList()
    plan = load_side_by_side(ROOT / "study/side_by_side.yaml", study, comparisons, problems)
    problems.raise_if_any()
    return plan


def estimates(*rows):
    names = ["item", "category", "kind", "base", "share", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=names)


def register(part, whole):
    rows = [("pupils", "2023-02-01", None, "dbso", "totaal", name, count)
            for name, count in (("aanloopfase", part), ("totaal", whole))]  # fmt: skip
    names = ["register", "date", "unit", "provider_type", "grade", "programme", "count"]
    return pd.DataFrame(rows, columns=names)


def tables(share=0.3, low=0.19, high=0.42, part=2018, whole=2693, unknown=0.1):
    return {
        "estimates": estimates(
            (TRACK, ANSWER, "substantive", 244, share, low, high),
            (TRACK, "weet niet", "dont_know", 244, unknown, 0.05, 0.2),
        ),
        "register": register(part, whole),
        "verdicts": pd.DataFrame(columns=["comparison"]),
    }


def official(plan, given, study):
    found = side_by_side(plan, {}, given, study)
    assert list(found.columns) == COLUMNS
    (row,) = found[found["source"].eq("register") & found["question"].eq(5)].to_dict("records")
    return row


def test_pupils_in_figure_8_against_the_register_contradict(plan, study):
    """30 % of pupils say they are in the run-up phase; 2018 of 2693 are enrolled in it."""
    row = official(plan, tables(), study)
    assert row["relation"] == "spreekt tegen"
    assert row["value"].replace("\u00a0", " ") == "75 % (2018 van 2693)"
    assert "2023-02-01" in row["rests_on"] and TRACK in row["rests_on"]


def test_of_the_shipped_wave_too(finished):
    table = pd.read_csv(finished / "results/2023/side_by_side.csv", dtype=str)
    row = table[table["source"].eq("register")].iloc[0]
    assert row["relation"] == "spreekt tegen" and row["value"].startswith("75")
    assert list(table.columns) == COLUMNS
    for name, columns in {
        "agreement": "codebook code coded prevalence alpha ci_low ci_high kappa raw verdict",
        "visits": "theme conversation direction visits of",
        "quotes": "quote group item text",
    }.items():
        head = (finished / f"results/2023/{name}.csv").read_text("utf-8-sig").splitlines()[0]
        assert head.split(",") == columns.split()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"part": 900}, "bevestigt"),  # 33 %, inside
        ({"part": 1300}, "bevestigt"),  # 48 %: when who did not know belonged to it
        ({"part": 1500}, "spreekt tegen"),
        ({"part": 400}, "spreekt tegen"),
        ({"low": None, "high": None}, "zwijgt"),
        ({"whole": 0}, "zwijgt"),
    ],
)
def test_a_register_is_held_against_the_interval(plan, study, given, wanted):
    assert official(plan, tables(**given), study)["relation"] == wanted


def said(side=None, silent=False, source="bevraging"):
    return Said(source, "", "", "", side, silent)


@pytest.mark.parametrize(
    ("claim", "beside", "role", "wanted"),
    [
        (said(True), said(True), "same", "bevestigt"),
        (said(True), said(False), "same", "spreekt tegen"),
        (said(False), said(False), "same", "bevestigt"),
        (said(True), said(True), "opposite", "spreekt tegen"),
        (said(True), said(True), "explains", "verklaart"),
        (said(True), said(None), "same", "zwijgt"),
        (said(True), said(None, source="bezoeken"), "same", "verklaart"),
        (said(None), said(True), "same", "zwijgt"),
        (said(True), said(True, silent=True), "explains", "zwijgt"),
        (said(True, silent=True), said(True), "same", "zwijgt"),
    ],
)
def test_how_a_source_relates(claim, beside, role, wanted):
    assert relation(claim, beside, role) == wanted


def test_a_judgement_is_a_persons_with_four_reasons(plan, study):
    judged = load_judgements(ROOT / "study/confidence/2023.yaml", ProblemList())
    found = side_by_side(plan, judged, tables(), study)
    row = found[found["question"].eq(5)].iloc[-1]
    assert row["value"] == "laag" and row["rests_on"].count(":") >= 4
    assert "3/4/2023" in row["evidence"]
