"""Everything a script can reach: what it imports, what that imports, and the files beside it.

Imports inside functions count, and so do those for type checking: a module too many is a rerun too
many, a module too few is a result that its code would not make.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
from functools import cached_property
from hashlib import sha256
from pathlib import Path

# what a file names, by the sha256 of its text
MEMORY = Path(".snakemake/imports.json")
# reference of a module that looks for files from its own place
EVERYTHING = "*"
DATA = "data:"
# names made up while running cannot be followed
HIDDEN_IMPORTS = ("__import__", "import_module", "exec", "eval", "run_module", "run_path")


class Closures:
    """The closures of the scripts of one project, whose library stands in src/.

    project: the folder of the Snakefile.
    """

    def __init__(self, project: Path = Path()):
        self._src = project / "src"
        self._memory = project / MEMORY
        try:
            self._known = json.loads(self._memory.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}
        self._named: dict[Path, list[str]] = {}
        self._behind: dict[Path, set[Path]] = {}
        self._used: dict[str, list[str]] = {}
        self._found: dict[str, set[Path]] = {}

    def reached(self, script: Path) -> list[Path]:
        """The script, the modules and the data files it can reach, sorted.

        Raises ValueError for an import that cannot be followed.
        """
        beside = {path.stem: path for path in script.parent.glob("*.py")}
        found: set[Path] = set()
        todo = {script}
        while todo:
            path = todo.pop()
            found.add(path)
            if path.suffix == ".py":
                todo |= self._next(path)
                todo |= {beside[name] for name in self._names(path) if name in beside}
                todo -= found
        return sorted(found)

    def remember(self) -> None:
        """Keep what was read, so that the next start parses changed files only."""
        if self._used == self._known:
            return
        part = self._memory.with_name(f"{self._memory.name}.{os.getpid()}.part")
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._used), encoding="utf-8")
            os.replace(part, self._memory)
        except OSError:
            # costs the next start some time
            part.unlink(missing_ok=True)

    def _names(self, path: Path) -> list[str]:
        if path not in self._named:
            package = ""
            if self._src in path.parents:
                package = ".".join(path.relative_to(self._src).parent.parts)
            text = path.read_bytes()
            key = sha256(f"{package}\n".encode() + text).hexdigest()
            names = self._known.get(key)
            if names is None:
                names = sorted(references(text.decode("utf-8"), package, path.as_posix()))
            self._named[path] = self._used[key] = names
        return self._named[path]

    def _next(self, path: Path) -> set[Path]:
        """The files of the library behind what a module names."""
        if path not in self._behind:
            self._behind[path] = set().union(*map(self._files, self._names(path)))
        return self._behind[path]

    @cached_property
    def _library(self) -> dict[str, set[Path]]:
        """Every reference the library can answer -> its files."""
        files: dict[str, set[Path]] = {EVERYTHING: set()}
        for place, folders, names in os.walk(self._src):
            folders[:] = [f for f in folders if f != "__pycache__" and not f.endswith(".egg-info")]
            folder = Path(place)
            parts = folder.relative_to(self._src).parts
            if "__init__.py" in names:
                package = parts
            else:
                # a folder of data belongs to the package above
                package = next(
                    (up for up in _above(parts) if f"{DATA}{'.'.join(up)}" in files), parts
                )
            files.setdefault(f"{DATA}{'.'.join(package)}", set())
            for name in names:
                path = folder / name
                files[EVERYTHING].add(path)
                if path.suffix != ".py":
                    files[f"{DATA}{'.'.join(package)}"].add(path)
                elif name == "__init__.py":
                    files[".".join(parts)] = {path}
                else:
                    files[".".join((*parts, path.stem))] = {path}
        return files

    def _files(self, name: str) -> set[Path]:
        """The files behind a reference; importing a.b.c runs a, a.b and a.b.c."""
        if name not in self._found:
            whole = name.startswith(DATA) or name == EVERYTHING
            parts = [name] if whole else name.split(".")
            above = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
            self._found[name] = set().union(*(self._library.get(one, ()) for one in above))
        return self._found[name]


def closures_of(scripts: Path) -> Closures:
    """With the closure of every script in a folder followed, as far as it can be."""
    closures = Closures()
    for script in sorted(scripts.glob("*.py")):
        with contextlib.suppress(SyntaxError, ValueError):
            closures.reached(script)
    return closures


def _above(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [parts[:end] for end in range(len(parts) - 1, 0, -1)]


def references(text: str, package: str, name: str) -> set[str]:
    """What a module names: modules by their full name (also what may be a name in one),
    'data:<package>' for files(<package>), EVERYTHING when it uses its own place.

    package: the one it is in, '' for a script; name: how a fault names it.
    Raises ValueError for an import or data file that cannot be told from the text.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Name) and node.id == "__file__":
            found.add(EVERYTHING)
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            module = getattr(getattr(node.func, "value", None), "id", "")
            plain = isinstance(node.func, ast.Name) or module in ("importlib", "runpy", "builtins")
            if called in HIDDEN_IMPORTS and plain:
                raise ValueError(f"{name}:{node.lineno}: {called}() hides what is imported")
            if called == "files" and len(node.args) == 1:
                of = node.args[0]
                if isinstance(of, ast.Constant) and isinstance(of.value, str):
                    found.add(DATA + of.value)
                elif getattr(of, "id", "") == "__package__":
                    found.add(DATA + package)
                elif plain or module == "resources":
                    raise ValueError(f"{name}:{node.lineno}: files() of what package?")
    return found
