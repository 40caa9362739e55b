"""The links to invite providers with: each brings its own id back, whatever is in it."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from support import ROOT

from surveyreport.files.problems import InputProblems
from surveyreport.newwave.survey_links import survey_links
from surveyreport.sources.limesurvey.fetch import configured_wave

BASE = "https://enquete.example.org/index.php"


@pytest.fixture
def wave(tmp_path):
    """Wave 2023 with numbers of surveys, a participant list for one group and ids with blanks."""
    wave = configured_wave("2023", ROOT / "config.yaml")
    frame = tmp_path / "frame.csv"
    frame.write_text("provider_id,type\nA 1,regulier\nB.2,regulier\nNA,regulier\n", "utf-8")
    exports = {
        group: replace(files, survey_id=number, participants=None)
        for number, (group, files) in enumerate(wave.exports.items(), 251001)
    }
    exports["beleid"] = replace(exports["beleid"], participants=tmp_path / "people.csv")
    return replace(wave, frame=frame, exports=exports)


def test_each_link_gives_the_survey_and_the_provider(wave):
    links = survey_links(wave, BASE + "/")
    assert list(links) == ["provider_id", "schoolteam", "leerlingen"]
    assert links["provider_id"].tolist() == ["A 1", "B.2", "NA"]
    for group in ("schoolteam", "leerlingen"):
        for provider, link in zip(links["provider_id"], links[group], strict=True):
            parts = urlsplit(link)
            assert parts.path == f"/index.php/{wave.exports[group].survey_id}"
            assert parse_qs(parts.query) == {"lang": ["nl"], "aanbieder": [provider]}
    assert pd.concat([links["schoolteam"], links["leerlingen"]]).is_unique


def test_what_is_missing_for_a_link_is_named_together(wave):
    exports = {g: replace(files, survey_id=None) for g, files in wave.exports.items()}
    with pytest.raises(InputProblems) as caught:
        survey_links(replace(wave, exports=exports), "http://enquete.example.org")
    found = [problem.found for problem in caught.value.problems]
    assert len(found) == 3 and "https" in found[0] and "survey_id" in found[1]
