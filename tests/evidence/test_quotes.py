"""Words of respondents leave by one door: approved, redacted, word for word, without a school."""

from dataclasses import replace

import pandas as pd
import pytest
from support import ROOT

from surveyreport.audit.public_scan import QUOTED
from surveyreport.audit.scan import Forbidden, scan, unsaid
from surveyreport.evidence.quotes import TABLE, check_quotes, quote_table
from surveyreport.evidence.texts import COLUMNS
from surveyreport.files.problems import ProblemList
from surveyreport.study.quotes import Quote, load_quotes

ITEM = "schoolteam.D23"
ANSWER = "Wij hebben te weinig tijd om  samen te overleggen met\nBakkerij Jansen in Gent."
OTHER = "De werkplekken liggen te ver van de school"
TEXTS = pd.DataFrame([(ITEM, "7", ANSWER), (ITEM, "8", OTHER)], columns=COLUMNS)
PATH = ROOT / "study/quotes/2031.yaml"


def quote(text: str, **other: str) -> Quote:
    known = {"id": "tijd", "item": ITEM, "response": "7", "approved_by": "A", "approved_on": "x"}
    return Quote(text=text, **{**known, **other})


def faults(one: Quote, texts=TEXTS, known=None, names=("P01", "School De Brug")) -> list[str]:
    problems = ProblemList()
    check_quotes(PATH, [one], texts, known, names, problems)
    return [problem.found for problem in problems.problems]


@pytest.mark.parametrize(
    "text",
    [
        "Wij hebben te weinig tijd om samen te overleggen",
        "Wij hebben te weinig tijd om samen te overleggen met [een bedrijf] in [stad].",
        "[…] te weinig tijd om […] te overleggen",
    ],
)
def test_a_quote_word_for_word_passes(text):
    assert faults(quote(text)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Wij hebben veel te weinig tijd om samen te overleggen", "niet zo in het antwoord"),
        ("wij hebben te weinig tijd om samen te overleggen", "niet zo in het antwoord"),
        ("samen te overleggen […] te weinig tijd om", "niet zo in het antwoord"),
        ("Wij hebben te weinig tij", "niet zo in het antwoord"),
        ("De werkplekken liggen te ver van de school", "niet zo in het antwoord"),
        ("te weinig tijd om samen te overleggen, School de Brug", "een aanbieder met naam"),
        ("te weinig tijd om [school  de-brug] te overleggen", "een aanbieder met naam"),
        ("te weinig tijd om [Schóól de Bru\u00adg] te overleggen", "een aanbieder met naam"),
        ("te weinig tijd om [p-01] te overleggen", "een aanbieder met naam"),
        ("Wij hebben te weinig tijd [om samen te overleggen]", "geen weglating"),
        ("te weinig tijd om samen te overleggen met [Bakkerij, Jansen] in", "geen weglating"),
        ("te weinig tijd om [de werkplekken liggen te ver van school] te", "geen weglating"),
    ],
)
def test_a_quote_that_is_not_word_for_word_or_names_a_school_stops(text, said):
    assert any(said in fault for fault in faults(quote(text)))


def test_a_quote_needs_the_answer_of_somebody_who_counts():
    (fault,) = faults(quote("te weinig tijd om samen te overleggen", response="9"))
    assert "respons 9 schreef niets" in fault


def test_after_forgetting_only_what_was_right_stays():
    one = quote("te weinig tijd om samen te overleggen")
    gone = TEXTS.iloc[:0]
    assert faults(one, gone, {"tijd": one.digest}) == []
    changed = replace(one, text="te veel tijd om samen te overleggen")
    for known in ({"tijd": one.digest}, {}):
        (fault,) = faults(changed, gone, known)
        assert "gewist" in fault


def test_the_table_names_the_group_and_neither_respondent_nor_approval(study):
    table = quote_table([quote("te weinig  tijd om samen te overleggen")], study)
    assert list(table.columns) == TABLE
    assert table.iloc[0].tolist() == ["tijd", "schoolteam", ITEM,
                                      "te weinig tijd om samen te overleggen"]  # fmt: skip


def test_all_faults_of_the_file_come_in_one_list_with_their_line(study, tmp_path):
    path = tmp_path / "2031.yaml"
    entry = (
        "  - {{id: {id}, item: {item}, response: '1', text: '{text}', approved_by: A, "
        "approved_on: 2031-01-01}}\n"
    )
    long = "een heel gewoon antwoord"
    path.write_text(
        "quotes:\n"
        + entry.format(id="a", item=ITEM, text=long)
        + entry.format(id="a", item=ITEM, text=long)
        + entry.format(id="b", item="schoolteam.B1", text=long)
        + entry.format(id="c", item=ITEM, text="een heel [gewoon antwoord")
        + entry.format(id="d", item=ITEM, text="ja [en nog veel meer] nee"),
        encoding="utf-8",
    )
    problems = ProblemList()
    load_quotes(path, study, problems)
    found = [(problem.row, problem.found) for problem in problems.problems]
    for row, part in ((3, "staat er twee keer"), (4, "is geen open vraag"), (5, "een haak"),
                      (6, "bijna niets")):  # fmt: skip
        assert any(at == row and part in said for at, said in found), (row, part, found)
    assert len(found) == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("approved_by", "approvd_by", "bedoelt u 'approved_by'?"),
        ("    approved_by: synthetische goedkeurder\n", "", "approved_by"),
        ("2023-04-03", "3 april", "approved_on"),
    ],
)
def test_the_schema_is_closed_and_a_quote_without_approval_is_none(study, tmp_path, old, new, said):
    text = (ROOT / "study/quotes/2023.yaml").read_text(encoding="utf-8")
    path = tmp_path / "2023.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = ProblemList()
    assert load_quotes(path, study, problems) == []
    assert any(said in str(problem) for problem in problems.problems), problems.problems


def test_the_audit_lets_an_approved_quote_pass_where_it_may_stand_and_nothing_else(tmp_path):
    forbidden = Forbidden.of((), [ANSWER, OTHER])
    path = tmp_path / "report.html"
    path.write_text(f"<p>Iemand schreef: {OTHER}.</p>", encoding="utf-8")
    assert len(scan(path, "report.html", forbidden)) == 1
    assert scan(path, "report.html", forbidden, quotes=[OTHER]) == []
    path.write_text(f"<p>{OTHER}. {ANSWER}</p>", encoding="utf-8")
    assert len(scan(path, "report.html", forbidden, quotes=[OTHER])) == 1
    # what a quote leaves out may not stand beside it
    part = "Wij hebben te weinig tijd om samen te overleggen"
    assert len(scan(path, "report.html", forbidden, quotes=[OTHER, part])) == 1
    # between the brackets of a quote stands no answer of another
    hidden = f"te weinig tijd [{OTHER}]"
    path.write_text(f"<p>{hidden}</p>", encoding="utf-8")
    assert len(scan(path, "report.html", forbidden, quotes=[hidden])) == 1
    assert set(QUOTED) == {"report.pdf", "report.html", "report.docx", "quotes.csv"}


def test_the_audit_knows_a_quote_that_nobody_wrote():
    right, wrong = quote("te weinig tijd om"), quote("te veel tijd om", id="mis")
    assert unsaid([right, wrong], [ANSWER, OTHER]) == ["mis"]
    # nothing is left to hold it against
    assert unsaid([right, wrong], ["[gewist 1]", "test"]) == []
