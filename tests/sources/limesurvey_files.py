"""The real exports in tests/data/limesurvey and what the database held (truth.json)."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import Structure

DATA = Path(__file__).parents[1] / "data" / "limesurvey"
SURVEYS = {"beleidsteam": 231001, "schoolteam": 231002, "leerlingen": 231003}
PERSONAL_VALUES = re.compile(r"deelnemer\d+@|Fictief|Verzonnen|Voorbeeld, |Denkbeeld|Ñandú")


@functools.cache
def truth(group: str) -> dict:
    """Questions and responses of one survey as the database held them."""
    return json.loads((DATA / group / "truth.json").read_text(encoding="utf-8"))


@functools.cache
def structure(group: str) -> Structure:
    return load_structure(DATA / group / "structure" / f"survey_{SURVEYS[group]}.lss")


def stored(group: str) -> dict[str, dict[str, str | None]]:
    """Response id -> code heading -> stored text; None = never shown."""
    return {
        str(row["id"]): {
            code: None if value is None else str(value)
            for code, value in row.items()
            if not code.startswith("_")
        }
        for row in truth(group)["responses"]
    }


def expected_ids(group: str, file: str) -> list[str]:
    """Ids that the completion filter in the file name lets through, in the order stored."""
    rows = stored(group)
    if "incomplete" in file:
        return [i for i, row in rows.items() if row["submitdate"] is None]
    if "complete" in file:
        return [i for i, row in rows.items() if row["submitdate"] is not None]
    return list(rows)
