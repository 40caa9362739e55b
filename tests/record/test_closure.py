"""What a script can reach, against the standard library's own reader of compiled imports."""

import re

import pytest
from imported import imported
from support import ROOT

from surveyreport.record.closure import Closures, references

SCRIPTS = sorted((ROOT / "workflow/scripts").glob("*.py"))


@pytest.fixture(scope="module")
def closures():
    return Closures(ROOT)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_modules_are_those_that_compiled_code_imports(closures, script):
    reached = {path for path in closures.reached(script) if path.suffix == ".py"}
    assert reached == imported(script)


def test_every_rule_names_the_closure_of_its_own_script():
    for path in sorted((ROOT / "workflow/rules").glob("*.smk")):
        for rule in re.split(r"(?m)^ *rule\b", path.read_text(encoding="utf-8"))[1:]:
            (script,) = re.findall(r'script:\s*"\.\./scripts/(\w+\.py)"', rule)
            named = re.search(r"code=code_of\(([^\n]*)\)", rule)
            assert named and named[1] == f'"{script}"', f"{path.name}: {script}"


@pytest.fixture
def project(tmp_path):
    for name, text in {
        "src/lib/__init__.py": "",
        "src/lib/schemas/a.yaml": "a: 1",
        "src/lib/one/__init__.py": "from lib.base import start",
        "src/lib/one/page.py": "from importlib.resources import files\nfiles(__package__)",
        "src/lib/one/page.j2": "<p>",
        "src/lib/one/other.j2": "<p>",
        "src/lib/base.py": "",
        "src/lib/deep.py": "def f():\n    from .one import page as p\n    import lib.late",
        "src/lib/late.py": "import importlib.resources as r\nr.files('lib')",
        "src/lib/apart.py": "where = __file__",
        "scripts/run.py": "from job import job\nwith job():\n    from lib import deep",
        "scripts/job.py": "",
        "scripts/alone.py": "import lib.apart",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def reached(project, script):
    found = Closures(project).reached(project / "scripts" / script)
    return {path.relative_to(project).as_posix() for path in found}


def test_imports_in_functions_packages_and_files_beside_a_module_count(project):
    assert reached(project, "run.py") == {
        "scripts/run.py",
        "scripts/job.py",
        "src/lib/__init__.py",
        "src/lib/deep.py",
        "src/lib/late.py",
        # the package of page runs first, with what it imports
        "src/lib/one/__init__.py",
        "src/lib/base.py",
        "src/lib/one/page.py",
        "src/lib/one/page.j2",
        "src/lib/one/other.j2",
        "src/lib/schemas/a.yaml",
    }


def test_a_module_that_looks_from_its_own_place_reaches_the_whole_library(project):
    library = {
        path.relative_to(project).as_posix()
        for path in (project / "src").rglob("*")
        if path.is_file()
    }
    assert reached(project, "alone.py") == library | {"scripts/alone.py"}


def test_what_is_remembered_gives_the_same_and_is_told_apart_by_content(project):
    first = Closures(project)
    before = first.reached(project / "scripts/run.py")
    first.remember()
    assert (project / ".snakemake/imports.json").is_file()
    assert Closures(project).reached(project / "scripts/run.py") == before
    (project / "src/lib/late.py").write_text("import lib.apart", encoding="utf-8")
    assert project / "src/lib/apart.py" in Closures(project).reached(project / "scripts/run.py")


@pytest.mark.parametrize(
    "text",
    [
        "import importlib\nimportlib.import_module(name)",
        "__import__(name)",
        "from importlib.resources import files\nfiles(name)",
        "exec(text)",
    ],
)
def test_what_cannot_be_followed_is_refused(text):
    with pytest.raises(ValueError, match=r"module\.py:"):
        references(text, "lib", "module.py")


def test_a_method_of_the_same_name_is_no_import():
    assert references("frame.eval('a + b')\nfolder.files(1)", "lib", "module.py") == set()


def test_scripts_read_the_study_as_they_use_it():
    whole = [path.name for path in SCRIPTS if "load_study" in path.read_text(encoding="utf-8")]
    assert whole == [], "study_as_used instead: a job depends on what it opens"
