"""Text on disk, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_text(text: str, path: Path) -> None:
    """Write `text` as UTF-8 with LF line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)
