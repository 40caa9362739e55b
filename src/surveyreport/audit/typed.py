"""What respondents typed, kept for the audit to look for in every file."""

from __future__ import annotations

from pathlib import Path

from surveyreport.files.parquet import read_parquet


def typed_texts(wave: str) -> frozenset[str]:
    """Every text of the open answers of a wave, as kept beside them."""
    path = Path("data/processed") / wave / "open" / "typed.parquet"
    return frozenset(read_parquet(path)["text"])
