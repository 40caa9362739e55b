"""The font of figures, reports and pages: of the package that the theme names, not the system's.

A file may hold all weights (a variable font). typst reads it as it is; figures and pages get a file
of one weight, cut from it.
"""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# the axis of weights, and where on it each face stands (OpenType: 400 is regular, 700 bold)
AXIS = "wght"
WEIGHTS = {"regular": 400, "bold": 700, "italic": 400}
FACES = tuple(WEIGHTS)
# what a figure may print: Latin with its accents, Greek, punctuation, arrows, mathematics, shapes
LETTERS = frozenset(
    chr(code)
    for first, last in ((0x20, 0x24F), (0x370, 0x3FF), (0x2000, 0x22FF), (0x25A0, 0x27BF))
    for code in range(first, last + 1)
)  # fmt: skip


@cache
def package_fonts(package: str) -> dict[str, Path]:
    """The font files of an installed package, by file name; {} without such a package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return {}
    found = Path(spec.origin).parent.rglob("*.[ot]tf")
    return {path.name: path for path in sorted(found, reverse=True)}


def cut(path: Path, weight: int, letters: frozenset[str], flavor: str | None = None) -> bytes:
    """The font at this weight, with the glyphs of `letters` only; equal input, equal bytes.

    flavor: woff for a page. Pairs of letters keep their distance, so that text is as wide as in the
    whole font.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(path, recalcTimestamp=False)
    options = Options(hinting=False, notdef_outline=True, layout_features=["kern"], name_IDs=["*"])
    options.drop_tables += ["FFTM", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)))
    subsetter.subset(font)
    if "fvar" in font:
        instantiateVariableFont(font, {AXIS: weight}, inplace=True)
        font["OS/2"].usWeightClass = weight
    font.flavor = flavor
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


@cache
def drawn_with(*files: Path) -> dict[str, Path]:
    """For each face a font file of its weight with LETTERS; files: in the order of FACES.

    They stand in a folder of this process, which goes when it ends. Takes about two seconds.
    """
    folder = Path(tempfile.mkdtemp(prefix="fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    paths = {}
    for (face, weight), path in zip(WEIGHTS.items(), files, strict=True):
        paths[face] = folder / f"{face}.ttf"
        paths[face].write_bytes(cut(path, weight, LETTERS))
    return paths
