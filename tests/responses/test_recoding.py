"""Recoding: levels in order, the kinds of missing apart."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from surveyreport.files.parquet import read_parquet, write_parquet
from surveyreport.questionnaires.routing import as_fielded
from surveyreport.responses.recoding import BROKE_OFF, LEFT_OPEN, NOT_SHOWN, recode
from surveyreport.sources.limesurvey.read_tsv import parse_tsv
from surveyreport.sources.mapping import MappedColumn, Mapping
from surveyreport.study.model import Condition

AGREED = Condition("leerlingen.B1", ("helemaal akkoord", "eerder wel akkoord"))
TICKED = Condition("leerlingen.B8.3")
FIELDED = "\n".join(
    "\t".join(cells)
    for cells in [
        ["id", "class", "type/scale", "name", "relevance", "text", "help", "language",
         "other", "mandatory"],
        ["", "S", "", "sid", "", "1", "", "", "", ""],
        ["", "S", "", "language", "", "nl", "", "", "", ""],
        ["1", "G", "1", "pagina", "1", "", "", "nl", "", ""],
        ["1", "Q", "T", "first", "1", "?", "", "nl", "N", "N"],
        ["2", "Q", "M", "boxes", "1", "?", "", "nl", "N", "N"],
        ["3", "SQ", "0", "two", "1", "b", "", "nl", "", ""],
        ["4", "Q", "L", "last", 'boxes_two == "Y"', "?", "", "nl", "N", "N"],
    ]
)  # fmt: skip
AGREE = {
    f"A{i}": label
    for i, label in enumerate(
        [
            "helemaal akkoord",
            "eerder wel akkoord",
            "eerder niet akkoord",
            "helemaal niet akkoord",
            "ik weet het niet",
        ],
        1,
    )
}


@pytest.fixture
def mapping(study):
    def column(item, levels):
        return MappedColumn(item, study.items[item], levels)

    columns = [
        column("leerlingen.B1", AGREE),
        *(column(f"leerlingen.B8.{i}", {"Y": "selected"}) for i in (1, 2, 3)),
        column("leerlingen.B8.4", {"*": "selected"}),
        column("leerlingen.B8.5", {"Y": "selected"}),
        column("leerlingen.C14", {}),
    ]
    return Mapping(Path("m.csv"), tuple(columns), "aanbieder", ())


def recoded(mapping, *rows, submitted=True):
    """Rows of the codes of B1, B8.1 … B8.5 and C14."""
    items = [mapped.item.id for mapped in mapping.columns]
    table = pd.DataFrame([list(row) for row in rows], columns=items, dtype=object)
    when = pd.Timestamp("2023-02-07") if submitted else pd.NaT
    meta = {
        "response_id": "1",
        "provider_id": "A",
        "submitted": when,
        "started": when,
        "duration_s": 1.0,
        "included": True,
        "exclusion_reason": "",
        "submitted_unknown": False,
    }
    return recode(table.assign(**meta), mapping)


def test_levels_keep_their_order_and_dont_know_is_an_answer(mapping):
    table = recoded(mapping, ("A1", "Y", "", "", "", "", ""), ("A5", "Y", "", "", "", "", ""))
    column = table["leerlingen.B1"]
    assert column.cat.ordered and list(column.cat.categories) == list(AGREE.values())
    assert list(column) == ["helemaal akkoord", "ik weet het niet"]
    assert table["leerlingen.B1:missing"].isna().all()


def test_an_unticked_box_is_zero_only_when_something_was_ticked(mapping):
    table = recoded(
        mapping,
        ("A1", "Y", "", "", "", "", ""),
        ("A1", "", "", "", "", "", ""),
        ("A1", "", "", "", "*", "", "1"),
    )
    boxes = table[[f"leerlingen.B8.{i}" for i in range(1, 6)]]
    assert boxes.loc[0].tolist() == [1, 0, 0, 0, 0]
    assert boxes.loc[1].isna().all()
    assert boxes.loc[2].tolist() == [0, 0, 0, 1, 0]
    assert list(table["leerlingen.B8.2:missing"].astype(object).fillna("")) == ["", LEFT_OPEN, ""]
    assert list(table["leerlingen.C14"].fillna(0)) == [0, 0, 1]


def test_left_open_not_shown_and_broke_off_stay_apart(mapping):
    done = recoded(mapping, ("", "Y", "", "", "", "", None))
    assert done["leerlingen.B1:missing"].iloc[0] == LEFT_OPEN
    assert done["leerlingen.C14:missing"].iloc[0] == NOT_SHOWN
    left = recoded(mapping, ("", "Y", "", "", "", "", ""), submitted=False)
    assert left["leerlingen.B1:missing"].iloc[0] == LEFT_OPEN
    assert left["leerlingen.C14:missing"].iloc[0] == BROKE_OFF


def routed(mapping, item, condition):
    """The mapping with one item asked under a condition."""
    columns = (
        replace(m, item=replace(m.item, asked_if=condition)) if m.item.id == item else m
        for m in mapping.columns
    )
    return replace(mapping, columns=tuple(columns))


@pytest.mark.parametrize(
    ("condition", "row", "submitted", "kind"),
    [
        # asked, and left open or broken off before
        (AGREED, ("A1", "Y", "", "", "", "", ""), True, LEFT_OPEN),
        (AGREED, ("A1", "Y", "", "", "", "", ""), False, BROKE_OFF),
        # passed over, which breaking off later does not change
        (AGREED, ("A3", "Y", "", "", "", "", ""), True, NOT_SHOWN),
        (AGREED, ("A3", "Y", "", "", "", "", ""), False, NOT_SHOWN),
        # no answer to the condition: passed over, or not reached
        (AGREED, ("", "Y", "", "", "", "", ""), True, NOT_SHOWN),
        (AGREED, ("", "", "", "", "", "", ""), False, BROKE_OFF),
        # whoever answered was asked
        (AGREED, ("A3", "Y", "", "", "", "", "1"), True, ""),
        (TICKED, ("A1", "", "", "Y", "", "", ""), True, LEFT_OPEN),
        (TICKED, ("A1", "Y", "", "", "", "", ""), False, NOT_SHOWN),
        (TICKED, ("A1", "", "", "", "", "", ""), False, BROKE_OFF),
        # a condition on what this wave did not ask
        (Condition("leerlingen.B2", ("x",)), ("A1", "Y", "", "", "", "", ""), True, LEFT_OPEN),
    ],
)
def test_what_a_condition_passes_over_is_not_left_open(mapping, condition, row, submitted, kind):
    asked = routed(mapping, "leerlingen.C14", condition)
    table = recoded(asked, row, submitted=submitted)
    assert list(table["leerlingen.C14:missing"].astype(object).fillna("")) == [kind]
    assert recoded(mapping, row, submitted=submitted)["leerlingen.C14:missing"].iloc[0] != NOT_SHOWN


def test_breaking_off_follows_the_order_as_fielded(mapping, study):
    backwards = replace(mapping, columns=mapping.columns[::-1])
    row = ("A1", "", "", "", "", "", "")
    # in the order of this mapping B1 is the last question, so nothing would come after it
    assert recoded(backwards, row[::-1], submitted=False)["leerlingen.C14:missing"].iloc[0] == (
        LEFT_OPEN
    )
    in_study = as_fielded(backwards, study, None)
    assert in_study.columns == mapping.columns
    kinds = recoded(in_study, row, submitted=False)
    assert kinds["leerlingen.C14:missing"].iloc[0] == BROKE_OFF
    structure = parse_tsv(Path("s.txt"), FIELDED)
    fielded = as_fielded(replace(mapping, columns=tuple(named(mapping))), study, structure)
    order = [m.item.id for m in fielded.columns]
    # the structure has no column for the other boxes
    others = [f"leerlingen.B8.{n}" for n in (1, 3, 4, 5)]
    assert order == ["leerlingen.C14", "leerlingen.B8.2", "leerlingen.B1", *others]
    assert fielded.columns[2].item.asked_if == Condition("leerlingen.B8.2")
    # asked last, after what broke off
    kinds = recoded(fielded, ("", "Y", "", "", "", "", ""), submitted=False)
    assert kinds["leerlingen.C14:missing"].iloc[0] == LEFT_OPEN
    assert kinds["leerlingen.B1:missing"].iloc[0] == BROKE_OFF


def named(mapping):
    """The columns with the codes of FIELDED."""
    codes = {"leerlingen.C14": "first", "leerlingen.B8.2": "boxes[two]", "leerlingen.B1": "last"}
    return (replace(m, column=codes.get(m.item.id, m.item.id)) for m in mapping.columns)


def test_parquet_gives_back_the_same_table_and_the_same_bytes(mapping, tmp_path):
    table = recoded(mapping, ("A1", "Y", "", "", "", "", ""), ("", "", "", "", "", "", ""))
    paths = [tmp_path / "a.parquet", tmp_path / "b" / "b.parquet"]
    for path in paths:
        write_parquet(table, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    back = read_parquet(paths[0])
    assert back["leerlingen.B1"].cat.ordered
    assert list(back["leerlingen.B1"].cat.categories) == list(AGREE.values())
    pd.testing.assert_frame_equal(back, table, check_dtype=False)
