"""The sources of the reports of a wave, from the files of the project."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from surveyreport.feedback.gather import earlier_of, gather
from surveyreport.feedback.settings import SETTINGS, Settings, load_settings
from surveyreport.feedback.sources import Earlier, Sources
from surveyreport.files.csvfile import read_table
from surveyreport.files.parquet import read_parquet
from surveyreport.protection.settings import load_protection
from surveyreport.questionnaires.changes import BREAK
from surveyreport.study.load import study_as_used
from surveyreport.study.model import Study
from surveyreport.study.wave import asked_items, study_of_wave
from surveyreport.study.wave_entry import wave_of

STUDY = Path("study")


def load_sources(wave: str, entry: dict[str, Any], earlier: dict[str, dict[str, Any]]) -> Sources:
    """entry: of the wave in config.yaml; earlier: that of the wave before it, if there is one, by
    id. Raises InputProblems.
    """
    whole = study_as_used(STUDY)
    settings, made = load_settings(SETTINGS, whole), wave_of(wave, entry)
    study = _asked(whole, wave, made.exports)
    processed, results = Path("data/processed") / wave, Path("results") / wave
    before = None
    for name, one in earlier.items():
        before = _earlier(whole, settings, study, wave, name, one)
    return gather(
        made,
        study,
        settings,
        load_protection(),
        read_parquet(processed / "provider_printed.parquet"),
        read_parquet(processed / "provider_respondents.parquet"),
        read_table(results / "estimates.csv"),
        read_table(results / "response.csv"),
        before,
    )


def _asked(study: Study, wave: str, groups: Iterable[str]) -> Study:
    return study_of_wave(study, wave, asked_items(STUDY, wave, groups))


def _earlier(
    study: Study, settings: Settings, now: Study, wave: str, name: str, entry: dict[str, Any]
) -> Earlier:
    made = wave_of(name, entry)
    table = read_table(Path("results") / wave / "questionnaire_difference.csv")
    changed = table["changes"].fillna("").ne("")
    # what nobody decided yet is not comparable either
    broken = table[changed & table["decision"].fillna("").isin([BREAK, ""])]
    return earlier_of(
        made.label,
        read_parquet(Path("data/processed") / name / "provider_printed.parquet"),
        read_table(Path("results") / name / "estimates.csv"),
        _asked(study, name, made.exports),
        now,
        settings,
        set(broken["item"]),
    )
