"""Collect every problem of an input and report them to people at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

# what turns, hides or cannot be written: control characters, writing directions, half characters
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


# a line of a file, or what finds it when it has to be told
Row = int | Callable[[], int | None] | None


def visible(text: str) -> str:
    """The text with its code in the place of each character that nobody sees."""
    return UNSEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input, in words for the analyst (Dutch).

    file: the file as the analyst names it, relative to the project folder.
    found: what stands there. remedy: what to do about it.
    row: 1-based line or spreadsheet row; column: heading or key; expected: what should stand there.
    about: what the fault is about, for faults that stand in many places: see `merged`.
    """

    file: str
    found: str
    remedy: str
    row: int | None = None
    column: str | None = None
    expected: str | None = None
    about: tuple[str, ...] | None = None

    def __str__(self) -> str:
        place = str(self.file).replace("\n", "<U+000A>")
        if self.row is not None:
            place += f", rij {self.row}"
        if self.column is not None:
            place += f", kolom {self.column}"
        lines = [f"{place}:", f"  gevonden:  {self.found}"]
        if self.expected is not None:
            lines.append(f"  verwacht:  {self.expected}")
        lines.append(f"  te doen:   {self.remedy}")
        return visible("\n".join(lines))


class InputProblems(Exception):
    """Raised once with all problems found; `str()` is the message for people."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        count = len(self.problems)
        title = "1 probleem" if count == 1 else f"{count} problemen"
        body = "\n".join(f"{i}. {problem}" for i, problem in enumerate(self.problems, 1))
        super().__init__(f"{title} in de invoer. Er is niets gewijzigd.\n{body}")

    def __reduce__(self) -> tuple[type[InputProblems], tuple[Iterable[Problem]]]:
        """What comes back from another process is made of the problems, not of their message."""
        return type(self), (self.problems,)


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
        row: Row = None,
        column: str | None = None,
        expected: str | None = None,
        about: tuple[str, ...] | None = None,
    ) -> None:
        row = row() if callable(row) else row
        self.problems.append(Problem(str(file), found, remedy, row, column, expected, about))

    def extend(self, error: InputProblems) -> None:
        self.problems.extend(error.problems)

    def raise_if_any(self) -> None:
        if self.problems:
            raise InputProblems(self.problems)

    def __bool__(self) -> bool:
        return bool(self.problems)


def merged(problems: Iterable[Problem]) -> list[Problem]:
    """The problems once each; those about one thing become the first, which counts the others."""
    alike: dict[object, list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        alike.setdefault(problem.about or problem, []).append(problem)
    return [_with_others(*group) for group in alike.values()]


def _with_others(first: Problem, *others: Problem) -> Problem:
    if not others:
        return first
    rows: dict[str, list[str]] = {}
    for other in others:
        rows.setdefault(other.file, []).append(str(other.row))
    places = "; ".join(f"{file}, rij {_some(found)}" for file, found in rows.items())
    return replace(first, found=f"{first.found} (ook in {places})")


def _some(rows: list[str], most: int = 5) -> str:
    return ", ".join(rows[:most]) + (" …" if len(rows) > most else "")
