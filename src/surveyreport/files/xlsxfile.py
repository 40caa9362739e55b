"""Save a workbook so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from openpyxl import LXML, Workbook
from openpyxl.writer.excel import ExcelWriter

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(book: Workbook, moment: datetime) -> bytes:
    """XLSX that says it was made at `moment`; stored uncompressed, so no zlib version shows."""
    if LXML:
        raise RuntimeError("openpyxl was imported before surveyreport: it would write other bytes")
    book.properties.created = book.properties.modified = moment
    draft, final = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(draft, "w") as archive:
        # Workbook.save would stamp the current time on the properties.
        ExcelWriter(book, archive).write_data()
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return final.getvalue()
