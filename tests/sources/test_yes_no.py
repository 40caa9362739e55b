"""Yes/no questions and tick boxes through SPSS, R and .sav, as LimeSurvey numbers them."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pyreadstat
import pytest
from survey_files import SYSTEM, Asked, Survey, csv_text, lss, written

from surveyreport.files.problems import InputProblems
from surveyreport.sources.ingest import ingest
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.mapping import MappedColumn, Mapping
from surveyreport.study.wave_entry import ExportFiles

SURVEY = Survey(
    (
        Asked("Q1", "Y"),
        Asked("Q2", "M", ("SQ001", "SQ002"), other=True),
        Asked("Q3", "G"),
        Asked("Q4", "L", options={"A1": "ja", "A2": "nee"}),
    )
)
HELD = [
    ["Y", "Y", "", "brief", "F", "A1"],
    ["N", "", "Y", "", "M", "A2"],
    ["", "", "", "", "", "A1"],
]
CODES = ["Q1", "Q2[SQ001]", "Q2[SQ002]", "Q2[other]", "Q3", "Q4"]
NAMES = ["Q1", "Q2_SQ001", "Q2_SQ002", "Q2_other", "Q3", "Q4"]


@pytest.fixture
def structure(tmp_path):
    return load_structure(written(tmp_path / "s.lss", lss(SURVEY, 620)))


def rows(yes, no, tick, bare, female="1", male="2", other=""):
    """The answers as numbers; system columns before them."""
    first = {"Y": yes, "N": no, "": ""}
    boxes, genders = {"Y": tick, "": bare}, {"F": female, "M": male, "": ""}
    return [
        [str(n), "2026-01-10 10:00:00", "2", "nl", "9", first[a], boxes[b], boxes[c], d or other,
         genders[e], f]
        for n, (a, b, c, d, e, f) in enumerate(HELD, 1)
    ]  # fmt: skip


def r_syntax(yes_no, boxes):
    """yes_no, boxes: levels and labels, as LimeSurvey's R syntax gives them."""
    names = [*SYSTEM, *NAMES]
    text = 'data <- read.csv("x.csv", quote = "\'\\"", na.strings=c("", "\\"\\""))\n'
    for place, name in enumerate(names, 1):
        text += f'names(data)[{place}] <- "{name}"\n'
    told = {"Q1": yes_no, "Q2_SQ001": boxes, "Q2_SQ002": boxes}
    told["Q3"] = ("1,2", '"Vrouw", "Man"')
    for name, (levels, labels) in told.items():
        place = names.index(name) + 1
        text += (
            f"data[, {place}] <- factor(data[, {place}], levels=c({levels}),labels=c({labels}))\n"
        )
    return text


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("older", [True, False])
def test_r_data_by_the_labels_of_its_syntax(tmp_path, structure, known, older):
    """Older versions number no 1 and yes 2; newer ones the other way around."""
    heads = [*SYSTEM, *NAMES]
    numbers = rows("2", "1", "2", "1") if older else rows("1", "2", "1", "0")
    data = written(tmp_path / "x.csv", csv_text(heads, numbers, ","))
    yes_no = ("1,2", '"Nee", "Ja"') if older else ("1,2", '"Ja", "Nee"')
    boxes = ("1,2", '"Niet geselecteerd", "Ja"') if older else ("1,0", '"Ja", "Niet geselecteerd"')
    syntax = written(tmp_path / "x.R", r_syntax(yes_no, boxes))
    export = read_export(data, structure=structure if known else None, companion=syntax)
    assert export.cells[CODES].to_numpy().tolist() == HELD


@pytest.mark.parametrize("known", [True, False])
def test_spss_text_keeps_what_was_not_shown(tmp_path, structure, known):
    names = [*SYSTEM, *NAMES]
    lines = ["SET UNICODE=ON."]
    lines += [
        f" V{n} {'DATETIME23.2' if name == 'submitdate' else 'A9'}"
        for n, name in enumerate(names, 1)
    ]
    labels = {"Q1": ("1", "Ja", "2", "Nee"), "Q3": ("1", "Vrouw", "2", "Man")}
    labels |= {name: ("1", "Ja", "0", "Niet geselecteerd") for name in NAMES[1:3]}
    for name, (one, first, two, second) in labels.items():
        place = names.index(name) + 1
        lines.append(f'VALUE LABELS  V{place}\n {one} "{first}"\n {two} "{second}".')
    lines += [f"RENAME VARIABLES ( V{n} = {name} )." for n, name in enumerate(names, 1)]
    syntax = written(tmp_path / "x.sps", "\n".join([*lines, ""]))
    text = "".join(
        ",".join(f"'{cell}'" if cell not in ("", "NA") else cell for cell in row).replace(
            "2026-01-10", "10-01-2026"
        )
        + "\n"
        for row in [
            *(row for row in rows("1", "2", "1", "0")),
            ["4", "2026-01-10 10:00:00", "1", "nl", "9", "NA", "NA", "NA", "", "NA", "NA"],
        ]
    )
    data = written(tmp_path / "x.dat", text)
    export = read_export(data, structure=structure if known else None, companion=syntax)
    cells = export.cells[CODES]
    assert cells.iloc[:3].to_numpy().tolist() == HELD
    assert export.knows_not_shown
    assert cells.iloc[3].isna().tolist() == [True, True, True, False, True, True]


def sav(folder, table):
    """A .sav as the web writes it with Y and N converted to 1 and 0."""
    labels = {name: {1.0: "Ja", 0.0: "Niet geselecteerd"} for name in NAMES[1:3]}
    labels |= {"Q1": {1.0: "Ja", 0.0: "Nee"}, "Q3": {0.0: "Vrouw", 1.0: "Man"}}
    frame = pd.DataFrame(table, columns=[*SYSTEM, *NAMES])
    for name in ("id", "lastpage", "Q1", "Q2_SQ001", "Q2_SQ002", "Q3"):
        frame[name] = pd.to_numeric(frame[name])
    path = folder / "x.sav"
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    return path


def test_an_unanswered_yes_no_question_is_lost_in_a_converted_sav(tmp_path, structure, study):
    table = rows("1", "0", "1", "0", "0", "1", other="0")
    table[2][5] = "0"  # left open, and written as no
    export = read_export(sav(tmp_path, table), structure=structure)
    assert export.cells[CODES[1:]].to_numpy().tolist() == [row[1:] for row in HELD]
    assert export.unsure == ("Q1",)
    assert any("wie een ja-neevraag openliet, staat er als nee" in loss for loss in export.losses)
    item = next(item for item in study.items.values() if item.scale and item.type == "single")
    first, second = item.scale.labels[:2]
    mapped = MappedColumn("Q1", item, {"Y": first, "N": second})
    mapping = Mapping(tmp_path / "m.csv", (mapped,), "Q2[other]", tuple(CODES[1:3] + CODES[4:]))
    files = ExportFiles(tmp_path / "x.sav", structure=tmp_path / "s.lss")
    with pytest.raises(InputProblems, match="wie deze ja-neevraag openliet") as caught:
        ingest(files, "g", {"g": mapping}, ())
    assert "zonder omzetting van Y en N" in str(caught.value)
    # a question that is left out needs no answer
    left = dataclasses.replace(mapping, columns=(), ignored=(*mapping.ignored, "Q1"))
    assert len(ingest(files, "g", {"g": left}, ()).table) == 3


def test_a_sav_in_which_somebody_left_it_open_is_sure(tmp_path, structure):
    table = rows("1", "0", "1", "0", "0", "1", other="0")
    export = read_export(sav(tmp_path, table), structure=structure)
    assert export.cells[CODES].to_numpy().tolist() == HELD
    assert export.unsure == ()
