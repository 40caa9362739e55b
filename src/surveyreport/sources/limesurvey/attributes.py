"""What a survey calls the extra attributes of its participants, in every form LimeSurvey stored."""

from __future__ import annotations

import json
import re

ATTRIBUTE = re.compile(r"attribute_\d+")
# LimeSurvey 2.0: PHP's own format; up to 1.9: a line per attribute
PHP_ENTRY = re.compile(r's:\d+:"(attribute_\d+)";a:\d+:\{(.*?)\}', re.DOTALL)
PHP_DESCRIPTION = re.compile(r's:\d+:"description";s:\d+:"(.*?)";', re.DOTALL)
LINE = re.compile(r"(attribute_\d+)=(.*)")


def attribute_descriptions(stored: object) -> dict[str, str]:
    """attribute_N -> description, from what `surveys.attributedescriptions` holds.

    stored: JSON text or its value, PHP's serialised text, lines attribute_1=…, or nothing. Core
    fields (firstname, email, managed or encrypted) and entries without a description are no
    attribute with a name and are left out.
    """
    if isinstance(stored, str):
        text = stored.strip()
        if text.startswith("a:"):
            found = {name: PHP_DESCRIPTION.search(entry) for name, entry in PHP_ENTRY.findall(text)}
            return {name: match[1] for name, match in found.items() if match and match[1]}
        if not text.startswith(("{", "[")):
            lines = dict(LINE.findall(text))
            return {name: words.strip() for name, words in lines.items() if words.strip()}
        stored = json.loads(text)
    if not isinstance(stored, dict):
        return {}
    texts: dict[str, str] = {}
    for name, entry in stored.items():
        described = entry.get("description") if isinstance(entry, dict) else entry
        if ATTRIBUTE.fullmatch(name) and isinstance(described, str) and described.strip():
            texts[name] = described.strip()
    return texts
