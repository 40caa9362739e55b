"""Ingest: any dialect of the same survey gives the same answers; faults of an export by name."""

from pathlib import Path

import pytest
from support import ROOT

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.frame import normalise_code
from surveyreport.sources.ingest import ingest
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.wave_entry import ExportFiles

FILES = ROOT / "tests/data/limesurvey"


@pytest.fixture(scope="module")
def mappings(study):
    problems = ProblemList()
    return {
        group: read_mapping(ROOT / f"study/waves/2023/{group}.csv", study, group, problems)
        for group in study.groups
    }


def read(name, mappings, group, **files):
    return ingest(ExportFiles(FILES / name, **files), group, mappings, ("test",))


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("web/csv_semicolon__code__short__all__timings.csv", {}),
        ("rc/json__code__short__all.json", {}),
        ("web/vv_v2__all.csv", {}),
        ("structure/survey_archive_231003.lsa", {}),
        ("web/R_data__all.csv", {"syntax": "web/R_syntax__all.R"}),
        ("web/spss_v16__all.dat", {"syntax": "web/spss_v16__all.sps"}),
        ("rc/csv__full__long__all.csv", {"structure": "structure/survey_231003.lss"}),
    ],
)
def test_every_dialect_gives_the_same_coded_answers(mappings, name, extra):
    plain = read("leerlingen/rc/csv__code__short__all.csv", mappings, "leerlingen").table
    paths = {key: FILES / "leerlingen" / file for key, file in extra.items()}
    other = read(f"leerlingen/{name}", mappings, "leerlingen", **paths).table
    items = [m.item.id for m in mappings["leerlingen"].columns if m.item.type != "open"]
    columns = ["response_id", "submitted", *items]
    a, b = (t[columns].sort_values("response_id").reset_index(drop=True) for t in (plain, other))
    assert len(a) == len(b) > 40
    for column in columns:
        left, right = a[column].fillna(""), b[column].fillna("")
        if "full__long" in name and column != "submitted":
            # a long answer has lost codes that no longer exist; every other answer is the same
            assert (left.eq(right) | right.eq("")).all(), column
        else:
            assert left.astype(str).tolist() == right.astype(str).tolist(), column


def test_the_provider_comes_from_the_participant_list_by_the_attributes_description(mappings):
    bare = {
        group: mapping
        if group != "schoolteam"
        else type(mapping)(mapping.path, mapping.columns, None, ())
        for group, mapping in mappings.items()
    }
    codes = []
    for people, extra in (
        ("web/participants.csv", {}),
        ("rc/list_participants.json", {"structure": "structure/survey_231002.lss"}),
    ):
        files = {key: FILES / "schoolteam" / file for key, file in extra.items()}
        answers = read(
            "schoolteam/rc/csv__code__short__all.csv", bare, "schoolteam",
            participants=FILES / "schoolteam" / people, **files,
        )  # fmt: skip
        codes.append([normalise_code(code) for code in answers.table["provider_code"]])
        assert "token" not in answers.table
    assert codes[0] == codes[1] and set(codes[0]) >= {f"AB{n:02d}" for n in range(1, 9)}


def test_open_text_ends_here(mappings):
    answers = read("leerlingen/rc/csv__code__short__all.csv", mappings, "leerlingen").table
    assert set(answers["leerlingen.C14"].dropna()) <= {"", "1"}
    assert answers["test_entry"].sum() >= 1
    text = answers.to_csv()
    assert "begeleiding" not in text and "mijn ouders" not in text


def test_without_any_provider_the_remedy_names_both_ways(mappings):
    bare = {
        "schoolteam": type(mappings["schoolteam"])(
            Path("m.csv"), mappings["schoolteam"].columns, None, ()
        )
    }
    with pytest.raises(InputProblems) as caught:
        read("schoolteam/rc/csv__code__short__all.csv", bare, "schoolteam")
    assert "@provider" in str(caught.value) and "deelnemerslijst" in str(caught.value)


def test_an_attribute_that_is_not_there_lists_those_that_are(mappings):
    bare = {
        "schoolteam": type(mappings["schoolteam"])(
            Path("m.csv"), mappings["schoolteam"].columns, None, ()
        )
    }
    with pytest.raises(InputProblems) as caught:
        read(
            "schoolteam/rc/csv__code__short__all.csv",
            bare,
            "schoolteam",
            participants=FILES / "schoolteam/web/participants.csv",
            participant_attribute="school",
        )
    assert "'school'" in str(caught.value) and "aanbieder" in str(caught.value)
