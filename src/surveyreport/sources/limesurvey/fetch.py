"""Fetch a wave from the LimeSurvey server.

Address, user and password come from the environment and appear in no file, message or log. All
groups of the wave are fetched, checked and then written together, or nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.sources.landing import Landed, land
from surveyreport.sources.limesurvey.remote import NotStarted, Server, fetch_group
from surveyreport.sources.limesurvey.same_survey import Expected, OtherSurvey
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.study.wave_entry import CONFIG, Wave, wave_of

RAW = Path("data/raw")
VARIABLES = ("LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD")
LOCAL = ("http://127.0.0.1", "http://localhost")


def fetch_wave(
    wave: Wave,
    server: Server,
    today: date,
    group: str | None = None,
    say: Callable[[str], None] = print,
    expected: Mapping[str, Expected] = MappingProxyType({}),
) -> list[Path]:
    """Write the raw files of every group of the wave, or of one, and their rows in the data log.

    Per group, in data/raw/<wave>: the responses (all completion states, question and answer
    codes) as the config names them, <name>.structure.json and, when the config names
    `participants`, that list with only token and provider. Returns the files written. A group
    whose survey is not active or has no answers is left out, and said. say: gets a line per group
    and per thousand answers. expected: per group what its survey should be, see `check_same`.
    Raises InputProblems with what the config lacks, every survey that is not the one meant, or what
    the server did not answer; then no file has changed.
    """
    if group is not None and group not in wave.exports:
        raise refusal(
            CONFIG,
            f"golf {wave.id} heeft geen groep '{group}'",
            "kies een groep van de golf",
            column="exports",
            expected="een van: " + ", ".join(wave.exports),
        )
    exports = {name: files for name, files in wave.exports.items() if group in (None, name)}
    folder = RAW / wave.id
    problems = ProblemList()
    for name, files in exports.items():
        place = f"waves.{wave.id}.exports.{name}"
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
    waiting, others = ProblemList(), ProblemList()
    for name, files in exports.items():
        try:
            landed += fetch_group(server, name, files, say, expected.get(name))
        except OtherSurvey as error:
            others.extend(error)
        except NotStarted as why:
            say(f"{name}: overgeslagen, vragenlijst {files.survey_id} {why}")
            waiting.add(
                Path("LimeSurvey-server"),
                f"de vragenlijst {why}",
                "activeer de vragenlijst en wacht op het eerste antwoord, of kijk survey_id na",
                column=f"{name}, vragenlijst {files.survey_id}",
            )
    others.raise_if_any()
    if not landed:
        waiting.raise_if_any()
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
