"""The colours of the figures: by what is favourable, readable, and apart for whoever looks.

Deficient sight is simulated with the matrices of Machado, Oliveira and Fernandes, 'A
Physiologically-based Model for Simulation of Color Vision Deficiency', IEEE TVCG 15(6), 2009, at
severity 1, in linear RGB; distances are those of CIELAB (CIE 1976, white D65). All of it is written
here again, none is the library's.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from support import ROOT
from svg_reader import NAMESPACE, filled, texts

from surveyreport.figures.theme import Theme, contrast
from surveyreport.files.problems import InputProblems
from surveyreport.study.load import load_study
from surveyreport.study.model import Level, Scale

SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868],
         [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968],
         [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779],
         [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
    # a print without colour keeps the luminance (IEC 61966-2-1)
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# a just noticeable difference is about 2.3; grey has one dimension only
LEAST = dict.fromkeys(SIGHT, 20) | {"grey": 9}


def seen(colour: str, sight: str) -> np.ndarray:
    """CIELAB (3,) of a colour as seen by `sight`."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ linear, 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(colours, sight):
    """The smallest distance between two of the colours."""
    return min(np.linalg.norm(seen(a, sight) - seen(b, sight)) for a, b in combinations(colours, 2))


@pytest.fixture(scope="module")
def theme():
    return Theme(**load_study(ROOT / "study").theme)


def scale(*labels, top2=(), bottom2=()):
    levels = [Level(label, "substantive") for label in labels]
    levels += [Level("weet niet", "dont_know"), Level("n.v.t.", "not_applicable")]
    return Scale("s", "", "ordinal", tuple(levels), top2, bottom2)


FOUR = scale("a", "b", "c", "d", top2=("a", "b"), bottom2=("c", "d"))
TURNED = scale("d", "c", "b", "a", top2=("a", "b"), bottom2=("c", "d"))
FIVE = scale("a", "b", "m", "c", "d", top2=("a", "b"), bottom2=("c", "d"))


def neighbours(theme):
    """Colours that may stand beside each other in one bar or picture."""
    fills = theme.level_colours(FIVE)
    del fills["n.v.t."]
    ranked = theme.colours["yes_no"]
    return {
        "answers": list(fills.values()),
        "yes_no": ranked,
        "bar": [theme.colour("bar"), theme.colour("dont_know")],
        "series": theme.colours["series"],
    }


def test_the_simulation_leaves_white_white_and_confuses_what_is_known_to_be_confused():
    for sight in SIGHT:
        assert np.linalg.norm(seen("#FFFFFF", sight) - [100, 0, 0]) < 0.6
    # a traffic light, and blue beside green
    assert apart(["#D7191C", "#1A9641"], "normal") > 100
    assert apart(["#D7191C", "#1A9641"], "deuteranopia") < 40
    assert apart(["#0000FF", "#006A4E"], "tritanopia") < apart(["#0000FF", "#006A4E"], "normal") / 2


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_of_one_picture_are_apart(theme, sight):
    for name, colours in neighbours(theme).items():
        assert apart(colours, sight) >= LEAST[sight], name


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [("a", "b", 40), ("b", "c", 12), ("b", "m", 20), ("m", "c", 12), ("c", "d", 40),
     ("d", "weet niet", 20), ("b", "weet niet", 11), ("a", "d", 11)],
)  # fmt: skip
def test_answers_beside_each_other_are_apart_in_grey(theme, one, other, least):
    """In print without colour, also where nobody chose what stands between them."""
    fills = theme.level_colours(FIVE)
    assert apart([fills[one], fills[other]], "grey") >= least


def test_numbers_in_bars_are_readable(theme):
    """WCAG 2.2: 4.5 to 1 for text, in every colour a bar can have."""
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    for fill in {fill for colours in neighbours(theme).values() for fill in colours}:
        assert contrast(theme.ink_on(fill), fill) >= 4.5, fill
    for ink in ("ink", "muted", "warning", "accent"):
        assert contrast(theme.colour(ink), theme.colour("paper")) >= 4.5


def test_what_stands_side_by_side_is_separated(theme):
    """WCAG 2.2, 1.4.11: 3 to 1, between two areas or between each of them and what is between."""
    paper, ink = theme.colour("paper"), theme.colour("ink")
    for colours in neighbours(theme).values():
        for one, other in combinations([*colours, paper], 2):
            light = [fill for fill in (one, other) if fill != paper and not theme.stands_out(fill)]
            line = ink if light else paper
            between = min(contrast(line, fill) for fill in (one, other))
            assert max(between, contrast(one, other)) >= 3, (one, other)


@pytest.mark.parametrize("number", [12, 13, 17, 20, 21])
def test_every_area_drawn_stands_out_from_the_paper_or_has_an_edge(theme, finished, number):
    path = finished / f"results/2023/figures/figure-{number:02d}.svg"
    areas = 0
    for element in ElementTree.parse(path).iter(f"{NAMESPACE}path"):
        style = dict(p.split(": ", 1) for p in (element.get("style") or "").split("; ") if p)
        fill, line = style.get("fill", "none"), style.get("stroke", "none")
        if not fill.startswith("#") or fill == "#ffffff" or line == "none":
            continue
        areas += 1
        edge = min(contrast(line, fill), contrast(line, theme.colour("paper")))
        assert max(contrast(fill, theme.colour("paper")), edge) >= 3, style
    assert areas >= 6


def test_colours_follow_what_the_scale_calls_favourable(theme):
    """Wherever it begins: the faults of a scale that begins unfavourable were blue ones."""
    expected = dict(zip("abcd", ["#023E70", "#6CB5DB", "#F9C777", "#9B371C"], strict=True))
    aside = {"weet niet": theme.colour("dont_know"), "n.v.t.": theme.colour("not_applicable")}
    assert theme.level_colours(FOUR) == theme.level_colours(TURNED) == expected | aside
    assert theme.level_colours(FIVE)["m"].upper() == theme.colour("middle")
    # what a wave could not choose leaves the others their colours
    for absent in "abcd":
        levels = tuple(level for level in TURNED.levels if level.label != absent)
        kept = [tuple(n for n in names if n != absent) for names in (TURNED.top2, TURNED.bottom2)]
        fills = theme.level_colours(replace(TURNED, levels=levels, top2=kept[0], bottom2=kept[1]))
        sides = {
            name: fills[name] in theme.colours["favourable"] for name in fills if name in "abcd"
        }
        assert sides == {name: name in "ab" for name in "abcd" if name != absent}


def test_seven_levels_get_steps_between_the_sides(theme):
    seven = scale(*"abmnocd", top2=("a", "b"), bottom2=("c", "d"))
    fills = [theme.level_colours(seven)[name] for name in "abmnocd"]
    assert len(set(fills)) == 7
    assert fills[3].upper() == theme.colour("middle")
    light = [seen(fill, "grey")[0] for fill in fills]
    assert all(a < b for a, b in pairwise(light[:4]))


def test_a_turned_scale_is_drawn_with_the_favourable_answers_blue(study, render, tmp_path):
    """The wave's own numbers, with the scale declared the other way around."""
    old = study.scales["agreement"]
    turned = replace(old, top2=old.bottom2, bottom2=old.top2)
    item = replace(study.items["leerlingen.B1"], scale=turned)
    question = replace(study.questions[item.id], items=(item,))
    changed = replace(
        study,
        items=study.items | {item.id: item},
        questions=study.questions | {item.id: question},
    )
    drawn = {}
    for name, used in {"as declared": study, "turned": changed}.items():
        render([28], study=used)
        path = tmp_path / "figure-28.svg"
        boxes = {fill: box for box, fill in filled(path) if box.bottom - box.top > 12}
        drawn[name] = boxes
        assert "helemaal akkoord" in [text.label for text in texts(path)]
    as_declared, other = drawn["as declared"], drawn["turned"]
    for one, two in (("#023e70", "#9b371c"), ("#6cb5db", "#f9c777")):
        assert as_declared[one].left == pytest.approx(other[two].left)
        assert as_declared[two].left == pytest.approx(other[one].left)


@pytest.mark.parametrize(
    ("top2", "bottom2", "said"),
    [
        ("[vaak, zelden]", "[soms, nooit]", "niet de twee uiteinden"),
        ("[vaak, soms]", "[soms, nooit]", "'soms' staat bij top2 en bij bottom2"),
        ("[soms, zelden]", "[zelden, nooit]", "'zelden' staat bij top2 en bij bottom2"),
        (None, "[zelden, nooit]", "bottom2 staat er zonder top2"),
    ],
)
def test_sides_that_are_not_the_ends_of_a_scale_are_refused(study_folder, top2, bottom2, said):
    path = study_folder / "scales.yaml"
    text = path.read_text(encoding="utf-8")
    declared = "    top2:\n    - vaak\n    - soms\n    bottom2:\n    - zelden\n    - nooit\n"
    assert declared in text
    lines = [f"    top2: {top2}\n" if top2 else "", f"    bottom2: {bottom2}\n"]
    path.write_text(text.replace(declared, "".join(lines), 1), encoding="utf-8")
    with pytest.raises(InputProblems, match=said):
        load_study(study_folder)
