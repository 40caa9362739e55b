"""Sentences and descriptions on small tables whose outcome is clear by hand."""

from __future__ import annotations

import copy
import dataclasses

import pandas as pd
import publication_data
import pytest
from support import ROOT

from surveyreport.numbers.figure import figure_numbers
from surveyreport.report.alt import alternative_text
from surveyreport.report.bound import Words, numbers_of, plain
from surveyreport.report.comparisons import clear_differences, comparison_sentences
from surveyreport.report.content import build_report
from surveyreport.report.sentences import findings_of, options
from surveyreport.report.several import several_sentences
from surveyreport.report.tables import as_one_decimal, as_percent
from surveyreport.responses.open_answers import open_answer_counts
from surveyreport.study.load import load_study


@pytest.fixture
def tables():
    return publication_data.tables()


def finding(study, tables, number, folder="."):
    source = publication_data.source(study, folder, tables)
    figure = study.figures[number]
    data = figure_numbers(study, figure, tables["estimates"], tables["register"])
    return [plain(text).replace("\u00a0", " ") for text in findings_of(source, figure, data)]


def put(tables, item, **counts):
    """Give an item these counts; base and shares follow."""
    table = tables["estimates"]
    base = sum(n for name, n in counts.items() if name not in ("top2", "bottom2"))
    for name, n in counts.items():
        cell = table["item"].eq(item) & table["category"].eq(name.replace("_", " "))
        assert cell.sum() == 1
        table.loc[cell, ["n", "base", "share"]] = [n, base, n / base if base else None]


def test_choice_names_every_answer_that_shares_the_extreme(study, tables):
    put(
        tables,
        "leerlingen.A1",
        jonger_dan_16_jaar=10,
        tussen_16_en_18_jaar=20,
        ouder_dan_18_jaar=10,
    )
    assert finding(study, tables, 6) == [
        "De leerlingen kozen het vaakst ‘tussen 16 en 18 jaar’ (50 %) en het minst "
        "‘jonger dan 16 jaar’ (25 %) en ‘ouder dan 18 jaar’ (25 %) (n = 40)."
    ]


def test_an_answer_that_nobody_gave_is_told_in_words(study, tables):
    put(
        tables, "leerlingen.A1", jonger_dan_16_jaar=0, tussen_16_en_18_jaar=30, ouder_dan_18_jaar=10
    )
    assert finding(study, tables, 6) == [
        "De leerlingen kozen het vaakst ‘tussen 16 en 18 jaar’ (75 %); niemand koos ‘jonger dan 16 "
        "jaar’ (n = 40)."
    ]


def test_what_no_code_fits_is_no_factor_that_is_named_most(tables):
    study = load_study(ROOT / "study")
    row = tables["estimates"].iloc[0].to_dict()
    counts = {"praktijk": 20, "hulp": 8, "niet_te_plaatsen": 25}
    own = [
        row | {"group": "leerlingen", "item": f"leerlingen.C14.{code}", "category": name,
               "kind": name, "n": n, "base": 40, "share": n / 40}
        for code, count in counts.items()
        for name, n in (("selected", count), ("not_selected", 40 - count))
    ]  # fmt: skip
    tables["estimates"] = pd.concat([tables["estimates"], pd.DataFrame(own)], ignore_index=True)
    names = {f"leerlingen.C14.{code}" for code in counts}
    figure = study.figures[52]
    source = publication_data.source(study, ".", tables)
    data = tables["estimates"][tables["estimates"]["item"].isin(names)].assign(
        statement=1, text=lambda table: table["item"].map(lambda name: study.items[name].text)
    )
    [text] = options(source, figure, data)
    assert study.items["leerlingen.C14.praktijk"].text in plain(text)
    assert "iets anders" not in plain(text)
    # with only codes that nobody named: what is hidden was named, and nothing is said of most
    assert options(source, figure, data.assign(n=0)) == []


def test_choice_with_all_answers_alike(study, tables):
    put(tables, "leerlingen.A1", jonger_dan_16_jaar=8, tussen_16_en_18_jaar=8, ouder_dan_18_jaar=8)
    [text] = finding(study, tables, 6)
    assert text.startswith(
        "De 24 leerlingen kozen elk antwoord even vaak: ‘jonger dan 16 jaar’ (33 %)"
    )


def test_no_answers_is_said_and_nothing_else(study, tables):
    cell = tables["estimates"]["item"].isin(["leerlingen.A1", "leerlingen.B1"])
    tables["estimates"].loc[cell, ["n", "base"]] = 0
    tables["estimates"].loc[cell, ["share", "ci_low", "ci_high"]] = None
    expected = ["Er zijn te weinig antwoorden van leerlingen om iets te tonen."]
    assert finding(study, tables, 6) == expected
    assert finding(study, tables, 28) == expected
    source = publication_data.source(study, ".", tables)
    data = figure_numbers(study, study.figures[28], tables["estimates"], tables["register"])
    assert "helemaal akkoord niet getoond" in plain(
        alternative_text(source, study.figures[28], data)
    )


def test_likert_rounds_half_up_and_takes_the_range_over_statements(study, tables):
    put(tables, "leerlingen.B3", helemaal_akkoord=1, eerder_wel_akkoord=0, eerder_niet_akkoord=7,
        helemaal_niet_akkoord=0, ik_weet_het_niet=0, top2=1, bottom2=7)  # fmt: skip
    [text] = finding(study, tables, 27)
    assert "van 13 % bij ‘De school gaf mij duidelijke informatie over de invulling" in text
    assert "tot 77 % bij ‘Bij het bepalen van mijn leertraject" in text


def test_likert_with_equal_shares_says_so_once(study, tables):
    for item in ("leerlingen.B7", "leerlingen.B13"):
        put(tables, item, helemaal_akkoord=30, eerder_wel_akkoord=31, eerder_niet_akkoord=39,
            helemaal_niet_akkoord=0, ik_weet_het_niet=0, top2=61, bottom2=39)  # fmt: skip
    assert finding(study, tables, 29) == [
        "Van de leerlingen antwoordt telkens 61 % helemaal of eerder wel akkoord."
    ]


def test_a_scale_without_words_of_its_own_is_quoted(study, tables):
    texts = copy.deepcopy(study.texts)
    del texts["publication"]["answers"]["agreement"]
    [text] = finding(dataclasses.replace(study, texts=texts), tables, 28)
    assert "56 % ‘helemaal akkoord’ of ‘eerder wel akkoord’" in text


def test_statements_with_the_same_wording_get_their_stem(study, tables):
    [text] = finding(study, tables, 32)
    assert "‘Mijn begeleiders van de aanloopfase op school: weten wat ik nog niet goed kan’" in text


def verdicts(tables, **changes):
    """Change the one comparison on figure 13."""
    for column, value in changes.items():
        cell = tables["verdicts"]["comparison"].eq("visie")
        tables["verdicts"][column] = tables["verdicts"][column].astype(object)
        tables["verdicts"].loc[cell, column] = value


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"verdict": "a_more_positive", "pairs": 64}, "beleidsteamleden positiever dan schoolteam"),
        ({"verdict": "b_more_positive", "pairs": 31}, "schoolteamleden positiever dan beleidsteam"),
        ({"verdict": "b_more_positive", "pairs": 31}, "In 31 van elke honderd"),
        ({"detectable_pairs": 62}, "pas vanaf ongeveer 62 is dat aan te tonen."),
        ({"detectable_pairs": None}, "welk verschil aantoonbaar is, valt niet te schatten"),
        ({"verdict": "too_few", "pairs": None}, "te weinig antwoorden om beleidsteamleden"),
        ({"verdict": "not_estimable", "pairs": None}, "niet te schatten"),
        ({"wording": "similar"}, "gelijkaardig, niet gelijk, verwoord"),
        ({"dont_know_differs": True}, "de vergelijking geldt voor wie een mening gaf"),
        ({"kind": "exploratory"}, "Deze vergelijking is verkennend."),
    ],
)
def test_one_comparison_speaks_by_its_verdict(study, tables, changes, expected):
    verdicts(tables, **changes)
    source = publication_data.source(study, ".", tables)
    text = " ".join(map(plain, comparison_sentences(source, study.figures[13])))
    assert expected in text
    assert ("gelijkaardig" in text) == (changes.get("wording") == "similar")


def test_more_comparisons_are_counted_by_verdict(study, tables):
    table = tables["verdicts"]
    table.loc[table["comparison"].eq("samenwerking_werkplek"), "verdict"] = "a_more_positive"
    source = publication_data.source(study, ".", tables)
    first = comparison_sentences(source, study.figures[17])[0]
    assert plain(first) == (
        "Bij de 5 vergelijkingen tussen beleidsteamleden en schoolteamleden antwoorden "
        "beleidsteamleden 1 keer positiever (samenwerking voor een passende werkplek: +3 "
        "procentpunt, interval van −11 tot +14, en in 50 van elke honderd paren) en is er 4 keer "
        "geen duidelijk verschil. Waar geen duidelijk verschil is, is het hooguit 30 procentpunt."
    )
    assert [number.shown for number in numbers_of(first)][:2] == ["5", "1"]


def test_what_inside_providers_comes_out_differently_is_said(study, tables):
    verdicts(tables, verdict="a_more_positive", within="not_shown", one_provider=True)
    source = publication_data.source(study, ".", tables)
    text = " ".join(map(plain, comparison_sentences(source, study.figures[13])))
    assert "+12 procentpunt (interval van −2 tot +18)" in text
    assert "Binnen aanbieders met beide groepen is het niet aangetoond" in text
    assert "Eén aanbieder levert een groot deel" in text


def test_the_summary_counts_clear_differences(study, tables):
    text = plain(clear_differences(publication_data.source(study, ".", tables)))
    assert text.startswith("Het aantal vergelijkingen tussen groepen is 26; 1 keer antwoordt")
    assert "18 keer is er geen duidelijk verschil en 7 keer is het verschil hooguit klein." in text
    assert "In 1 van deze vergelijkingen antwoorden beleidsteamleden positiever dan school" in text
    assert "Enkel binnen hun eigen blok" in text and "overleg en expertisedeling: +14" in text
    few = tables["verdicts"]["report_verdict"].eq("no_clear_difference")
    tables["verdicts"].loc[few, ["verdict", "report_verdict"]] = "too_few"
    text = plain(clear_differences(publication_data.source(study, ".", tables)))
    assert "18 keer zijn er te weinig antwoorden" in text and "geen duidelijk verschil" not in text
    tables["verdicts"] = tables["verdicts"].iloc[:0]
    assert clear_differences(publication_data.source(study, ".", tables)) == ()


def test_a_wave_of_one_group_without_registers_still_makes_a_report(study, results):
    tables = publication_data.tables()
    tables["verdicts"] = tables["verdicts"].iloc[:0]
    tables["estimates"] = tables["estimates"][tables["estimates"]["group"].eq("leerlingen")]
    tables["register"] = tables["register"].iloc[:0]
    exports = {"leerlingen": {"file": "data/raw/2023/leerlingen.xlsx"}}
    changed = {"exports": exports, "registers": {}}
    report = build_report(publication_data.source(study, results, tables, changed))
    numbers = [block.number for block in report.figures()]
    assert 28 in numbers
    assert not {1, 9, 13} & set(numbers)
    titles = [section.title for section in report.sections]
    assert "Leerlingen en aanbieders in cijfers" not in titles
    assert "Vergelijking met het gepubliceerde rapport" in titles
    del tables["published_check"]
    unpublished = build_report(publication_data.source(study, results, tables, changed)).sections
    assert [s.title for s in unpublished] == [t for t in titles if "gepubliceerde" not in t]
    assert [s.number for s in unpublished if s.number.isalpha()] == ["A", "B", "C", "D", "E"]
    numbers = [section.number for section in report.sections if section.number.isdigit()]
    assert numbers == [str(place + 1) for place in range(len(numbers))]


def test_only_bound_parts_hold_digits(study, results):
    """Whatever is not a number or taken over word for word comes from a template: digit-free."""
    report = build_report(publication_data.source(study, results))
    for place, text in report.walk():
        for part in text:
            if isinstance(part, str):
                assert not any(c.isdigit() for c in part), (place, part)
            if isinstance(part, Words):
                assert part.text == part.text.strip(), (place, part)


@pytest.mark.parametrize(
    ("share", "shown"), [(0.125, "13"), (0.005, "1"), (0.0049, "0"), (1, "100"), (29 / 244, "12")]
)
def test_percentages_round_half_up(share, shown):
    assert as_percent(share) == f"{shown}\u00a0%"


@pytest.mark.parametrize(("mean", "shown"), [(1.25, "1,3"), (8.9393939394, "8,9"), (1, "1,0")])
def test_means_round_half_up(mean, shown):
    assert as_one_decimal(mean) == shown


def test_open_answers_are_counted_over_included_respondents(study):
    answers = pd.DataFrame(
        {
            "included": [True, True, False, True],
            "leerlingen.C14": pd.array([1, None, 1, 1], dtype="Int8"),
            "leerlingen.C15": pd.array([None, None, 1, None], dtype="Int8"),
            "leerlingen.B1": ["helemaal akkoord"] * 4,
        }
    )
    counts = open_answer_counts({"leerlingen": answers}, study)
    assert counts.to_numpy().tolist() == [
        ["leerlingen", "leerlingen.C14", 2, 3],
        ["leerlingen", "leerlingen.C15", 0, 3],
    ]


PARTS = pd.DataFrame({
    "comparison": "net", "line": "in_part", "figure": 17, "theme": "de screening", "by": "network",
    "level": ["GO!", "vrij gesubsidieerd"], "a": "beleid", "b": "schoolteam",
    "difference": [float("nan"), 0.184], "difference_low": [float("nan"), 0.012],
    "difference_high": [float("nan"), 0.291], "verdict": ["too_few", "a_more_positive"],
})  # fmt: skip


def test_two_groups_in_each_part_in_words(study, tables):
    def said(table):
        tables["several"] = table
        source = publication_data.source(study, ".", tables)
        (text,) = several_sentences(source, study.figures[17])
        return plain(text).replace("\u00a0", " ")

    told = said(PARTS)
    assert told.startswith(
        "Over ‘de screening’ zijn beleidsteamleden en schoolteamleden ook binnen"
    )
    assert "bij net ‘GO!’ zijn er te weinig antwoorden en bij net ‘vrij gesubsidieerd’" in told
    assert "(+18 procentpunt, interval van +1 tot +29)" in told
    assert told.endswith("zegt niet dat die delen van elkaar verschillen.")
    assert said(PARTS.assign(verdict="too_few")) == (
        "Over ‘de screening’ gaven beleidsteamleden en schoolteamleden in geen enkel deel genoeg "
        "antwoorden om ze daarbinnen te vergelijken."
    )
