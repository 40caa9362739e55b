"""Every dialect gives the responses of truth.json, but for what it says it lost."""

from __future__ import annotations

import csv
import dataclasses
import functools
import html
import json
import re

import openpyxl
import pytest
from limesurvey_files import DATA, PERSONAL_VALUES, expected_ids, stored, structure

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey.export import Export, read_export

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
TIMING = re.compile(r"interviewtime|groupTime\d+|\w+Time")
REFUSED = re.compile(r"abbreviated|beleidsteam/web/spss_sav|stata|participants")


def text(value: str | None) -> str:
    return value or ""


def loses_line_ends(value: str | None) -> str:
    return LINE_ENDS.sub("\n", text(value))


def loses_crlf(value: str | None) -> str:
    return text(value).replace("\r\n", "\n")


def loses_markup(value: str | None) -> str:
    """What SPSS keeps of a text, blanks aside."""
    value = re.sub(r"<script>.*?</script>|<[a-z/][^>]*>", "", text(value))
    return "".join(html.unescape(value).split())


FILES = sorted(
    str(file.relative_to(DATA))
    for pattern in ("*/*/*.csv", "*/web/vv_*", "*/*/*.xlsx", "*/*/json_*", "*/*/*.sav", "*/*/*.lsa")
    for file in DATA.glob(pattern)
    if not REFUSED.search(str(file.relative_to(DATA)))
)


@functools.cache
def read(file: str) -> Export:
    return read_export(DATA / file, structure=structure(file.split("/")[0]))


def differences(
    export: Export, group: str, keeps, seen=lambda v: v
) -> dict[tuple[str, str], tuple]:
    """(id, code) -> (read, stored) of every cell that differs after the dialect's loss."""
    rows = stored(group)
    return {
        (row["id"], code): (value, rows[row["id"]][code])
        for row in export.cells.to_dict("records")
        for code, value in row.items()
        if code in rows["1"] and seen(value) != keeps(rows[row["id"]][code])
    }


def test_there_are_files_of_every_dialect():
    assert len(FILES) > 45
    assert {read(file).dialect for file in FILES} == {"csv", "vv", "xlsx", "json", "sav", "lsa"}


@pytest.mark.parametrize("file", FILES)
def test_a_real_export_gives_the_stored_responses(file):
    group = file.split("/")[0]
    export = read(file)
    ids = export.cells["id"].tolist()
    if "by_token" in file:
        assert len(ids) == 5
    else:
        assert ids == expected_ids(group, file)
    columns = {code for code in export.cells if not TIMING.fullmatch(code)}
    if "fields" not in file:
        assert columns - {"token"} == set(stored(group)["1"]) - {"token"}
    keeps = {"csv": loses_line_ends, "json": text, "xlsx": loses_crlf}.get(export.dialect)
    if export.dialect == "lsa":
        keeps = lambda v: v if v is None else loses_crlf(v)  # noqa: E731
    if export.dialect == "vv":
        keeps = lambda v: v if v is None else v.strip()  # noqa: E731
    if export.dialect == "sav":
        keeps = lambda v: text(v).strip()  # noqa: E731
    lost = differences(export, group, keeps)
    by_web = "/web/" in file and "timings" not in file and export.dialect not in ("vv", "lsa")
    lost = {
        place: (read_value, held)
        for place, (read_value, held) in lost.items()
        # the web writes '=2+3 and =2+3 alike; yes words turn a typed Y into 1; SPSS writes 3.5
        if not (by_web and held is not None and held == f"'{read_value}")
        and not (re.search("onvert|sav", file) and place[1] == "B08[other]" and held == "Y")
        and not (export.dialect == "sav" and held == "3,5" and read_value == "3.5")
    }
    assert lost == {}
    assert export.losses
    assert export.knows_not_shown == (export.dialect in ("vv", "lsa"))
    if export.knows_not_shown:
        assert export.cells.isna().any(axis=None)


@pytest.mark.parametrize("file", FILES)
def test_no_personal_data_leaves_the_reader(file):
    export = read(file)
    assert not [c for c in export.cells if re.search("name|mail|attribute|ipaddr|refurl", c)]
    for code in export.cells:
        assert not export.cells[code].dropna().str.contains(PERSONAL_VALUES).any()


def test_the_dropped_personal_columns_are_named():
    export = read("schoolteam/web/csv_semicolon__code__short__all__timings.csv")
    assert export.dropped_personal == ("firstname", "email", "attribute_1")


def test_the_index_is_the_row_an_analyst_sees():
    export = read("leerlingen/rc/csv__code__short__all.csv")
    assert export.cells.index.tolist() == list(range(2, 48))
    vv = read("leerlingen/web/vv_v2__all.csv")
    assert vv.cells.index.tolist() == list(range(3, 49))


@pytest.mark.parametrize(
    ("file", "knows"),
    [
        ("beleidsteam/web/spss_v15__all.dat", True),
        ("beleidsteam/web/spss_v16__all.dat", False),
        ("schoolteam/web/spss_v16__all.dat", False),
        ("leerlingen/web/spss_v16__all.dat", False),
    ],
)
def test_spss_text_with_its_syntax(file, knows):
    group = file.split("/")[0]
    path = DATA / file
    export = read_export(path, companion=path.with_suffix(".sps"))
    assert (export.dialect, export.knows_not_shown) == ("spss", knows)
    assert export.cells["id"].tolist() == expected_ids(group, file)
    keeps = loses_markup if not knows else lambda v: v if v is None else loses_markup(v)
    lost = differences(export, group, keeps, seen=lambda v: v if v is None else "".join(v.split()))
    assert {held for _, held in lost.values()} <= ({" "} if knows else set())
    assert any("kapt lange teksten af" in loss for loss in export.losses)


@pytest.mark.parametrize("group", ["beleidsteam", "schoolteam", "leerlingen"])
def test_r_data_with_its_syntax_needs_no_structure(group):
    folder = DATA / group / "web"
    export = read_export(folder / "R_data__all.csv", companion=folder / "R_syntax__all.R")
    assert export.dialect == "rdata"
    lost = differences(export, group, loses_line_ends)
    assert all(held == f"'{read_value}" for read_value, held in lost.values())


@pytest.mark.parametrize("group", ["beleidsteam", "schoolteam", "leerlingen"])
def test_short_codes_need_no_structure(group):
    export = read_export(DATA / group / "rc" / "csv__code__short__all.csv")
    assert differences(export, group, loses_line_ends) == {}


@pytest.mark.parametrize("wrapped", [False, True])
def test_both_json_shapes(tmp_path, wrapped):
    source = DATA / "leerlingen" / "rc" / "json__code__short__all.json"
    rows = json.loads(source.read_text())["responses"]
    file = tmp_path / "export"
    made = [{str(row["id"]): row} for row in rows] if wrapped else rows
    file.write_text(json.dumps({"responses": made}))
    assert differences(read_export(file), "leerlingen", text) == {}


@pytest.mark.parametrize(
    ("file", "separator"),
    [
        ("leerlingen/rc/csv__abbreviated__long__all.csv", ";"),
        ("leerlingen/web/csv_comma__abbreviated20_underscores__long__all.csv", ","),
    ],
)
def test_abbreviated_headings_are_read_once_they_are_unambiguous(tmp_path, file, separator):
    with open(DATA / file, encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source, delimiter=separator))
    once = [i for i, heading in enumerate(rows[0]) if rows[0].count(heading) == 1]
    with open(tmp_path / "export.csv", "w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=separator, quoting=csv.QUOTE_ALL)
        writer.writerows([row[i] for i in once] for row in rows if row)
    export = read_export(tmp_path / "export.csv", structure=structure("leerlingen"))
    left_out = {"B03", "B05"}  # both "De school gaf mij duidelijke ..."
    assert set(stored("leerlingen")["1"]) - set(export.cells) == left_out
    lost = differences(export, "leerlingen", loses_line_ends)
    assert all(held == f"'{read_value}" for read_value, held in lost.values())


def test_numbers_lose_the_zeros_of_the_database(tmp_path):
    held = structure("leerlingen")
    numeric = dataclasses.replace(held.questions[-1], type="N")
    changed = dataclasses.replace(held, questions=(*held.questions[:-1], numeric))
    file = tmp_path / "vv.txt"
    values = ["20.5000000000", "4.0000000000", "-0.2500000000", "100", "", "{question_not_shown}"]
    rows = [f"{i}\t\t\tnl\t{value}" for i, value in enumerate(values, 1)]
    file.write_text(
        "\n".join(["a\tb\tc\td\te", "id\tsubmitdate\tlastpage\tstartlanguage\tC15", *rows, ""])
    )
    export = read_export(file, structure=changed)
    assert export.cells["C15"].tolist() == ["20.5", "4", "-0.25", "100", "", None]


def test_swapped_yes_and_no_words_are_refused(tmp_path):
    source = (DATA / "leerlingen" / "rc" / "csv__code__short__all__convertY1N0.csv").read_bytes()
    row = source.split(b"\r\n")[1]
    cells = row.split(b";")
    cells[1:3] = [b'""', b'""']
    unreached = b";".join(b'"1"' if cell == b'"0"' else cell for cell in cells)
    (tmp_path / "x.csv").write_bytes(source.replace(row, unreached))
    with pytest.raises(InputProblems, match="verwisseld"):
        read_export(tmp_path / "x.csv", structure=structure("leerlingen"))


def test_numbers_of_a_workbook_come_back_as_text_codes(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id", "submitdate", "lastpage", "startlanguage", "A01", "C1", "C2"])
    book.active.append([7, "2023-02-07 10:00:00", -1, "nl", 1, 20.5, "00123"])
    book.active.append([8, None, 3.0, "nl", 0, "1e5", "3,5"])
    book.save(tmp_path / "export.xlsx")
    assert read_export(tmp_path / "export.xlsx").cells.to_numpy().tolist() == [
        ["7", "2023-02-07 10:00:00", "-1", "nl", "1", "20.5", "00123"],
        ["8", "", "3", "nl", "0", "1e5", "3,5"],
    ]


def test_a_no_answer_value_keeps_null_and_unticked_apart(tmp_path):
    syntax = DATA / "leerlingen" / "web" / "spss_v16__all.sps"
    lines = syntax.with_suffix(".dat").read_text(encoding="utf-8-sig").split("\n")
    cells = lines[0].split(",")
    boxes = [position for position, cell in enumerate(cells) if cell in ("1", "")][1:3]
    for position in boxes:
        cells[position] = "'-99'"
    cells[1] = "'-99'"
    (tmp_path / "x.dat").write_text("\n".join([",".join(cells), *lines[1:]]), encoding="utf-8")
    export = read_export(tmp_path / "x.dat", companion=syntax)
    first = export.cells.iloc[0].tolist()
    assert export.knows_not_shown
    assert [first[position] for position in (1, *boxes)] == [None, None, None]
    ticks = export.cells.filter(regex=r"B0[68]\[SQ").iloc[1:].stack()
    assert set(ticks) == {"Y", ""}


def pupils_with(code: str, **changes):
    survey = structure("leerlingen")
    questions = tuple(
        dataclasses.replace(q, **changes) if q.code == code else q for q in survey.questions
    )
    return dataclasses.replace(survey, questions=questions)


@pytest.mark.parametrize(
    ("written", "held"),
    [
        (["Y", "N", "", "Y"], ["Y", "N", "", "Y"]),
        (["1", "2", "", "2"], ["Y", "N", "", "N"]),
        (["2", "2", "2", "2"], ["N", "N", "N", "N"]),
        (["Ja", "Nee", "N/A", "Ja"], ["Y", "N", "", "Y"]),
    ],
)
def test_yes_no_questions_come_back_as_stored(tmp_path, written, held):
    rows = [f'"{i}","","","nl","{value}"' for i, value in enumerate(written, 1)]
    head = '"id","submitdate","lastpage","startlanguage","C15"'
    (tmp_path / "x.csv").write_text("\r\n".join([head, *rows, ""]), newline="")
    export = read_export(tmp_path / "x.csv", structure=pupils_with("C15", type="Y"))
    assert export.cells["C15"].tolist() == held


def test_a_label_of_two_codes_is_refused():
    file = DATA / "leerlingen" / "rc" / "csv__code__long__complete.csv"
    same = {"A1": "jonger dan 16 jaar", "A2": "tussen 16 en 18 jaar", "A3": "ouder dan 18 jaar"}
    twice = {"nl": {**same, "A4": "<b>ouder</b> dan 18 jaar"}, "en": same}
    with pytest.raises(InputProblems, match="een label van één code, niet van A3, A4"):
        read_export(file, structure=pupils_with("A01", options=twice))
