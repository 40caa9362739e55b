"""Unknown provider codes are listed for the corrections file and never guessed."""

from __future__ import annotations

import pandas as pd

from surveyreport.files.csvfile import write_csv
from surveyreport.files.problems import ProblemList
from surveyreport.sources.frame import read_corrections
from surveyreport.sources.unknown_codes import unknown_codes

FRAME = pd.DataFrame({"provider_id": ["AB01", "AB02"], "type": ["x", "y"]})
CODES = ["AB01", " ab-01", "AB0 2", "AB1", "AB1", "", "  ", "ABO1", "school, 'de Zon'", "AB9"]


def test_unknown_codes_with_their_counts():
    found = unknown_codes(pd.DataFrame({"provider_code": CODES}), FRAME, {"AB9": "AB02"})
    assert found.values.tolist() == [
        ["AB1", "", "", 2],
        ["ABO1", "", "", 1],
        ["school, 'de Zon'", "", "", 1],
    ]


def test_rows_fit_the_corrections_file(tmp_path):
    answers = pd.DataFrame({"provider_code": CODES})
    found = unknown_codes(answers, FRAME, {})
    filled = found.drop(columns="count").assign(provider_id="AB02", reason="nagebeld")
    write_csv(filled, tmp_path / "corrections.csv")
    problems = ProblemList()
    corrections = read_corrections(tmp_path / "corrections.csv", FRAME, problems)
    assert not problems
    assert unknown_codes(answers, FRAME, corrections).empty
    assert list(unknown_codes(answers, FRAME, corrections)) == list(found)
