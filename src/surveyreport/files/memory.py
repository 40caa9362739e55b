"""What a run found out of texts, for its jobs: these need not find it again.

Made anew at each start, and for the jobs that run the same code only.
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


def mark_of(*texts: str) -> str:
    """The mark of what follows from these texts alone."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def found(mark: str) -> Any:
    """What was found under a mark; None for nothing."""
    return json.loads(_FOUND[mark]) if mark in _FOUND else None


def keep(mark: str, value: Any) -> None:
    """Know `value` under a mark, when JSON can say it: not a day, or bytes."""
    said = json.dumps(value, default=str)
    if json.loads(said) == value:
        _FOUND[mark] = said


def remember(code: Mapping[str, str]) -> None:
    """Keep for the jobs of this run what was found. code: sha256 by path of all they may run."""
    with contextlib.suppress(OSError):
        MEMORY.unlink(missing_ok=True)
        with whole(MEMORY) as part:
            part.write_text(json.dumps([dict(code), _FOUND]), encoding="utf-8")


def recall(code: Mapping[str, str]) -> None:
    """Know what the run of this job found, if it ran this code, as `remember` has it, too."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        theirs, known = json.loads(MEMORY.read_text(encoding="utf-8"))
        if code.items() <= theirs.items():
            _FOUND.update(known)
