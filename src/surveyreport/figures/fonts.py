"""The font of figures, reports and pages: of the package that the theme names, not the system's.

A file may hold all weights (a variable font). typst reads it as it is; figures and pages get a file
of one weight, cut from it.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# the axis of weights, and where on it each face stands (OpenType: 400 is regular, 700 bold)
AXIS = "wght"
WEIGHTS = {"regular": 400, "bold": 700, "italic": 400}
FACES = tuple(WEIGHTS)


@cache
def package_fonts(package: str) -> dict[str, Path]:
    """The font files of an installed package, by file name; {} without such a package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return {}
    found = Path(spec.origin).parent.rglob("*.[ot]tf")
    return {path.name: path for path in sorted(found, reverse=True)}


def cut(path: Path, weight: int, letters: Iterable[str] | None = None) -> bytes:
    """The font at this weight, with the glyphs of `letters` (without: all); equal input, equal
    bytes.

    Pairs of letters keep their distance, so that text is as wide as in the whole font.
    """
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(path)))
    asked = hb.SubsetInput()
    asked.unicode_set.update(face.unicodes if letters is None else map(ord, letters))
    asked.layout_feature_tag_set.clear()
    asked.layout_feature_tag_set.add(int.from_bytes(b"kern", "big"))
    # also the names by which the faces are one family
    asked.name_id_set.update(range(26))
    asked.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    if any(axis.tag == AXIS for axis in face.axis_infos):
        asked.pin_axis_location(face, AXIS, weight)
    return asked.subset(face).blob.data


@cache
def drawn_with(*files: Path) -> dict[str, Path]:
    """For each face a font file of its weight; files: in the order of FACES.

    They stand in a folder of this process, which goes when it ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    paths = {}
    for (face, weight), path in zip(WEIGHTS.items(), files, strict=True):
        paths[face] = folder / f"{face}.ttf"
        paths[face].write_bytes(cut(path, weight))
    return paths
