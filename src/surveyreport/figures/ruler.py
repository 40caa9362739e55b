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


class Ruler:
    """Measures text in the three faces of the theme, with the distances between letters that a
    page keeps."""

    def __init__(self, theme: Theme):
        # only a figure that is drawn needs it
        import uharfbuzz as hb

        files = drawn_with(*theme.font_files)
        self._hb = hb
        self._fonts = {
            face: hb.Font(hb.Face(hb.Blob.from_file_path(str(files[face])))) for face in FACES
        }
        self.width = cache(self._width)
        self.digit = self._height("0")

    def _width(self, text: str, size: float, face: str = "regular") -> float:
        """Width in mm of one line of `size` points.

        Raises InputProblems for a character the font does not have.
        """
        font = self._fonts[face]
        for character in text:
            if not font.get_nominal_glyph(ord(character)):
                problem = Problem(
                    FILE,
                    f"het lettertype heeft geen teken {character!r} (in: {text})",
                    "kies een ander lettertype of vervang het teken in de tekst",
                    column="font",
                )
                raise InputProblems([problem])
        line = self._hb.Buffer()
        line.add_str(text)
        line.guess_segment_properties()
        self._hb.shape(font, line)
        units = sum(place.x_advance for place in line.glyph_positions or ())
        return units / font.face.upem * size * MM_PER_POINT

    def _height(self, character: str) -> float:
        """Height of the ink of a character, as a share of the letter height."""
        font = self._fonts["regular"]
        extents = font.get_glyph_extents(font.get_nominal_glyph(ord(character)))
        return abs(extents.height) / font.face.upem

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
