"""All figures of the main job, read back from the files."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from itertools import combinations, pairwise

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from svg_reader import filled, page, texts

NUMBERS = range(1, 39)
SMALLEST = 7.5
LEGEND = [
    "helemaal akkoord",
    "eerder wel akkoord",
    "eerder niet akkoord",
    "helemaal niet akkoord",
    "ik weet het niet",
]


@pytest.fixture(scope="module")
def folder(finished):
    return finished / "results/2023/figures"


def labels(folder, number):
    return [text.label for text in texts(folder / f"figure-{number:02d}.svg")]


@pytest.mark.parametrize("number", NUMBERS)
def test_nothing_overlaps_or_is_clipped(folder, number):
    path = folder / f"figure-{number:02d}.svg"
    found = texts(path)
    assert min(text.size for text in found) >= SMALLEST
    for text in found:
        assert page(path).holds(text.box, slack=0), text
    for one, other in combinations(found, 2):
        assert not one.box.meets(other.box), (one, other)
    for text in found:
        for area, fill in filled(path):
            assert not area.meets(text.box) or area.holds(text.box), (text, area, fill)


@pytest.mark.parametrize("number", NUMBERS)
def test_synthetic_data_is_named_in_picture_and_metadata(study, folder, number):
    path = folder / f"figure-{number:02d}"
    assert "Synthetische data" in labels(folder, number)
    head = path.with_suffix(".svg").read_text(encoding="utf-8").split("</metadata>")[0]
    title = f"Figuur {number}. {study.figures[number].title} (Synthetische data)"
    assert f"<dc:title>{title}</dc:title>" in head
    assert "Synthetische data" in re.search("<dc:description>(.*)</dc:description>", head).group(1)
    with Image.open(path.with_suffix(".png")) as image:
        assert image.info["Title"] == title
        assert "Synthetische data" in image.info["Description"]
        assert image.width == round(165 / 25.4 * 300)


def test_likert_labels_are_those_the_report_printed(folder):
    found = labels(folder, 13)
    start = found.index("Beleidsteam (n = 66)")
    end = found.index("0 %")
    assert found[start:end] == [
        *["Beleidsteam (n = 66)", "45", "50", "5"],
        *["Schoolteam (n = 295)", "32", "52", "8", "6"],
    ]
    assert found[end : end + 5] == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    assert found[end + 5 : end + 10] == LEGEND


def test_likert_rows_under_each_statement_in_fixed_order(study, folder):
    found = labels(folder, 15)
    statements = [study.items[f"beleid.B2.{i}"].text for i in range(1, 9)]
    places = [found.index(statement) for statement in statements]
    assert places == sorted(places)
    assert found.count(study.items["beleid.B2.1"].stem) == 1
    for start, end in pairwise([*places, found.index("0 %")]):
        groups = [label for label in found[start:end] if "(n = " in label]
        assert groups == ["Beleidsteam (n = 66)", "Schoolteam (n = 295)"]
    assert found[-12:].count("niet van toepassing voor mezelf") == 1


def test_segments_are_as_wide_as_their_shares(folder):
    numbers = pd.read_csv(folder / "figure-13.csv")
    bars = [box for box, _ in filled(folder / "figure-13.svg") if box.bottom - box.top > 12]
    bars.sort(key=lambda box: (round(box.top), box.left))
    shares = [share for share in numbers["share"] if share > 0]
    assert len(bars) == len(shares)
    full = bars[-1].right - bars[0].left
    for box, share in zip(bars, shares, strict=True):
        assert (box.right - box.left) / full == pytest.approx(share, abs=0.001)


def test_yes_no_states_order_and_shares(folder):
    found = labels(folder, 20)
    start = found.index("de trajectbegeleider")
    assert found[start : found.index("0 %")] == [
        *["de trajectbegeleider", "85", "15"],
        *["de leraar algemene vorming", "62", "38"],
        *["de leraar beroepsgerichte vorming", "68", "32"],
        *["de leerlingenbegeleider", "36", "64"],
    ]
    assert found[found.index("100 %") + 1 :][:2] == ["Ja", "Nee"]


def test_multiple_prints_percentages_and_says_so(folder):
    found = labels(folder, 21)
    assert [label for label in found if label.isdigit()] == [
        str(value) for value in (9, 4, 11, 7, 2, 22, 14, 53, 28)
    ]
    assert "Meerdere antwoorden waren mogelijk;" in " ".join(found)
    assert "Schoolteam (n = 295)" in found


@pytest.mark.parametrize("number", [1, 8, 13, 17, 20, 21, 24, 35])
def test_only_the_axis_has_percent_signs_and_the_numbers_say_what_they_are(folder, number):
    found = labels(folder, number)
    signs = [label for label in found if re.fullmatch(r"[\d,]+ ?%", label)]
    assert signs == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    assert "De getallen zijn percentages" in " ".join(found)


def test_tables_print_the_register(folder):
    found = labels(folder, 10)
    assert "5\u2009010" in found
    start = found.index("Buso")
    assert found[start : start + 3] == ["Buso", "136", "136"]
    assert "Aantal leerlingen op 1/10/2021" in " ".join(labels(folder, 9))


def test_visited_providers_in_order_with_their_counts(folder):
    found = labels(folder, 12)
    assert [label for label in found if label.startswith("Aanbieder ")] == [
        f"Aanbieder {unit}" for unit in range(1, 12)
    ]
    counts = pd.read_csv(folder / "figure-12.csv")["count"].astype(str).tolist()
    printed = [label for label in found if re.fullmatch(r"\d+ \+ \d+", label)]
    assert printed == [f"{a} + {d}" for a, d in zip(counts[::2], counts[1::2], strict=True)]


def test_source_line_names_questionnaires_wave_and_bases(folder):
    text = " ".join(labels(folder, 13))
    assert (
        "Bron: bevraging beleidsteam en bevraging schoolteam, 2022-2023; "
        "n = 66 beleidsteamleden en 295 schoolteamleden." in text
    )


def test_a_picture_holds_the_letters_it_uses_and_no_font_of_the_machine(folder):
    """Each face in the SVG is the font of the theme; the PNG is 300 dpi and
    has the colours of the SVG."""
    svg = (folder / "figure-17.svg").read_text(encoding="utf-8")
    families = set(re.findall(r"font-family: ?'([^']+)'", svg))
    assert families == {"Source Sans 3"}
    faces = re.findall(
        r"font-weight:(\d+);font-style:(\w+);src:url\(data:font/ttf;base64,([^)]+)", svg
    )
    assert [face[:2] for face in faces] == [("400", "normal"), ("700", "normal")]
    for weight, _, data in faces:
        font = TTFont(BytesIO(base64.b64decode(data)))
        used = {
            letter
            for text in texts(folder / "figure-17.svg")
            for letter in text.label
            if text.weight == int(weight)
        }
        assert used <= {chr(code) for code in font.getBestCmap()}
        assert font["OS/2"].usWeightClass == int(weight)
        assert "fvar" not in font
    with Image.open(folder / "figure-17.png") as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        drawn = {colour for _, colour in image.convert("RGB").getcolors(2**16)}
    fills = {fill for _, fill in filled(folder / "figure-17.svg")}
    hexes = {"#{:02x}{:02x}{:02x}".format(*colour) for colour in drawn}
    assert {fill.lower() for fill in fills if fill.startswith("#")} <= hexes
    assert (folder / "figure-17.png").stat().st_size < 300_000
