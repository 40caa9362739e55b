"""The data log that goes with the files: what they are, when they were drawn up, their hash."""

from __future__ import annotations

from hashlib import sha256

from synthetic.settings import Settings

HEADING = """
| bestand | bron | datum (fictief) | soort | sha256 |
|---|---|---|---|---|
"""


def data_log(files: dict[str, bytes], settings: Settings) -> bytes:
    """README.md in Dutch for the files (name -> content), one table row per file."""
    lines = [
        f"| {name} | {settings.sources[name][0]} | {settings.sources[name][1]} | synthetisch "
        f"| {sha256(content).hexdigest()} |\n"
        for name, content in files.items()
    ]
    return (settings.introduction + HEADING + "".join(lines)).encode("utf-8")
