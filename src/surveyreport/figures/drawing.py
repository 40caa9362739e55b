"""From a page in millimetres to SVG and PNG, through plotnine."""

from __future__ import annotations

import io
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from surveyreport.figures.canvas import Canvas
from surveyreport.figures.theme import FILE, Theme
from surveyreport.files.problems import InputProblems, Problem

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MplFigure

MM_PER_INCH = 25.4
# of plotnine: a dot is (size + stroke) x sqrt(pi) points wide
DOT, STROKE = 3.2, 0.8


def draw(canvas: Canvas, height: float, theme: Theme, salt: str) -> MplFigure:
    """The page, margins around it, as a matplotlib figure of theme.width mm.

    height: of the page without margins, in mm. salt: fixes the ids in the SVG.
    Raises PlotnineWarning for a shape that begins outside the page.
    """
    import matplotlib
    import plotnine as p9

    _settings(theme.font["family"], theme.font_files)
    matplotlib.rcParams["svg.hashsalt"] = salt
    edges = {"xmin": "xmin", "xmax": "xmax", "ymin": "ymin", "ymax": "ymax", "fill": "fill"}
    segment = p9.aes("x", "y", xend="xend", yend="yend", color="colour", size="width", group=1)
    letters = p9.aes(
        "x",
        "y",
        label="label",
        color="colour",
        size="size",
        ha="ha",
        fontweight="weight",
        fontstyle="style",
        group=1,
    )
    borders = {"rects": theme.colour("paper"), "hatched": theme.colour("hatch"), "patches": None}
    plot = p9.ggplot() + _fixed_scales(p9, theme, height)
    hatched_layer = None
    if canvas.grid:
        plot += p9.geom_segment(segment, pd.DataFrame(canvas.grid))
    for layer, border in borders.items():
        if shapes := getattr(canvas, layer):
            plot += p9.geom_rect(p9.aes(**edges), pd.DataFrame(shapes), color=border, size=0.5)
            if layer == "hatched":
                hatched_layer = len(plot.layers) - 1
    if canvas.lines:
        plot += p9.geom_segment(segment, pd.DataFrame(canvas.lines))
    if canvas.dots:
        round_ = p9.aes("x", "y", fill="fill", color="colour", group=1)
        plot += p9.geom_point(round_, pd.DataFrame(canvas.dots), size=DOT, stroke=STROKE)
    plot += p9.geom_text(
        letters, pd.DataFrame(canvas.texts), va="baseline", family=theme.font["family"]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        figure = plot.draw()
    if hatched_layer is not None:
        figure.axes[0].collections[hatched_layer].set_hatch("////")
    return figure


def save(figure: MplFigure, theme: Theme, metadata: dict[str, str]) -> tuple[bytes, bytes]:
    """SVG and PNG of a drawn figure. metadata: Title, Description, Identifier."""
    import matplotlib.pyplot as plt

    svg, png = io.BytesIO(), io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        figure.savefig(
            svg,
            format="svg",
            metadata={"Date": None, "Creator": None, "Language": "nl", **metadata},
        )
        figure.savefig(
            png, format="png", dpi=theme.png_dpi, metadata={"Software": None, **metadata}
        )
    plt.close(figure)
    return svg.getvalue(), png.getvalue()


def _fixed_scales(p9, theme: Theme, height: float) -> list:
    """Millimetres as they are: no axes, no margins, no legend of plotnine's own."""
    margin = theme.space["margin"]
    return [
        p9.scale_x_continuous(limits=(-margin, theme.width - margin), expand=(0, 0)),
        p9.scale_y_continuous(limits=(-height - margin, margin), expand=(0, 0)),
        p9.scale_fill_identity(),
        p9.scale_color_identity(),
        p9.scale_size_identity(),
        p9.theme_void(),
        p9.theme(
            figure_size=(theme.width / MM_PER_INCH, (height + 2 * margin) / MM_PER_INCH),
            plot_margin=0,
            legend_position="none",
            plot_background=p9.element_rect(fill=theme.colour("paper"), color="none"),
        ),
    ]


@cache
def _settings(family: str, fonts: tuple[Path, ...]) -> None:
    """The font list holds these files only; text stays text, without mathematics in it.

    Raises InputProblems when a file is not of the family.
    """
    import matplotlib

    matplotlib.use("agg")
    from matplotlib.font_manager import fontManager

    fontManager.ttflist.clear()
    fontManager.afmlist.clear()
    for path in fonts:
        fontManager.addfont(path)
    found = {entry.name for entry in fontManager.ttflist}
    if found != {family}:
        problem = Problem(
            FILE,
            f"lettertype '{family}'",
            "noem de familie van de bestanden, en geef bestanden van één familie",
            column="family",
            expected=", ".join(sorted(found)),
        )
        raise InputProblems([problem])
    matplotlib.rcParams.update(
        {"svg.fonttype": "none", "text.parse_math": False, "text.hinting": "no_hinting"}
    )
