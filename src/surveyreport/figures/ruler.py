"""Width of text in a font, and breaking text into lines that fit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from surveyreport.figures.fonts import FACES, drawn_with
from surveyreport.figures.theme import FILE, MM_PER_POINT, Theme
from surveyreport.files.problems import InputProblems, Problem

# stands for a space where no line may break; drawn as an ordinary space
NO_BREAK = "\u00a0"
# points at which a height is measured, so that whole pixels do not count
ENLARGED = 200


class Ruler:
    """Measures text as matplotlib will set it, in the three faces of the theme."""

    def __init__(self, theme: Theme):
        # only a figure that is drawn needs matplotlib
        from matplotlib.ft2font import FT2Font, LoadFlags

        files = drawn_with(*theme.font_files)
        self._fonts = {face: FT2Font(str(files[face])) for face in FACES}
        self._glyphs = {face: font.get_charmap() for face, font in self._fonts.items()}
        self._flags = LoadFlags.NO_HINTING
        self.width = cache(self._width)
        self.digit = self._height("0")

    def _width(self, text: str, size: float, face: str = "regular") -> float:
        """Width in mm of one line of `size` points.

        Raises InputProblems for a character the font does not have.
        """
        for character in text:
            if ord(character) not in self._glyphs[face]:
                problem = Problem(
                    FILE,
                    f"het lettertype heeft geen teken {character!r} (in: {text})",
                    "kies een ander lettertype of vervang het teken in de tekst",
                    column="font",
                )
                raise InputProblems([problem])
        font = self._fonts[face]
        font.set_size(size, 72)
        font.set_text(text, 0.0, flags=self._flags)
        return font.get_width_height()[0] / 64 * MM_PER_POINT

    def _height(self, text: str) -> float:
        """Height of the ink of a line of text, as a share of the letter height."""
        font = self._fonts["regular"]
        font.set_size(ENLARGED, 72)
        font.set_text(text, 0.0, flags=self._flags)
        return font.get_width_height()[1] / 64 / ENLARGED

    def wrap(self, text: str, width: float, size: float, face: str = "regular") -> list[str]:
        """`text` in lines of at most `width` mm, a word longer than that cut where it must be."""

        def fitting(parts: Sequence[str], joint: str) -> int:
            """How many of the parts fit in a line: one more is wider."""

            def wide(last: int) -> float:
                return self.width(joint.join(parts[: last + 1]), size, face)

            whole = wide(len(parts) - 1) <= width
            return len(parts) if whole else bisect_right(range(len(parts) - 1), width, key=wide)

        lines = []
        words = [word for word in text.replace("\n", " ").split(" ") if word]
        while words:
            count = fitting(words, " ")
            lines.append(" ".join(words[:count]) or words[0][: max(fitting(words[0], ""), 1)])
            rest = [] if count else [words[0][len(lines[-1]) :]]
            words = [word for word in (*rest, *words[max(count, 1) :]) if word]
        return [line.replace(NO_BREAK, " ") for line in lines or [""]]
