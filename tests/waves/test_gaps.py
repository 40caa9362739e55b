"""Questions that a wave skipped: found, decided on, and faults in them refused."""

from __future__ import annotations

import csv
import shutil

import pytest
from two_waves import EARLIER, LATER, TwoWaves

from surveyreport.estimates.gaps import gap_steps
from surveyreport.files.problems import InputProblems
from surveyreport.questionnaires.links import linked_waves

BETWEEN, SKIPPED, ASKED = "2050", "beleid.B3", "beleid.B1"


@pytest.fixture
def waves(tmp_path):
    """2023 and 2099 asked the same; 2050 did not ask SKIPPED."""
    found = TwoWaves(tmp_path)
    folder = found.study_folder / "waves"
    shutil.copytree(folder / EARLIER, folder / BETWEEN)
    path = folder / BETWEEN / "beleid.csv"
    kept = [line for line in path.read_text("utf-8").splitlines() if f",{SKIPPED}," not in line]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    return found


def steps(waves):
    in_time = [waves.wave(name) for name in (EARLIER, BETWEEN, LATER)]
    return gap_steps(in_time, waves.study, waves.study_folder)


def swap(item):
    """Two answer codes of an item change places."""

    def change(rows):
        first, second = [row for row in rows if row["item"] == item][:2]
        first["level"], second["level"] = second["level"], first["level"]

    return change


def test_links_that_end_sooner_come_first():
    assert linked_waves("abc") == [("a", "b"), ("b", "c"), ("a", "b", "c")]
    assert linked_waves("a") == []


def test_only_what_the_wave_between_skipped_is_compared_over_it(waves):
    (step,) = steps(waves)
    assert (step.earlier, step.later, step.skips) == (EARLIER, LATER, (BETWEEN,))
    assert step.table["item"].tolist() == [SKIPPED]
    assert step.table["decision"].tolist() == ["comparable"]


def test_two_waves_have_no_gap(waves):
    in_time = [waves.wave(name) for name in (EARLIER, LATER)]
    assert gap_steps(in_time, waves.study, waves.study_folder) == []


def test_a_new_meaning_of_a_skipped_question_is_refused_until_decided(waves):
    waves.map("beleid", swap(SKIPPED))
    with pytest.raises(InputProblems, match="betekent nu iets anders"):
        steps(waves)
    path = waves.study_folder / "comparability" / f"{EARLIER}-{LATER}.csv"
    codes = [row for row in _rows(waves) if row["item"] == SKIPPED][:2]
    signature = f"code_reused[{','.join(row['code'] for row in codes)}]"
    path.write_text(
        "item,changes,proposal,decision,reason\n"
        f'{SKIPPED},"{signature}",break,comparable,De codes wisselden van plaats.\n',
        "utf-8",
    )
    (step,) = steps(waves)
    assert step.table["reason"].tolist() == ["De codes wisselden van plaats."]


def test_what_every_wave_asked_is_not_asked_about_again(waves):
    waves.map("beleid", swap(ASKED))
    assert steps(waves)[0].table["item"].tolist() == [SKIPPED]


def _rows(waves):
    path = waves.study_folder / "waves" / LATER / "beleid.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
