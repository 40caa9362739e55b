"""A survey as LimeSurvey holds it, from any file that describes one, told by its content."""

from __future__ import annotations

from pathlib import Path

from surveyreport.files.opened import file_bytes
from surveyreport.sources.limesurvey.read_tsv import parse_tsv
from surveyreport.sources.limesurvey.server_structure import parse_server_structure
from surveyreport.sources.limesurvey.structure import parse_structure, structure_bytes
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.limesurvey.table import refusal


def load_structure(path: Path) -> Structure:
    """The structure in an .lss, .lsa, tab-separated .txt or the .structure.json of a fetch.

    Raises InputProblems when the file is absent or none of these.
    """
    data = file_bytes(path)
    if not data.strip(b"\xef\xbb\xbf\r\n "):
        raise refusal(path, "een leeg bestand", "exporteer de structuur opnieuw als .lss")
    if data.startswith(b"PK") or data.lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"<"):
        return parse_structure(path, structure_bytes(path, data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(
            path, f"geen UTF-8 (byte {error.start})", "exporteer de structuur opnieuw als .lss"
        ) from None
    if text.lstrip().startswith("{"):
        return parse_server_structure(path, text)
    return parse_tsv(path, text)
