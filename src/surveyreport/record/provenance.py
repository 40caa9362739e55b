"""manifest.json: what was made, from what, with what."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from surveyreport.files.hashes import sha256

LIBRARIES = ("jinja2", "matplotlib", "numpy", "openpyxl", "pandas", "pillow", "plotnine", "pyarrow",
             "pyreadstat", "rocrate", "scipy", "snakemake", "typst")  # fmt: skip


def write_manifest(
    path: Path,
    *,
    wave: str,
    synthetic: bool,
    inputs: Iterable[Path],
    code: Iterable[Path],
    outputs: Iterable[Path],
    roles: Mapping[str, str] | None = None,
) -> None:
    """Write the sha256 of every input, code file and output, and the versions of the libraries.

    roles: what the inputs of a wave are, as `Wave.roles`.
    Paths are given as the project sees them, relative to its folder.
    """
    manifest = {
        "wave": wave,
        "synthetic": synthetic,
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": _hashes(inputs),
        "roles": dict(sorted((roles or {}).items())),
        "code": _hashes(code),
        "outputs": _hashes(outputs),
    }
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, path)


def _hashes(paths: Iterable[Path]) -> dict[str, str]:
    return {path.as_posix(): sha256(path) for path in sorted(set(paths))}
