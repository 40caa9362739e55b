"""Save a workbook so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from openpyxl import LXML, Workbook
from openpyxl.writer.excel import ExcelWriter

from surveyreport.files.packed import repacked


def workbook_bytes(book: Workbook, moment: datetime) -> bytes:
    """XLSX that says it was made at `moment`."""
    if LXML:
        raise RuntimeError("openpyxl was imported before surveyreport: it would write other bytes")
    book.properties.created = book.properties.modified = moment
    draft = io.BytesIO()
    with zipfile.ZipFile(draft, "w") as archive:
        # Workbook.save would stamp the current time on the properties.
        ExcelWriter(book, archive).write_data()
    return repacked(draft.getvalue())
