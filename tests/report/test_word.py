"""The Word documents: what they say, in whose styles, and that a word processor opens them."""

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime

import pikepdf
import publication_data
import pytest
import written_data
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from pdf_reader import page_texts
from support import ROOT

from surveyreport.audit.scan import Forbidden, scan
from surveyreport.checks.everything import check_everything
from surveyreport.files.dutch import percent
from surveyreport.files.problems import InputProblems
from surveyreport.report.bound import plain
from surveyreport.report.content import build_report
from surveyreport.report.model import Report
from surveyreport.report.word import report_docx
from surveyreport.report.word_template import NEEDED, open_template

HOUSE = ROOT / "src/surveyreport/report/template.docx"
WARNING = "Synthetische data"
SPACES = re.compile(r"\s")


def bare(text):
    return SPACES.sub("", text)


def part(path, name="word/document.xml"):
    with zipfile.ZipFile(path) as archive:
        return parse_xml(archive.read(name))


def words(element):
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


@pytest.fixture(scope="module")
def report(study, published):
    return build_report(publication_data.source(study, published))


@pytest.fixture(scope="module")
def document(published):
    return Document(published / "report.docx")


@pytest.fixture
def template(tmp_path):
    """A template of the study, and how to keep it after a change."""
    document = Document(HOUSE)

    def keep(path=tmp_path / "study/report/template.docx"):
        path.parent.mkdir(parents=True, exist_ok=True)
        document.save(path)
        return path

    return document, keep


def test_it_says_all_that_the_report_says(published, report):
    body = part(published / "report.docx")
    told = bare(words(body))
    described = [bare(node.get("descr")) for node in body.iter(qn("wp:docPr"))]
    for place, text in report.walk():
        said = bare(plain(text))
        assert said in told or any(said in one for one in described), (place, said)
    assert len(described) == len([block for block in report.figures() if block.grid is None])


def test_headings_captions_and_lists_have_their_style(document, report):
    def headings(sections, level):
        for section in sections:
            yield f"Heading {level}", section.title
            yield from headings(section.sections, level + 1)

    found = [(p.style.name, p.text) for p in document.paragraphs if p.style.name[:7] == "Heading"]
    # the front stands before the contents, so in the order of the report
    for (style, text), (wanted, title) in zip(found, headings(report.sections, 1), strict=True):
        assert style == wanted and text.endswith(title)
    captions = [words(p._p) for p in document.paragraphs if p.style.name == "Caption"]
    for block in report.figures():
        assert f"{block.label}. {block.title}" in captions
    styles = {p.style.name for p in document.paragraphs}
    assert {"Title", "Subtitle", "List Bullet", "Onderzoeksvraag", "Waarschuwing"} <= styles


def test_numbers_of_captions_are_fields_that_keep_them(document, report):
    codes = [code.text for code in document.element.body.iter(qn("w:instrText"))]
    for block in report.figures():
        if block.number:
            assert f" SEQ Figuur \\* ARABIC \\r {block.number} " in codes
    assert ' TOC \\o "1-2" \\h \\z ' in codes
    assert ' TOC \\h \\z \\c "Figuur" ' in codes


def test_every_link_leads_somewhere_and_ids_are_of_one_thing(document):
    body = document.element.body
    places = [node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))]
    links = [node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))]
    pages = re.findall(r"PAGEREF (\S+)", "".join(words or "" for words in (
        code.text for code in body.iter(qn("w:instrText")))))  # fmt: skip
    assert len(set(places)) == len(places) and len(links) > 60
    assert {link for link in links if link} | set(pages) <= set(places)
    for tag, key in (("w:bookmarkStart", "w:id"), ("wp:docPr", None)):
        ids = [node.get(qn(key) if key else "id") for node in body.iter(qn(tag))]
        assert len(set(ids)) == len(ids)


def test_tables_are_tables_whose_heads_come_back_on_every_page(document):
    tables = document.tables
    # three register tables, six overviews and the wording of three questionnaires
    assert len(tables) == 3 + 6 + 3
    for table in tables:
        head = table._tbl.tr_lst[0]
        assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        columns = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.gridCol_lst]
        page = document.sections[0]
        room = (page.page_width - page.left_margin - page.right_margin) // 635
        assert sum(columns) <= room and min(columns) >= 400
        for row in table._tbl.tr_lst:
            spans = [c.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for c in row.tc_lst]
            assert sum(1 if s is None else int(s.get(qn("w:val"))) for s in spans) == len(columns)


def test_it_speaks_dutch_and_says_that_the_data_are_synthetic(published, document):
    languages = [
        node.get(qn("w:val"))
        for name in ("word/styles.xml", "word/document.xml", "word/header1.xml")
        for node in part(published / "report.docx", name).iter(qn("w:lang"))
    ]
    assert languages == ["nl-BE"]
    facts = document.core_properties
    assert facts.language == "nl-BE"
    assert WARNING.lower() in facts.title and facts.keywords == facts.comments == WARNING
    assert facts.created == facts.modified == datetime(2023, 2, 17, tzinfo=UTC)
    assert WARNING in document.sections[0].header.paragraphs[0].text
    assert any(p.style.name == "Waarschuwing" and WARNING in p.text for p in document.paragraphs)


def test_real_data_carry_no_warning(study, published):
    source = publication_data.source(study, published, changed={"synthetic": False})
    data = report_docx(build_report(source), study)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith(".png"):
                assert "ynthetisch" not in archive.read(name).decode("utf-8"), name


def test_the_same_tables_give_the_same_bytes_without_a_clock(published, results, study):
    publication_data.run(results, study)
    for name in ("report.docx", "tables.docx"):
        one, other = (hashlib.sha256((folder / name).read_bytes()).hexdigest()
                      for folder in (published, results))  # fmt: skip
        assert one == other
        with zipfile.ZipFile(results / name) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_notes_lists_and_links_of_a_chapter(tmp_path):
    """Each numbered list begins at one; a footnote may hold a link of its own."""
    text = (
        "Een zin.[^1] Nog *een **zin***.[^2]\n\n1. een\n2. twee\n\n> Zo zei zij het.\n\n"
        "1. weer een\n\n"
        "[^1]: Zie [de site](https://voorbeeld.be/a).\n[^2]: Tweede noot.\n"
    )
    read, problems = written_data.chapters(tmp_path, text)
    assert not problems
    section = written_data.writer(read).section(read.texts["proef"], "1", False)
    report = Report("Titel", "Onder", "2023", "2023-02-17", (), None, None, (section,))
    path = tmp_path / "proef.docx"
    path.write_bytes(report_docx(report, written_data.ASKED))
    document, notes = Document(path), part(path, "word/footnotes.xml")
    signs = [n.get(qn("w:id")) for n in document.element.body.iter(qn("w:footnoteReference"))]
    told = {n.get(qn("w:id")): words(n).strip() for n in notes if n.get(qn("w:type")) is None}
    assert signs == ["1", "2"]
    assert told == {"1": "Zie de site.", "2": "Tweede noot."}
    with zipfile.ZipFile(path) as archive:
        assert b"https://voorbeeld.be/a" in archive.read("word/_rels/footnotes.xml.rels")
        assert b"voorbeeld.be" not in archive.read("word/_rels/document.xml.rels")
    items = [p for p in document.paragraphs if p.style.name == "List Number"]
    numbers = [p._p.pPr.numPr.numId.val for p in items]
    assert numbers[0] == numbers[1] != numbers[2]
    assert [p.text for p in document.paragraphs if p.style.name == "Quote"] == ["Zo zei zij het."]


def test_a_template_of_the_study_gives_its_look_and_none_of_its_text(study, report, template):
    document, keep = template
    document.styles["Heading 1"].font.name = "Georgia"
    document.add_paragraph("Vertrouwelijke proeftekst")
    document.sections[0].header.paragraphs[0].text = "Huisstijl"
    path = keep()
    made = Document(io.BytesIO(report_docx(report, study, path)))
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert "proeftekst" not in words(made.element.body)
    header = [p.text for p in made.sections[0].header.paragraphs]
    assert header[0] == "Huisstijl" and WARNING in header[1]


@pytest.mark.parametrize(("kind", "name"), [(k, names[-1]) for k, names in NEEDED.items()])
def test_a_template_without_a_needed_style_is_one_problem_that_names_it(template, kind, name):
    document, keep = template
    document.styles.element.remove(document.styles[name].element)
    with pytest.raises(InputProblems) as caught:
        open_template(keep())
    (problem,) = caught.value.problems
    assert f"geen stijl '{name}'" in problem.found
    assert problem.file.endswith("study/report/template.docx")
    assert "Word" in problem.remedy


@pytest.mark.parametrize("content", [b"", b"gewone tekst", b"PK\x03\x04kapot", "zip", "xlsx"])
def test_a_template_that_is_no_word_document_is_one_problem(tmp_path, content):
    path = tmp_path / "template.docx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        held = {"zip": {"a.txt": "b"}, "xlsx": {"[Content_Types].xml": "<Types/>"}}[content]
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in held.items():
                archive.writestr(name, text)
    with pytest.raises(InputProblems, match=r"geen leesbaar Word-document") as caught:
        open_template(path)
    assert len(caught.value.problems) == 1


def test_a_bad_template_stops_the_run_before_anything_is_made(study_folder):
    (study_folder / "report/template.docx").write_bytes(b"geen sjabloon")
    with pytest.raises(InputProblems, match="geen leesbaar Word-document"):
        check_everything(ROOT / "config.yaml", study_folder)


def test_the_tables_to_paste_hold_every_figure_as_picture_and_table(published, study):
    document = Document(published / "tables.docx")
    texts = [p.text for p in document.paragraphs]
    captions = [words(p._p) for p in document.paragraphs if p.style.name == "Caption"]
    cells = " ".join(bare(words(table._tbl)) for table in document.tables)
    for figure in study.figures.values():
        assert f"Figuur {figure.number}. {figure.title}" in captions
        if figure.notes:
            assert any(figure.notes in text for text in texts), figure.number
    assert len(document.tables) >= len(study.figures)
    # beside the cover: under each figure and table
    assert texts.count(WARNING) == len(captions) >= len(study.figures) + 6
    assert "Basis: 66 beleidsteamleden en 295 schoolteamleden." in texts
    top = publication_data.tables()["estimates"].query(
        "item == 'beleid.B1' and kind == 'substantive'"
    )
    for share in top["share"]:
        assert f"{percent(share)}%" in cells


def test_a_leak_in_a_word_document_is_found(tmp_path):
    """An answer in words that two runs share, a provider in an alternative text or a link."""
    forbidden = Forbidden.of(["A02"], ["De werkplekken liggen te ver van de school"])
    document = Document(HOUSE)
    paragraph = document.add_paragraph("De werkplekken ")
    paragraph.add_run("liggen te ver").bold = True
    paragraph.add_run(" van de school")
    clean = tmp_path / "schoon.docx"
    path = tmp_path / "lek.docx"
    document.save(path)
    assert [leak.kind for leak in scan(path, "lek.docx", forbidden)] == [
        "een antwoord in eigen woorden"
    ]
    document = Document(HOUSE)
    document.add_paragraph("Niets")
    document.save(clean)
    assert scan(clean, "schoon.docx", forbidden) == []
    document.add_paragraph()._p.append(parse_xml(
        f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="A02"/>'))  # fmt: skip
    document.core_properties.title = "Rapport A02"
    document.save(path)
    parts = {leak.part for leak in scan(path, "lek.docx", forbidden)}
    assert parts == {"word/document.xml eigenschappen", "docProps/core.xml"}


def test_libreoffice_opens_the_report_and_shows_every_heading_and_footnote(finished, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice: make test-tools installs it")
    results = finished / "results/2023"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = [program, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run(
        [*convert, results / "report.docx"], check=True, capture_output=True, timeout=240
    )
    pages = page_texts(tmp_path / "report.pdf")
    seen = bare("".join(pages)).replace("-", "")
    document = Document(results / "report.docx")
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert len(pages) > 30 and len(headings) > 30
    for title in headings:
        assert bare(title).replace("-", "") in seen
    notes = part(results / "report.docx", "word/footnotes.xml")
    for note in notes:
        assert bare(words(note)).replace("-", "") in seen
    with pikepdf.open(tmp_path / "report.pdf") as pdf:
        drawn = sum(len(page.get_images()) for page in pdf.pages)
    assert drawn >= len(document.inline_shapes)
