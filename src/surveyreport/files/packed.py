"""Zip files whose bytes depend on their content alone: office documents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(draft: bytes, filled: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """The same entries without their times; stored uncompressed, so no zlib version shows.

    filled: what stands in the file in the place of the entries of these names.
    """
    final = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(draft)) as source, zipfile.ZipFile(final, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, filled[name] if name in filled else source.read(name))
    return final.getvalue()
