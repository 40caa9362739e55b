"""The study's own report on the synthetic wave, as a reader gets it."""

import re
import shutil

import pandas as pd
import pdf_reader
import pytest
import yaml
from pdf_reader import bare, fragments, pages
from support import ROOT

from surveyreport.files.problems import ProblemList
from surveyreport.report.readiness import check_report
from surveyreport.study.load import load_study

STRUCTURE = yaml.safe_load((ROOT / "study/report.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(finished):
    return finished / "results/2023"


@pytest.fixture(scope="module")
def pieces(folder):
    return fragments(folder / "report.pdf")


@pytest.fixture(scope="module")
def texts(pieces):
    return pages(pieces, STRUCTURE["title"], "Synthetische data")


@pytest.fixture(scope="module")
def chapter_pages(folder, texts):
    return pdf_reader.chapter_pages(folder / "report.pdf", texts)


def test_it_has_the_five_chapters_of_the_study_and_no_untrue_sentence(folder, chapter_pages):
    claims = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)
    assert list(dict.fromkeys(claims["chapter"])) == [
        "samenvatting", "methode", "cijfers", "resultaten", "conclusie",
    ]  # fmt: skip
    assert set(claims["holds"]) == {"ja", "aanvaard"}
    assert claims["holds"].eq("ja").sum() > 250
    assert len(chapter_pages) == 5
    problems = ProblemList()
    check_report(folder, problems)
    assert problems.problems == []


def test_its_chapters_fill_twenty_to_thirty_five_pages(chapter_pages):
    assert 20 <= sum(map(len, chapter_pages)) + 1 <= 35


def test_no_page_is_a_third_white_but_the_last_of_a_chapter(pieces, chapter_pages):
    for chapter in chapter_pages:
        for page in chapter[:-1]:
            white = pdf_reader.white(pieces[page])
            assert white < 1 / 3, f"bladzijde {page + 1} is voor {white:.0%} wit"


def test_the_summary_is_the_first_page_after_the_cover_and_fits_it(texts):
    assert "Onderwijsinspectie,15september2023" in texts[0]
    assert texts[1].startswith("Samenvatting")
    assert texts[2].startswith("Inhoud")


def test_every_figure_stands_with_a_sentence_that_mentions_it(folder, texts):
    """The statement in words is on the page of the figure it speaks of."""
    chapters = "".join(path.read_text("utf-8") for path in (ROOT / "study/report").glob("*.md"))
    placed = [int(n) for n in re.findall(r"^\{figuur (\d+)\}$", chapters, re.MULTILINE)]
    assert len(placed) >= 45
    figures = load_study(ROOT / "study").figures
    for number in placed:
        caption = bare(f"Figuur {number}. {figures[number].title}")
        page = next(t for t in texts if caption in t and not t.startswith("Lijstvan"))
        assert re.search(rf"figuur{number}\b", page.replace(caption, "")), number


def test_annexes_hold_no_keys_of_settings_and_no_hashes(texts):
    annexes = "".join(texts[next(i for i, t in enumerate(texts) if t.startswith("BijlageA.")) :])
    for section in ("cleaning", "comparisons", "estimates", "microdata"):
        assert not re.search(rf"\b{section}\.[a-z]", annexes)
    assert not re.search(r"[0-9a-f]{32}", annexes)


def test_an_edited_sentence_reruns_the_report_and_marks_what_became_untrue(finished, tmp_path):
    project = finished.copy(tmp_path / "edited")
    path = project / "study/report/resultaten.md"
    text = path.read_text(encoding="utf-8")
    untrue = text.replace("[Bijna alle]{beleid.B1 top2}", "[Een minderheid]{beleid.B1 top2}", 1)
    assert untrue != text
    path.write_text(untrue, encoding="utf-8")
    done = project.run("results/2023/report.pdf")
    assert done.returncode == 0, done.stdout
    assert project.jobs() == {"report": 1}
    claims = pd.read_csv(project / "results/2023/claims.csv", dtype=str, keep_default_na=False)
    (wrong,) = claims[claims["holds"].eq("nee")].to_dict("records")
    assert (wrong["chapter"], wrong["text"]) == ("resultaten", "Een minderheid")
    assert int(wrong["line"]) == untrue[: untrue.index("[Een minderheid]")].count("\n") + 1
    assert "bijna alle" in wrong["proposal"]
    assert "95" in wrong["proposal"]
    shutil.rmtree(project.folder)
