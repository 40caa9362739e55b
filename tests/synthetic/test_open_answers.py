"""The synthetic open answers: of each it is known which codes it is about."""

from collections import Counter
from pathlib import Path

import pytest
from support import ROOT

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.load import load_study
from synthetic.opentext import known_codes, read_pools

FILES = {
    ("2023", "beleid"): ("beleidsteam.csv", None),
    ("2023", "schoolteam"): ("schoolteam.csv", None),
    ("2025", "beleid"): ("beleid.json", "beleid.txt"),
    ("2025", "schoolteam"): ("schoolteam.csv", "schoolteam.txt"),
}


@pytest.fixture(scope="module")
def study():
    return load_study(ROOT / "study")


def test_the_building_blocks_belong_to_codes_of_the_codebooks(study):
    pools = read_pools()
    for book in study.codebooks.values():
        codes = {code.id for code in book.codes}
        for item in book.items:
            named = set().union(*pools[item].codes.values())
            assert named <= codes, item
            # what section 4.3 names often has more building blocks; the closed answers' chance
            # depends on there being 24 of them
            assert len(pools[item].core) == len(set(pools[item].core)) == 24


@pytest.mark.parametrize(("wave", "group"), FILES)
def test_every_answer_in_the_raw_files_is_one_whose_codes_are_known(study, wave, group):
    folder = ROOT / "data/raw" / wave
    file, structure = FILES[wave, group]
    shape = load_structure(folder / structure) if structure else None
    cells = read_export(folder / file, structure=shape).cells
    mapping = read_mapping(mapping_path(ROOT / "study", wave, group), study, group, ProblemList())
    pools = read_pools()
    for mapped in mapping.columns:
        if mapped.item.type != "open":
            continue
        known = known_codes(pools[mapped.item.id])
        texts = [
            text for text in cells[mapped.column].dropna() if text not in ("", "TEST test 123")
        ]
        found = [known.get(text) or known[text.removesuffix(".")] for text in texts]
        counts = Counter(code for codes in found for code in codes)
        assert len(texts) > 20 and counts["geen_inhoud"] < counts.most_common(1)[0][1]


def test_the_committed_files_stay_small():
    assert (
        sum(path.stat().st_size for path in Path(ROOT / "data").rglob("*") if "raw" in path.parts)
        < 2e6
    )


def test_no_synthetic_answer_is_what_a_report_says_anyway(study):
    """The audit takes own words in any output for a leak."""
    said = [item.text for item in study.items.values()] + [q.text for q in study.questions.values()]
    said += [code.label for book in study.codebooks.values() for code in book.codes]
    said += [figure.title for figure in study.figures.values()]
    folded = " | ".join("".join(text.split()).casefold() for text in said)
    for item, pool in read_pools().items():
        for text in known_codes(pool) if item in study.items else ():
            for own in (text, f"{text}."):
                short = len(own) < 15
                assert short or "".join(own.split()).casefold() not in folded, own
