"""What is wrong in a chapter is told with its file and row, and what to write instead."""

import shutil
from dataclasses import replace

import publication_data
import pytest
from support import ROOT
from written_data import COMPARISONS, STUDY, WAVE, chapters

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.report.chapters import load_chapters
from surveyreport.report.parse_binding import parse_binding
from surveyreport.report.structure import load_structure
from surveyreport.study.model import Level


@pytest.mark.parametrize(
    ("text", "found", "remedy"),
    [
        ("{aandel beleid.B1 top2}", "onbekende binding 'aandel beleid.B1 top2'", "aandeel"),
        ("{aandeel beleid.B19 top2}", "de vraag 'beleid.B19' bestaat niet", "beleid.B1"),
        ("{aandeel beleid.B1 top3}", "'top3' is geen antwoord op beleid.B1", "top2, bottom2"),
        ("{aandeel beleid.B1 vaak}", "'vaak' is geen antwoord op beleid.B1", "helemaal akkoord"),
        ("{aandeel beleid.A1 top2}", "'top2' is geen antwoord op beleid.A1", "beleidsmedewerker"),
        ("{aandeel schoolteam.C8.1 top2}", "'top2' is geen antwoord", "aangekruist"),
        ("{telling pupils 2023-02-01 dbsso}", "'dbsso' komt in geen register voor", "dbso"),
        ("{telling pupils dbso}", "noemt geen register en datum", "2023-02-01"),
        ("{respondenten ouders}", "'ouders' is geen groep", "beleid"),
        ("{golf 1999: aandeel beleid.B1 top2}", "golf '1999' staat niet in config", "2023"),
        ("{beleid.B1 tegenover schoolteam.B1}", "is geen getal", "verschil"),
        ("[de helft]{beleid.B1 tegenover schoolteam.B1}", "vergelijkt er twee", "één vraag"),
        ("[vaker]{beleid.B1 top2}", "'vaker' vergelijkt", "tegenover"),
        ("[een flinke brok]{beleid.B1 top2}", "'een flinke brok' staat niet in", "grenzen"),
        ("[een ruime meerderheit]{beleid.B1 top2}", "staat niet in", "een ruime meerderheid"),
        ("[het vaakst]{visie onder visies}", "'visies' is geen familie", "vormgeving"),
        ("[een ruime meerderheid{beleid.B1 top2}", "een haakje [", "alle haakjes"),
        ("een ruime meerderheid]{beleid.B1 top2}", "een haakje ]", "alle haakjes"),
        ("[]{aandeel beleid.B1 top2}", "haken [] zonder woorden", "laat [] weg"),
        ("{aandeel beleid.B1 top2", "een haakje {", "alle haakjes"),
        ("Dat vindt 95 %.", "een getypt getal: '95 %'", "make words"),
        ("<b>vet</b>", "ruwe HTML", "gewone woorden"),
        ("<div>blok</div>", "ruwe HTML", "gewone woorden"),
        ("![foto](https://voorbeeld.be/foto.png)", "een plaatje", "gewone woorden"),
        ("<!-- later -->", "ruwe HTML", "gewone woorden"),
        ("![x](data:image/png;base64,AAAA)", "een plaatje", "gewone woorden"),
        ("[weg][bron]\n\n[bron]: https://voorbeeld.be", "een haakje [", "alle haakjes"),
        ("[weg](javascript:alert(1))", "een verwijzing naar 'javascript:alert(1)'", "https://"),
        ("[weg](data:text/html,x)", "een verwijzing naar 'data:", "https://"),
        ("## Kop [de helft{leerlingen.B1}", "een haakje [", "alle haakjes"),
        ("- een [de helft{leerlingen.B1 top2}", "een haakje [", "alle haakjes"),
        ("Zin.[^1]\n\n[^1]: noot [de helft{leerlingen.B1}", "een haakje [", "alle haakjes"),
        ("{aandeel {beleid.B1} top2}", "een haakje {", "alle haakjes"),
        ("&#123;aandeel beleid.B1 top2&#125;", "een haakje {", "alle haakjes"),
        ("{aandeel Beleid.b1 top2}", "de vraag 'Beleid.b1' bestaat niet", "beleid.B1"),
        ("{aandeel 'beleid.B1' top2}", "bestaat niet", "beleid.B1"),
        ("{aandeel beleid.B1&nbsp;top2}", "bestaat niet", "beleid.B1"),
        ("{aandeel beleid.B1 Top2}", "'Top2' is geen antwoord", "top2"),
        ("{aandeel beleid.B1,2}", "'beleid.B1,2' bestaat niet", "beleid.B1"),
        (
            "{aandeel beleid.B1 helemaal akkoord + top2}",
            "een antwoord op beleid.B1 twee keer",
            "één",
        ),
        ("[de helft]{beleid.B1 top2 + top2}", "een antwoord op beleid.B1 twee keer", "één"),
        ("{" + "x" * 5000 + "}", "onbekende binding", "make words"),
        ("![foto](weg.png)", "een plaatje", "gewone woorden"),
        ("Zin.[^1]\n\n[^1]:", "voetnoot 1 heeft geen tekst", "[^1]:"),
        ("### Diep", "een kop ### onder een kop #", "niveau"),
        ("te\0kst", "een teken dat niemand ziet (U+0000)", "haal het weg"),
        ("<https://voorbeeld.be/12>", "een getypt getal: '12'", "make words"),
        ("[[de helft]{leerlingen.B1} van hen]{leerlingen.B1}", "staat niet in", "grenzen"),
        ("[de helft]{}", "onbekende binding ''", "make words"),
        ("[weg](ftp://voorbeeld.be)", "een verwijzing naar 'ftp:", "https://"),
        ("- een\n    - lijst in lijst", "een lijst in een lijst", "één lijst"),
        ("#### Te diep", "een kop ####", "niveau"),
        ("# Nog een titel", "# op deze plaats", "één kop #"),
        ("    code", "een codeblok", "gewone woorden"),
        ("| a | b |\n|---|---|\n| c | d |", "een tabel", "gewone woorden"),
        ("Zie de noot.[^x]", "voetnoot x heeft geen tekst", "[^x]:"),
        ("Zonder teken.\n\n[^y]: Los.", "naar voetnoot y verwijst geen zin", "[^y]"),
        ("[meestal]{zonder getal}", "'meestal' zonder reden aanvaard", "waarom"),
        ("Zie figuur 99.", "figuur 99 bestaat niet", "figures.yaml"),
        ("{figuur 99}", "figuur '99' bestaat niet", "figures.yaml"),
        ("{overzicht alles}", "overzicht 'alles' bestaat niet", "respondents"),
        ("{blok alles}", "blok 'alles' bestaat niet", "method"),
        ("{figuur 13}\n\n{figuur 13}", "figuur 13 staat ook in", "één keer"),
    ],
)
def test_a_fault_has_its_row_and_its_remedy(text, found, remedy, tmp_path):
    _, problems = chapters(tmp_path, text)
    assert problems, "niets gevonden"
    first = problems[0]
    assert found in first.found
    assert remedy in f"{first.remedy} {first.expected}"
    assert first.file.endswith("study/report/proef.md")
    assert first.row is not None and first.row >= 3
    assert len(problems) == 1 or text.startswith(("<b>", "| a", "[weg][bron]"))
    assert len(first.found) < 400


@pytest.mark.parametrize("sign", ["\ufeff", "\r"])
def test_a_chapter_of_any_editor_is_read(sign, tmp_path):
    """A mark at the start, or line ends of Windows."""
    chapters(tmp_path, "")
    path = tmp_path / "study/report/proef.md"
    text = f"# Proef\n\n{'woord ' * 20000}\n\nDat vindt {{aandeel beleid.B1 top2}}.\n"
    path.write_bytes((text.replace("\n", "\r\n") if sign == "\r" else sign + text).encode())
    problems = ProblemList()
    read = load_chapters(tmp_path / "study", STUDY, COMPARISONS, [WAVE], problems)
    assert read is not None and problems.problems == []
    path.write_bytes(b"")
    load_chapters(tmp_path / "study", STUDY, COMPARISONS, [WAVE], problems)
    assert [p.found for p in problems.problems] == ["het hoofdstuk begint zonder titel"]


def test_all_faults_come_in_one_list_with_the_row_of_each(tmp_path):
    text = "Een zin met 12 %.\nTweede rij {aandeel beleid.B1\ntop9}.\n\n<i>x</i> [heel]{beleid.B1}"
    _, problems = chapters(tmp_path, text)
    assert [(p.row, p.found.split("'")[0].strip()) for p in problems] == [
        (7, "ruwe HTML (<i>)"),
        (7, "ruwe HTML (</i>)"),
        (3, "een getypt getal:"),
        (4, ""),
        (7, ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Op 6 februari 2023 en op 1/2/2023, in 2021-2022, van 6 tot 17 februari 2023.",
        "Zie figuur 13, overzicht 2, hoofdstuk 4.1 en bijlage 2.",
        "Met een noot.[^1]\n\n[^1]: Artikel 357/54, binnen 25 dagen.",
        "> Wij begonnen met 12 leerlingen.",
    ],
)
def test_dates_years_references_footnotes_and_quotations_may_hold_digits(text, tmp_path):
    _, problems = chapters(tmp_path, text)
    assert problems == []


def test_a_chapter_named_twice_and_a_text_without_chapter_are_refused(study_folder):
    path = study_folder / "report.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "  - id: slot\n    title: Slot\n  - id: slot\n    title: Slot\n")
    (study_folder / "report").mkdir(exist_ok=True)
    (study_folder / "report/verdwaald.md").write_text("# Verdwaald\n", encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        load_structure(path, STUDY)
    said = str(caught.value)
    assert "het id 'slot' bestaat al" in said
    assert "report.yaml heeft geen hoofdstuk 'verdwaald'" in said


@pytest.mark.parametrize(
    ("id_", "name"), [("opdrachten", "opdracht"), ("opdracht", "Opdracht"), ("x", "opdracht")]
)
def test_a_chapter_and_its_text_under_two_names_are_one_fault(id_, name, study_folder):
    path = study_folder / "report.yaml"
    shutil.copytree(ROOT / "study/report", study_folder / "report", dirs_exist_ok=True)
    (study_folder / "report/opdracht.md").rename(study_folder / f"report/{name}.md")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("- id: opdracht\n", f"- id: {id_}\n", 1), encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        load_structure(path, STUDY)
    (problem,) = caught.value.problems
    assert f"'{id_}'" in problem.found and f"{name}.md" in problem.remedy and problem.row


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        # figures 39 and 40 are of wave 2025
        ("samenvatting", "Dat toont figuur 39.\n\n{figuur 40}",
         ["figuur 40 is er niet in golf 2023", "figuur 39 is er niet in golf 2023"]),
        # with a text of its own, the chapter places what the text places
        ("cijfers", "Dat toont figuur 10.", ["figuur 10 staat nergens in dit rapport"]),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_there_stops_the_report_and_leaves_the_old_one(
    name, text, found, results, study, study_folder
):
    for old in (study_folder / "report").glob("*.md"):
        old.unlink()
    (study_folder / "report").mkdir(exist_ok=True)
    (study_folder / f"report/{name}.md").write_text(f"# Kort\n\n{text}\n", "utf-8")
    (results / "report.pdf").write_bytes(b"vorige")
    problems = ProblemList()
    read = load_chapters(study_folder, STUDY, COMPARISONS, [WAVE], problems)
    problems.raise_if_any()
    with pytest.raises(InputProblems) as caught:
        publication_data.run(results, study, read)
    assert [problem.found for problem in caught.value.problems] == found
    assert all(problem.row for problem in caught.value.problems)
    assert (results / "report.pdf").read_bytes() == b"vorige"


def test_faults_in_the_words_of_the_house_have_their_row(tmp_path):
    words = (ROOT / "study/texts/size-words.yaml").read_text(encoding="utf-8")
    spoilt = words.replace("from: 100, to: 100", "form: 100, to: 100", 1)
    _, problems = chapters(tmp_path, "Tekst.", spoilt)
    assert any("onbekende sleutel 'form'" in p.found and p.row for p in problems)


@pytest.mark.parametrize("label", ["n.v.t.", "1.0", "NA", "onder 16 jaar", "3 + 4", "null"])
def test_an_answer_may_read_like_something_else(label):
    item = STUDY.items["leerlingen.A1"]
    scale = replace(item.scale, levels=(Level(label, "substantive"), *item.scale.levels))
    study = replace(STUDY, items=STUDY.items | {item.id: replace(item, scale=scale)})
    binding = parse_binding(f"aandeel leerlingen.A1 {label}", study, COMPARISONS)
    assert (binding.items, binding.against, binding.answers) == ((item.id,), (), (label,))
