"""What this process reads: the files it opens and the folders it lists."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LISTING = {"os.listdir", "os.scandir"}
WRITES = os.O_WRONLY | os.O_TRUNC | os.O_APPEND


class Reads:
    """Every path that Python opens to read or lists from now on, also one that is not there.

    What a compiled library opens by itself goes unseen: hand it an open file. So does
    `Path.is_file`: see `is_there`.
    """

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.folders: set[str] = set()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple) -> None:
        if event == "open":
            path, _, flags = arguments
            if not flags & WRITES:
                self._note(self.files, path)
        elif event in LISTING:
            self._note(self.folders, arguments[0])

    def _note(self, seen: set[str], path: object) -> None:
        if isinstance(path, (str, os.PathLike)):
            seen.add(os.path.abspath(path))


def is_there(path: Path) -> bool:
    """Whether a file can be opened: asked so that it is seen, also when it is not there."""
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True


def inside(paths: set[str], folder: Path) -> set[str]:
    """Those of some absolute paths that lie in a folder, as names from there on."""
    start = f"{folder.absolute()}{os.sep}"
    return {path[len(start) :].replace(os.sep, "/") for path in paths if path.startswith(start)}
