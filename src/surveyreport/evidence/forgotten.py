"""What of a wave's texts was forgotten, and which waves keep them too long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_csv, write_csv
from surveyreport.files.hashes import sha256
from surveyreport.files.problems import ProblemList
from surveyreport.study.coded import coded_folder
from surveyreport.study.wave_entry import Wave

COLUMNS = ["kind", "name", "sha256"]
EXPORT, QUOTE = "export", "quote"
SHEETS = Path("data/sheets")


def forgotten_path(wave: str) -> Path:
    """Where it stands which exports have no text any more, and which quotes were right."""
    return coded_folder(wave) / "forgotten.csv"


def read_forgotten(wave: str) -> dict[tuple[str, str], str] | None:
    """(kind, name) -> sha256, of an export as it became or of a quote; None for a wave of which
    nothing was forgotten."""
    path = forgotten_path(wave)
    if not path.is_file():
        return None
    problems = ProblemList()
    table = read_csv(path, tuple(COLUMNS), problems)
    problems.raise_if_any()
    return {(kind, name): digest for kind, name, digest in table[COLUMNS].to_numpy().tolist()}


def remember(wave: str, exports: list[Path], quotes: Mapping[str, str]) -> None:
    """Add exports as they stand and quotes (id -> digest) to what was forgotten."""
    known = read_forgotten(wave) or {}
    known |= {(EXPORT, path.as_posix()): sha256(path) for path in exports}
    known |= {(QUOTE, name): digest for name, digest in quotes.items()}
    rows = [(*at, digest) for at, digest in sorted(known.items())]
    write_csv(pd.DataFrame(rows, columns=COLUMNS, dtype=str), forgotten_path(wave))


def told_about_texts(wave: Wave, today: date) -> str:
    """What to tell on the screen about the texts of a wave; "" when all is well.

    For the screen only: the day of a run stands in no file that it makes.
    """
    until = wave.keep_text_until
    if until is None:
        return (
            ""
            if wave.synthetic
            else f"Golf {wave.id}: zet in config.yaml bij keep_text_until tot wanneer de tekst van "
            "open antwoorden bewaard mag worden."
        )
    if today <= until:
        return ""
    known = read_forgotten(wave.id) or {}
    kept = [
        files.file.as_posix()
        for files in wave.exports.values()
        if known.get((EXPORT, files.file.as_posix())) != sha256(files.file)
    ]
    if (SHEETS / wave.id).is_dir():
        kept.append((SHEETS / wave.id).as_posix())
    if not kept:
        return ""
    return (
        f"Golf {wave.id}: de tekst van open antwoorden mocht bewaard worden tot en met {until} en "
        f"staat nog in {', '.join(kept)}. Wis ze met: make forget WAVE={wave.id}"
    )
