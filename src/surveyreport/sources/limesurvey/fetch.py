"""Fetch a wave from the LimeSurvey server.

Address, user and password come from the environment and appear in no file, message or log. All
groups of the wave are fetched, checked and then written together, or nothing is written.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.sources.landing import Landed, land
from surveyreport.sources.limesurvey.remote import Server, fetch_group
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.study.config import CONFIG, Wave, wave_of

RAW = Path("data/raw")
VARIABLES = ("LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD")
LOCAL = ("http://127.0.0.1", "http://localhost")


def fetch_wave(wave: Wave, server: Server, today: date) -> list[Path]:
    """Write the raw files of every group of the wave and their rows in the data log.

    Per group, in data/raw/<wave>: the responses (all completion states, question and answer
    codes) as the config names them, <name>.structure.json and, when the config names
    `participants`, that list with only token and provider. Returns the files written.
    Raises InputProblems with what the config lacks, or what the first failing group met; then no
    file has changed.
    """
    folder = RAW / wave.id
    problems = ProblemList()
    for group, files in wave.exports.items():
        place = f"waves.{wave.id}.exports.{group}"
        if files.survey_id is None:
            problems.add(
                CONFIG,
                "geen survey_id",
                "vul het nummer van de vragenlijst op de server in",
                column=place,
            )
        for path in filter(None, (files.file, files.participants)):
            if path.parent != folder or path.suffix != ".csv":
                problems.add(
                    CONFIG,
                    str(path),
                    "pas de naam aan: wat van de server komt is CSV",
                    column=place,
                    expected=f"een .csv-bestand in {folder}",
                )
    problems.raise_if_any()
    landed: list[Landed] = []
    for group, files in wave.exports.items():
        landed += fetch_group(server, group, files)
    try:
        return land(landed, folder, wave.id, today, "synthetisch" if wave.synthetic else "echt")
    except OSError as error:
        raise refusal(
            folder, f"schrijven mislukt ({error.strerror})", "maak plaats of vraag schrijfrechten"
        ) from None


def server_from_environment(environment: Mapping[str, str]) -> Server:
    """The server to fetch from; raises InputProblems naming the variables that are not set."""
    problems = ProblemList()
    for name in VARIABLES:
        if not environment.get(name):
            problems.add("omgeving", f"{name} is niet gezet", f"zet {name} voor u de golf ophaalt")
    problems.raise_if_any()
    url, user, password = (environment[name] for name in VARIABLES)
    if not url.startswith(("https://", *LOCAL)):
        raise refusal(
            Path("omgeving"),
            "LIMESURVEY_URL begint niet met https://",
            "geef het beveiligde adres, dat eindigt op /admin/remotecontrol",
        )
    return Server(url, user, password)


def configured_wave(name: str, path: Path = CONFIG) -> Wave:
    """The wave in the config, whose raw files need not exist yet; raises InputProblems."""
    problems = ProblemList()
    waves = load_yaml(path, "config", problems).get("waves", {})
    problems.raise_if_any()
    if name not in map(str, waves):
        raise refusal(
            path,
            f"geen golf '{name}'",
            "vul de golf aan of kies een andere",
            row=line_of(path, "waves"),
            column="waves",
            expected="een van: " + ", ".join(map(str, waves)),
        )
    return wave_of(name, next(entry for key, entry in waves.items() if str(key) == name))


def main() -> None:
    parser = argparse.ArgumentParser(description="Haal de exports van een golf van de server.")
    parser.add_argument("--wave", required=True, help="de golf in config.yaml")
    arguments = parser.parse_args()
    server = server_from_environment(os.environ)
    written = fetch_wave(configured_wave(arguments.wave), server, date.today())
    print("\n".join(f"Geschreven: {path}" for path in written))
