"""The finished PDF: tags, metadata, fonts, letters and the filling of its pages."""

from __future__ import annotations

import hashlib
import re

import pikepdf
import publication_data
import pytest
from pdf_reader import bare, chapter_pages, flat_outline, fonts, pages, reading_pages, tagged, white
from pypdf import PdfReader

from surveyreport.figures.theme import Theme
from surveyreport.report.bound import plain
from surveyreport.report.content import build_report
from surveyreport.report.page_plan import SMALLEST, joined
from surveyreport.report.typeset import pdf_content

TITLE, WARNING = "Op weg naar duaal leren", "Synthetische data"


@pytest.fixture(scope="module")
def pdf(published):
    with pikepdf.open(published / "report.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def texts(fragments):
    return pages(fragments, TITLE, WARNING)


def test_no_page_of_a_generated_report_is_a_third_white_but_the_last_of_a_chapter(
    published, fragments, texts
):
    chapters = chapter_pages(published / "report.pdf", texts)
    whites = {page + 1: white(fragments[page]) for own in chapters for page in own[:-1]}
    assert len(whites) > 8
    assert {page: share for page, share in whites.items() if share >= 1 / 3} == {}


def test_it_declares_both_standards_language_and_title(pdf):
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    assert str(pdf.Root.Lang).startswith("nl")
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert TITLE in str(pdf.docinfo["/Title"])


def test_synthetic_data_shows_on_every_page_and_in_the_metadata(pdf, fragments):
    for pieces in fragments:
        own = [text for text, size, height in pieces if size > 8.9]
        assert WARNING in " ".join(own)
    assert WARNING in str(pdf.docinfo["/Keywords"])
    assert WARNING.lower() in str(pdf.docinfo["/Title"])


def test_real_data_carry_no_warning(study, results):
    report = build_report(publication_data.source(study, results, changed={"synthetic": False}))
    content = pdf_content(report, study, Theme(**study.theme))
    assert (report.warning, report.warning_notice) == (None, None)
    assert content["keywords"] == []
    assert "synthetisch" not in content["document_title"]


def test_every_picture_has_its_description_and_every_table_heads(pdf, study):
    pictures = [figure for figure in study.figures.values() if figure.kind != "table"]
    described = [str(node.Alt) for node in tagged(pdf, "Figure")]
    assert len(described) == len(pictures)
    assert min(map(len, described)) > 100
    assert len(set(described)) == len(described)
    tables = tagged(pdf, "Table")
    assert len(tables) == len(tagged(pdf, "THead"))
    # Three register tables, six overviews and the wording of three questionnaires
    assert len(tables) == 3 + 6 + 3
    for head in tagged(pdf, "TH"):
        scopes = [str(entry.get("/Scope")) for entry in head.A if "/Scope" in entry]
        assert scopes == ["/Column"]
    assert len(tagged(pdf, "Caption")) == len(study.figures) + 6
    assert tagged(pdf, "TOC")


def test_bookmarks_are_the_headings(published, texts):
    titles = [entry.title for entry in flat_outline(PdfReader(published / "report.pdf").outline)]
    assert titles[:3] == ["Samenvatting", "Inhoud", "1 Methode en respons"]
    assert titles[-1] == "Lijst van figuren en tabellen"
    assert "3.2 Vormgeving en ondersteuning" in titles
    assert "Bijlage B. De vragenlijsten" in titles
    assert texts[1].startswith("Samenvatting"), "de samenvatting volgt op het omslag"
    contents = next(text for text in texts if text.startswith("Inhoud"))
    for title in titles[2:]:
        assert bare(title) in contents, f"{title} staat niet in de inhoudstafel"


def test_only_the_fonts_of_the_project_are_in_it(pdf):
    assert fonts(pdf) == {"SourceSans3-Roman", "SourceSans3-Italic"}


def test_letters_are_at_least_nine_points_and_those_of_pictures_hardly_smaller(
    fragments, published
):
    """A picture may be made smaller to fill a page, as far as page_plan says."""
    drawn = {
        float(size)
        for picture in (published / "figures").glob("*.svg")
        for size in re.findall(r"font-size: ([\d.]+)px", picture.read_text(encoding="utf-8"))
    }
    sizes = {round(size, 2) for pieces in fragments for _, size, _ in pieces}
    assert min(sizes) >= SMALLEST * min(drawn) - 0.01
    assert {size for size in drawn if size < 9} & sizes


def test_each_caption_is_on_the_page_of_its_figure(fragments, texts, study):
    """A page holds as many captions of pictures as pictures: each warns of synthetic data in small
    letters."""
    for page in reading_pages(texts):
        pieces, text = fragments[page], texts[page]
        captions = sum(
            bare(f"Figuur {figure.number}. {figure.title}") in text
            for figure in study.figures.values()
            if figure.kind != "table"
        )
        small = "".join(piece for piece, size, _ in pieces if size < 8.99)
        assert bare(small).count(bare(WARNING)) == captions, text[:80]


def test_what_is_said_of_a_figure_stands_on_its_page(texts, study, results):
    report = build_report(publication_data.source(study, results))
    reading = [texts[page] for page in reading_pages(texts)]
    for block in report.figures():
        caption = bare(f"{block.label}. {block.title}")
        page = next(text for text in reading if caption in text)
        for said in block.findings:
            assert bare(plain(said)) in page, (block.label, plain(said))
        # with its name, and at once behind it: on the next page when it fits no more
        compared = bare(f"{block.label}. " + " ".join(map(plain, block.comparisons)))
        assert not block.comparisons or compared in "".join(reading)


def test_the_same_tables_give_the_same_bytes(published, results, study):
    publication_data.run(results, study)
    for name in ("report.pdf", "report.html", "report_numbers.csv"):
        one, other = (
            hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for folder in (published, results)
        )
        assert one == other, name


def test_chapters_of_two_layouts_stand_on_pages_of_their_own_unless_they_share_one():
    def chapter(place, new_page=True):
        return {"new_page": new_page, "blocks": [{"place": place}], "sections": []}

    def spots(*pages):
        return [{"id": place, "end": False, "page": p, "y": 30.0} for place, p in enumerate(pages)]

    chapters = [chapter(0), chapter(1), chapter(2, new_page=False)]
    old, new = spots(1, 4, 5), spots(3, 4, 4)
    found = joined(chapters, [True, False, False], new, old)
    assert [spot["page"] for spot in found] == [1, 2, 3]
    assert joined(chapters, [True, True, False], new, old) == []
