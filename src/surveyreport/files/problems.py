"""Collect every problem of an input and report them to people at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input, in words for the analyst (Dutch).

    file: the file as the analyst names it, relative to the project folder.
    found: what stands there. remedy: what to do about it.
    row: 1-based line or spreadsheet row; column: heading or key; expected: what should stand there.
    """

    file: str
    found: str
    remedy: str
    row: int | None = None
    column: str | None = None
    expected: str | None = None

    def __str__(self) -> str:
        place = str(self.file)
        if self.row is not None:
            place += f", rij {self.row}"
        if self.column is not None:
            place += f", kolom {self.column}"
        lines = [f"{place}:", f"  gevonden:  {self.found}"]
        if self.expected is not None:
            lines.append(f"  verwacht:  {self.expected}")
        lines.append(f"  te doen:   {self.remedy}")
        return "\n".join(lines)


class InputProblems(Exception):
    """Raised once with all problems found; `str()` is the message for people."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        count = len(self.problems)
        title = "1 probleem" if count == 1 else f"{count} problemen"
        body = "\n".join(f"{i}. {problem}" for i, problem in enumerate(self.problems, 1))
        super().__init__(f"{title} in de invoer. Er is niets gewijzigd.\n{body}")


class ProblemList:
    """A list to add problems to while reading on; `raise_if_any` ends the reading."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self,
        file: str | Path,
        found: str,
        remedy: str,
        *,
        row: int | None = None,
        column: str | None = None,
        expected: str | None = None,
    ) -> None:
        self.problems.append(Problem(str(file), found, remedy, row, column, expected))

    def extend(self, error: InputProblems) -> None:
        self.problems.extend(error.problems)

    def raise_if_any(self) -> None:
        if self.problems:
            raise InputProblems(self.problems)

    def __bool__(self) -> bool:
        return bool(self.problems)
