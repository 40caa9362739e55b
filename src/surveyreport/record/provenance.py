"""manifest.json: what was made, from what, with what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from surveyreport.files.textfile import write_text
from surveyreport.record.receipts import versions


def write_manifest(
    path: Path,
    *,
    wave: str,
    synthetic: bool,
    inputs: Mapping[str, str],
    code: Mapping[str, str],
    outputs: Mapping[str, str],
    roles: Mapping[str, str] | None = None,
) -> None:
    """Write the sha256 of every input, code file and output, and the versions of the libraries.

    inputs, code, outputs: sha256 by path as the project sees it, as the jobs themselves saw them.
    roles: what the inputs of a wave are, as `Wave.roles`.
    """
    manifest = {
        "wave": wave,
        "synthetic": synthetic,
        "libraries": versions(),
        "inputs": dict(sorted(inputs.items())),
        "roles": dict(sorted((roles or {}).items())),
        "code": dict(sorted(code.items())),
        "outputs": dict(sorted(outputs.items())),
    }
    write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", path)
