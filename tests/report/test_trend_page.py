"""The page about all waves: what it says, its tables, and that everyone can read it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pypdfium2
import pytest
import trend_data
from accessible import axe_faults, open_all
from pdf_reader import fragments
from proof.proofs import html_faults, pdf_faults
from support import ROOT, study_of
from trend_data import LABELS, WAVES, changed, verdict

from surveyreport.figures.enrolment import enrolment_picture
from surveyreport.figures.picture import Pictures
from surveyreport.figures.trend import trend_pictures
from surveyreport.numbers.trend import trend_figures
from surveyreport.report.bound import plain
from surveyreport.report.model import FigureBlock
from surveyreport.report.page import report_page
from surveyreport.report.trend_grid import MOST_ROWS, trend_grid
from surveyreport.report.trend_report import TrendSource, _findings, _panel_rows, trend_report
from surveyreport.report.typeset import report_pdf
from surveyreport.study.load import load_study

BOXES = [f"schoolteam.C9.{number}" for number in (1, 2, 3)]
VERDICTS = [
    verdict("beleid.B1", "beleid.B1", "2021", "2023", "more_positive", **changed(0.3, -0.1),
            returning_verdict="no_clear_difference") | {"panel": "other_verdict"},
    verdict("schoolteam.B1", "schoolteam.B1", "2021", "2023", "break", note="anders"),
    verdict("schoolteam.B1", "schoolteam.B1", "2023", "2025", "too_few"),
    *(verdict(box, box, "2021", "2025", "no_clear_difference", **changed(0.02, 0.01),
              decision="with_note", note="het vakje stond elders") for box in BOXES[:2]),
    verdict(BOXES[2], BOXES[2], "2021", "2025", "no_clear_difference", **changed(0.02, -0.03))
    | {"panel": "other_sign"},
]  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The report, and the whole study it is about."""
    whole, folder = load_study(ROOT / "study"), tmp_path_factory.mktemp("trends")
    verdicts = pd.DataFrame(VERDICTS)
    every = trend_figures(whole, [study_of("2023")] * len(WAVES))
    figures = {number: every[number] for number in (13, 21)}
    pictures = Pictures(whole, folder, "meting 1 tot 3", True, 0.95)
    estimates = trend_data.estimates({})
    for number, parts in figures.items():
        for picture in trend_pictures(
            whole, whole.figures[number], parts, estimates, verdicts, LABELS
        ):
            pictures.update_with_numbers(picture)
    pictures.update_with_numbers(enrolment_picture(whole, trend_data.series()))
    waves = [trend_data.wave(name) for name in WAVES]
    return trend_report(TrendSource(whole, verdicts, waves, folder, 0.95, 0.05), figures), whole


@pytest.fixture(scope="module")
def address(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "trends.html"
    path.write_text(report_page(*report), encoding="utf-8")
    return f"file://{path}"


@pytest.fixture
def page(browser, address):
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()


def test_axe_finds_nothing_with_everything_open(page):
    # of figure 13 one picture, of 21 three, and the counts
    assert open_all(page) == 5
    faults, passed = axe_faults(page, exclude="svg text")
    assert faults == []
    assert passed > 20


def test_pictures_have_a_name_and_their_numbers_as_description(page):
    drawn = dict(
        page.evaluate("""() => [...document.querySelectorAll("svg[role=img]")].map(svg => [
        document.getElementById(svg.getAttribute("aria-labelledby")).textContent,
        document.getElementById(svg.getAttribute("aria-describedby")).textContent])""")
    )
    assert len(drawn) == 5
    boxes = drawn["Figuur 21 (1 van 3). Tools voor de screening"]
    assert all(f"{label} (n = 295): aangekruist" in boxes for label in LABELS.values())
    visions = drawn["Figuur 13. Eigen visie op duaal leren en de aanloopfase"]
    # both favourable answers together, rounded once: the row top2 of estimates.csv
    favourable = trend_data.estimates({})["2021"].query(
        "item == 'beleid.B1' and kind == 'top2'")["share"].iloc[0]  # fmt: skip
    assert f"gunstige antwoorden {favourable * 100:.0f} %" in visions
    (counts,) = [text for name, text in drawn.items() if name.startswith("Reeks")]
    assert "1/10/2022: geen telling op die datum" in counts


def test_the_summary_counts_changes_breaks_and_what_the_panel_says(page):
    text = page.locator("#deel-summary").inner_text()
    assert "5 vergelijkingen mogelijk en 1 niet" in text
    assert "Een duidelijk verschil is er bij 1; bij 3 is er geen duidelijk verschil" in text
    assert "Zin over beleid.B1, 2021-2023." in text
    assert "Zin over schoolteam.B1, 2021-2023." in text
    assert "bij 4 van de 5 vergelijkingen hetzelfde. Bij 1 daarvan" in text
    assert "geen duidelijk verschil in plaats van positiever" in text


@pytest.mark.parametrize(("many", "told"), [(3, 3), (4, 1)])
def test_comparisons_that_cannot_be_made_are_told_one_by_one_while_they_are_few(many, told):
    kinds = ["too_few", "not_estimable", "too_few", "too_few"][:many] + ["no_clear_difference"] * 2
    own = pd.DataFrame(
        verdict(f"schoolteam.C9.{place}", f"schoolteam.C9.{place}", "2021", "2025", kind)
        for place, kind in enumerate(kinds, 1)
    )
    waves = [trend_data.wave(name) for name in WAVES]
    study = load_study(ROOT / "study")
    *unable, others = _findings(TrendSource(study, own, waves, ROOT, 0.95, 0.05), own)
    assert len(unable) == told and others.startswith("Bij de andere 2 vergelijkingen")
    assert ("Bij 4 vergelijkingen van deze figuur zijn er te weinig" in unable[0]) == (many == 4)


def test_many_comparisons_in_which_returning_providers_differ_alike_are_counted(tmp_path):
    rows = [
        verdict(box, box, "2021", "2025", kind, **changed(0.02, 0.01), returning_verdict="too_few")
        for kind, boxes in (("no_clear_difference", BOXES * 2), ("more_positive", BOXES[:1]))
        for box in boxes
    ]
    waves = [trend_data.wave(name) for name in WAVES]
    source = TrendSource(
        load_study(ROOT / "study"), pd.DataFrame(rows), waves, tmp_path, 0.95, 0.05
    )
    many, one = _panel_rows(source, source.verdicts)
    assert many.startswith("6 vergelijkingen: ") and "in plaats van geen duidelijk" in many
    assert source.study.items[BOXES[0]].text in one and "in plaats van positiever" in one


def test_the_returning_providers_stand_beside_all_and_bold_where_they_disagree(page):
    rows = page.locator("#trend-21-3 .scroll > table tbody tr")
    text = load_study(ROOT / "study").items[BOXES[2]].text
    assert rows.nth(4).locator("th, td").all_inner_texts() == [text]
    cells = rows.nth(5).locator("th, td").all_inner_texts()
    assert [cell.replace("\u00a0", " ") for cell in cells] == [
        "meting 1 → meting 3", "+2 (−8 tot +12)", "−3 (−13 tot +7)",
    ]  # fmt: skip
    bold = page.locator("main tr.total")
    assert bold.count() == 2
    assert page.locator("#trend-21-3 tr.total").inner_text() == rows.nth(5).inner_text()
    # the numbers shown are those of verdicts.csv
    values = rows.nth(5).locator("data").evaluate_all("found => found.map(one => one.value)")
    row = VERDICTS[-1]
    # whole points, as shown: decimals would tell what few providers answered
    assert values == [f"{row[name]:.2f}" for name in trend_data.NUMBERS]


def test_the_text_stands_once_before_the_pictures_and_the_table_after_them(page):
    first, last = (page.locator(f"#trend-21-{part}") for part in (1, 3))
    assert "Bij geen van de 3 vergelijkingen" in first.inner_text()
    assert first.inner_text().count("Let op: het vakje stond elders") == 1
    assert page.locator("main .figure > .scroll > table").count() == 2
    assert "Let op" not in last.inner_text()


def test_verdicts_have_columns_where_they_differ(page):
    heads = page.locator("#trend-13 .scroll > table thead tr")
    assert [th.strip() for th in heads.nth(1).locator("th").all_inner_texts()] == [
        "Vraag", *["Alle aanbieders", "Aanbieders van beide golven"] * 2,
    ]  # fmt: skip
    heads = page.locator("#trend-21-3 .scroll > table thead tr")
    assert heads.nth(1).locator("th").all_inner_texts() == [
        "Vraag", "Alle aanbieders", "Aanbieders van beide golven",
    ]  # fmt: skip


def test_two_waves_are_named_once_and_answers_without_a_good_side_have_no_table():
    whole, labels = load_study(ROOT / "study"), {"2021": "meting 1", "2023": "meting 2"}
    shown = [verdict(box, box, "2021", "2023", "no_clear_difference", **changed(0.02, 0.01))
             for box in BOXES]  # fmt: skip
    grid = trend_grid(whole, labels, "95", pd.DataFrame(shown))
    assert "meting 1 → meting 2" in plain(grid.heads[0][1][0]).replace("\u00a0", " ")
    assert [plain(row[0]) for row in grid.rows] == [whole.items[box].text for box in BOXES]
    nominal = [verdict("beleid.A1", "beleid.A1", "2021", "2023", "other_shares")]
    assert trend_grid(whole, labels, "95", pd.DataFrame(nominal)) is None


def test_the_warning_and_the_language(page):
    assert page.locator("header .warning strong").inner_text() == "Synthetische data"
    assert page.locator("html").get_attribute("lang") == "nl"
    assert "synthetische data" in page.title()


def test_the_numbers_drawn_name_their_wave(page):
    open_all(page)
    heads = page.locator("#trend-13 details th").all_inner_texts()
    place = heads.index("Golf")
    waves = page.locator(f"#trend-13 details tbody td:nth-child({place + 1})").all_inner_texts()
    assert set(waves) == set(LABELS.values())


def test_others_find_no_fault_in_the_pdf_and_in_the_page(report):
    assert pdf_faults(report_pdf(*report)) == []
    assert html_faults(report_page(*report)) == []


@pytest.fixture
def pdf_with(report, tmp_path):
    """The PDF with the figures for which `change` gives another block."""
    made, study = report
    path = tmp_path / "trends.pdf"

    def written(change):
        def other(section):
            blocks = tuple(
                change(block) if isinstance(block, FigureBlock) else block
                for block in section.blocks
            )
            return replace(section, blocks=blocks, sections=tuple(map(other, section.sections)))

        changed_report = replace(made, sections=tuple(map(other, made.sections)))
        path.write_bytes(report_pdf(changed_report, study))
        return path

    return written


def test_a_table_under_a_picture_never_runs_off_the_page(pdf_with):
    """The table of a high picture went on below the footer, and its last rows were gone."""

    def longer(block):
        beside = block.beside and _of_rows(block.beside, MOST_ROWS)
        return replace(block, beside=beside)

    found = fragments(pdf_with(longer))
    assert any("Aanbieders van beide" in text for pieces in found for text, _, _ in pieces)
    # the footer stands at 29 points
    assert min(height for pieces in found for _, _, height in pieces) > 25


def test_much_text_about_a_figure_leaves_it_on_the_page(pdf_with):
    """Held to a text of half a page, a high picture ran over the footer and left a white page."""

    def longer(block):
        letters = sum(map(len, map(plain, block.findings[:1])))
        return replace(block, findings=block.findings * (1 + 4500 // max(letters, 1)))

    # between the text, which ends 51 points from the edge, and the footer below 41
    for number, page in enumerate(pypdfium2.PdfDocument(pdf_with(longer)), 1):
        strip = page.render(grayscale=True).to_numpy()[-50:-42]
        assert strip.min() > 240, number


def _of_rows(grid, rows):
    names = ("rows", "indents", "bold")
    return replace(grid, **{name: (getattr(grid, name) * rows)[:rows] for name in names})
