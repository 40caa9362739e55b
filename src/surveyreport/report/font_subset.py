"""A font with only the letters a page uses."""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont


def font_subset(path: Path, letters: str) -> bytes:
    """The font file `path` as WOFF with the glyphs of `letters`; equal input, equal bytes."""
    font = TTFont(path, recalcTimestamp=False)
    options = Options(hinting=False, notdef_outline=True)
    options.drop_tables += ["FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
