"""What the published report said in words, held against the numbers it printed itself."""

from fractions import Fraction

import pandas as pd
import pytest
import yaml
from support import ROOT
from written_data import DATA, chapters, claims_of, tables

CLAIMS = yaml.safe_load((ROOT / "tests/report/published_claims.yaml").read_text("utf-8"))["claims"]
CHECKED = [claim for claim in CLAIMS if "check" in claim]
# claims whose condition holds, though their words say more than it (D15, D21)
WORDS = {"D21", "D15", "D18"}


class Shares:
    """Shares in percent from the counts of estimates.csv, and nothing else of the project."""

    WN, NVM, EN, HN = ("ik weet het niet", "niet van toepassing voor mezelf",
                       "eerder niet akkoord", "helemaal niet akkoord")  # fmt: skip

    def __init__(self, estimates: pd.DataFrame, register: pd.DataFrame):
        self.cells = {
            (row.item, row.category): Fraction(100 * int(row.n), int(row.base))
            for row in estimates.itertuples()
        }
        self.register = register

    def names(self) -> dict:
        cell = lambda category: lambda item: self.cells[item, category]  # noqa: E731
        return {
            "HA": cell("helemaal akkoord"),
            "top2": cell("top2"),
            "bot2": cell("bottom2"),
            "vs": cell("top2"),
            "wn": cell(self.WN),
            "opt": cell("selected"),
            "rnd": self.rounded,
            "reg": self.count,
            "WN": self.WN,
            "NVM": self.NVM,
            "EN": self.EN,
            "HN": self.HN,
        }

    def rounded(self, item: str, *categories: str) -> int:
        return int(sum(self.cells[item, category] for category in categories) + Fraction(1, 2))

    def count(self, date: str, kind: str, programme: str, grade: str = "totaal") -> int:
        rows = self.register
        rows = rows[rows["register"].eq("pupils") & rows["date"].eq(date)]
        rows = rows[rows["provider_type"].eq(kind) & rows["programme"].eq(programme)]
        return int(rows.loc[rows["grade"].eq(grade), "count"].sum())


@pytest.fixture(scope="module")
def shares() -> dict:
    read = {name: pd.read_csv(DATA / f"{name}.csv") for name in ("estimates", "register")}
    return Shares(read["estimates"], read["register"]).names()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: f"{c['lines']} {c.get('where', '')}")
def test_a_right_claim_passes_and_a_wrong_one_is_refused_with_what_is_right(claim, tmp_path):
    text = claim["text"].replace(" 18 %", " een deel") if claim.get("typed") else claim["text"]
    found = [c for c in claims_of(tmp_path, text) if c.holds in ("ja", "nee")]
    assert [c.holds for c in found] == claim["holds"], [
        (c.text, c.value, c.proposal) for c in found
    ]
    wrong = [c.proposal for c in found if c.holds == "nee"]
    assert all(wrong), "a refusal says what is right"
    if wrong:
        said = "; ".join(wrong).replace("\u00a0", " ").replace("\u2009", " ")
        assert claim["right"] in said


@pytest.mark.parametrize("claim", CHECKED, ids=lambda c: f"{c['lines']} {c.get('where', '')}")
def test_the_pipeline_agrees_with_the_condition_that_the_claim_is(claim, shares):
    holds = bool(eval(claim["check"], dict(shares)))
    accepted = "nee" not in claim["holds"]
    if holds and not accepted:
        assert claim["where"][:3] in WORDS, "only words that overstate may be refused"
    else:
        assert holds == accepted


def test_every_checkable_claim_and_discrepancy_is_here():
    # the 33 claims of the prose on the figures that can be checked, by their lines in that report
    lines = """267-268 314-315 320-321 369-370 370-371 451 456-457 457-459 463-465 466-468 468-470
        503-505 506-508 1427-1429 523-533 533-536 567-570 588-590 757 758-760 887-889 978-979 994
        1512-1513 1052-1054 1528-1529 1076-1077 1087-1088 1088-1090 1090-1092 1113-1114 1140-1144"""
    assert set(lines.split()) <= {str(claim["lines"]) for claim in CHECKED}
    named = {claim.get("where", "")[:3] for claim in CLAIMS}
    wanted = {f"D{number:02d}" for number in (5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)}
    assert wanted <= named


@pytest.mark.parametrize(
    ("item", "n", "words"),
    [
        ("leerlingen.B9.1", 183, "Iets meer dan drie op vier"),
        ("leerlingen.B9.3", 195, "Minstens vier op vijf"),
        ("beleid.B2.1", 59, "Minstens negen op de tien"),
    ],
)
def test_a_rounded_number_does_not_make_a_fraction_true(item, n, words, tmp_path):
    """183 of 244 prints as 75 %, 195 of 244 as 80 %, 59 of 66 as 89 %: D23 and D06."""
    found = tables()
    rows = found["estimates"]["item"].eq(item) & found["estimates"]["category"].eq("top2")
    base = found["estimates"].loc[rows, "base"].iloc[0]
    found["estimates"].loc[rows, ["n", "share"]] = [n, round(n / base, 10)]
    claim = claims_of(tmp_path, f"[{words}]{{{item} top2}} gaat akkoord.", found)[0]
    assert claim.holds == "nee"
    assert float(claim.value) == pytest.approx(n / base, abs=1e-9)


def test_a_number_tied_to_no_item_is_refused(tmp_path):
    """D20: shares of which nobody can tell the statement."""
    _, problems = chapters(tmp_path, "Voor de andere thema's gaat het om 77 tot 73 %.")
    assert [p.found for p in problems] == ["een getypt getal: '77'", "een getypt getal: '73 %'"]
    assert all(p.row == 3 for p in problems)
