"""Survey archives (.lsa): structure, responses with null kept, and participants in one zip."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.structure import (
    archive_member,
    document,
    table_rows,
)
from surveyreport.sources.limesurvey.table import Table, refusal

AGAIN = "maak het .lsa-archief opnieuw aan"
WAIT = (
    "er is nog niets om te tellen: wacht tot er antwoorden zijn en maak het archief dan opnieuw "
    "aan, of haal de groep uit de golf in config.yaml"
)


def read_archive(path: Path, data: bytes) -> Table:
    """The responses of the archive under internal names, None = not shown; index = 1..n."""
    root = document(path, archive_member(path, data, ".lsr"), "Responses")
    if root.find("responses") is None:
        raise refusal(path, "een archief van een vragenlijst die nog niemand invulde", WAIT)
    cells = _table(path, root, "responses")
    losses = (
        "Het archief geeft elk regeleinde als een gewone regelovergang terug.",
        "Het archief laat tekens weg die in XML niet mogen (stuurtekens).",
    )
    return Table("lsa", cells, knows_not_shown=True, losses=losses)


def has_participants(data: bytes) -> bool:
    """Whether these are the bytes of an archive with a participant list."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(name.endswith(".lst") for name in archive.namelist())


def read_archive_participants(path: Path, data: bytes) -> pd.DataFrame:
    """The raw participant table of the archive, null as ""."""
    root = document(path, archive_member(path, data, ".lst"), "Tokens")
    return _table(path, root, "tokens").fillna("").astype(str)


def _table(path: Path, root: ET.Element, table_name: str) -> pd.DataFrame:
    table = root.find(table_name)
    if table is None:
        raise refusal(path, f"geen tabel {table_name} in het archief", AGAIN)
    fields = [field.text or "" for field in table.iter("fieldname")]
    # an element may not begin with a digit, nor hold the # of a dual scale
    element = {re.sub(r"^(?=\d)", "_", name).replace("#", "-"): name for name in fields}
    rows = [{element.get(name, name): v for name, v in row.items()} for row in table_rows(table)]
    problems = ProblemList()
    for number, row in enumerate(rows, 1):
        if extra := row.keys() - set(fields):
            problems.add(
                path, f"een kolom die niet in de lijst staat: {sorted(extra)[0]}", AGAIN, row=number
            )
    problems.raise_if_any()
    return pd.DataFrame(
        [[row.get(field) for field in fields] for row in rows],
        columns=pd.Index(fields, dtype=object),
        index=pd.RangeIndex(1, len(rows) + 1, name="row"),
        dtype=object,
    )
