"""One sha256 over everything a picture depends on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

PREFIX = "sha256:"
HEAD = 4096


def fingerprint(parts: dict[str, Any], fonts: Iterable[Path]) -> str:
    """Hash of `parts` (plain data) and the fonts; a job's receipt tells of code and libraries."""
    drawn = {**parts, "fonts": [sha256(path.read_bytes()).hexdigest() for path in fonts]}
    text = json.dumps(drawn, sort_keys=True, ensure_ascii=False)
    return PREFIX + sha256(text.encode()).hexdigest()


def carries(path: Path, mark: str) -> bool:
    """Whether an SVG or PNG has this fingerprint in the metadata at its head."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return mark.encode() in file.read(HEAD)
