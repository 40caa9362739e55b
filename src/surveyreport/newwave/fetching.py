"""The command fetch: a wave from the LimeSurvey server, each survey held against the study."""

from __future__ import annotations

import argparse
import os
from datetime import date

from surveyreport.questionnaires.expected import expected_surveys
from surveyreport.sources.limesurvey.fetch import (
    configured_wave,
    fetch_wave,
    server_from_environment,
)
from surveyreport.study.load import load_study
from surveyreport.study.wave_entry import STUDY


def main() -> None:
    parser = argparse.ArgumentParser(description="Haal de exports van een golf van de server.")
    parser.add_argument("--wave", required=True, help="de golf in config.yaml")
    parser.add_argument("--group", help="één groep; zonder: alle groepen van de golf")
    arguments = parser.parse_args()
    server, wave = server_from_environment(os.environ), configured_wave(arguments.wave)
    # what the study knows of the surveys; nothing without a study
    there = (STUDY / "groups.yaml").is_file()
    expected = expected_surveys(wave, load_study(STUDY), STUDY) if there else {}
    group = arguments.group or None
    written = fetch_wave(wave, server, date.today(), group, _say, expected)
    print("\n".join(f"Geschreven: {path}" for path in written))


def _say(line: str) -> None:
    print(line, flush=True)
