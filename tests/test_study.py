"""The study as data: closed, complete, and faults named with file and line."""

import csv

import pytest
import yaml
from support import ROOT, study_of

from surveyreport.files.problems import InputProblems
from surveyreport.study.load import load_study

LATER = {"leerlingen.B12a", "leerlingen.B14"}  # asked since 2025 only


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems_of(folder):
    with pytest.raises(InputProblems) as caught:
        load_study(folder)
    return caught.value.problems


def test_questionnaires_hold_all_items_and_open_questions(study):
    closed = {
        group: sum(i.type != "open" and i.id not in LATER for i in study.group_items(group))
        for group in study.groups
    }
    # 25, 31 and 20 single-choice items and 0, 19 and 10 boxes (the report, annex 2)
    assert closed == {"beleid": 25, "schoolteam": 31 + 19, "leerlingen": 20 + 10}
    opened = [item.id for item in study.items.values() if item.type == "open"]
    assert len(opened) == 3 + 4 + 2


def test_all_38_figures_are_entries_of_the_kind_the_report_drew():
    figures = study_of("2023").figures
    assert list(figures) == list(range(1, 39))
    likert = {n for n, figure in figures.items() if figure.kind == "likert"}
    assert likert == {*range(13, 20), 22, 23, *range(25, 30), *range(31, 35), 36, 37} - {30}
    tables = {n for n, figure in figures.items() if figure.kind == "table"}
    assert tables == {9, 10, 11}


def test_every_closed_item_is_in_a_figure_and_mapped_for_wave_2023(study):
    shown = study.figures_by_item()
    for group in study.groups:
        with (ROOT / f"study/waves/2023/{group}.csv").open(encoding="utf-8", newline="") as file:
            mapped = {row["item"] for row in csv.DictReader(file)}
        for item in study.group_items(group):
            assert (item.id in mapped) != (item.id in LATER)
            assert item.type == "open" or shown[item.id]


def test_unknown_key_is_named_with_its_line(study_folder):
    row = edit(
        study_folder / "figures.yaml",
        "    title: Ervaring van de schoolteamleden",
        "    titel: Ervaring van de schoolteamleden",
    )
    faults = problems_of(study_folder)
    unknown = next(p for p in faults if "titel" in p.found)
    assert unknown.file.endswith("figures.yaml") and unknown.row == row
    assert "'title'" in unknown.remedy and "kind" in unknown.expected


def test_figure_on_a_question_that_does_not_exist(study_folder):
    edit(
        study_folder / "figures.yaml",
        "[[beleid.B3], [schoolteam.B3]]",
        "[[beleid.B33], [schoolteam.B3]]",
    )
    faults = problems_of(study_folder)
    assert any("beleid.B33" in p.found and p.column == "figuur 14" and p.row for p in faults)
    # the question that lost its figure is no second fault
    assert len(faults) == 1


def test_question_that_no_figure_can_find(study_folder):
    path = study_folder / "questionnaires" / "leerlingen.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["parts"][1]["questions"].append(
        {"id": "leerlingen.B99", "type": "single", "text": "Nieuw?", "scale": "agreement"}
    )
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (fault,) = problems_of(study_folder)
    line = path.read_text(encoding="utf-8").splitlines()[fault.row - 1]
    assert "leerlingen.B99" in fault.found and "leerlingen.B99" in line
    data["parts"][1]["questions"][-1]["not_shown"] = "enkel voor intern gebruik"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert "leerlingen.B99" in load_study(study_folder).items


def test_statements_on_one_row_share_their_wording(study_folder):
    edit(
        study_folder / "figures.yaml",
        "[[beleid.B3], [schoolteam.B3]]",
        "[[beleid.B3, schoolteam.B3]]",
    )
    (fault,) = problems_of(study_folder)
    assert "verschillend verwoord" in fault.found


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("scales.yaml", "kind: dont_know", "kind: dontknow", "dontknow"),
        ("scales.yaml", "    - helemaal akkoord\n", "    - helemaal mee eens\n", "helemaal mee"),
        ("groups.yaml", "label: Beleidsteam", "label: [Beleidsteam]", "Beleidsteam"),
        ("questionnaires/beleid.yaml", "scale: policy_function", "scale: functie", "functie"),
        ("figures.yaml", "figures:\n", "figures:\n  - {number: 39}\n", "ontbreekt"),
        ("figures.yaml", "section: visie", "section: visies", "visies"),
        ("figures.yaml", "kind: choice\n", "kind: choice\n    kind: likert\n", "twee keer"),
        ("scales.yaml", "scales:\n", "scales:\n  agreement: [\n", "geen geldige YAML"),
    ],
)
def test_faults_are_found_with_a_line(study_folder, file, old, new, found):
    edit(study_folder / file, old, new)
    assert any(found in p.found and p.row for p in problems_of(study_folder))


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("{item: leerlingen.B9.1, is: [helemaal akkoord]}", "asked_if noemt 'leerlingen.B9.1'"),
        ("{item: leerlingen.B8, is: [helemaal akkoord]}", "asked_if noemt 'leerlingen.B8'"),
        ("{item: beleid.B1, is: [helemaal akkoord]}", "asked_if noemt 'beleid.B1'"),
        ("{item: leerlingen.B1}", "asked_if: leerlingen.B1 is (niets)"),
        ("{item: leerlingen.B1, is: [akkoord]}", "asked_if: leerlingen.B1 is akkoord"),
        ("{item: leerlingen.B8.5, is: [ja]}", "asked_if: leerlingen.B8.5 is ja"),
    ],
)
def test_a_condition_on_what_cannot_be_known(study_folder, condition, found):
    path = study_folder / "questionnaires/leerlingen.yaml"
    start = "  - id: leerlingen.B9\n"
    row = edit(path, start, f"{start}    asked_if: {condition}\n") + 1
    (problem,) = problems_of(study_folder)
    assert (problem.row, problem.column, problem.found) == (row, "leerlingen.B9", found)


def test_all_faults_come_together(study_folder):
    edit(study_folder / "scales.yaml", "kind: dont_know", "kind: dontknow")
    edit(study_folder / "groups.yaml", "label: Beleidsteam", "naam: Beleidsteam")
    files = {p.file.rsplit("/", 1)[-1] for p in problems_of(study_folder)}
    assert {"scales.yaml", "groups.yaml"} <= files


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("by: schoolteam.A9", "'schoolteam.A9' bestaat niet"),
        ("by: schoolteam.A1", "niet één antwoord"),
        ("by: schoolteam.A1.1", "niet één antwoord"),
        ("by: beleid.A2", "gevraagd aan beleid"),
        ("by: schoolteam.B1", "toont 'schoolteam.B1' zelf"),
        ("by: provider_type", "schoolteam.B1: hier per provider_type, in figuur 55 per"),
        ("order: share\n    by: schoolteam.A2", "by en order"),
    ],
)
def test_results_that_cannot_be_parted(study_folder, entry, told):
    path = study_folder / "figures.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "  - number: 98\n    kind: likert\n    section: visie\n    title: t\n"
        + f"    statements: [[schoolteam.B1]]\n    {entry}\n",
        encoding="utf-8",
    )
    (problem,) = problems_of(study_folder)
    assert told in problem.found and problem.column == "figuur 98" and problem.row


def test_too_many_parts(study_folder):
    scales = study_folder / "scales.yaml"
    levels = "".join(f"    - {{label: klasse {n}, kind: substantive}}\n" for n in range(6))
    edit(scales, "    - label: langer dan 3 schooljaren\n", levels + "    - label: langer dan 3 schooljaren\n")  # fmt: skip  # noqa: E501
    (problem,) = problems_of(study_folder)
    assert "heeft 9 antwoorden" in problem.found and problem.column == "figuur 55"
