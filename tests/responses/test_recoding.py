"""Recoding: levels in order, the kinds of missing apart."""

from pathlib import Path

import pandas as pd
import pytest

from surveyreport.parquet import read_parquet, write_parquet
from surveyreport.responses.recoding import BROKE_OFF, LEFT_OPEN, NOT_SHOWN, recode
from surveyreport.sources.mapping import MappedColumn, Mapping

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
