"""What this process reads: the files it opens and the folders it lists."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from weakref import WeakSet

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
        _listen()
        _reading.add(self)


_reading: WeakSet[Reads] = WeakSet()


@cache
def _listen() -> None:
    """Once: Python never lets go of a hook, and calls each of them for all it does."""
    sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple) -> None:
    if event == "open":
        path, _, flags = arguments
        if not flags & WRITES:
            _note(path, "files")
    elif event in LISTING:
        _note(arguments[0], "folders")


def _note(path: object, kind: str) -> None:
    if isinstance(path, (str, os.PathLike)):
        for one in _reading:
            getattr(one, kind).add(os.path.abspath(path))


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
