"""A picture as rectangles, lines and texts in millimetres, counted down from the top left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Canvas:
    """Shapes in the order of painting: grid, rectangles, those with an edge, hatched ones, patches,
    lines, dots, texts.

    Each shape is a mapping, as `painting.py` reads it.
    """

    grid: list[dict[str, Any]] = field(default_factory=list)
    rects: list[dict[str, Any]] = field(default_factory=list)
    edged: list[dict[str, Any]] = field(default_factory=list)
    hatched: list[dict[str, Any]] = field(default_factory=list)
    patches: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    dots: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, layer: str = "rects"
    ) -> None:
        """A filled rectangle; layer: rects, edged, hatched or patches."""
        shape = {"xmin": x, "xmax": x + width, "ymin": -y - height, "ymax": -y, "fill": fill}
        getattr(self, layer).append(shape)

    def line(
        self,
        x: float,
        y: float,
        xend: float,
        yend: float,
        colour: str,
        width: float = 0.5,
        layer: str = "lines",
    ) -> None:
        """A line `width` points wide; layer: grid (under everything) or lines."""
        shape = {"x": x, "xend": xend, "y": -y, "yend": -yend, "colour": colour, "width": width}
        getattr(self, layer).append(shape)

    def dot(self, x: float, y: float, fill: str, colour: str) -> None:
        """A dot on (x, y): `fill` inside, `colour` around."""
        self.dots.append({"x": x, "y": -y, "fill": fill, "colour": colour})

    def text(
        self,
        x: float,
        y: float,
        label: str,
        size: float,
        colour: str,
        ha: str = "left",
        face: str = "regular",
    ) -> None:
        """One line of text on its baseline y; face: regular, bold or italic."""
        self.texts.append(
            {
                "x": x,
                "y": -y,
                "label": label,
                "size": size,
                "colour": colour,
                "ha": ha,
                "face": face,
                "weight": "bold" if face == "bold" else "normal",
                "style": "italic" if face == "italic" else "normal",
            }
        )
