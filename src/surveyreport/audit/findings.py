"""What one part of the audit found, kept until the audit is written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from surveyreport.audit.scan import Leak
from surveyreport.files.hashes import sha256
from surveyreport.files.textfile import write_text


@dataclass
class Findings:
    """seen: every file looked at, by path, with the sha256 of what was looked at.

    Of the draws alone: kept, the providers that keep the report they have; mark, of the key;
    answers, how many single answers follow; wrong, whether what is printed follows from no draw.
    """

    faults: list[str] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    mark: str = ""
    answers: tuple[int, int] = (0, 0)
    wrong: bool = False

    def saw(self, paths: Iterable[Path]) -> None:
        self.seen |= {path.as_posix(): sha256(path) for path in paths}

    def looked_at(self, path: Path) -> bool:
        """Whether a file is what was looked at."""
        return self.seen.get(path.as_posix()) == sha256(path)

    def add(self, other: Findings) -> None:
        """Faults, leaks and files seen of another part as well."""
        self.faults += other.faults
        self.leaks += other.leaks
        self.seen |= other.seen

    def write(self, path: Path) -> None:
        write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", path)


def read_findings(path: Path) -> Findings:
    said = json.loads(path.read_text(encoding="utf-8"))
    leaks, answers = [Leak(**one) for one in said.pop("leaks")], tuple(said.pop("answers"))
    return Findings(**said, leaks=leaks, answers=answers)
