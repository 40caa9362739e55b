"""ddi.xml: complete for the CESSDA Data Catalogue and true to the files; damage is caught."""

import dataclasses
import re
import xml.etree.ElementTree as ET
from datetime import date

import pandas as pd
import pytest
from ddi_check import NAMESPACE, ddi_faults

from surveyreport.archive.write import write_archive

FACTS = {"wave": "2023", "label": "x", "synthetic": False, "level": 0.95,
         "period": (date(2023, 2, 6), date(2023, 2, 17)), "published": None}  # fmt: skip


@pytest.fixture(scope="module")
def text(archive):
    return (archive.folder / "ddi.xml").read_text(encoding="utf-8")


def test_it_has_what_the_catalogue_asks_and_says_that_the_data_are_synthetic(text):
    assert ddi_faults(text) == []
    root = ET.fromstring(text)
    said = {one.tag.removeprefix(NAMESPACE): one for one in root.iter()}
    assert said["abstract"].text.startswith("Synthetische data. ")
    assert said["titl"].text.startswith("Synthetische data. ")
    assert said["IDNo"].text.endswith("-2023")
    assert said["IDNo"].get("agency") == "Synthetisch"
    assert said["distDate"].get("date") == "2023-09-15"
    moments = root.iter(f"{NAMESPACE}collDate")
    assert [(one.get("event"), one.get("date")) for one in moments] == [
        ("start", "2023-02-06"), ("end", "2023-02-17"),
    ]  # fmt: skip


def test_its_variables_and_counts_are_those_of_the_files(text, archive, study):
    root = ET.fromstring(text)
    for group in study.groups:
        table = pd.read_csv(archive.folder / f"{group}.csv")
        variables = {one.get("name"): one for one in root.iter(f"{NAMESPACE}var")
                     if f"file_{group}_csv" in one.get("files")}  # fmt: skip
        assert list(variables) == list(table.columns)
        for name, variable in variables.items():
            counts = {int(one.find(f"{NAMESPACE}catValu").text):
                      int(one.find(f"{NAMESPACE}catStat").text)
                      for one in variable.iter(f"{NAMESPACE}catgry")}  # fmt: skip
            if counts:
                found = table[name].value_counts().to_dict()
                assert {code: n for code, n in counts.items() if n} == found
                totals = [int(one.text) for one in variable.iter(f"{NAMESPACE}sumStat")]
                assert sum(totals) == len(table)
    visie = next(v for v in root.iter(f"{NAMESPACE}var") if v.get("name") == "beleid.B1")
    asked = visie.find(f"{NAMESPACE}qstn/{NAMESPACE}qstnLit").text
    assert study.items["beleid.B1"].text in asked


DAMAGE = {
    "no address": (r'<holdings URI="[^"]*"', "<holdings"),
    "no agency": (r' agency="[^"]*"', ""),
    "no distributor": (r"<distrbtr>.*?</distrbtr>", ""),
    "an empty abstract": (r"<abstract>.*?</abstract>", "<abstract> </abstract>"),
    "an unknown event": (r'event="start"', 'event="begin"'),
    "children in another order": (r"(<universe>.*?</universe>)", r"\1<nation abbr='BE'>B</nation>"),
    "a file that is not described": (r'files="file_\w+ ', 'files="file_x '),
    "no language": (r' xml:lang="nl"', ""),
    "another namespace": ("ddi:codebook:2_5", "ddi:codebook:1"),
    "an element of no schema": ("<labl>", "<label/><labl>"),
    "a question lost": (r"<qstnLit>.*?</qstnLit>", "<qstnLit />"),
    "cut off": (r"</dataDscr>\s*</codeBook>", ""),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_damage_is_caught(text, how):
    pattern, instead = DAMAGE[how]
    spoiled, count = re.subn(pattern, instead, text, count=1, flags=re.DOTALL)
    assert count == 1
    assert ddi_faults(spoiled) != []


def test_without_the_words_of_the_house_it_claims_none(responses, study, rules, archive, tmp_path):
    bare = dataclasses.replace(rules, catalogue=None)
    few = {"leerlingen": responses["leerlingen"]}
    write_archive(tmp_path, few, archive.estimates, study, bare, **FACTS)
    text = (tmp_path / "ddi.xml").read_text(encoding="utf-8")
    missing = {fault for fault in ddi_faults(text) if fault.startswith("missing")}
    assert "missing stdyDscr/citation/titlStmt/IDNo@agency" in missing
    assert ddi_faults(text) == sorted(missing, key=ddi_faults(text).index)
    assert "Synthetisch" not in text
