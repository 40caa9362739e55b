"""What a run found out of texts, for its jobs and the next run: these need not find it again.

For those that run the same code only.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from surveyreport.files.whole import whole

MEMORY = Path(".snakemake/found.json")
# mark -> what was found, as JSON: whoever asks gets a copy of its own
_FOUND: dict[str, str] = {}
# the marks that this process asked for or found
_used: set[str] = set()


def mark_of(*texts: str) -> str:
    """The mark of what follows from these texts alone."""
    # with a quote around each: no two lists of texts are alike
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def found(mark: str) -> Any:
    """What was found under a mark; None for nothing."""
    _used.add(mark)
    return json.loads(_FOUND[mark]) if mark in _FOUND else None


def keep(mark: str, value: Any) -> None:
    """Know `value` under a mark, when JSON can say it: not a day, or bytes."""
    said = json.dumps(value, default=str)
    if json.loads(said) == value:
        _FOUND[mark] = said


def remember(code: Mapping[str, str]) -> None:
    """Keep what this process used. code: sha256 by path of all that it and its jobs may run."""
    used = {mark: said for mark, said in _FOUND.items() if mark in _used}
    with contextlib.suppress(OSError):
        MEMORY.unlink(missing_ok=True)
        with whole(MEMORY) as part:
            part.write_text(json.dumps([dict(code), used]), encoding="utf-8")


def recall(code: Mapping[str, str]) -> None:
    """Know what was remembered, if that was found by this code too."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        theirs, known = json.loads(MEMORY.read_text(encoding="utf-8"))
        if code.items() <= theirs.items():
            _FOUND.update(known)
