"""Zip files whose bytes depend on their content alone: office documents."""

from __future__ import annotations

import io
import zipfile

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(draft: bytes) -> bytes:
    """The same entries without their times; stored uncompressed, so no zlib version shows."""
    final = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(draft)) as source, zipfile.ZipFile(final, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return final.getvalue()
