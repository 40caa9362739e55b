"""The HTML page of a report, and its version; what the audit makes again needs no more."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from typing import Any

from surveyreport.figures.theme import Theme
from surveyreport.files.page import page_template

PAGE = "report.html.j2"
SHORT = 12


class Pages:
    """The version of each report and its HTML page. common: common_content."""

    def __init__(self, common: dict[str, Any], theme: Theme):
        self.common, self.theme = common, theme
        fonts = [sha256(font.read_bytes()).hexdigest() for font in theme.font_files]
        self._shared = " ".join([json.dumps(common, sort_keys=True), *fonts])
        self._page = page_template(files(__package__).joinpath(PAGE).read_text(encoding="utf-8"))

    def mark(self, content: dict[str, Any]) -> str:
        """sha256 of the content and the fonts: what a reader gets to see."""
        parts = self._shared + json.dumps(content, sort_keys=True)
        return sha256(parts.encode()).hexdigest()

    def versioned(self, content: dict[str, Any], mark: str, wave: str) -> dict[str, Any]:
        word = self.common["words"]
        return content | {
            "facts": [*content["facts"], [word["version_fact"], mark[:SHORT]]],
            "keywords": [*content["keywords"], mark],
            "version_line": word["version"].format(version=mark[:SHORT], wave=wave),
        }

    def page(self, versioned: dict[str, Any]) -> str:
        text = self._page.render(own=versioned, common=self.common, word=self.common["words"])
        return text.strip() + "\n"
