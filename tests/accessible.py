"""What axe finds in an open page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def open_all(page) -> int:
    """Open everything that folds; how much that is."""
    return page.evaluate("""() => { const all = document.querySelectorAll("details");
                                    all.forEach(d => d.open = true); return all.length; }""")


def take_away(page, what: str) -> None:
    page.evaluate("what => document.querySelectorAll(what).forEach(one => one.remove())", what)


def axe_faults(page, exclude: str = "", **options: Any) -> tuple[list[str], int]:
    """What the rules find but in what `exclude` selects, and how many rules were passed."""
    asked = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], **options}
    context = {"exclude": [[exclude]]} if exclude else None
    found = Axe().run(page, context=context, options=asked).response
    faults = [
        f"axe {rule['id']}: {rule['help']} {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    return faults, len(found["passes"])
