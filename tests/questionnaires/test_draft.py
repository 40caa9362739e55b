"""A draft gives the mapping analysts confirmed for 2023, and nothing it is not sure of."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest
from fielded import (
    DATA,
    PROJECT,
    STUDY,
    SURVEYS,
    changed_tsv,
    mapping,
    mapping_file,
    questionnaire,
    row_of,
    structure_file,
    study,
)

from surveyreport.__main__ import main
from surveyreport.files.problems import InputProblems
from surveyreport.newwave.draft import (
    draft_from_export,
    draft_from_structure,
    earlier_mapping,
    write_draft,
)
from surveyreport.questionnaires.write_tsv import questionnaire_tsv
from surveyreport.sources.limesurvey.export import Export, read_export
from surveyreport.sources.limesurvey.read_tsv import parse_tsv
from surveyreport.sources.limesurvey.structures import load_structure

# asked since 2025 only
LATER = {"leerlingen": ["geen kolom voor leerlingen.B12a", "geen kolom voor leerlingen.B14"]}
NO_PROVIDER = ["", "geen kolom met de aanbieder: noem in config.yaml de deelnemerslijst"]


def confirmed(group: str, provider: bool = True) -> bytes:
    """The mapping of 2023; LimeSurvey's schoolteam survey had the provider elsewhere."""
    data = mapping_file(group).read_bytes()
    return data if provider else data.replace(b"aanbieder,@provider,,\n", b"")


def drafted(change, group: str = "beleid", earlier=True):
    structure = parse_tsv(Path("x.txt"), changed_tsv(group, change))
    return draft_from_structure(structure, study(), group, mapping(group) if earlier else None)


def levels(draft, column: str) -> list[list[str]]:
    return draft.table[draft.table["column"] == column].drop(columns="column").values.tolist()


@pytest.mark.parametrize("group", SURVEYS)
@pytest.mark.parametrize("ending", ["lss", "txt"])
def test_draft_from_a_structure_is_the_confirmed_mapping(group, ending, tmp_path):
    draft = draft_from_structure(load_structure(structure_file(group, ending)), study(), group)
    path = write_draft(draft, tmp_path / "2025" / f"{group}.csv")
    real = group != "schoolteam"
    assert path.read_bytes() == confirmed(group, provider=real)
    later = [["", remark] for remark in LATER.get(group, [])]
    assert draft.remarks.values.tolist() == ([] if real else [NO_PROVIDER]) + later


@pytest.mark.parametrize("group", SURVEYS)
def test_a_survey_written_here_comes_back_with_nothing_to_do(group, tmp_path):
    structure = parse_tsv(Path("x"), questionnaire_tsv(questionnaire(group), 5))
    draft = draft_from_structure(structure, study(), group)
    assert write_draft(draft, tmp_path / "x.csv").read_bytes() == confirmed(group)
    assert draft.remarks["remark"].tolist() == LATER.get(group, [])


@pytest.mark.parametrize("group", SURVEYS)
def test_draft_from_an_export_by_the_codes_of_the_wave_before(group, tmp_path):
    export = read_export(DATA / SURVEYS[group][0] / "rc" / "csv__code__short__all.csv")
    draft = draft_from_export(export, study(), group, mapping(group))
    path = write_draft(draft, tmp_path / "x.csv")
    assert path.read_bytes() == confirmed(group, provider=group != "schoolteam")


def test_other_codes_for_the_same_words(tmp_path):
    """Another question code and turned-round answer codes: the words decide, not the codes."""

    def change(rows):
        row_of(rows, "Q", "B03")["name"] = "X7"
        for old, new in (("A1", "9"), ("A2", "8")):
            row_of(rows, "A", old, after="X7")["name"] = new

    rows = levels(drafted(change), "X7")
    assert rows[:3] == [
        ["beleid.B3", "9", "helemaal akkoord"],
        ["beleid.B3", "8", "eerder wel akkoord"],
        ["beleid.B3", "A3", "eerder niet akkoord"],
    ]


def test_a_reworded_question_gets_no_item_but_a_remark():
    def change(rows):
        row_of(rows, "Q", "B03")["text"] = "Iedereen telt mee."

    draft = drafted(change)
    assert levels(draft, "B03") == [["", code, ""] for code in ("A1", "A2", "A3", "A4", "A5")]
    assert draft.remarks.values.tolist() == [
        [
            "B03",
            "geen vraag met de tekst 'Iedereen telt mee.'; in een eerdere golf was deze code "
            "beleid.B3",
        ],
        ["", "geen kolom voor beleid.B3"],
    ]
    assert drafted(change, earlier=False).remarks["remark"][0].endswith("'Iedereen telt mee.'")


def test_an_unknown_answer_gets_no_level():
    def change(rows):
        row_of(rows, "A", "A2", after="B03")["text"] = "min of meer"

    draft = drafted(change)
    assert levels(draft, "B03")[1] == ["beleid.B3", "A2", ""]
    assert draft.remarks["remark"].tolist() == [
        "antwoord A2 'min of meer' staat niet in schaal agreement",
        "geen antwoord 'eerder wel akkoord' van schaal agreement",
    ]


def test_two_columns_with_the_same_words():
    def change(rows):
        copy = dict(row_of(rows, "Q", "D13"))
        rows.append(copy | {"id": "98", "name": "D99"})

    draft = drafted(change)
    assert levels(draft, "D13") == [["beleid.D13", "", ""]]
    assert levels(draft, "D99") == [["", "", ""]]
    assert draft.remarks.values.tolist() == [["D99", "zelfde tekst als D13, dat al beleid.D13 is"]]


def test_question_of_another_type_hidden_question_and_text_display():
    def change(rows):
        row_of(rows, "Q", "D13")["type/scale"] = "L"
        row_of(rows, "Q", "D14")["hidden"] = "1"
        row_of(rows, "Q", "D15")["type/scale"] = "X"

    draft = drafted(change)
    assert levels(draft, "D15") == [["@ignore", "", ""]]
    remarks = dict(draft.remarks.values.tolist())
    assert remarks["D13"].startswith("tekst van beleid.D13, maar als een andere soort")
    assert remarks["D14"].startswith("verborgen vraag")


def test_an_export_with_codes_never_seen_before():
    cells = pd.DataFrame(
        {
            "id": ["1", "2"],
            "aanbieder": ["AB01", "AB02"],
            "B01": ["A1", "A7"],
            "D13": ["Jan Peeters belde", ""],
            "Z01": ["A2", "A1"],
            "Z02": ["Jan", "Els"],
            "groupTime9": ["1.5", "2"],
        },
        dtype=str,
    )
    export = Export(Path("x.csv"), "csv", cells, False, ())
    draft = draft_from_export(export, study(), "beleid", mapping("beleid"))
    assert draft.table.values.tolist() == [
        ["aanbieder", "@provider", "", ""],
        ["D13", "beleid.D13", "", ""],
        ["B01", "", "A1", ""],
        ["B01", "", "A7", ""],
        ["Z01", "", "A1", ""],
        ["Z01", "", "A2", ""],
        ["Z02", "", "", ""],
    ]
    remarks = draft.remarks.values.tolist()
    assert remarks[0] == ["B01", "was beleid.B1, maar daar was dit antwoord onbekend: A7"]
    assert ["Z02", "deze code kwam in geen eerdere golf voor"] in remarks


def test_the_latest_earlier_wave_is_the_example(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(STUDY / "waves", folder / "waves")
    assert earlier_mapping(folder, "2023", "beleid", study()) is None
    found = earlier_mapping(folder, "2025", "beleid", study())
    assert found.path == folder / "waves" / "2023" / "beleid.csv"
    shutil.copytree(folder / "waves" / "2023", folder / "waves" / "2024")
    (folder / "waves" / "2024" / "beleid.csv").write_text("kolom\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="2024"):
        earlier_mapping(folder, "2025", "beleid", study())


def test_work_of_an_analyst_is_never_overwritten(tmp_path):
    draft = drafted(lambda rows: None)
    path = tmp_path / "beleid.csv"
    assert write_draft(draft, path) == path
    path.write_text("nagekeken\n", encoding="utf-8")
    beside = write_draft(draft, path)
    assert beside.name == "beleid.draft.csv"
    assert path.read_text(encoding="utf-8") == "nagekeken\n"
    assert write_draft(draft, path) == beside
    beside.write_text("half nagekeken\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="eerder ontwerp"):
        write_draft(draft, path)
    assert beside.read_text(encoding="utf-8") == "half nagekeken\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["beleid.csv", "beleid.draft.csv"]


def run(name: str, *arguments: object) -> None:
    assert main([name, *map(str, arguments)]) == 0


def test_command_line(tmp_path, monkeypatch, capsys):
    """Write the survey of a next wave, draft from another file, check what was fielded."""
    folder = tmp_path / "study"
    shutil.copytree(STUDY, folder, ignore=shutil.ignore_patterns("2025"))
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "leerlingen.txt"
    run(
        "survey",
        "--wave",
        "2025",
        "--group",
        "leerlingen",
        "--sid",
        7,
        "--out",
        out,
    )
    made = folder / "waves" / "2025" / "leerlingen.csv"
    # the next wave asks the reworded question and the new one, after B13
    last = [line for line in confirmed("leerlingen").splitlines(True) if line.startswith(b"B13,")]
    new = b"".join(last).replace(b"B13,leerlingen.B13", b"B14,leerlingen.B14")
    expected = confirmed("leerlingen").replace(b"B12,leerlingen.B12", b"B12a,leerlingen.B12a")
    assert made.read_bytes() == expected.replace(last[-1], last[-1] + new)
    run("check-survey", "--wave", "2025", "--group", "leerlingen", "--structure", out)
    assert "Geen verschillen." in capsys.readouterr().out
    run(
        "check-survey",
        "--wave",
        "2025",
        "--group",
        "leerlingen",
        "--structure",
        structure_file("leerlingen"),
    )
    assert "leerlingen,leerlingen.C14,,kop,1. Onderdeel" in capsys.readouterr().out
    export = DATA / "beleidsteam" / "rc" / "csv__code__short__all.csv"
    run("draft", "--wave", "2025", "--group", "beleid", "--export", export)
    assert "Geen opmerkingen." in capsys.readouterr().out
    assert (folder / "waves" / "2025" / "beleid.csv").read_bytes() == confirmed("beleid")
    monkeypatch.chdir(PROJECT)
    run("check-survey", "--wave", "2023")
    assert "Zonder structuur in config.yaml" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("draft", "--wave", "2025", "--group", "x", "--structure", "y"), "geen groep 'x'"),
        (("draft", "--wave", "2025", "--group", "beleid", "--export", "weg"), "bestaat niet"),
        (("draft", "--wave", "2025", "--group", "beleid", "--structure", "weg"), "bestaat niet"),
        (("check-survey", "--wave", "1999"), "geen golf '1999'"),
        (("check-survey", "--wave", "2023", "--group", "beleid"), "samen"),
    ],
)
def test_command_line_names_what_is_wrong(arguments, message, monkeypatch, capsys):
    monkeypatch.chdir(PROJECT)
    assert main([*arguments]) == 1
    assert message in capsys.readouterr().err


def test_same_words_in_two_items_are_told_apart_by_the_earlier_code():
    """Two items with one wording: without an earlier wave neither is chosen."""
    known = study()
    twin = dataclasses.replace(known.items["beleid.D14"], text=known.items["beleid.D13"].text)
    doubled = dataclasses.replace(known, items=known.items | {"beleid.D14": twin})
    structure = load_structure(structure_file("beleid"))
    alone = draft_from_structure(structure, doubled, "beleid")
    assert ["D13", "zelfde tekst als beleid.D13, beleid.D14"] in alone.remarks.values.tolist()
    helped = draft_from_structure(structure, doubled, "beleid", mapping("beleid"))
    assert levels(helped, "D13") == [["beleid.D13", "", ""]]


@pytest.mark.parametrize(
    ("columns", "provider"),
    [
        (["Schoolcode"], "Schoolcode"),
        (["vestigingsnummer"], "vestigingsnummer"),
        (["INSTELLING_NR"], "INSTELLING_NR"),
        (["school", "instelling"], None),
        (["schoolse_vertraging"], None),
        (["aanbieder", "school"], "aanbieder"),
    ],
)
def test_a_column_with_the_name_of_a_provider_is_proposed(columns, provider):
    cells = pd.DataFrame({"id": ["1"], **{column: ["A02"] for column in columns}})
    export = Export(Path("x.csv"), "csv", cells, knows_not_shown=False, losses=())
    draft = draft_from_export(export, study(), "beleid")
    found = draft.table[draft.table["item"].eq("@provider")]["column"].tolist()
    assert found == ([provider] if provider else [])
    remarks = draft.remarks.to_numpy().tolist()
    assert (NO_PROVIDER in remarks) == (provider is None)
    told = [column for column, remark in remarks if "ga dat na" in remark]
    assert told == ([provider] if provider and provider != "aanbieder" else [])
