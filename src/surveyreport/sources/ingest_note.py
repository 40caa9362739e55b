"""What an export's dialect was and what it lost, kept beside the answers as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from surveyreport.files.textfile import write_text
from surveyreport.sources.ingest import Answers


@dataclass(frozen=True)
class IngestNote:
    """dialect: csv, xlsx, json, vv, lsa, spss, sav or rdata. losses: Dutch sentences.

    knows_not_shown: whether the file tells 'never shown' from 'left open'.
    """

    dialect: str
    knows_not_shown: bool
    losses: tuple[str, ...]


def write_ingest_note(answers: Answers, path: Path) -> None:
    """Write the note of these answers to `path`, whole or not at all."""
    note = IngestNote(answers.dialect, answers.knows_not_shown, answers.losses)
    write_text(json.dumps(asdict(note), ensure_ascii=False, indent=2) + "\n", path)


def read_ingest_note(path: Path) -> IngestNote:
    """The note that `write_ingest_note` wrote."""
    note = json.loads(path.read_text(encoding="utf-8"))
    return IngestNote(note["dialect"], note["knows_not_shown"], tuple(note["losses"]))
