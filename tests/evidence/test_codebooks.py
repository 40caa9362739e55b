"""The codebooks: read against a closed schema, cross-checked, and questions of their own."""

import shutil
from pathlib import Path

import pytest
from support import ROOT

from surveyreport.files.problems import InputProblems
from surveyreport.study.load import load_study
from surveyreport.study.wave import asked_items, study_of_wave, withheld_figures

OPEN = [
    *(f"beleid.D{n}" for n in (13, 14, 15)),
    *(f"schoolteam.D{n}" for n in (22, 23, 24, 25)),
    *(f"leerlingen.C{n}" for n in (14, 15)),
]


def faults_after(folder: Path, old: str, new: str, book: str = "noden") -> list[tuple[int, str]]:
    path = folder / f"codebooks/{book}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputProblems) as raised:
        load_study(folder)
    return [(problem.row, str(problem)) for problem in raised.value.problems]


def test_each_open_question_has_its_codes_as_boxes_right_after_it():
    study = load_study(ROOT / "study")
    names = list(study.questions)
    for item in OPEN:
        question = study.questions[f"{item}.codes"]
        assert names.index(question.id) == names.index(item) + 1
        assert {i.coded_from for i in question.items} == {item}
        assert question.items[0].stem == study.items[item].text
    a, b = (study.questions[f"{item}.codes"].items for item in ("beleid.D13", "schoolteam.D22"))
    assert [i.text for i in a] == [i.text for i in b]
    assert [i.text for i in a if i.exclusive] == ["geen inhoud"]


def test_codes_were_not_fielded_and_a_wave_without_coding_has_none(tmp_path):
    study = load_study(ROOT / "study")
    assert not any(item.coded_from for item in study.group_items("beleid"))
    assert any(item.coded_from for item in study.known_items("beleid"))
    bare = Path(shutil.copytree(ROOT / "study", tmp_path / "study"))
    wave = study_of_wave(study, "2023", asked_items(bare, "2023", study.groups))
    assert max(wave.figures) < 45 and "beleid.D13.codes" not in wave.questions


def test_figures_without_codes_or_of_a_group_that_is_left_out_are_known(tmp_path):
    """Of figure 40 (2025 only) the wave has not too little: it never asked that."""
    study = load_study(ROOT / "study")
    whole = asked_items(ROOT / "study", "2023", study.groups)
    assert withheld_figures(study, "2023", whole) == set()
    bare = Path(shutil.copytree(ROOT / "study", tmp_path / "study"))
    asked = asked_items(bare, "2023", study.groups)
    assert withheld_figures(study, "2023", asked) == set(range(45, 55))
    without = {name: of for name, of in whole.items() if not name.startswith("beleid.")}
    # the others show what schoolteams or pupils said beside it
    assert withheld_figures(study, "2023", without, {"beleid"}) == {1, 2, 45, 47, 49}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title:", "titel:", "bedoelt u 'title'?"),
        ("[beleid.D15, ", "[beleid.D12, ", "'beleid.D12' is geen open vraag"),
        ("[beleid.D15, ", "[beleid.D14, ", "hoort al bij codeboek belemmerend"),
        ("id: plaatsen", "id: middelen", "het id 'middelen' bestaat al"),
        ("id: plaatsen", "id: codes", "codes"),
        ("kind: no_content", "kind: unplaced", "0 codes met kind no_content"),
        ("label: geen inhoud", "merged_into: middelen\n    label: geen inhoud", "zonder reden"),
        ("id: plaatsen", "id: plaatsen\n    merged_into: nergens\n    reason: x", "'nergens'"),
        ("{sufficient: 0.8, tentative: 0.667}", "{sufficient: 0.5, tentative: 0.6}", "boven"),
        ("label: meer en vaste middelen", "label: geen inhoud", "twee codes heten"),
    ],
)
def test_faults_in_a_codebook_are_named_with_their_line(study_folder, old, new, said):
    faults = faults_after(study_folder, old, new)
    assert any(said in text and row and "noden.yaml" in text for row, text in faults), faults


def test_a_merged_code_is_no_question_of_its_own(study_folder):
    path = study_folder / "codebooks/noden.yaml"
    text = path.read_text(encoding="utf-8")
    merged = "id: synergie\n    merged_into: waardering\n    reason: codeurs verwarden ze"
    path.write_text(text.replace("id: synergie", merged), encoding="utf-8")
    study = load_study(study_folder)
    assert "beleid.D15.synergie" not in study.items
    assert study.codebooks["noden"].counts_as("synergie") == "waardering"
    assert study.codebooks["noden"].counts_as("middelen") == "middelen"


def test_codes_that_no_figure_shows_are_named(study_folder):
    path = study_folder / "figures.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[[leerlingen.C15.codes]]", "[[leerlingen.C14.codes]]"))
    with pytest.raises(InputProblems, match=r"de codes van leerlingen\.C15"):
        load_study(study_folder)
