"""The command links: the address to invite every provider with, per group, as one CSV."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd

from surveyreport.files.csvfile import write_csv
from surveyreport.files.problems import ProblemList
from surveyreport.questionnaires.codes import PROVIDER_CODE
from surveyreport.sources.frame import read_frame
from surveyreport.sources.limesurvey.fetch import configured_wave
from surveyreport.study.wave_entry import CONFIG, Wave

FOLDER = Path("data/processed")


def survey_links(wave: Wave, base: str, language: str = "nl") -> pd.DataFrame:
    """provider_id, name (if the frame has it), then a link per group whose provider comes from the
    link; groups with a list of participants have a link per person, which LimeSurvey sends.

    base: address of LimeSurvey up to and with index.php. Raises InputProblems.
    """
    problems = ProblemList()
    if not base.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        problems.add("URL", f"'{base[:80]}' begint niet met https://",
                     "geef het adres van LimeSurvey, dat eindigt op index.php")  # fmt: skip
    frame = read_frame(wave.frame, problems)
    for group, files in wave.exports.items():
        if files.participants is None and files.survey_id is None:
            problems.add(CONFIG, f"de export van {group} heeft geen survey_id",
                         "zet het nummer dat LimeSurvey toont bij survey_id",
                         column=f"waves.{wave.id}.exports.{group}")  # fmt: skip
    problems.raise_if_any()
    links = frame[[name for name in ("provider_id", "name") if name in frame]].copy()
    for group, files in wave.exports.items():
        if files.participants is None:
            address = f"{base.rstrip('/')}/{files.survey_id}?"
            links[group] = [
                address + urlencode({"lang": language, PROVIDER_CODE: provider})
                for provider in links["provider_id"]
            ]
    return links


def main() -> None:
    parser = argparse.ArgumentParser(description="Maak per aanbieder de link naar de bevraging.")
    parser.add_argument("--wave", required=True, help="de golf in config.yaml")
    parser.add_argument("--url", required=True, help="https://…/index.php")
    arguments = parser.parse_args()
    wave = configured_wave(arguments.wave)
    links = survey_links(wave, arguments.url)
    path = FOLDER / wave.id / "links.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(links, path)
    print(f"Geschreven: {path} ({len(links)} aanbieders).")
    if personal := [group for group, files in wave.exports.items() if files.participants]:
        print(f"Zonder link, want met toegangscodes: {', '.join(personal)}.")
        print("Daar verstuurt LimeSurvey per deelnemer een eigen link.")
