"""Whether the libraries of this Python are those of requirements.lock."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.textfile import checked_text

PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def check_libraries(lock: Path) -> None:
    """Refuse to work with other libraries than `lock` pins: results would be of other code.

    Looked at are those that the project asks for itself. Raises InputProblems, one problem for all.
    """
    problems = ProblemList()
    text = checked_text(lock, problems)
    problems.raise_if_any()
    pinned, other = dict(PIN.findall(text or "")), []
    for name in (name for name in requires("surveyreport") or () if ";" not in name):
        try:
            here = version(name)
        except PackageNotFoundError:
            here = ""
        if here != pinned.get(name):
            other.append(f"{name} {pinned.get(name, '(niet genoemd)')} (hier {here or 'niet'})")
    if other:
        problems.add(
            lock,
            f"niet zo geïnstalleerd: {', '.join(other)}",
            "voer make report uit: dat installeert wat hier staat",
        )
    problems.raise_if_any()
