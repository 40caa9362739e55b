"""The response while the field is open: per provider and per day, of the groups that started."""

from __future__ import annotations

import pandas as pd
import pytest
import yaml
from support import ROOT

from surveyreport.files.problems import InputProblems
from surveyreport.newwave.follow import follow, follow_page
from surveyreport.sources.limesurvey.fetch import configured_wave


@pytest.fixture
def wave(tmp_path):
    """Wave 2023 of which one group has no file yet."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    entry = config["waves"]["2023"]
    entry["frame"] = str(ROOT / entry["frame"])
    for group, files in entry["exports"].items():
        started = group != "leerlingen"
        files["file"] = str(ROOT / files["file"]) if started else str(tmp_path / "later.csv")
    entry.pop("registers"), entry.pop("published")
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({**config, "waves": {"2023": entry}}), encoding="utf-8")
    return configured_wave("2023", path), path


def test_counts_are_those_of_the_response_table(study, wave, finished):
    found = follow(wave[0], study, ROOT / "study", wave[1])
    assert list(found.counts) == ["beleid", "schoolteam"] and found.absent == ("leerlingen",)
    table = pd.read_csv(finished / "results/2023/response.csv", dtype={"wave": str})
    table = table[table["provider_type"].eq("alle")].set_index(["group", "statistic"])["value"]
    frame = pd.read_csv(wave[0].frame)
    assert list(found.counts.index) == list(frame["provider_id"])
    for group in found.counts:
        counts = found.counts[group]
        assert counts.sum() == table[group, "respondents"] == found.days[group].sum()
        assert (counts > 0).sum() == table[group, "providers"]
        for reason, excluded in found.excluded[group].items():
            assert excluded == table[group, f"excluded_{reason}"]


def test_the_page_names_every_provider_and_what_has_not_started(study, wave):
    found = follow(wave[0], study, ROOT / "study", wave[1])
    page = follow_page(found, wave[0], study)
    for provider in found.counts.index:
        assert f'<th scope="row">{provider}</th>' in page
    assert "Nog niet begonnen of nog niet opgehaald: " in page
    assert "Synthetische data" in page and "Vertrouwelijk" in page


def test_a_group_without_a_mapping_is_told_how_to_make_one(study, wave, tmp_path):
    with pytest.raises(InputProblems, match=r"beleid\.csv:\n.*\n.*make draft"):
        follow(wave[0], study, tmp_path, wave[1])


def test_a_wave_without_its_frame_is_refused(study, wave):
    text = wave[1].read_text(encoding="utf-8").replace("aanbieders.csv", "weg.csv")
    wave[1].write_text(text, encoding="utf-8")
    with pytest.raises(InputProblems, match=r"weg\.csv"):
        follow(configured_wave("2023", wave[1]), study, ROOT / "study", wave[1])
