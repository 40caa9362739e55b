"""From a page in millimetres to SVG and PNG, through plotnine."""

from __future__ import annotations

import base64
import io
import re
import struct
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveyreport.figures.canvas import Canvas
from surveyreport.figures.fonts import AXIS, WEIGHTS, cut, drawn_with
from surveyreport.figures.theme import FILE, Theme
from surveyreport.files.problems import InputProblems, Problem

if TYPE_CHECKING:
    import typst
    from matplotlib.figure import Figure as MplFigure

MM_PER_INCH = 25.4
# around the fonts in an SVG
FONTS_START, FONTS_END = '<style id="fonts">', "</style>"
# a page as large as the picture, for typst
PICTURE = (b'#set page(width: auto, height: auto, margin: 0pt)\n'
           b'#image(bytes(sys.inputs.picture), format: "svg")')  # fmt: skip
# the signature and the size at the head of a PNG, behind which its words go
PNG_HEAD = 8 + 25


def draw(canvas: Canvas, height: float, theme: Theme, salt: str) -> MplFigure:
    """The page, margins around it, as a matplotlib figure of theme.width mm.

    height: of the page without margins, in mm. salt: fixes the ids in the SVG.
    Raises ValueError for a shape that reaches outside the page.
    """
    import matplotlib
    import plotnine as p9

    from surveyreport.figures.painting import painted

    _settings(theme.font["family"], theme.font_files)
    matplotlib.rcParams["svg.hashsalt"] = salt
    borders = {"rects": "paper", "edged": "ink", "hatched": "hatch"}
    borders = {layer: theme.colour(name) for layer, name in borders.items()} | {"patches": "none"}
    plot = p9.ggplot()
    # added in place: + copies all of it
    plot += [painted(canvas, borders, theme.font["family"]), *_fixed_scales(p9, theme, height)]
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        figure = plot.draw()
    # the panel is the page: nothing around it is to be measured at every drawing
    figure.set_layout_engine(None)
    figure.axes[0].set_position((0, 0, 1, 1))
    return figure


def save(
    figure: MplFigure, canvas: Canvas, theme: Theme, metadata: dict[str, str]
) -> tuple[bytes, bytes]:
    """SVG and PNG of a drawn page. metadata: Title, Description, Identifier."""
    import matplotlib.pyplot as plt

    drawn = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        figure.savefig(
            drawn,
            format="svg",
            metadata={"Date": None, "Creator": None, "Language": "nl", **metadata},
        )
    plt.close(figure)
    svg = _own_fonts(drawn.getvalue(), theme, canvas.texts)
    return svg, _png(svg, theme, metadata)


def _png(svg: bytes, theme: Theme, metadata: dict[str, str]) -> bytes:
    """The SVG in pixels, by the program that sets it in the reports."""
    from PIL.PngImagePlugin import PngInfo, putchunk

    pixels, warned = _rasteriser(*theme.font_folders).compile_with_warnings(
        PICTURE, format="png", ppi=float(theme.png_dpi), sys_inputs={"picture": svg.decode()}
    )
    assert isinstance(pixels, bytes)  # one page was asked for
    if warned:
        raise ValueError(warned[0].message)
    info, written = PngInfo(), io.BytesIO()
    for name, text in metadata.items():
        info.add_text(name, text)
    per_metre = round(theme.png_dpi * 1000 / MM_PER_INCH)
    info.add(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
    written.write(pixels[:PNG_HEAD])
    for kind, content, _ in info.chunks:
        putchunk(written, kind, content)
    return written.getvalue() + pixels[PNG_HEAD:]


@cache
def _rasteriser(*fonts: Path) -> typst.Compiler:
    import typst

    return typst.Compiler(font_paths=[*map(str, fonts)], ignore_system_fonts=True)


def _fixed_scales(p9, theme: Theme, height: float) -> list:
    """Millimetres as they are: no axes, no margins, no legend of plotnine's own."""
    margin = theme.space["margin"]
    fixed: dict[str, Any] = {"expand": (0, 0), "oob": _on_page}
    fixed |= {"breaks": None, "minor_breaks": None}
    return [
        p9.scale_x_continuous(limits=(-margin, theme.width - margin), **fixed),
        p9.scale_y_continuous(limits=(-height - margin, margin), **fixed),
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


def _on_page(places: pd.Series, limits: tuple[float, float]) -> np.ndarray:
    """As they are. Raises ValueError for one outside the page."""
    found = places.to_numpy(dtype=float, copy=True)
    if ((found < limits[0]) | (found > limits[1])).any():
        raise ValueError(f"outside the page: {found.min()} to {found.max()}, not within {limits}")
    return found


def _own_fonts(svg: bytes, theme: Theme, texts: list[dict[str, Any]]) -> bytes:
    """The SVG with the letters it uses inside it, so that it looks the same without the font.

    Every text names its place on the axis of weights: typst, which reads the variable font, sets a
    text that does not in the thinnest letter.
    """
    family, files = theme.font["family"], drawn_with(*theme.font_files)
    rules = []
    for face, weight in WEIGHTS.items():
        if letters := {
            letter for text in texts if text["face"] == face for letter in text["label"]
        }:
            data = base64.b64encode(cut(files[face], weight, letters)).decode()
            style = "italic" if face == "italic" else "normal"
            rules.append(
                f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};"
                f"src:url(data:font/ttf;base64,{data})}}"
            )

    def named(style: re.Match[str]) -> str:
        face = "bold" if "font-weight: 700" in style[0] else "regular"
        return f"{style[0][:-1]}; font-variation-settings: '{AXIS}' {WEIGHTS[face]}\""

    name = re.escape(f"font-family: '{family}'")
    text = re.sub(f'style="[^"]*{name}[^"]*"', named, svg.decode())
    fonts = f"{FONTS_START}{''.join(rules)}{FONTS_END}"
    return text.replace(" <defs>", f" {fonts}\n <defs>", 1).encode()


@cache
def _settings(family: str, fonts: tuple[Path, ...]) -> None:
    """The font list holds these files only; text stays text, without mathematics in it.

    Raises InputProblems when a file is not of the family.
    """
    import matplotlib

    matplotlib.use("agg")
    from matplotlib.font_manager import FontEntry, fontManager
    from matplotlib.ft2font import FT2Font

    fontManager.ttflist.clear()
    fontManager.afmlist.clear()
    found = set()
    for face, path in drawn_with(*fonts).items():
        found.add(FT2Font(path).family_name)
        style = "italic" if face == "italic" else "normal"
        entry = FontEntry(fname=str(path), name=family, style=style, weight=WEIGHTS[face])
        fontManager.ttflist.append(entry)
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
