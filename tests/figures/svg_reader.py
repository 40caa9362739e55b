"""Read an SVG back, without the code that made it: texts with their boxes, and filled areas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import fontpkg_source_sans_3
from PIL import ImageFont

NAMESPACE = "{http://www.w3.org/2000/svg}"
FONTS = Path(fontpkg_source_sans_3.ROOT) / "files"
# measured this many times larger than drawn, so that hinting does not count
ENLARGED = 20


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, slack: float = 0.3) -> bool:
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )

    def holds(self, other: Box, slack: float = 0.3) -> bool:
        return (
            self.left <= other.left + slack
            and other.right <= self.right + slack
            and self.top <= other.top + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True)
class Text:
    label: str
    size: float
    weight: int
    box: Box


@cache
def _font(italic: bool, weight: int, size: float) -> ImageFont.FreeTypeFont:
    name = "SourceSans3-Italic[wght].ttf" if italic else "SourceSans3[wght].ttf"
    font = ImageFont.truetype(str(FONTS / name), size * ENLARGED)
    font.set_variation_by_axes([weight])
    return font


def texts(path: Path) -> list[Text]:
    """Every text with its ink box in points, in the order of the file."""
    found = []
    for element in ElementTree.parse(path).iter(f"{NAMESPACE}text"):
        style = dict(part.split(": ", 1) for part in element.get("style").split("; "))
        size = float(style["font-size"].removesuffix("px"))
        weight = int(style.get("font-weight", "400"))
        font = _font(style.get("font-style") == "italic", weight, size)
        width = font.getlength(element.text) / ENLARGED
        _, top, _, bottom = font.getbbox(element.text, anchor="ls")
        x, y = float(element.get("x")), float(element.get("y"))
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[style["text-anchor"]] * width
        box = Box(left, y + top / ENLARGED, left + width, y + bottom / ENLARGED)
        found.append(Text(element.text, size, weight, box))
    return found


def page(path: Path) -> Box:
    _, _, width, height = ElementTree.parse(path).getroot().get("viewBox").split()
    return Box(0, 0, float(width), float(height))


def filled(path: Path) -> list[tuple[Box, str]]:
    """Box in points and fill of every coloured or hatched area, white ones left out."""
    areas = []
    root = ElementTree.parse(path).getroot()
    defined = {path for defs in root.iter(f"{NAMESPACE}defs") for path in defs.iter()}
    for element in root.iter(f"{NAMESPACE}path"):
        if element in defined:
            continue
        fill = re.search(r"fill: ([^;]+)", element.get("style") or "")
        if not fill or fill.group(1) in ("none", "#ffffff"):
            continue
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", element.get("d"))]
        xs, ys = numbers[0::2], numbers[1::2]
        areas.append((Box(min(xs), min(ys), max(xs), max(ys)), fill.group(1)))
    return areas
