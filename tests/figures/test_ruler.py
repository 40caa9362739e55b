"""Text in lines, against the rule in words: no line is too wide, and none could hold more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyreport.figures.fonts import FACES, drawn_with
from surveyreport.figures.ruler import NO_BREAK, Ruler
from surveyreport.figures.theme import MM_PER_POINT, Theme

WORDS = st.lists(st.text("aeimWl.-" + NO_BREAK, min_size=1, max_size=30), max_size=12)


@pytest.fixture(scope="session")
def ruler(study):
    return Ruler(Theme(**study.theme))


@settings(max_examples=60, deadline=None)
@given(words=WORDS, width=st.floats(4, 60))
def test_lines_are_as_full_as_they_can_be(ruler, words, width):
    lines = ruler.wrap(" ".join(words), width, 9)
    shown = [word.replace(NO_BREAK, " ") for word in words]
    assert "".join(lines).replace(" ", "") == "".join(shown).replace(" ", "")
    assert all(ruler.width(line, 9) <= width or len(line) == 1 for line in lines)
    if all(ruler.width(word, 9) <= width for word in words):
        # no word was cut: one more on a line would have been too many
        begun = 0
        for line in lines[:-1]:
            own = shown[begun:]
            taken = next(n for n in range(1, len(own) + 1) if " ".join(own[:n]) == line)
            assert ruler.width(" ".join(own[: taken + 1]), 9) > width
            begun += taken


def test_an_empty_text_is_one_empty_line(ruler):
    assert ruler.wrap("", 10, 9) == [""]
    assert ruler.wrap("een\nregel", 60, 9) == ["een regel"]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", ["Tâche ‘AV’ To, 74 %", "werkplekleren", "", "−12 tot 11 †"])
def test_a_text_is_as_wide_as_matplotlib_sets_it(ruler, study, face, text):
    from matplotlib.ft2font import FT2Font, LoadFlags

    font = FT2Font(str(drawn_with(*Theme(**study.theme).font_files)[face]))
    font.set_size(9, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    set_by_it = font.get_width_height()[0] / 64 * MM_PER_POINT
    assert ruler.width(text, 9, face) == pytest.approx(set_by_it, abs=0.1)
