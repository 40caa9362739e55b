"""Every PDF, page and crate that leaves passes what others wrote to check such files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import damage
import pytest
from accessible import axe_faults, open_all, take_away
from proofs import crate_faults, html_faults, pdf_faults


@pytest.fixture(scope="module")
def results(finished) -> Path:
    return finished / "results/2023"


@pytest.fixture(scope="module")
def report(results) -> bytes:
    """The longest report of a provider: it has bars, tables and headings."""
    return max((path.read_bytes() for path in (results / "feedback").glob("*.pdf")), key=len)


def test_every_pdf_is_what_it_says_it_is(results):
    paths = sorted(results.rglob("*.pdf"))
    assert {path.name for path in paths} >= {"report.pdf", "A02.pdf"}
    assert len(paths) > 30
    faults = {path.name: pdf_faults(path.read_bytes()) for path in paths}
    assert {name: found for name, found in faults.items() if found} == {}


def test_every_page_is_html(results):
    paths = sorted(results.rglob("*.html"))
    assert {path.name for path in paths} >= {"report.html", "response.html", "codebook.html"}
    faults = {path.name: html_faults(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: found for name, found in faults.items() if found} == {}


def seen(browser, path: Path) -> list[str]:
    """What axe finds with everything open; of a table in its first rows, as the others are made
    the same."""
    tab = browser.new_page()
    tab.goto(path.as_uri())
    open_all(tab)
    take_away(tab, "tbody tr:nth-child(n+4)")
    faults, _ = axe_faults(tab)
    tab.close()
    return faults


def test_a_page_of_each_kind_can_be_read_by_everyone(results, browser):
    """Those of the report and of the providers have tests of their own."""
    names = ("response", "robustness", "microdata/codebook", "release/audit")
    pages = [results / f"{name}.html" for name in names]
    faults = {page.name: seen(browser, page) for page in pages}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("how", damage.PDF, ids=lambda how: how.__name__)
def test_a_damaged_pdf_is_caught(report, how):
    assert pdf_faults(damage.spoiled(report, how))


def test_a_pdf_that_is_only_written_anew_is_not(report):
    assert pdf_faults(damage.spoiled(report, lambda _: None)) == []


def test_a_stream_longer_or_shorter_than_it_says_is_caught(report):
    place = re.search(rb"/Length (\d{3,})", report)
    assert place
    # as many digits, so that everything else stays where it was
    for wrong in (b"1" * len(place[1]), b"9" * len(place[1])):
        assert pdf_faults(report[: place.start(1)] + wrong + report[place.end(1) :])


def test_a_pdf_cut_short_or_with_a_wrong_table_of_objects_is_caught(report):
    end = report.rindex(b"startxref")
    assert pdf_faults(report[: len(report) // 2])
    assert pdf_faults(report[:end] + b"startxref\n12\n%%EOF\n")


PAGE = """<!doctype html>
<html lang="nl"><head><title>Een blad</title></head><body><main><h1 id="a">Kop</h1>
<p><a href="#a">naar boven</a> <img src="data:," alt="leeg"></p>
<label for="b">naam</label><input id="b"></main></body></html>
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<input id="b">', '<input id="b"><p id="b">twee keer</p>'),
        ('href="#a"', 'href="#nergens"'),
        ('for="b"', 'for="c"'),
        ("</a>", "</b>"),
        ("<p><a", "<p><table><p>tekst</p></table><a"),
        ("<!doctype html>", ""),
    ],
)
def test_a_damaged_page_is_caught(old, new):
    assert html_faults(PAGE) == []
    assert html_faults(PAGE.replace(old, new, 1))


def test_a_page_that_some_cannot_read_is_caught(tmp_path, browser):
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    assert seen(browser, path) == []
    spoilt = PAGE
    for old, new in (
        (' alt="leeg"', ""),
        ('<label for="b">naam</label>', ""),
        (' lang="nl"', ' lang="nergenslands"'),
        ("<title>Een blad</title>", ""),
    ):
        assert old in spoilt
        spoilt = spoilt.replace(old, new, 1)
    path.write_text(spoilt, encoding="utf-8")
    found = {fault.split(":")[0] for fault in seen(browser, path)}
    assert found == {"axe image-alt", "axe label", "axe html-lang-valid", "axe document-title"}


def test_the_crate_is_a_workflow_run_crate_and_one_without_its_workflow_is_not(results, tmp_path):
    assert crate_faults(results, tmp_path / "contexts") == []
    name = "ro-crate-metadata.json"
    crate = json.loads((results / name).read_text(encoding="utf-8"))
    root = next(entity for entity in crate["@graph"] if entity["@id"] == "./")
    del root["mainEntity"]
    kept = {entity["@id"] for entity in crate["@graph"] if entity["@id"].endswith("Snakefile")}
    spoiled = tmp_path / "spoiled"
    spoiled.mkdir()
    for entity in kept:
        shutil.copy(results / entity, spoiled / entity)
    (spoiled / name).write_text(json.dumps(crate), encoding="utf-8")
    assert any(
        "workflow-ro-crate" in fault for fault in crate_faults(spoiled, tmp_path / "contexts")
    )
