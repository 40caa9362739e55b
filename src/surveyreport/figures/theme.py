"""The look of the figures, from study/theme.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from surveyreport.figures.fonts import FACES, package_fonts
from surveyreport.files.problems import InputProblems, Problem
from surveyreport.study.model import Scale

FILE = "study/theme.yaml"
MM_PER_POINT = 25.4 / 72
# WCAG 2.2, 1.4.11: what must be seen stands out by 3 to 1 from what is beside it
VISIBLE = 3.0


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

    def level_colours(self, scale: Scale) -> dict[str, str]:
        """The fill of each level of a scale with a favourable end.

        By what the scale declares favourable (top2) and unfavourable (bottom2), wherever it begins;
        levels between these in steps from one light colour over `middle` to the other.
        """
        order = scale.favourable_first
        light, dark = self.colours["favourable"], self.colours["unfavourable"]
        between = [name for name in order if name not in (*scale.top2, *scale.bottom2)]
        steps = (light[-1], self.colour("middle"), dark[-1])
        fills = {level.label: self.colour(level.kind) for level in scale.levels
                 if level.kind != "substantive"}  # fmt: skip
        fills |= zip([name for name in order if name in scale.top2], light, strict=False)
        fills |= zip([name for name in order[::-1] if name in scale.bottom2], dark, strict=False)
        for place, name in enumerate(between, 1):
            part = 2 * place / (len(between) + 1)
            first = min(int(part), 1)
            fills[name] = mixed(steps[first], steps[first + 1], part - first)
        return fills

    def stands_out(self, fill: str) -> bool:
        """Whether an area of this colour is seen on the paper without an edge (WCAG 1.4.11)."""
        return contrast(fill, self.colour("paper")) >= VISIBLE

    def ink_on(self, fill: str) -> str:
        """White or ink, whichever contrasts most with `fill` (WCAG 2.2 contrast ratio)."""
        return max((self.colour("paper"), self.colour("ink")), key=lambda ink: contrast(ink, fill))

    @property
    def font_files(self) -> tuple[Path, ...]:
        return tuple(self.font_file(face) for face in FACES)

    def font_file(self, face: str) -> Path:
        """The file of a face (regular, bold, italic) in the package of the theme."""
        found = package_fonts(self.font["package"])
        if path := found.get(self.font[face]):
            return path
        package = self.font["package"]
        problem = Problem(
            FILE,
            f"het pakket {package} heeft geen lettertype {self.font[face]}",
            "kies een bestand van dit pakket, of een ander geïnstalleerd pakket met lettertypes",
            column=face,
            expected=", ".join(sorted(found)) or f"een geïnstalleerd pakket ({package} ontbreekt)",
        )
        raise InputProblems([problem])

    @property
    def font_folders(self) -> list[Path]:
        """The folders of the font files, each once."""
        return sorted({path.parent for path in self.font_files})


@cache
def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, part: float) -> str:
    """`part` (0-1) of the way from one colour to another."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
