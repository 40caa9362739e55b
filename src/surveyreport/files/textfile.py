"""Text on disk: read with every fault named, written whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.files.whole import whole

# a file people edit; the largest of the study is 0.1 MB
LARGEST = 20_000_000
ABSENT = "zet het terug of pas de verwijzing aan"
# what no text has: NUL and other control characters, and turned writing directions
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def checked_text(path: Path, problems: ProblemList, absent: str = ABSENT) -> str | None:
    """The UTF-8 text in `path`, without a byte order mark; None with a problem when there is none.

    Refused: what is no plain file, more than 20 MB, another encoding, control characters. absent:
    what to do when it is not there.
    """
    try:
        data = file_bytes(path, LARGEST, absent)
    except InputProblems as error:
        problems.extend(error)
        return None
    if data.startswith(b"PK"):
        problems.add(path, "een werkmap of zip-bestand", "bewaar het blad als CSV UTF-8")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        problems.add(
            path, f"geen UTF-8 (byte {error.start})", "bewaar het bestand als UTF-8", row=row
        )
        return None
    if found := UNFIT.search(text):
        row = text.count("\n", 0, found.start()) + 1
        sign = f"U+{ord(found[0]):04X}"
        problems.add(path, f"een onzichtbaar teken ({sign})", "haal het teken weg", row=row)
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_text(text: str, path: Path) -> None:
    """Write `text` as UTF-8 with LF line ends."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
