"""What every kind of figure puts on its page: texts in lines, legend, axis, source and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from surveyreport.figures.canvas import Canvas
from surveyreport.figures.ruler import NO_BREAK, Ruler
from surveyreport.figures.theme import MM_PER_POINT, Theme
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.study.model import Figure, Study

SWATCH, PAD, SEPARATE = 3.0, 1.5, 2.0


@dataclass
class Page:
    """A picture being laid out, in mm inside the margins. `y` is the height used so far.

    figure: its entry, if it is a numbered figure; place: how a fault names it.
    notes: lines under its source.
    """

    study: Study
    figure: Figure | None
    place: str
    notes: tuple[str, ...]
    wave_label: str
    confidence_level: float
    theme: Theme
    ruler: Ruler
    canvas: Canvas = field(default_factory=Canvas)
    y: float = 0.0

    @property
    def by(self) -> str:
        """What the results of its figure are parted by; empty when they are not."""
        return self.figure.by if self.figure else ""

    @property
    def width(self) -> float:
        return self.theme.width - 2 * self.theme.space["margin"]

    def word(self, key: str, **values: object) -> str:
        """A text of study/texts/nl.yaml, its {names} filled in."""
        words = self.study.texts["figures"]
        if key not in words:
            problem = Problem(
                "study/texts/nl.yaml",
                f"onder 'figures' staat geen woord voor '{key}'",
                "vul het aan",
                column=self.place,
            )
            raise InputProblems([problem])
        return words[key].format(**values)

    def register_label(self, vocabulary: str, code: str) -> str:
        """How study/registers.yaml names a code; vocabulary: provider_types, grades, …"""
        return self.study.registers[vocabulary][code]["label"]

    def skip(self, height: float) -> None:
        self.y += height

    def paragraph(
        self,
        text: str,
        *,
        x: float = 0.0,
        size: float | None = None,
        face: str = "regular",
        colour: str = "ink",
    ) -> None:
        """Text from x to the right edge, in as many lines as it needs, below what is there."""
        size = size or self.theme.body
        wrapped = self.ruler.wrap(text, self.width - x, size, face)
        self.text_block(x, self.y, wrapped, size, face=face, colour=self.theme.colour(colour))
        self.skip(len(wrapped) * self.theme.line_height(size))

    def text_block(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        size: float,
        *,
        ha: str = "left",
        face: str = "regular",
        colour: str | None = None,
    ) -> None:
        """Lines under each other from `top`, aligned on x."""
        baseline = top + self.theme.line_height(size) / 2 + self._half_digit(size)
        for line in lines:
            self.canvas.text(x, baseline, line, size, colour or self.theme.colour("ink"), ha, face)
            baseline += self.theme.line_height(size)

    def centred(
        self,
        x: float,
        middle: float,
        text: str,
        colour: str,
        *,
        ha: str = "center",
        face: str = "regular",
        size: float | None = None,
    ) -> None:
        """One line of text, its digits vertically centred on `middle`; of the body's size."""
        size = size or self.theme.body
        baseline = middle + self._half_digit(size)
        self.canvas.text(x, baseline, text, size, colour, ha, face)

    def _half_digit(self, size: float) -> float:
        """From the middle of a digit down to its baseline, in mm."""
        return self.ruler.digit / 2 * size * MM_PER_POINT

    def area(
        self, x: float, y: float, width: float, height: float, fill: str, layer: str = "rects"
    ) -> None:
        """A filled rectangle, with an edge where its colour does not stand out from the paper."""
        if layer == "rects" and not self.theme.stands_out(fill):
            layer = "edged"
        self.canvas.rect(x, y, width, height, fill, layer)

    def patch(self, x: float, middle: float, text: str, fill: str) -> None:
        """Keeps hatching and grid out of a text centred on x: a patch of `fill` under it."""
        width, height = self.ruler.width(text, self.theme.body, "bold") + 0.6, 3.2
        self.canvas.rect(x - width / 2, middle - height / 2, width, height, fill, "patches")

    def row_label(self, text: str, right: float, width: float, top: float, height: float) -> float:
        """A name to the left of a bar, ending at `right`, centred on the row.

        Out: the height the row needs, at least `height`.
        """
        size = self.theme.body
        wrapped = self.ruler.wrap(text, width, size)
        needed = max(height, len(wrapped) * self.theme.line_height(size))
        start = top + (needed - len(wrapped) * self.theme.line_height(size)) / 2
        self.text_block(right, start, wrapped, size, ha="right")
        return needed

    def label_column(self, labels: Sequence[str]) -> float:
        """Width of the column of row labels, at most what the theme allows."""
        widest = max(self.ruler.width(label, self.theme.body) for label in labels)
        return min(widest + 0.5, self.theme.space["labels"])

    def percent_axis(self, left: float, right: float) -> None:
        """0 to 100 % under the bars."""
        self.canvas.line(left, self.y, right, self.y, self.theme.colour("muted"))
        for value in (0, 25, 50, 75, 100):
            x = left + (right - left) * value / 100
            self.canvas.line(x, self.y, x, self.y + 1, self.theme.colour("muted"))
            self.text_block(
                x,
                self.y + PAD,
                [self.word("percent", value=value)],
                self.theme.small,
                ha="center",
                colour=self.theme.colour("muted"),
            )
        self.skip(PAD + self.theme.line_height(self.theme.small))

    def legend(self, entries: Sequence[tuple[str, str, str]], left: float) -> None:
        """Label, fill and layer of each entry, from `left`, over as many lines as needed."""
        self.skip(self.theme.space["block"])
        size, height = self.theme.small, self.theme.line_height(self.theme.small)
        widths = [SWATCH + 1 + self.ruler.width(label, size) for label, _, _ in entries]
        if sum(widths) + SEPARATE * (len(widths) - 1) > self.width - left:
            left = 0.0
        x = left
        for (label, fill, layer), width in zip(entries, widths, strict=True):
            if x > left and x + width > self.width:
                x = left
                self.skip(height + 0.5)
            self.area(x, self.y + (height - SWATCH) / 2, SWATCH, SWATCH, fill, layer)
            self.text_block(x + SWATCH + 1, self.y, [label], size)
            x += width + SEPARATE
        self.skip(height)

    def foot(self, *lines: str) -> None:
        """Source, base and note lines."""
        self.skip(self.theme.space["block"])
        for line in [*lines, *self.notes]:
            whole = line.replace(" %", f"{NO_BREAK}%")
            self.paragraph(whole, size=self.theme.small, colour="muted")

    def refuse_clipped(self) -> None:
        """Raises InputProblems for every text that does not fit between the margins."""
        before = {"left": 0.0, "center": 0.5, "right": 1.0}
        problems = ProblemList()
        for text in self.canvas.texts:
            width = self.ruler.width(text["label"], text["size"], text["face"])
            start = text["x"] - before[text["ha"]] * width
            if start < -0.1 or start + width > self.width + 0.1:
                problems.add(
                    "study",
                    f"te lang voor de figuur: '{text['label']}'",
                    "kort de tekst in, of maak in theme.yaml de figuur breder of de letter kleiner",
                    column=self.place,
                )
        problems.raise_if_any()
