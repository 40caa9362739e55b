"""Land fetched files in the raw folder with their rows in the data log, all or none."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

LOG = "README.md"
HEADING = "| bestand | bron | datum | soort | sha256 |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Landed:
    """A fetched file: where it goes, its bytes, and where it came from (a log sentence)."""

    path: Path
    data: bytes
    source: str


def land(files: list[Landed], folder: Path, wave: str, today: date, kind: str) -> list[Path]:
    """Write the files and the data log of `folder`; on any fault what was there is put back.

    kind: the log's word for the data, synthetic or real. Returns the files written.
    """
    log = folder / LOG
    text = log.read_text(encoding="utf-8") if log.exists() else f"# Datalogboek, meting {wave}\n"
    for file in files:
        digest = hashlib.sha256(file.data).hexdigest()
        row = f"| {file.path.name} | {file.source} | {today} | {kind} | {digest} |\n"
        text = _with_row(text, file.path.name, row)
    contents = {file.path: file.data for file in files} | {log: text.encode()}
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".fetch-") as name:
        stage = Path(name)
        for path, data in contents.items():
            (stage / path.name).write_bytes(data)
        done: list[Path] = []
        try:
            for path in contents:
                if path.exists():
                    shutil.copyfile(path, stage / f"{path.name}.old")
                done.append(path)
                os.replace(stage / path.name, path)
        except BaseException:
            for path in done:
                old = stage / f"{path.name}.old"
                if old.exists():
                    os.replace(old, path)
                else:
                    path.unlink(missing_ok=True)
            raise
    return list(contents)


def _with_row(text: str, name: str, row: str) -> str:
    """The log with the row of this file replaced, or added below the last row of its table."""
    lines = text.splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if line.startswith("|")]
    same = [i for i in rows if lines[i].split("|")[1].strip() == name]
    if same:
        lines[same[0]] = row
    elif rows:
        lines[rows[-1]] = lines[rows[-1]].rstrip("\n") + "\n"
        lines.insert(rows[-1] + 1, row)
    else:
        lines += ["\n", HEADING, row]
    return "".join(lines)
