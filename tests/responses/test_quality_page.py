"""The response page: well-formed, accessible, the right numbers, and nobody's own data."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest
from tiny_quality import CORRECTIONS, THRESHOLDS, tiny_study, tiny_wave, tiny_wave_data

from surveyreport.responses.quality import quality_table
from surveyreport.responses.quality_page import response_page
from surveyreport.responses.response_table import response_table
from surveyreport.sources.ingest_note import IngestNote
from surveyreport.study.config import Cleaning

VOID = {"meta", "br", "hr", "img", "link", "input"}
REASONS = ("opened", "unfinished", "test_entry", "outside_period", "duplicate", "unknown_provider")


def page(synthetic: bool = True) -> str:
    answers, responses = tiny_wave_data()
    study = tiny_study()
    frame = pd.DataFrame({"provider_id": ["P1", "P2", "P3"], "type": ["klein", "klein", "groot"]})
    response = response_table("w", {"g": responses}, frame, REASONS, study)
    quality = quality_table({"g": answers}, {"g": responses}, study, THRESHOLDS, CORRECTIONS)
    notes = {"g": IngestNote("csv", False, ("Tekst is <afgekapt>.",))}
    return response_page(
        response, quality, notes, tiny_wave(synthetic), study, Cleaning(("test",), 30), THRESHOLDS
    )


class Outline(HTMLParser):
    """Tags checked for nesting; headings, ids, links, table rows and attributes gathered."""

    def __init__(self, text: str):
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def row(self, start: str) -> list[str]:
        rows = [row for table in self.tables for row in table if row[0].startswith(start)]
        assert len(rows) == 1, rows
        return rows[0][1:]


@pytest.fixture(scope="module")
def outline() -> Outline:
    return Outline(page())


def test_tags_nest_and_close(outline):
    assert outline.open == []
    assert outline.attributes("html") == [{"lang": "nl"}]


def test_headings_do_not_jump(outline):
    levels = [int(tag[1]) for tag, _ in outline.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_header_cell_has_scope_and_every_table_a_caption(outline):
    heads = outline.attributes("th")
    assert heads and all(
        head.get("scope") in ("col", "row", "colgroup", "rowgroup") for head in heads
    )
    assert len(outline.attributes("caption")) == len(outline.attributes("table"))


def test_tables_are_rectangular(outline):
    spans = iter(a for tag, a in outline.tags if tag in ("td", "th"))
    for table in outline.tables:
        widths, hanging = set(), 0
        for row in table:
            cells = [next(spans) for _ in row]
            width = sum(int(cell.get("colspan") or 1) for cell in cells) + hanging
            hanging = sum(cell.get("rowspan") == "2" for cell in cells)
            widths.add(width)
        assert len(widths) == 1, table


def test_ids_are_unique_and_links_arrive(outline):
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in outline.attributes("a")} <= set(ids)
    named = [attributes.get("aria-labelledby") for attributes in outline.attributes("section")]
    assert set(named) <= set(ids)


def test_one_file_without_scripts_or_references():
    text = page()
    assert not any(part in text for part in ("<script", "src=", "http:", "https:", "url("))


def test_marks():
    assert "Intern, niet publiceren" in page() and "Intern, niet publiceren" in page(False)
    assert "Synthetische data" in page() and "ynthetische data" not in page(False)


def test_no_respondent_and_no_free_text_on_the_page():
    text = page()
    assert not any(part in text for part in ("id-70", "10:11", "Peeters", "College"))


def test_wording_and_losses_are_escaped():
    text = page()
    assert "Is &lt;b&gt;dit&lt;/b&gt; &amp; dat waar?" in text
    assert "Tekst is &lt;afgekapt&gt;." in text


def test_numbers_of_the_page(outline):
    assert outline.row("A1") == ["2", "1", "▲ 33,3\u00a0%", "1", "50,0\u00a0%", "0,0\u00a0%", "0"]
    assert outline.row("D1")[:3] == ["1", "2", "66,7\u00a0%"]
    assert outline.row("B1stam") == ["4", "3", "2", "66,7\u00a0%", "1"]
    assert outline.row("Kleine aanbieders") == ["2", "2", "100,0\u00a0%", "2", "4"]
    assert outline.row("rijen in de export") == ["", "10"]
    assert outline.row("enkel geopend") == ["1", "9"]
    assert outline.row("niet tot het einde ingevuld") == ["3", "6"]
    assert outline.row("buiten de bevragingsperiode") == ["1", "5"]
    assert outline.row("dubbele inzending") == ["1", "4"]
    assert outline.row("respondenten die meetellen") == ["", "4"]
    assert outline.row("20/2/2023 (buiten de periode)") == ["1", "0"]
    assert outline.row("p␣1") == ["P1", "regel", "1"]
    assert outline.row("Sint-Jan") == ["P2", "correctiebestand", "1"]


def test_same_input_same_bytes():
    assert page() == page()
