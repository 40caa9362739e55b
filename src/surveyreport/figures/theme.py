"""The look of the figures, from study/theme.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from surveyreport.files.problems import InputProblems, Problem

FILE = "study/theme.yaml"
MM_PER_POINT = 25.4 / 72
FACES = ("regular", "bold", "italic")


@dataclass(frozen=True)
class Theme:
    """Lengths in mm, letters in points, colours as #rrggbb; the keys are those of the file."""

    width: float
    png_dpi: int
    label_from: int
    font: dict[str, str]
    text: dict[str, float]
    space: dict[str, float]
    colours: dict[str, Any]

    @property
    def body(self) -> float:
        return self.text["body"]

    @property
    def small(self) -> float:
        return self.text["small"]

    def line_height(self, size: float) -> float:
        """Height of a line of text of `size` points, in mm."""
        return size * MM_PER_POINT * self.text["line"]

    def colour(self, name: str) -> str:
        return self.colours[name]

    def ordinal(self, levels: int) -> list[str]:
        """The palette for a number of substantive levels. Raises InputProblems if there is none."""
        for palette in self.colours["ordinal"]:
            if len(palette) == levels:
                return palette
        problem = Problem(
            FILE,
            f"geen palet voor {levels} inhoudelijke niveaus",
            f"voeg bij colours: ordinal: een rij van {levels} kleuren toe",
            column="ordinal",
        )
        raise InputProblems([problem])

    def ink_on(self, fill: str) -> str:
        """White or ink, whichever contrasts most with `fill` (WCAG 2.2 contrast ratio)."""
        return max((self.colour("paper"), self.colour("ink")), key=lambda ink: contrast(ink, fill))

    @property
    def font_files(self) -> tuple[Path, ...]:
        return tuple(self.font_file(face) for face in FACES)

    def font_file(self, face: str) -> Path:
        """The file of a face (regular, bold, italic) among the fonts matplotlib ships."""
        path = font_folder() / self.font[face]
        if path.is_file():
            return path
        problem = Problem(
            FILE,
            f"het lettertype {self.font[face]} bestaat niet",
            "kies een lettertype dat matplotlib meebrengt",
            column=face,
            expected=", ".join(sorted(found.name for found in font_folder().glob("DejaVu*.ttf"))),
        )
        raise InputProblems([problem])


def font_folder() -> Path:
    """Where matplotlib keeps its fonts, found without importing matplotlib."""
    spec = find_spec("matplotlib")
    assert spec and spec.origin
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
