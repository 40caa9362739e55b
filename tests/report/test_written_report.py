"""A report with chapters that people wrote: what it shows, what it refuses, what it leaves out."""

import re
import shutil
from dataclasses import replace
from importlib import import_module

import pandas as pd
import publication_data
import pytest
from pdf_reader import page_texts
from support import ROOT
from written_data import ASKED, COMPARISONS, STUDY, WAVE, chapters, claims_of, tables, writer

from surveyreport.__main__ import COMMANDS
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.report import evidence
from surveyreport.report.annex import rules
from surveyreport.report.bound import Footnote, Link, Number, Reference, Styled, plain
from surveyreport.report.chapters import load_chapters
from surveyreport.report.left_out import left_out
from surveyreport.report.model import Bullets, Grid, Paragraph, Quotation
from surveyreport.report.readiness import check_report
from surveyreport.report.structure import load_structure
from surveyreport.report.tables import Tables

TEXT = """# Kort

[Bijna alle]{beleid.B1 top2} beleidsteams ({aandeel beleid.B1 top2}) kennen hun visie (figuur 13).
[De helft]{leerlingen.B1 top2} kijkt uit naar school. Dit vindt een kwart.[^1]

{figuur 13}

[^1]: Een noot van 12 woorden.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A report whose summary is TEXT, with one untrue sentence and one loose word."""
    folder = tmp_path_factory.mktemp("written")
    study = folder / "study"
    (study / "report").mkdir(parents=True)
    (study / "texts").mkdir()
    words = (ROOT / "study/texts/size-words.yaml").read_text(encoding="utf-8")
    (study / "texts/size-words.yaml").write_text(words, encoding="utf-8")
    (study / "report/samenvatting.md").write_text(TEXT, encoding="utf-8")
    problems = ProblemList()
    read = load_chapters(study, STUDY, COMPARISONS, [WAVE], problems)
    problems.raise_if_any()
    results = publication_data.new_results(folder / WAVE)
    publication_data.run(results, ASKED, read)
    return results


def test_an_untrue_sentence_is_marked_counted_and_refused(made):
    flat = " ".join(" ".join(page_texts(made / "report.pdf")).split())
    assert "1 zin in dit rapport klopt niet" in flat
    assert "klopt niet: ‘De helft’. Wel juist: iets meer dan de helft" in flat
    page = (made / "report.html").read_text(encoding="utf-8")
    marked = re.findall(r"<mark>(.*?)</mark>", page)
    assert [re.sub("<[^>]+>", "", one) for one in marked] == ["De helft kijkt uit naar school."]
    problems = ProblemList()
    check_report(made, problems)
    first = problems.problems[0]
    assert first.file == "study/report/samenvatting.md"
    assert first.row == 4
    assert "'De helft'" in first.found
    assert "iets meer dan de helft" in first.remedy
    assert "56 %" in first.remedy.replace("\u00a0", " ")


def test_the_table_of_claims_has_a_row_per_number_word_and_loose_word(made):
    claims = pd.read_csv(made / "claims.csv", dtype=str, keep_default_na=False)
    assert list(claims)[:8] == [
        "chapter", "line", "kind", "text", "binding", "value", "holds", "proposal",
    ]  # fmt: skip
    rows = claims[["line", "kind", "text", "holds"]].values.tolist()
    assert rows == [
        ["3", "woord", "Bijna alle", "ja"],
        ["3", "getal", "95\u00a0%", "ja"],
        ["4", "woord", "De helft", "nee"],
        ["4", "woord", "een kwart", "niet gebonden"],
    ]
    assert float(claims["value"][0]) == pytest.approx(63 / 66, abs=1e-10)


def test_what_a_chapter_placed_is_not_generated_again_and_the_rest_is(made):
    page = (made / "report.html").read_text(encoding="utf-8")
    assert page.count('id="figuur-13"') == 1
    assert page.count('id="figuur-14"') == 1
    summary = page[page.index('id="deel-samenvatting"') : page.index('id="deel-methode"')]
    assert 'id="figuur-13"' in summary
    assert 'href="#figuur-13"' in summary
    assert "Een noot van 12 woorden" in summary
    assert 'role="doc-noteref"' in summary


def test_what_stands_out_must_be_named_or_dismissed_with_a_reason(made):
    left = pd.read_csv(made / "left_out.csv", dtype=str, keep_default_na=False)
    clear = left[left["kind"].eq("duidelijk verschil")]
    verdicts = tables()["verdicts"]
    wanted = verdicts.loc[verdicts["verdict"].str.endswith("more_positive"), "comparison"]
    assert list(clear["what"]) == list(wanted)
    shares = tables()["estimates"]
    lowest = shares[shares["kind"].eq("top2")].nsmallest(5, "share")["item"]
    assert list(left.loc[left["kind"].eq("laag aandeel"), "what"]) == list(lowest)
    dismissed = load_structure(ROOT / "study/report.yaml", STUDY).dismissed
    left = left[left["kind"].ne("reden zonder punt")]
    answers = dict(zip(left["what"], left["answer"], strict=True))
    assert answers == {what: dismissed.get(what, "") for what in left["what"]}
    problems = ProblemList()
    check_report(made, problems)
    assert sum(p.column == "left_out" for p in problems.problems) == left["answer"].eq("").sum()


def test_a_report_without_tables_of_claims_is_no_report_to_release(tmp_path):
    problems = ProblemList()
    check_report(tmp_path, problems)
    assert problems.problems == []
    (tmp_path / "report.pdf").write_bytes(b"%PDF")
    check_report(tmp_path, problems)
    assert len(problems.problems) == 2


def test_make_release_refuses_a_report_with_an_untrue_sentence(made, tmp_path, monkeypatch):
    """Whatever else the release asks, it names the sentence first."""
    folder = tmp_path / "results" / WAVE
    folder.mkdir(parents=True)
    for name in ("claims.csv", "left_out.csv", "report.pdf"):
        shutil.copy2(made / name, folder)
    monkeypatch.chdir(tmp_path)
    command = import_module(f"surveyreport.{COMMANDS['release'][0]}")
    monkeypatch.setattr("sys.argv", ["release", "--wave", WAVE, "--signed-by", "Iemand"])
    with pytest.raises(InputProblems, match="'De helft' in: De helft kijkt uit naar school"):
        command.main()


def test_markdown_becomes_content(tmp_path):
    text = (
        "## Deel\n\nEen *schuin* en **vet** woord, een [plek](https://voorbeeld.be) en "
        "figuur 13.[^n]\n\n> Een citaat.\n\n1. eerst {aandeel beleid.B1 top2}\n2. dan\n\n"
        "### Dieper\n\n- punt\n\n[^n]: Een noot."
    )
    read, problems = chapters(tmp_path, text)
    assert problems == []
    section = writer(read).section(read.texts["proef"], "4", False)
    (deel,) = section.sections
    assert (deel.number, deel.title) == ("4.1", "Deel")
    paragraph, quotation, numbered = deel.blocks
    kinds = [part for part in paragraph.text if not isinstance(part, str)]
    apart = [type(one) for one in kinds if isinstance(one, Styled | Link | Reference | Footnote)]
    assert apart == [Styled, Styled, Link, Reference, Footnote]
    assert isinstance(paragraph, Paragraph)
    assert isinstance(quotation, Quotation)
    assert isinstance(numbered, Bullets)
    assert numbered.numbered
    assert [part.shown for part in numbered.items[0] if isinstance(part, Number)] == ["95\u00a0%"]
    (deeper,) = deel.sections
    assert (deeper.number, plain(deeper.blocks[0].items[0])) == ("4.1.1", "punt")


@pytest.mark.parametrize(
    ("binding", "shown"),
    [
        ("aandeel beleid.B1 top2", "95 %"),
        ("beleid.B1 helemaal akkoord", "45 %"),
        ("aandeel schoolteam.C11.1 weet_niet + nvt", "26 %"),
        ("aandeel schoolteam.C9.8", "53 %"),
        ("aantal beleid.B1 top2", "63"),
        ("basis beleid.B1", "66"),
        ("interval beleid.B1 top2", "83 tot 100 %"),
        ("laagste beleid.B2", "89 %"),
        ("hoogste beleid.B2", "97 %"),
        ("verschil ondersteuning", "32 procentpunt"),
        ("interval ondersteuning", "+19 tot +41"),
        ("verschil beleid.B7 tegenover beleid.B8", "11 procentpunt"),
        ("paren ondersteuning", "68"),
        ("telling pupils 2022-10-01 duaal", "2 908"),
        ("telling schools 2023-02-01 syntra aanloopfase", "4"),
        ("deel pupils 2023-02-01 dbso tweede aanloopfase / pupils 2023-02-01 dbso tweede", "88 %"),
        ("respondenten", "606"),
        ("respondenten beleid", "67"),
        ("aanbieders leerlingen", "23"),
        ("gevraagd cdo_verbonden", "43"),
        ("deelname", "71 %"),
        ("gemiddeld schoolteam", "8,9"),
        ("open beleid.D13", None),
        ("vergelijkingen", "26"),
        ("vergelijkingen duidelijk beleid schoolteam", "3"),
        ("vorige schoolteam.C18", "1"),
        ("golf 2025: aandeel beleid.B1 top2", "91 %"),
    ],
)
def test_what_can_be_bound(binding, shown, tmp_path):
    """Each number is that of its table, also of another wave."""
    read, problems = chapters(tmp_path, f"Dit is {{{binding}}}.")
    assert problems == []
    later = tables()
    cell = later["estimates"]["item"].eq("beleid.B1") & later["estimates"]["category"].eq("top2")
    later["estimates"].loc[cell, ["n", "share"]] = [60, 60 / 66]
    made = writer(read, others={"2025": Tables(later, {})})
    made.section(read.texts["proef"], "1", False)
    (claim,) = made.claims
    assert claim.holds == "ja"
    wanted = shown or str(int(tables()["open_answers"].set_index("item")["answered"]["beleid.D13"]))
    assert claim.text.replace("\u00a0", " ").replace("\u2009", " ") == wanted


def test_a_value_that_the_wave_does_not_have_marks_the_sentence(tmp_path):
    found = tables()
    found["estimates"] = found["estimates"][found["estimates"]["item"].ne("beleid.B1")]
    text = "Dat is {aandeel beleid.B1 top2} ({aantal beleid.B1 top2} van {basis beleid.B1})."
    read, problems = chapters(tmp_path, text)
    assert problems == []
    made = writer(read, found)
    (block,) = made.section(read.texts["proef"], "1", False).blocks
    why = "beleid.B1 is in deze golf niet gevraagd, niet gecodeerd, of heeft te weinig antwoorden"
    assert [(c.holds, c.proposal) for c in made.claims] == [("nee", why)] * 3
    # told once
    named = "‘aandeel beleid.B1 top2’, ‘aantal beleid.B1 top2’, ‘basis beleid.B1’"
    assert plain(block.text).strip() == f"Dat is … (… van …). [klopt niet: {named}. {why}]"


def test_a_figure_with_too_few_answers_is_marked_and_the_report_goes_on(tmp_path):
    read, problems = chapters(tmp_path, "Dat toont figuur 47.\n\n{figuur 47}\n\nVerder.")
    assert problems == []
    made = writer(read, withheld=frozenset({47}))
    section = made.section(read.texts["proef"], "1", False)
    why = "Figuur 47 is er niet: er zijn te weinig antwoorden, of er is te weinig gecodeerd."
    assert [(c.text, c.holds, c.proposal) for c in made.claims] == [("figuur 47", "nee", why)] * 2
    together, rest = section.blocks
    marked, placed = together.blocks
    assert plain(marked.text).strip() == f"Dat toont figuur 47. [{why}]"
    assert plain(placed.text) == f"Figuur 47 [{why}]"
    assert plain(rest.text).strip() == "Verder."


def test_the_chapter_on_coding_says_what_is_not_coded_yet(tmp_path):
    found = tables()
    agreed = {"codebook": "noden", "code": "middelen", "coded": 20, "prevalence": 0.4, "alpha": 0.9,
              "ci_low": 0.7, "ci_high": 1.0, "verdict": "betrouwbaar"}  # fmt: skip
    found["agreement"] = pd.DataFrame([agreed])
    written = found["open_answers"].set_index("item")["answered"]
    rows = found["estimates"]
    names = {f"{item}.middelen": item for item in ("beleid.D15", "schoolteam.D24")}
    bases = {"beleid.D15": 13, "schoolteam.D24": int(written["schoolteam.D24"])}
    codes = [rows.iloc[0].to_dict() | {"item": name, "category": "selected", "base": bases[item]}
             for name, item in names.items()]  # fmt: skip
    found["estimates"] = pd.concat([rows, pd.DataFrame(codes)], ignore_index=True)
    source = writer(chapters(tmp_path, "Tekst.")[0], found).source
    texts = [plain(one.text) for one in evidence.coding(source, {}) if isinstance(one, Paragraph)]
    lists = [one for one in evidence.coding(source, {}) if isinstance(one, Bullets)]
    assert any("Nog niet alles is gecodeerd" in text for text in texts)
    half, few = ([plain(item) for item in one.items] for one in lists)
    assert half == [
        f"13 van de {written['beleid.D15']} antwoorden van beleidsteamleden op "
        f"{plain(source.quoted(ASKED.items['beleid.D15'].text))}"
    ]
    assert len(few) == 7 and any("leerlingen op" in one for one in few)


def test_loose_words_are_found_with_a_likely_binding_and_accepted_once_with_a_reason(tmp_path):
    text = (
        "De meeste leerlingen ({aandeel leerlingen.B1 top2}) kijken uit. Drie op vier wil dat. "
        "Ze doen het [vaker]{zonder getal: een vermaning, geen meting}."
    )
    claims = [c for c in claims_of(tmp_path, text) if c.holds not in ("ja", "nee")]
    assert [(c.text, c.holds) for c in claims] == [
        ("De meeste", "niet gebonden"),
        ("Drie op vier", "niet gebonden"),
        ("vaker", "aanvaard"),
    ]
    assert claims[0].binding == "aandeel leerlingen.B1 top2"
    assert claims[0].proposal == "[iets meer dan de helft]{aandeel leerlingen.B1 top2}"
    assert claims[2].binding == "een vermaning, geen meting"


def test_an_overview_that_stands_nowhere_cannot_be_mentioned(tmp_path):
    read, problems = chapters(tmp_path, "Zie overzicht 7.")
    assert problems == []
    with pytest.raises(InputProblems, match="overzicht '7' staat nergens"):
        writer(read).section(read.texts["proef"], "1", False)


@pytest.mark.parametrize(
    ("said", "answer"), [("Niets.", ""), ("{verschil ouders}", "samenvatting")]
)
def test_a_difference_that_becomes_clear_in_another_wave_asks_for_an_answer(said, answer, tmp_path):
    found = tables()
    verdicts = found["verdicts"]
    read, problems = chapters(tmp_path, said)
    assert problems == []
    for verdict, kinds in (("no_clear_difference", 0), ("a_more_positive", 1)):
        verdicts.loc[verdicts["comparison"].eq("ouders"), "verdict"] = verdict
        made = writer(read, found)
        made.section(read.texts["proef"], "1", False)
        rows = left_out(made.source, made.claims, {"proef"})
        rows = rows[rows["what"].eq("ouders") & rows["kind"].eq("duidelijk verschil")]
        assert list(rows["answer"]) == [answer] * kinds


def standouts(folder, said, found, dismissed=None):
    """left_out of a chapter that is the summary, over these tables."""
    read, problems = chapters(folder, said)
    assert problems == []
    made = writer(read, found)
    structure = replace(made.source.structure, dismissed=dismissed or {})
    made.source = replace(made.source, structure=structure)
    made.section(read.texts["proef"], "1", False)
    return left_out(made.source, made.claims, {"proef"})


def test_the_largest_differences_and_lowest_shares_follow_the_tables(tmp_path):
    """An item and a comparison more, and a value that moves: what stands out is what it is now."""
    found = tables()
    verdicts, shares = found["verdicts"], found["estimates"]
    open_ones = verdicts[verdicts["verdict"].eq("no_clear_difference")]
    first = standouts(tmp_path, "Niets.", found)
    large = first[first["kind"].eq("groot verschil")]
    assert list(large["value"].abs()) == sorted(open_ones["difference"].abs().round(10))[:-6:-1]
    smallest = open_ones.loc[open_ones["difference"].abs().idxmin(), "comparison"]
    assert smallest not in set(large["what"])
    verdicts.loc[verdicts["comparison"].eq(smallest), "difference"] = -0.9
    low = shares["item"].eq("beleid.B1") & shares["category"].eq("top2")
    more = shares[low].assign(item="schoolteam.B4", share=0.02)
    found["estimates"] = pd.concat([shares, more], ignore_index=True)
    second = standouts(tmp_path, "Niets.", found)
    assert second.loc[second["kind"].eq("groot verschil"), "what"].iloc[0] == smallest
    assert second.loc[second["kind"].eq("laag aandeel"), "what"].iloc[0] == "schoolteam.B4"
    assert large["what"].iloc[-1] not in set(second["what"])


CONTRADICTIONS = [  # evidence, rests_on, what names it, and a sentence that binds that
    ("Steun", "verdicts.csv: ondersteuning", "vraag 2, verdicts ondersteuning",
     "{verschil ondersteuning}"),
    ("Akkoord", "estimates.csv: beleid.B3, top2", "vraag 2, estimates beleid.B3, top2",
     "{aandeel beleid.B3 top2}"),
    ("Bezoeken", "visits.csv: ouders, alle", "vraag 2, visits ouders, alle", "{bezoeken ouders}"),
    ("Telling", "register.csv: pupils, dbso; estimates.csv: leerlingen.A3",
     "vraag 2, register pupils, dbso", None),
]  # fmt: skip


@pytest.mark.parametrize(("evidence", "rests_on", "what", "said"), CONTRADICTIONS)
def test_a_contradiction_has_a_name_that_its_wording_does_not_change(
    evidence, rests_on, what, said, tmp_path
):
    found = tables()
    found["visits"] = pd.DataFrame(
        [(theme, "alle", "alle", 3, 11) for theme in ("alle", "ouders")],
        columns=["theme", "conversation", "direction", "visits", "of"],
    )
    for text in ("Niets.", said):
        for wording in (evidence, f"{evidence}, anders verwoord"):
            row = (2, "bron", wording, "40 %", "spreekt tegen", rests_on)
            columns = ["question", "source", "evidence", "value", "relation", "rests_on"]
            found["side_by_side"] = pd.DataFrame([row], columns=columns)
            rows = standouts(tmp_path, text or "Niets.", found, {what: "Om die reden niet."})
            rows = rows[rows["kind"].eq("tegenspraak")]
            assert list(rows["what"]) == [what]
            named = said and text == said
            assert list(rows["answer"]) == ["samenvatting" if named else "Om die reden niet."]


def test_each_column_of_the_tables_of_sources_and_coders_stands_under_its_own_head(tmp_path):
    found = tables()
    agreed = {"codebook": "noden", "code": "middelen", "coded": 20, "alpha": 0.9,
              "ci_low": 0.7, "ci_high": 1.0, "verdict": "betrouwbaar"}  # fmt: skip
    said = {"question": 2, "source": "bevraging", "evidence": "Ze zeggen het.", "value": "40 %",
            "relation": "bevestigt", "rests_on": "estimates.csv"}  # fmt: skip
    found |= {"agreement": pd.DataFrame([agreed]), "side_by_side": pd.DataFrame([said])}
    source = writer(chapters(tmp_path, "Tekst.")[0], found).source
    for made, below in (
        (evidence.agreement, {"Aantal": "20", "Oordeel": "betrouwbaar"}),
        (evidence.display, {"Bron": "bevraging", "Waarde": "40 %", "Verhouding": "bevestigt"}),
    ):
        grid = made(source).grid
        (_, row), heads = grid.rows, [plain(text) for text, _ in grid.heads[0]]
        assert len(grid.rows[0]) == 1
        under = dict(zip(heads, map(plain, row), strict=True))
        assert below.items() <= under.items()
    with pytest.raises(ValueError, match="rows of"):
        Grid(grid.heads, ((*row, ()),), grid.numeric)


def test_margins_are_told_once_for_the_blocks_that_share_them(tmp_path):
    source = writer(chapters(tmp_path, "Tekst.")[0]).source
    told = [plain(one.text) for one in rules(source, {})]
    (said,) = [text for text in told if text.startswith("Hooguit een klein verschil")]
    reasons = {family.margin_reason for family in source.comparisons.families.values()}
    there = [reason for reason in reasons if reason in said]
    assert there and all(said.count(reason) == 1 for reason in there)
    assert "15 procentpunt bij ‘Visie en vormgeving van de aanloopfase’, ‘Concrete" in said


def test_a_reason_for_what_no_longer_stands_out_is_told(tmp_path):
    found = tables()
    rows = standouts(tmp_path, "Niets.", found, {"betrokkenheid": "Komt later.", "weg": "Was er."})
    gone = rows[rows["kind"].eq("reden zonder punt")]
    assert list(gone["what"]) == ["weg"] and "haal het weg" in gone["answer"].iloc[0]
    assert rows.set_index("what").loc["betrokkenheid", "answer"] == "Komt later."
    verdicts = found["verdicts"]
    verdicts.loc[verdicts["comparison"].eq("betrokkenheid"), ["verdict", "difference"]] = [
        "no_clear_difference", 0.001,
    ]  # fmt: skip
    rows = standouts(tmp_path, "Niets.", found, {"betrokkenheid": "Komt later."})
    assert list(rows.loc[rows["kind"].eq("reden zonder punt"), "what"]) == ["betrokkenheid"]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("  - what: visie\n", "reason"),
        ("  - {what: visie, reason: '           '}\n", "reason"),
        ("  - {what: visie, reason: nvt}\n", "reason"),
        (2 * "  - {what: visie, reason: Geen aantoonbaar verschil.}\n", "twee keer"),
    ],
)
def test_a_dismissal_without_a_reason_or_with_two_is_refused(entries, said, study_folder):
    path = study_folder / "report.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("left_out:\n", f"left_out:\n{entries}", 1), encoding="utf-8")
    with pytest.raises(InputProblems, match=said) as caught:
        load_structure(path, STUDY)
    assert caught.value.problems[0].row
