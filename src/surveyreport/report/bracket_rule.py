"""The brackets of a chapter as a rule of markdown-it: `{…}`, `[…]{…}`, `[^…]`."""

from __future__ import annotations

import re
from typing import Any

from markdown_it.rules_inline import StateInline


def bracket_rule(state: StateInline, silent: bool) -> bool:
    """`{…}`, `[…]{…}` and `[^…]`; anything else is left to the rules of Markdown."""
    start, source = state.pos, state.src
    words = ""
    if source[start] == "[":
        if source.startswith("[^", start):
            end = source.find("]", start)
            mark = source[start + 2 : end] if end > 0 else ""
            if not mark or not re.fullmatch(r"[\w-]+", mark):
                return False
            return _push(state, silent, "footnote", mark, {}, end + 1)
        close = state.md.helpers.parseLinkLabel(state, start)
        if close < 0 or not source.startswith("{", close + 1):
            return False
        words, opened = source[start + 1 : close], close + 1
    elif source[start] == "{":
        opened = start
    else:
        return False
    end = source.find("}", opened)
    if end < 0 or "{" in source[opened + 1 : end]:
        return False
    meta: dict[str, Any] = {"binding": source[opened + 1 : end],
                            "empty": source[start] == "[" and not words.strip()}  # fmt: skip
    return _push(state, silent, "bound", words, meta, end + 1)


def _push(
    state: StateInline, silent: bool, kind: str, content: str, meta: dict[str, Any], end: int
) -> bool:
    if not silent:
        token = state.push(kind, "", 0)
        token.content, token.meta = content, meta
    state.pos = end
    return True
