"""A geom of plotnine that paints a whole canvas as one layer.

A layer takes plotnine as long as fifty shapes take matplotlib.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotnine as p9
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.text import Text
from plotnine.geoms.geom import geom

from surveyreport.figures.canvas import Canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.collections import Collection

# what plotnine calls a size of 1, in points; of the dots with their edge, and of the edge of areas
SIZE = math.sqrt(math.pi)
DOT, DOT_EDGE, EDGE = 4 * SIZE, 0.8 * SIZE, 0.4 * SIZE
HATCH = "////"
# corners of a shape, as the canvas names them; those of an area, all the way round
CORNERS = (("x", "y"), ("xend", "yend"), ("xmin", "ymin"), ("xmax", "ymax"))
ROUND = (("xmin", "ymin"), ("xmin", "ymax"), ("xmax", "ymax"), ("xmax", "ymin"))


class OneLine(Text):
    """A line of text on its baseline. It is not measured, which matplotlib does to place several:
    that takes the outline of every letter."""

    def draw(self, renderer: RendererBase) -> None:
        renderer.open_group("text", self.get_gid())
        x, y = self.get_transform().transform(self.get_position())
        _, height = renderer.get_canvas_width_height()
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        font = self.get_fontproperties()
        renderer.draw_text(gc, x, height - y, self.get_text(), font, 0, mtext=self)
        gc.restore()
        renderer.close_group("text")


class geom_painted(geom):
    """paint: puts everything on the axes. x and y, the data, are all places it reaches: so the
    scales see them."""

    REQUIRED_AES = geom.REQUIRED_AES | {"x", "y"}
    DEFAULT_PARAMS = geom.DEFAULT_PARAMS | {
        "stat": "identity",
        "position": "identity",
        "na_rm": False,
        "paint": None,
    }

    def draw_panel(self, data: pd.DataFrame, panel_params: Any, coord: Any, ax: Axes) -> None:
        self.params["paint"](ax)


def painted(canvas: Canvas, borders: dict[str, str], family: str) -> geom_painted:
    """The layer of a canvas. borders: colour of the edges by layer; family: of the letters."""
    shapes = [shape for layer in vars(canvas).values() for shape in layer]
    corners = [(shape[x], shape[y]) for shape in shapes for x, y in CORNERS if x in shape]

    def paint(ax: Axes) -> None:
        layers = (
            _lines(canvas.grid),
            _areas(canvas, ("rects", "edged"), borders),
            _areas(canvas, ("hatched",), borders, HATCH),
            _areas(canvas, ("patches",), borders),
            _lines(canvas.lines),
        )
        for layer in filter(None, layers):
            layer.set_zorder(len(ax.collections) + 1)
            # the panel is the page
            layer.set_clip_on(False)
            ax.add_collection(layer)
        _dots(canvas.dots, ax)
        _texts(canvas.texts, family, ax)

    data = pd.DataFrame(corners, columns=["x", "y"], dtype=float)
    return geom_painted(p9.aes("x", "y"), data, paint=paint)


def _lines(shapes: list[dict[str, Any]]) -> Collection | None:
    if not shapes:
        return None
    return LineCollection(
        [[(one["x"], one["y"]), (one["xend"], one["yend"])] for one in shapes],
        colors=[one["colour"] for one in shapes],
        linewidths=[one["width"] * SIZE for one in shapes],
        capstyle="butt",
    )


def _areas(
    canvas: Canvas, layers: tuple[str, ...], borders: dict[str, str], hatch: str | None = None
) -> Collection | None:
    shapes = [(borders[layer], one) for layer in layers for one in getattr(canvas, layer)]
    if not shapes:
        return None
    return PolyCollection(
        [[(one[x], one[y]) for x, y in ROUND] for _, one in shapes],
        facecolors=[one["fill"] for _, one in shapes],
        edgecolors=[border for border, _ in shapes],
        linewidths=EDGE,
        hatch=hatch,
    )


def _dots(shapes: list[dict[str, Any]], ax: Axes) -> None:
    if shapes:
        ax.scatter(
            [one["x"] for one in shapes],
            [one["y"] for one in shapes],
            s=[DOT**2] * len(shapes),
            facecolor=[one["fill"] for one in shapes],
            edgecolor=[one["colour"] for one in shapes],
            linewidth=DOT_EDGE,
            clip_on=False,
            zorder=len(ax.collections) + 1,
        )


def _texts(shapes: list[dict[str, Any]], family: str, ax: Axes) -> None:
    depth = len(ax.collections) + 1
    for one in shapes:
        if not one["label"]:
            continue
        line = OneLine(
            one["x"],
            one["y"],
            one["label"],
            color=one["colour"],
            size=one["size"],
            family=family,
            fontweight=one["weight"],
            fontstyle=one["style"],
            ha=one["ha"],
            va="baseline",
            clip_on=False,
            zorder=depth,
        )
        ax.add_artist(line)
