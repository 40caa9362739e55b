"""Write pictures, only where something they depend on changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.figures.drawing import draw, save
from surveyreport.figures.fingerprint import carries, fingerprint
from surveyreport.figures.page import Page
from surveyreport.figures.ruler import Ruler
from surveyreport.figures.theme import Theme
from surveyreport.files.csvfile import write_csv
from surveyreport.files.whole import whole
from surveyreport.study.model import Figure, Study


@dataclass(frozen=True)
class Picture:
    """What one picture shows. name: of its files; place: how a fault names it.

    draw: puts the numbers on a page. parts: plain data it depends on besides numbers, words, theme,
    groups and wave. notes: lines under its source. figure: its entry in figures.yaml, if any.
    """

    name: str
    place: str
    title: str
    numbers: pd.DataFrame
    draw: Callable[[Page, pd.DataFrame], None]
    parts: dict[str, Any]
    notes: Sequence[str] = ()
    figure: Figure | None = None


def nothing(path: Path) -> bool:
    """No file that stands there is known to be what this code draws."""
    return False


def silent() -> None:
    """Nobody follows."""


@dataclass
class Pictures:
    """Where pictures go, and what those of one wave share; see `render_figures`.

    keeps: whether a file is as this same code drew it earlier; after: called when one is done.
    """

    study: Study
    out_dir: Path
    wave_label: str
    synthetic: bool
    confidence_level: float
    keeps: Callable[[Path], bool] = nothing
    after: Callable[[], None] = silent
    theme: Theme = field(init=False)
    ruler: Ruler | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.theme = Theme(**self.study.theme)

    def update(self, picture: Picture) -> list[Path]:
        """Write .svg and .png of `picture`. Out: the pictures drawn anew.

        A picture of this code whose fingerprint is unchanged keeps its bytes; only its modification
        time is renewed, so that it counts as made after its inputs.
        """
        self.out_dir.mkdir(parents=True, exist_ok=True)
        mark = self._fingerprint(picture)
        paths = [self.out_dir / f"{picture.name}.{kind}" for kind in ("svg", "png")]
        unchanged = all(carries(path, mark) and self.keeps(path) for path in paths)
        if unchanged:
            for path in paths:
                path.touch()
        else:
            self.ruler = self.ruler or Ruler(self.theme)
            for path, content in zip(paths, self._drawn(picture, mark), strict=True):
                with whole(path) as part:
                    part.write_bytes(content)
        self.after()
        return [] if unchanged else paths

    def update_with_numbers(self, picture: Picture) -> list[Path]:
        """Also write the numbers of a picture, as .csv."""
        write_csv(picture.numbers, self.out_dir / f"{picture.name}.csv")
        return self.update(picture)

    def _fingerprint(self, picture: Picture) -> str:
        parts = {
            "title": picture.title,
            "numbers": picture.numbers.to_csv(index=False),
            "notes": list(picture.notes),
            "theme": self.study.theme,
            "words": self.study.texts["figures"],
            "groups": [asdict(group) for group in self.study.groups.values()],
            "wave": self.wave_label,
            "synthetic": self.synthetic,
            "level": self.confidence_level,
        }
        return fingerprint(parts | picture.parts, self.theme.font_files)

    def _drawn(self, picture: Picture, mark: str) -> tuple[bytes, bytes]:
        theme = self.theme
        page = Page(
            self.study, picture.figure, picture.place, tuple(picture.notes), self.wave_label,
            self.confidence_level, theme, self.ruler or Ruler(theme),
        )  # fmt: skip
        title, description = picture.title, self.wave_label
        if self.synthetic:
            word = page.word("synthetic")
            title, description = f"{title} ({word})", f"{description}. {word}."
            warning = theme.colour("warning")
            page.text_block(
                page.width, 0, [word], theme.small, ha="right", face="bold", colour=warning
            )
            page.skip(theme.line_height(theme.small) + theme.space["gap"])
        picture.draw(page, picture.numbers)
        page.refuse_clipped()
        drawing = draw(page.canvas, page.y, theme, picture.name)
        metadata = {"Title": title, "Description": description, "Identifier": mark}
        return save(drawing, page.canvas, theme, metadata)
