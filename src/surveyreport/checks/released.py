"""Whether what goes out with the provider reports is made by the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path

from surveyreport.files.problems import ProblemList

FILE = Path("study/disclosure.yaml")


def check_released(
    patterns: Iterable[str],
    files_of: Callable[[str], list[str]],
    is_made: Callable[[str], bool],
    examples: Iterable[str],
) -> None:
    """Refuse a pattern of `release: public:` under which a file falls that no rule makes.

    Without this the audit would wait for it, and the run would end without a new audit.
    files_of: the files of a pattern over all waves; is_made: whether a rule makes a file; examples:
    names that a pattern may have. Raises InputProblems with all of them.
    """
    problems = ProblemList()
    known = sorted(examples)
    for pattern in patterns:
        lost = [name for name in files_of(pattern) if not is_made(name)]
        if lost:
            near = get_close_matches(pattern, known, n=1)
            problems.add(
                FILE,
                f"'{pattern}': geen stap van de run maakt {lost[0]}",
                f"bedoelt u {near[0]}?" if near else "noem een bestand dat onder results/ komt",
                column="release.public",
            )
    problems.raise_if_any()
