"""The HTML report in a real browser: accessible, whole, usable by keyboard and without scripts."""

from __future__ import annotations

import base64
import io

import pandas as pd
import pytest
from accessible import axe_faults, open_all, take_away


@pytest.fixture
def own_page(browser, published):
    """The report without network; a fault in its script fails the test."""
    yield from opened_page(browser, published, scripts=True)


@pytest.fixture(scope="module")
def page(browser, published):
    """The same, for tests that only read it."""
    yield from opened_page(browser, published, scripts=True)


@pytest.fixture
def still_page(browser, published):
    """The report in a browser that runs no scripts."""
    yield from opened_page(browser, published, scripts=False)


def opened_page(browser, published, scripts):
    context = browser.new_context(
        offline=True, java_script_enabled=scripts, viewport={"width": 1200, "height": 900}
    )
    faults, asked = [], []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{published}/report.html")
    yield page
    context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_axe_finds_nothing_with_everything_open(own_page):
    """All rules, without rows made like those above them; the slow one on contrast without the
    pictures too, whose letters axe cannot judge (the palette has its own test)."""
    assert open_all(own_page) == 35
    take_away(own_page, "details tbody tr:nth-child(n+3)")
    faults, passed = axe_faults(own_page, rules={"color-contrast": {"enabled": False}})
    assert faults == []
    assert passed > 20
    take_away(own_page, "svg")
    assert own_page.locator("p, td, th, li").count() > 500
    faults, passed = axe_faults(own_page, runOnly=["color-contrast"])
    assert faults == []
    assert passed == 1


def test_every_figure_is_there_with_name_and_description(page, study):
    drawn = page.evaluate("""() => [...document.querySelectorAll("svg[role=img]")].map(svg => [
        document.getElementById(svg.getAttribute("aria-labelledby")).textContent,
        document.getElementById(svg.getAttribute("aria-describedby")).textContent.length,
        svg.querySelectorAll("text").length])""")
    tables = page.locator(".figure:not(:has(svg)) > h4, .figure:not(:has(svg)) > h3")
    names = {name for name, _, _ in drawn} | set(tables.all_inner_texts())
    assert names == {f"Figuur {n}. {f.title}" for n, f in study.figures.items()}
    assert all(length > 100 and texts > 5 for _, length, texts in drawn)
    assert tables.count() == 3


def test_ids_are_unique_and_every_link_inside_the_page_arrives(page):
    assert (
        page.evaluate("""() => { const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
        return ids.filter((id, i) => ids.indexOf(id) !== i); }""")
        == []
    )
    assert (
        page.evaluate("""() => [...document.querySelectorAll('a[href^="#"]')]
        .map(a => a.getAttribute("href").slice(1)).filter(id => !document.getElementById(id))""")
        == []
    )
    # References inside the drawings, as of clip paths
    assert (
        page.evaluate("""() => [...document.querySelectorAll("svg *")].flatMap(e =>
        [e.getAttribute("clip-path"), e.getAttribute("style")].flatMap(v =>
            [...(v ?? "").matchAll(/url\\(#([^)]+)\\)/g)].map(m => m[1])))
        .filter(id => !document.getElementById(id))""")
        == []
    )


ROUNDED = {name: 2 for name in ("delta_low", "delta_high", "difference_low", "difference_high")}


def test_numbers_in_the_page_are_the_bound_ones(page, published):
    numbers = pd.read_csv(published / "report_numbers.csv", dtype=str)
    bound = numbers[~numbers["place"].str.endswith("beschrijving")]
    shown = page.evaluate("""() => [...document.querySelectorAll("data")]
                             .map(d => [d.value, d.textContent])""")
    # The contents list the wave without numbers, so the order is that of the report
    assert [text for _, text in shown] == bound["shown"].tolist()
    for (value, _), whole in zip(shown, bound["value"], strict=True):
        places = len(value.partition(".")[2])
        assert value == whole or float(value) == round(float(whole), places), whole


def test_data_tables_and_downloads_hold_the_numbers_drawn(own_page, published, study):
    open_all(own_page)
    for figure in study.figures.values():
        section = own_page.locator(f"#figuur-{figure.number}")
        address = section.locator("a.download").get_attribute("href")
        content = base64.b64decode(address.split("base64,")[1])
        whole = pd.read_csv(published / f"figures/{figure.name}.csv")
        pd.testing.assert_frame_equal(
            pd.read_csv(io.BytesIO(content)), whole.round({"ci_low": 2, "ci_high": 2} | ROUNDED)
        )
        if figure.kind == "table":
            continue
        numbers = pd.read_csv(io.BytesIO(content))
        rows = section.locator("details tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )
        assert len(rows) == len(numbers)
        if "share" in numbers:
            assert [row[3] for row in rows] == numbers["n"].astype(str).tolist()
            shares = [f"{int(share * 100 + 0.5 + 1e-9)}\u00a0%" for share in numbers["share"]]
            assert [row[5] for row in rows] == shares


def test_nothing_scrolls_sideways_on_a_narrow_screen(own_page):
    open_all(own_page)
    own_page.set_viewport_size({"width": 320, "height": 640})
    assert own_page.evaluate("document.documentElement.scrollWidth") <= 320
    outside = own_page.evaluate("""() => [...document.querySelectorAll("body *")].filter(e =>
        !e.closest(".scroll") && !e.closest(".skip") && e.getBoundingClientRect().right > 321)
        .map(e => e.outerHTML.slice(0, 80))""")
    assert outside == []


def test_links_and_controls_are_large_enough_to_hit(page):
    small = page.evaluate("""() => [...document.querySelectorAll(
        "nav a, summary, .download, input, select")].filter(e => {
        const box = e.getBoundingClientRect(); return box.width && box.height < 24; }).length""")
    assert small == 0


def test_the_keyboard_reaches_and_works_everything(own_page):
    own_page.keyboard.press("Tab")
    assert own_page.evaluate("document.activeElement.className") == "skip"
    own_page.keyboard.press("Enter")
    own_page.keyboard.press("Tab")
    assert own_page.evaluate("document.activeElement.id") == "zoek"
    own_page.keyboard.type("externe organisaties")
    assert {"figuur-15", "figuur-17"} <= set(visible(own_page))
    assert own_page.locator("#aantal").inner_text() == str(len(visible(own_page)))
    own_page.keyboard.press("Control+a")
    own_page.keyboard.press("Delete")
    assert len(visible(own_page)) == 38
    own_page.keyboard.press("Tab")
    own_page.keyboard.type("Screening")
    assert visible(own_page) == ["figuur-20", "figuur-21", "figuur-22"]
    own_page.keyboard.press("Tab")
    own_page.keyboard.type("Leerlingen")
    assert visible(own_page) == ["figuur-22"]
    assert own_page.locator("#deel-visie").is_hidden()
    own_page.keyboard.press("Tab")
    for _ in range(30):
        if own_page.evaluate("document.activeElement.matches('#figuur-22 summary')"):
            break
        own_page.keyboard.press("Tab")
    own_page.keyboard.press("Enter")
    assert own_page.locator("#figuur-22 details table").is_visible()
    own_page.keyboard.press("Tab")
    own_page.keyboard.press("Tab")
    assert own_page.evaluate("document.activeElement.matches('#figuur-22 a.download')")


def visible(page) -> list[str]:
    return page.evaluate("""() => [...document.querySelectorAll(".figure")]
        .filter(e => e.offsetParent !== null).map(e => e.id)""")


def test_without_scripts_everything_shows(still_page):
    assert still_page.locator("#tools").is_hidden()
    assert still_page.locator(".figure").count() == 38
    assert all(figure.is_visible() for figure in still_page.locator(".figure").all())
    still_page.locator("#figuur-13 summary").click()
    assert still_page.locator("#figuur-13 details table").is_visible()


def test_print_leaves_out_what_paper_cannot_do(own_page):
    own_page.emulate_media(media="print")
    for name in ("nav", "#tools", ".skip", "#figuur-13 summary"):
        assert own_page.locator(name).is_hidden()
    assert own_page.locator("#figuur-13 svg").is_visible()


def test_language_title_and_warning(page):
    assert page.locator("html").get_attribute("lang") == "nl"
    assert "synthetische data" in page.title()
    assert page.locator("h1").count() == 1
    assert page.locator("header .warning strong").inner_text() == "Synthetische data"
    assert page.locator("meta[name=keywords]").get_attribute("content") == "Synthetische data"


def test_the_letters_of_the_page_come_with_it(page):
    loaded = page.evaluate("""async () => { await document.fonts.ready;
        return [...document.fonts].filter(f => f.status === "loaded").map(f => f.family); }""")
    assert loaded
    assert {name.strip('"') for name in loaded} == {"Source Sans 3"}
