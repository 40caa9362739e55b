"""docs/limesurvey.md says per file and version what is read or refused: each cell, by a file."""

from __future__ import annotations

import random
import re

import pytest
from limesurvey_files import DATA
from support import ROOT
from survey_files import Asked, Survey, as_archive, as_csv, as_vv, csv_text, lss, tsv, written
from test_fuzz_surveys import rows_of

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey.export import read_export, read_participants
from surveyreport.sources.limesurvey.structures import load_structure

VERSIONS = {"1.9 en 2": 145, "3": 359, "4 tot 6": 620, "7": 700}
TEXT = (ROOT / "docs/limesurvey.md").read_text("utf-8")
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.split("## Wat een export verliest")[0].splitlines()
    if line.startswith("|") and not line.startswith("|---")
]
CASES = ROOT / "tests/data/cases"
WEB = DATA / "leerlingen/web"
SURVEY = Survey(
    (
        Asked("Q1", "L", options={"A1": "ja", "A2": "nee"}, other=True),
        Asked("Q2", "M", rows=("SQ001", "SQ002")),
        Asked("Q3", "T"),
    )
)
LABELS = {"A1": "ja", "A2": "nee", "-oth-": "Other"}


def rows(keeps_null: bool = False) -> list[dict]:
    found = rows_of(SURVEY, random.Random(5), keeps_null=keeps_null)
    return [{k: v and v.replace("\n", " ").strip('"') for k, v in row.items()} for row in found]


def export(data: bytes, structure=None, **beside):
    """Read, with as many responses as were written."""

    def read(folder, version):
        own = written(folder / "x.lss", lss(SURVEY, version)) if structure else None
        path = written(folder / "export", data(version) if callable(data) else data)
        found = read_export(path, structure=load_structure(own) if own else None, **beside)
        assert len(found.cells) == len(rows())

    return read


def long_answers(version) -> bytes:
    heads = list(rows()[0])
    words = {"Q1": LABELS, "Q2[SQ001]": {"Y": "Ja"}, "Q2[SQ002]": {"Y": "Ja"}}
    cells = [[words.get(h, {}).get(row[h], row[h]) for h in heads] for row in rows()]
    return csv_text(heads, cells)


def structure(text):
    def read(folder, version):
        found = load_structure(written(folder / "x.txt", text(version)))
        assert [q.code for q in found.questions] == ["Q1", "Q2", "Q3"]

    return read


def real(file: str, companion: str | None = None, cases: str = ""):
    """A real export of 6.4, or the case of an older form of it."""

    def read(folder, version):
        place = CASES if cases and version < 400 else WEB
        own = (cases if cases and version < 400 else file).split()
        beside = place / own[1] if len(own) > 1 else None
        assert len(read_export(place / own[0], companion=beside).cells)

    return read


def foreign(data: bytes):
    return lambda folder, version: read_export(written(folder / "x", data))


def people(folder, version):
    web = DATA / "schoolteam/web/participants.csv"
    assert len(read_participants(web)) and len(
        read_participants(DATA / "schoolteam/rc/list_participants.json")
    )


READ = {
    "structuur `.lss`": [structure(lambda version: lss(SURVEY, version))],
    "structuur, tab-gescheiden `.txt`": [
        structure(lambda version: tsv(SURVEY, numbered=version >= 400))
    ],
    "archief `.lsa`": [export(lambda version: as_archive(SURVEY, rows(True), version))],
    "CSV, JSON, vraagcodes en antwoordcodes": [
        export(as_csv(SURVEY, rows())), real("json__code__short__all.json"),
    ],
    "CSV, JSON, lange antwoorden of vraagteksten": [export(long_answers, structure=True)],
    "VV": [export(lambda version: as_vv(SURVEY, rows(True), trailing_tab=version < 400))],
    "Excel `.xlsx`": [real("../rc/xls__code__short__all.xlsx")],
    "Excel `.xls` van voor 2007": [foreign(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))],
    "SPSS `.dat` met `.sps`": [
        real("spss_v16__all.dat spss_v16__all.sps",
             cases="k08_files_of_limesurvey_3/newer_spss_data.dat "
                   "k08_files_of_limesurvey_3/newer_spss_syntax_reads_well.sps")
    ],
    "SPSS `.sav`": [real("spss_sav__all.sav")],
    "R-gegevens met R-syntaxis": [real("R_data__all.csv R_syntax__all.R")],
    "Stata, PDF, Word, HTML": [
        foreign((DATA / "beleidsteam/web/stata_xml__all.xml").read_bytes()),
        foreign(b"%PDF-1.4\n"), foreign(b"\xd0\xcf\x11\xe0" + bytes(600)),
        foreign(b"<!DOCTYPE html><html><table/></html>"),
    ],
    "deelnemers (CSV van het web, JSON, in het archief)": [people],
}  # fmt: skip


def test_the_table_and_these_files_name_the_same():
    assert TABLE[0][1:] == list(VERSIONS) and [line[0] for line in TABLE[1:]] == list(READ)


@pytest.mark.parametrize("line", TABLE[1:], ids=lambda line: line[0])
@pytest.mark.parametrize("place", range(1, 5), ids=list(VERSIONS))
def test_a_file_is_read_or_refused_as_the_table_says(tmp_path, line, place):
    name, said = line[0], line[place] if line[place] != "idem" else line[1]
    if said in ("–", "niet nagekeken"):
        return
    version = list(VERSIONS.values())[place - 1]
    for read in READ[name]:
        if said.startswith("geweigerd"):
            with pytest.raises(InputProblems, match="exporteer opnieuw als CSV"):
                read(tmp_path, version)
            assert "exporteer als CSV" in said
        else:
            assert re.match("gelezen|met de structuur|2: gelezen", said)
            read(tmp_path, version)


def test_long_answers_without_their_structure_are_not_taken_for_codes(tmp_path):
    heads = ["Respons-ID", "Datum verzonden", "Laatste pagina", "Begin taal", "Vraag Q1"]
    path = written(tmp_path / "x.csv", csv_text(heads, [["1", "", "1", "nl", "ja"]]))
    with pytest.raises(InputProblems, match=r"leg het \.lss-bestand ernaast"):
        read_export(path)
