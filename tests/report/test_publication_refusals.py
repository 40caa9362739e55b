"""What cannot be published is refused by name, and the last good publication stays."""

from __future__ import annotations

import copy
import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import publication_data
import pytest
from support import ROOT

from surveyreport.files.problems import InputProblems
from surveyreport.report.structure import load_structure

OUTPUTS = ("report.pdf", "report.html", "report_numbers.csv")


@pytest.fixture
def earlier(results):
    """A folder with an earlier publication in it."""
    for name in OUTPUTS:
        (results / name).write_text("eerder", encoding="utf-8")
    return results


def refused(folder, study) -> str:
    with pytest.raises(InputProblems) as error:
        publication_data.run(folder, study)
    assert {name: (folder / name).read_text() for name in OUTPUTS} == dict.fromkeys(
        OUTPUTS, "eerder"
    )
    assert not list(folder.glob("*.part"))
    return str(error.value)


def with_texts(study, change):
    """The study with its texts changed."""
    texts = copy.deepcopy(study.texts)
    change(texts["publication"])
    return dataclasses.replace(study, texts=texts)


def test_missing_pictures_are_all_named(earlier, study):
    (earlier / "figures/figure-07.svg").unlink()
    (earlier / "figures/figure-31.csv").unlink()
    message = refused(earlier, study)
    assert "figure-07.svg" in message
    assert "figuur 7 is er niet" in message
    assert "figure-31.csv" in message


def test_a_missing_table_is_named(earlier, study):
    (earlier / "verdicts.csv").unlink()
    assert "verdicts.csv" in refused(earlier, study)


def test_a_number_without_a_row_is_named(earlier, study):
    path = earlier / "estimates.csv"
    table = pd.read_csv(path)
    gone = table["item"].eq("leerlingen.B1") & table["category"].eq("bottom2")
    table[~gone].to_csv(path, index=False)
    message = refused(earlier, study)
    assert "estimates.csv" in message
    assert "item=leerlingen.B1; category=bottom2" in message


def test_a_number_with_two_rows_is_bound_to_nothing(earlier, study):
    path = earlier / "response.csv"
    table = pd.read_csv(path)
    pd.concat([table, table[table["statistic"].eq("invited")]]).to_csv(path, index=False)
    assert "statistic=invited" in refused(earlier, study)


def test_an_estimate_that_a_figure_draws_is_missed(earlier, study):
    path = earlier / "estimates.csv"
    table = pd.read_csv(path)
    table[table["item"].ne("schoolteam.C19")].to_csv(path, index=False)
    message = refused(earlier, study)
    assert "schoolteam.C19" in message


def test_a_typed_number_in_a_text_is_refused(earlier, study):
    changed = with_texts(
        study, lambda words: words["open"].update(intro="De 9 open vragen stonden achteraan.")
    )
    message = refused(earlier, changed)
    assert "publication.open.intro" in message
    assert "De 9 open vragen" in message


def test_a_text_that_asks_for_an_unbound_number_is_refused(earlier, study):
    changed = with_texts(
        study, lambda words: words["sentence"].update(likert_one="Van {iedereen} {positive}.")
    )
    message = refused(earlier, changed)
    assert "{iedereen}" in message
    assert "sentence.likert_one" in message


def test_a_letter_the_font_lacks_is_refused(earlier, study):
    changed = with_texts(study, lambda words: words["open"].update(intro="Open vragen 漢."))
    message = refused(earlier, changed)
    assert "report.pdf" in message
    assert "typst" in message


@pytest.fixture
def structure_file(tmp_path):
    return Path(shutil.copy2(ROOT / "study/report.yaml", tmp_path / "report.yaml"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("chapters:", "summary: [99, 13]\n\nchapters:", "figuur 99 bestaat niet"),
        ("section: visie", "section: visioen", "deel 'visioen' bestaat niet"),
        ("section: visie", "section: screening", "deel 'screening' heeft al een plaats"),
        ("section: visie", "section: screening", "deel 'visie' van figures.yaml heeft geen"),
        ("id: schema", "id: samenvatting", "het id 'samenvatting' bestaat al"),
        ("id: uitvoering", "id: screening", "'screening' is ook dat van een deel"),
        ("Wie volgt de jongere", "Wie volgt de 244 jongeren", "een getypt cijfer in 'Wie volgt"),
        ("content: [summary]", "content: [overzicht]", "'overzicht'"),
        ("subtitle:", "ondertitel:", "onbekende sleutel 'ondertitel'"),
    ],
)
def test_faults_in_the_structure_are_named_with_their_row(
    structure_file, study, before, after, expected
):
    text = structure_file.read_text(encoding="utf-8")
    assert before in text
    structure_file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputProblems) as error:
        load_structure(structure_file, study)
    assert expected in str(error.value)
    assert "report.yaml" in str(error.value)
