"""The modules that a script imports, by the standard library's reader of compiled code."""

import modulefinder
from functools import cache
from pathlib import Path

from support import ROOT

# scripts share most of their modules: each is compiled once
modulefinder.compile = cache(compile)


def imported(script: Path) -> set[Path]:
    """The files of the script, of what it imports and of what that imports, in this project."""
    finder = modulefinder.ModuleFinder(path=[str(ROOT / "src"), str(script.parent)])
    finder.run_script(str(script))
    return {Path(module.__file__) for module in finder.modules.values() if module.__file__}
