"""All receipts of a project together: what stands there that they vouch for, and what not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.record.receipts import (
    FOLDER,
    ROOT,
    Receipt,
    content_hash,
    read_left,
    read_receipt,
    versions,
)

RESULTS = Path("results")
WORDS = {"code": "andere code", "inputs": "andere invoer", "outputs": "later gewijzigde uitvoer",
         "beside": "later gewijzigde uitvoer"}  # fmt: skip
SHOWN = 3
AGAIN = "start make report opnieuw: wat niet klopt, wordt dan opnieuw gemaakt"


@dataclass(frozen=True)
class Evidence:
    """receipts: the files read; inputs (files that no job makes), code, outputs: sha256 by path."""

    receipts: set[Path]
    inputs: dict[str, str]
    code: dict[str, str]
    outputs: dict[str, str]


class Ledger:
    """The receipts as they stand now, of the project in the working directory."""

    def __init__(self) -> None:
        paths = sorted(ROOT.glob(f"*/{FOLDER}/*.json"))
        self.receipts = {path: receipt for path in paths if (receipt := read_receipt(path))}
        self._hashes: dict[str, str] = {}

    @cached_property
    def makers(self) -> dict[str, Path]:
        """Output -> the receipt of the job that made it last; jobs that are not done have none."""
        return {
            name: path
            for path, receipt in self.receipts.items()
            if receipt.done
            for name in receipt.made
        }

    def differences(self, receipt: Receipt) -> list[str]:
        """Why a receipt does not hold, in words; empty when everything is as the job left it."""
        if not receipt.done:
            return ["een stap die niet ten einde kwam"]
        found = []
        for part, words in WORDS.items():
            names = [n for n, h in getattr(receipt, part).items() if self._now(n) != h]
            if names:
                more = f" en {len(names) - SHOWN} andere" if len(names) > SHOWN else ""
                found.append(f"{words}: {', '.join(names[:SHOWN])}{more}")
        if receipt.libraries != self._versions:
            found.append("andere bibliotheken")
        return found

    def edited(self) -> bool:
        """Whether what people wrote, or the code, is no longer what a receipt says; a file that is
        not to be read is not, and is told by who reads it."""
        try:
            return any(
                self._now(name) != digest
                for receipt in self.receipts.values()
                for name, digest in (receipt.code | receipt.inputs).items()
                if name not in self.makers
            )
        except OSError:
            return True

    def holds(self, path: Path) -> bool:
        """Whether the receipt in `path` vouches for its outputs."""
        return path in self._holding

    @cached_property
    def _holding(self) -> set[Path]:
        return {path for path, receipt in self.receipts.items() if not self.differences(receipt)}

    @cached_property
    def named(self) -> set[str]:
        """Every file that a receipt tells of."""
        return {name for receipt in self.receipts.values() for name in receipt.made}

    def unearned(self) -> set[str]:
        """The files that no receipt vouches for, and the outputs of receipts that do not hold."""
        earned = {name for path in self._holding for name in self.receipts[path].made}
        standing = {
            path.as_posix()
            for root in (ROOT, RESULTS)
            for path in root.glob("*/**/*")
            if path.is_file()
        }
        return (standing | self.named) - earned

    def behind(self, outputs: Iterable[str]) -> set[Path]:
        """The receipts of everything that these outputs were made from, their own included."""
        found: set[Path] = set()
        todo = set(outputs)
        while todo:
            path = self.makers.get(todo.pop())
            if path and path not in found:
                found.add(path)
                todo |= self.receipts[path].inputs.keys()
        return found

    def evidence(self, outputs: Iterable[str]) -> Evidence:
        """What these outputs were made from and by.

        Raises InputProblems when one has no receipt, or when something it was made from, or by, is
        not what stands there now.
        """
        problems = ProblemList()
        outputs = sorted(set(outputs))
        for name in outputs:
            if name not in self.makers:
                problems.add(name, "geen geslaagde stap zegt dat hij dit maakte", AGAIN)
        behind = self.behind(outputs)
        receipts = [self.receipts[path] for path in sorted(behind)]
        for receipt in receipts:
            for words in self.differences(receipt):
                problems.add(next(iter(receipt.made)), f"gemaakt met {words}", AGAIN)
        problems.raise_if_any()
        inputs = {name: digest for r in receipts for name, digest in r.inputs.items()}
        return Evidence(
            behind,
            {n: h for n, h in inputs.items() if h and n[-1] != "/" and n not in self.makers},
            {name: digest for r in receipts for name, digest in r.code.items()},
            {name: self.receipts[self.makers[name]].made[name] for name in outputs},
        )

    def left(self, folder: Path) -> dict[str, str]:
        """What the jobs of a wave made once and none makes now: path -> sha256 as made.

        folder: of its receipts.
        """
        found: dict[str, str] = {}
        for path in sorted(folder.glob("*.left")):
            found |= read_left(path)
        return {name: digest for name, digest in found.items() if name not in self.makers}

    @cached_property
    def _versions(self) -> dict[str, str]:
        return versions()

    def _now(self, name: str) -> str:
        """sha256 of a file, '' when there is none.

        A declared output that is gone was temporary, or will be made again (`Run.begin`); until
        then it is what its receipt says.
        """
        if name not in self._hashes:
            self._hashes[name] = content_hash(name)
        if not self._hashes[name] and name in self.makers:
            return self.receipts[self.makers[name]].outputs.get(name, "")
        return self._hashes[name]
