"""What a script loads: no library its work does not need, counted in modules, not in seconds."""

import ast
import json
import os
import subprocess
import sys

import pytest
from support import ROOT

SCRIPTS = sorted(path for path in (ROOT / "workflow/scripts").glob("*.py") if path.stem != "job")
LIGHT = {"crate", "manifest"}
WITHOUT_STATISTICS = LIGHT | {
    "block_tables", "clean", "ingest", "numbers", "open_answers", "provider_counts",
    "published_check", "recode", "registers", "report", "response",
    "structure_differences", "workbook",
}  # fmt: skip
# library -> the scripts that may load it; what is not named here, every script may
ONLY = {
    "scipy.stats": set(),
    "plotnine": set(),
    "matplotlib.pyplot": set(),
    "scipy.optimize": {"microdata", "quality", "themes", "who_answered"},
    "scipy.special": {path.stem for path in SCRIPTS} - WITHOUT_STATISTICS,
    "typst": {"feedback", "report", "trend_report"},
    "pikepdf": {"audit", "audit_draws", "audit_public", "audit_reports"},
    "pandas": {path.stem for path in SCRIPTS} - LIGHT,
}  # fmt: skip


def imports(script):
    """The lines of a script that load something, but for what every script does first."""
    tree = ast.parse(script.read_text(encoding="utf-8"))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(ast.unparse(n) for n in named if getattr(n, "module", "") != "job")


def load(scripts, before=""):
    """Script -> the modules it loads, each in a fork of one process that has loaded `before`."""
    code = (
        f"import json, os, sys\n{before}\n"
        "for name, lines in json.load(sys.stdin).items():\n"
        "    if not (child := os.fork()):\n"
        "        exec(lines)\n"
        "        print(json.dumps([name, list(sys.modules)]), flush=True)\n"
        "        os._exit(0)\n"
        "    assert os.waitpid(child, 0)[1] == 0, name\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        input=json.dumps({path.stem: imports(path) for path in scripts}),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return {name: set(modules) for name, modules in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def loaded():
    light = [path for path in SCRIPTS if path.stem in LIGHT]
    plain = [path for path in SCRIPTS if path.stem in WITHOUT_STATISTICS - LIGHT]
    rest = [path for path in SCRIPTS if path.stem not in WITHOUT_STATISTICS]
    # what all of a kind may load is loaded once
    found = load(light) | load(plain, "import pandas, jsonschema, openpyxl")
    return found | load(rest, "import pandas, jsonschema, openpyxl, scipy.special")


def test_a_script_loads_no_library_that_it_does_not_use(loaded):
    assert loaded.keys() == {path.stem for path in SCRIPTS}
    more = {
        (name, library)
        for name, modules in loaded.items()
        for library in modules & ONLY.keys()
        if name not in ONLY[library]
    }
    assert more == set()


def test_the_libraries_that_are_named_are_loaded_by_those_that_need_them(loaded):
    assert "typst" in loaded["report"] and "pikepdf" in loaded["audit_public"]
    assert "scipy.optimize" in loaded["microdata"] and "pandas" in loaded["clean"]
