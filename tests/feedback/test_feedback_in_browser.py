"""The HTML of a report in a real browser: accessible, whole, readable on a phone."""

from __future__ import annotations

import pytest
from accessible import axe_faults


@pytest.fixture(params=["A02", "A16", "A44"])
def page(request, browser, finished):
    """A short, a full and a middling report, without network and scripts."""
    context = browser.new_context(offline=True, java_script_enabled=True)
    asked: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda one: asked.append(one.url))
    opened.goto(f"file://{finished.folder}/results/2023/feedback/{request.param}.html")
    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_axe_finds_nothing(page):
    faults, passed = axe_faults(page)
    assert faults == []
    assert passed > 15


def test_nothing_is_cut_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # every bar is as high as a letter of 8 pt
    heights = page.evaluate("[...document.querySelectorAll('.bar')].map(b => b.offsetHeight)")
    assert not heights or min(heights) >= 8 * 4 / 3
