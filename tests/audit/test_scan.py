"""A planted leak is found wherever it hides, and what a study says itself is none."""

import base64
import re
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pikepdf
import pypdfium2
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from surveyreport.audit.files import not_looked_for
from surveyreport.audit.pdf_file import read_pdf
from surveyreport.audit.public_files import response_faults, spread_faults
from surveyreport.audit.scan import Forbidden, _alone, parts_of, scan, study_words

ANSWER = "De werkplekken liggen te ver van de school"
FORBIDDEN = Forbidden.of(["A01", "Aanbieder 01", "A02", "Aanbieder 02"], [ANSWER, "ja"])


def pdf(path: Path, text="Rustig", alt="Een balk", title="Titel", keyword="k") -> Path:
    source = (
        f'#set document(title: "{title}", keywords: ("{keyword}",), '
        "date: datetime(year: 2023, month: 2, day: 17))\n"
        f'#set text(lang: "nl")\n= Kop\n{text}\n'
        f'#figure(alt: "{alt}", rect(width: 2cm, height: 5mm))'
    )
    path.write_bytes(typst.compile(source.encode(), pdf_standards=["ua-1"]))
    return path


@pytest.mark.parametrize(
    ("where", "leak"),
    [
        ({"text": "volgens A02 wel"}, "bladzijde 1"),
        ({"alt": "Aanbieder 02: 3 van 4"}, "alternatieve tekst"),
        ({"title": "Rapport van A02"}, "metadata"),
        ({"keyword": "A02"}, "metadata"),
        ({"alt": ANSWER}, "alternatieve tekst"),
        ({"text": "de werkplekken liggen \\ te ver van de school"}, "bladzijde 1"),
        ({"text": f"#box(width: 9mm, text(hyphenate: true)[{ANSWER}])"}, "bladzijde 1"),
    ],
)
def test_a_leak_in_a_pdf_is_found(tmp_path, where, leak):
    found = scan(pdf(tmp_path / "A01.pdf", **where), "A01.pdf", FORBIDDEN, ["A01", "Aanbieder 01"])
    assert [one.part for one in found] == [leak]
    assert ANSWER not in str(found) and "A02" not in str(found)


def test_a_clean_pdf_about_the_provider_itself_passes(tmp_path):
    path = pdf(tmp_path / "A01.pdf", text="A01 en BA02 en A021, ja", title="Aanbieder 01")
    assert scan(path, "A01.pdf", FORBIDDEN, ["A01", "Aanbieder 01"]) == []
    assert [leak.part for leak in scan(path, "A01.pdf", FORBIDDEN)] == [
        "bestandsnaam",
        "bladzijde 1",
        "metadata",
    ]


def test_leaks_in_other_kinds_of_file_are_found(tmp_path):
    csv = tmp_path / "t.csv"
    csv.write_text("n,share\n3,0.5\n", encoding="utf-8")
    assert scan(csv, "t.csv", FORBIDDEN) == []
    csv.write_text("provider,n\nA02,3\n", encoding="utf-8")
    assert len(scan(csv, "t.csv", FORBIDDEN)) == 1
    book = tmp_path / "t.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<row><c>1</c></row>")
        archive.writestr("xl/externalLinks/cache.xml", f"<v>{ANSWER}</v>")
    assert [leak.part for leak in scan(book, "t.xlsx", FORBIDDEN)] == ["xl/externalLinks/cache.xml"]
    page = tmp_path / "t.html"
    page.write_text(f"<script>x = '{ANSWER.replace('e', '&#101;')}'</script>", encoding="utf-8")
    assert len(scan(page, "t.html", FORBIDDEN)) == 1
    assert scan(csv, "figures/A02.csv", FORBIDDEN)[0].part == "bestandsnaam"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("figure.svg", "<svg><title>Visie</title><desc>{}</desc></svg>"),
        ("report.html", '<script type="application/json">{{"text": "{}"}}</script>'),
        ("report.html", '<img alt="{}" src="data:,">'),
        ("table.csv", "n,text\n3,{}\n"),
        ("clean-beleid.log", "gewist: {}\n"),
    ],
)
@pytest.mark.parametrize("leak", [ANSWER, ANSWER.upper(), "Aanbieder 02"])
def test_a_leak_in_a_text_file_is_found(tmp_path, name, text, leak):
    path = tmp_path / name
    path.write_text(text.format("niets bijzonders"), encoding="utf-8")
    assert scan(path, name, FORBIDDEN) == []
    path.write_text(text.format(leak), encoding="utf-8")
    assert len(scan(path, name, FORBIDDEN)) == 1


def test_every_string_of_a_pdf_is_read(tmp_path):
    """Also with parentheses, escapes and characters of several fonts, as pypdf reads them."""
    text = "((haakjes) en \\\\ één ½ ≥ – *vet* _schuin_ `code`) 3 (b"
    path = pdf(tmp_path / "t.pdf", text=text)
    (page,) = read_pdf(path).pages
    theirs = PdfReader(path).pages[0].extract_text()
    # Languages in the marks of the text come on top
    assert not Counter("".join(theirs.split())) - Counter(page)
    assert "haakjes" in page and "½" in page


MARKS = [
    (b"/Span<</ActualText (A02)>>BDC EMC", ["A02"]),
    (b"/Span <</MCID 1/ActualText(een \\) en (twee))>> BDC EMC", ["een ) en (twee)"]),
    (b"/Span<</Alt<413032>>>BDC EMC", ["A02"]),
    (b"/Span<</#41lt (A02)/E(b)>>BDC EMC", ["A02", "b"]),
    (b"/Span<</O<</P(x)>>/ActualText (A02)>> BDC EMC", ["A02"]),
    (b"/Span<</MCID 3>>BDC EMC /Span % BDC\n<</E (b)>> DP", ["b"]),
    (b"/Span /named BDC EMC", ["genoemd"]),
    (b"/Span/named DP", ["genoemd"]),
    (b"(BDC) Tj (<</Alt (A02)>>BDC) Tj", []),
    (b"/Span <</MCID 4>> BDC (\\(/E \\( ) Tj EMC", []),
    (b"", []),
]


def test_every_mark_of_a_page_is_read_however_it_is_written(tmp_path):
    """Against the words by hand; together, so that one way does not hide another."""
    whole = (b"\n".join(written for written, _ in MARKS), [w for _, words in MARKS for w in words])
    for written, words in [*MARKS, whole]:
        with pikepdf.new() as made:
            page = made.add_blank_page(page_size=(100, 100))
            page.obj.Resources = pikepdf.Dictionary(
                Properties={"/named": pikepdf.Dictionary(Alt="genoemd")}
            )
            if written:
                page.obj.Contents = made.make_stream(written)
            made.save(tmp_path / "t.pdf")
        (page,) = read_pdf(tmp_path / "t.pdf").pages
        told = page.removeprefix(pypdfium2_text(tmp_path / "t.pdf")).split(" ", 1)[1:]
        assert " ".join(told) == " ".join(words), written


def pypdfium2_text(path):
    return pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()


def workbook(path, study, rows):
    heads = [study.texts["workbook"]["columns"][name].format_map(Counter()) for name in rows]
    book = openpyxl.Workbook()
    for line in (["Titel"], heads, *zip(*rows.values(), strict=True)):
        book.active.append(list(line))
    book.save(path)
    return path


def test_numbers_about_the_spread_are_rounded_in_public_files(study, tmp_path):
    estimates = pd.DataFrame(
        {"ci_low": [0.3123456789], "ci_high": [0.5], "n_eff": [61.23456789], "deff": [1.4812345678]}
    )

    def faults(path):
        return spread_faults(path, parts_of(path), estimates, study)

    book = tmp_path / "t.xlsx"
    for low, deff, wrong in ((0.31, 1.5, False), (0.312, 1.5, True), (0.31, 1.48, True)):
        found = faults(workbook(book, study, {"n": [9], "ci_low": [low], "deff": [deff]}))
        assert bool(found) == wrong
    page, table = tmp_path / "t.html", tmp_path / "t.csv"
    for text, wrong in (("31 %", False), ("31,2346 %", True), ("0.3123", True), ("0.4123", False),
                        ('<svg><path d="M 61.2346 1"/></svg>', False),
                        ('<svg data-low="0.3123456789"/>', True)):  # fmt: skip
        page.write_text(f"<p>{text}</p>", encoding="utf-8")
        assert bool(faults(page)) == wrong
    table.write_text("item,p_value\nx,0.0123\n", encoding="utf-8")
    assert faults(table)
    # an exact share is a count and no secret; a weighted one beside the counts is
    for head, share, wrong in (("share", 0.123, False), ("unweighted_share,share", 0.123, True),
                               ("unweighted_share,share", 0.12, False)):  # fmt: skip
        cells = f"0.5,{share}" if "," in head else str(share)
        table.write_text(f"item,{head}\nx,{cells}\n", encoding="utf-8")
        assert bool(faults(table)) == wrong


def test_respondents_per_type_of_provider_are_a_fault(study, tmp_path):
    words, book = study.texts["workbook"]["words"], tmp_path / "t.xlsx"
    rows = {"provider_type": ["regulier", words["alle"]], "value": [1, 8]}
    good = rows | {"count_of": [words["providers"], words["respondents"]]}
    assert response_faults(workbook(book, study, good), study) == []
    bad = rows | {"count_of": [words["respondents"]] * 2}
    assert len(response_faults(workbook(book, study, bad), study)) == 1


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("who_answered.csv", "class,statistic,value\nA,providers,3\n,r_indicator,0.8\n", False),
        ("who_answered.csv", "class,statistic,value\nA,respondents,3\n", True),
        ("response.csv", "provider_type,statistic,value\nalle,respondents,3\n", False),
        ("response.csv", "provider_type,statistic,value\nregulier,respondents,3\n", True),
        ("who_answered.svg", "<svg/>", True),
        ("early_late.csv", "item,top2_late\nx,0.5\n", True),
    ],
)
def test_a_part_of_the_respondents_stays_inside(study, tmp_path, name, text, wrong):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert bool(response_faults(path, study)) == wrong


def test_text_hidden_in_a_picture_is_found_and_pixels_are_not_text(tmp_path):
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + b"\0\0\0\0"

    picture = tmp_path / "f.png"
    clean = b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b" A02 ") + chunk(b"IEND", b"")
    picture.write_bytes(clean)
    assert scan(picture, "f.png", FORBIDDEN) == []
    hidden = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(ANSWER.encode()))
    picture.write_bytes(clean[:8] + hidden + clean[8:])
    assert [leak.part for leak in scan(picture, "f.png", FORBIDDEN)] == ["metadata zTXt"]
    picture.write_bytes(clean + b" A02 ")
    assert [leak.part for leak in scan(picture, "f.png", FORBIDDEN)] == ["na het einde"]


def test_the_words_of_the_study_are_no_answer_of_a_person(study, tmp_path):
    """A pupil typed what the answers, a title, a question or the words of the project say too."""
    said = study_words(study)
    typed = ["Niet van toepassing.", "ik weet het niet, maar", "helemaal niet akkoord",
             study.items["schoolteam.B4"].text.upper(), "Vraag per vraag", "minder dan 5",
             "persoonlijke begeleiding", "eigen aanbod voor de aanloopcomponent",
             "De leerkracht wiskunde is nooit aanwezig"]  # fmt: skip
    found = Forbidden.of((), typed, said)
    assert found.texts == {"ikweethetniet,maar", "deleerkrachtwiskundeisnooitaanwezig"}
    page = tmp_path / "report.html"
    page.write_text("<td>niet van toepassing</td>", encoding="utf-8")
    assert scan(page, "report.html", found) == []
    assert len(scan(page, "report.html", Forbidden.of((), typed))) == 1
    page.write_text("de leerkracht wiskunde is nooit aanwezig", encoding="utf-8")
    assert len(scan(page, "report.html", found)) == 1


def test_a_public_share_that_happens_to_equal_a_limit_is_no_fault(study, tmp_path):
    secret = {"ci_low": [0.0357142857], "ci_high": [0.5], "n_eff": [61.5], "deff": [1.5]}
    page = tmp_path / "t.html"
    page.write_text("<script type='text/csv'>n,share\n84,0.0357142857\n</script>", "utf-8")
    for told, wrong in (
        ({"share": [0.0357142857]}, False),
        ({"share": [0.0357142857], "unweighted_share": [0.04]}, True),
        ({"share": [0.04]}, True),
    ):
        estimates = pd.DataFrame(secret | told)
        assert bool(spread_faults(page, parts_of(page), estimates, study)) == wrong


def test_an_id_with_a_year_behind_it_in_a_table_of_a_page_is_no_number(study, tmp_path):
    """The trends of two waves were refused for ‘schoolteam.C10,2023’: a limit was 0.10202…"""
    spread = {"ci_low": [0.1020231], "ci_high": [0.5], "n_eff": [61.5], "deff": [1.5]}
    page = tmp_path / "t.html"
    table = base64.b64encode(b"dag,aantal\n2021-10-01,2023\n").decode()
    for told, wrong in (
        ("<p>schoolteam.C10,2023,soms</p>", False),
        (f'<a href="data:text/csv;base64,{table}">tabel</a>', False),
        ("<p>van 10,2023 tot</p>", True),
    ):
        page.write_text(told, "utf-8")
        assert bool(spread_faults(page, parts_of(page), pd.DataFrame(spread), study)) == wrong


def test_a_mean_over_providers_is_coarser(study, tmp_path):
    table, estimates = tmp_path / "t.csv", pd.DataFrame(columns=["ci_low", "ci_high", "n_eff",
                                                                 "deff"])  # fmt: skip
    for estimand, value, wrong in (("cliff_delta", "0.15", False), ("cliff_delta", "0.153", True),
                                   ("provider_mean_level_difference", "0.1", False),
                                   ("provider_mean_level_difference", "0.15", True),
                                   ("within_provider", "3", False),
                                   ("within_provider", "3.2", True)):  # fmt: skip
        table.write_text(f"estimand,estimate\n{estimand},{value}\n", encoding="utf-8")
        assert bool(spread_faults(table, parts_of(table), estimates, study)) == wrong


def test_an_id_that_any_table_holds_is_not_looked_for_and_said_to_be_so(study, tmp_path):
    ids = ["1", "1.0", "2024", "NA", "007", "123456", "A02", "null", "1e5", "akkoord"]
    own = [*study_words(study), "NA"]
    forbidden = Forbidden.of([*ids, "Aanbieder 01"], [], own)
    assert forbidden.ordinary == {"1", "1.0", "2024", "NA", "null", "akkoord"}
    assert "‘NA’" in not_looked_for(forbidden.ordinary)[0] and not not_looked_for(())
    page = tmp_path / "report.html"
    page.write_text(
        "<td>1</td><td>1.0</td>NA null akkoord in 2024, 0.007 2,007 007.5", encoding="utf-8"
    )
    assert scan(page, "report.html", forbidden) == []
    for name in ("007", "123456", "A02", "1e5", "Aanbieder 01"):
        page.write_text(f"<td>{name}</td>", encoding="utf-8")
        assert len(scan(page, "report.html", forbidden)) == 1, name


@given(
    st.lists(st.text("A1. -_é", min_size=1, max_size=4), max_size=5),
    st.text("A1.,- _é\n", max_size=24),
)
def test_names_are_found_as_when_each_is_looked_for_alone(names, text):
    """Names of any signs, however they stand in the text."""
    flat = re.sub(r"[\s\u00ad]+", " ", text)
    forbidden = Forbidden.of(names, (), ())
    looked_for = [*forbidden.identifiers]
    assert {*looked_for, *forbidden.ordinary} == {" ".join(name.split()) for name in names} - {""}
    alone = [name for name in looked_for if _alone([name]).search(flat)]
    assert forbidden.names_one(text) == bool(alone)
    assert not forbidden.names_one(text, alone)
