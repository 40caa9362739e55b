"""Whether there is room on the disk, and leave to write on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

# bytes; below this not even a log comes through
ROOM = 1_000_000
FULL = "De schijf is vol: maak plaats en start de run opnieuw."
NO_PLACE = "In {} kan niet geschreven worden: geef uzelf schrijfrechten of kies een andere map."


def is_full() -> bool:
    """Whether the disk of the working directory is."""
    return shutil.disk_usage(Path.cwd()).free < ROOM


def no_place(roots: Iterable[Path]) -> str | None:
    """In words, why nothing can be written in these folders, or over a file in them."""
    if is_full():
        return FULL
    for root in roots:
        for folder, _, names in os.walk(root):
            for path in (folder, *(os.path.join(folder, name) for name in names)):
                if not os.access(path, os.W_OK):
                    return NO_PLACE.format(path)
    return None
