"""The command follow: the response so far, per provider and per day, while the field is open.

The page names providers with few respondents, so it stays beside the answers and is no output.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

import pandas as pd

from surveyreport.files.page import page_template
from surveyreport.files.problems import ProblemList
from surveyreport.files.textfile import write_text
from surveyreport.files.yamlfile import load_yaml
from surveyreport.responses.cleaning import clean, steps
from surveyreport.sources.frame import find_providers, read_corrections, read_frame
from surveyreport.sources.ingest import ingest
from surveyreport.sources.limesurvey.fetch import configured_wave
from surveyreport.sources.mapping import Mapping, mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.config import cleaning_of
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import CONFIG, STUDY, Wave

FOLDER = Path("data/processed")
TEMPLATE = "follow.html.j2"


@dataclass(frozen=True)
class Followed:
    """counts: a row per invited provider, a column per group that has answers; days: likewise per
    day (ISO); excluded: per reason. absent: groups without a file so far."""

    counts: pd.DataFrame
    days: pd.DataFrame
    excluded: pd.DataFrame
    absent: tuple[str, ...]


def follow(wave: Wave, study: Study, study_folder: Path, config: Path = CONFIG) -> Followed:
    """The response of every group whose export is there; raises InputProblems."""
    problems = ProblemList()
    settings = load_yaml(config, "config", problems)
    problems.raise_if_any()
    rules = cleaning_of(settings["cleaning"])
    frame = read_frame(wave.frame, problems)
    fixed = read_corrections(wave.corrections, frame, problems) if wave.corrections else {}
    present = {group: files for group, files in wave.exports.items() if files.file.is_file()}
    mappings: dict[str, Mapping] = {
        group: read_mapping(mapping_path(study_folder, wave.id, group), study, group, problems)
        for group in present
    }
    problems.raise_if_any()
    counts, days, excluded = {}, {}, {}
    for group, files in present.items():
        table = ingest(files, group, mappings, rules.test_entries, wave.period).table
        providers = find_providers(table["provider_code"], frame, fixed)
        cleaned = clean(table.assign(provider_id=providers), wave, rules)
        included = cleaned[cleaned["included"]]
        counts[group] = included["provider_id"].value_counts()
        days[group] = included["submitted"].dt.strftime("%Y-%m-%d").value_counts()
        excluded[group] = cleaned.loc[~cleaned["included"], "exclusion_reason"].value_counts()
    reasons = [step.reason for step in steps(wave, rules)]
    return Followed(
        _table(counts).reindex(list(frame["provider_id"]), fill_value=0),
        _table(days).sort_index(),
        _table(excluded).reindex(reasons, fill_value=0),
        tuple(group for group in wave.exports if group not in present),
    )


def _table(counts: dict[str, pd.Series]) -> pd.DataFrame:
    return pd.DataFrame(counts).fillna(0).astype(int)


def follow_page(followed: Followed, wave: Wave, study: Study) -> str:
    """The page as HTML."""
    words = study.texts["publication"]["exclusion"]
    text = resources.files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
    groups = list(followed.counts)
    return page_template(text, day=_day).render(
        wave=wave,
        synthetic=wave.synthetic,
        colours=study.theme["colours"],
        groups=[study.groups[group] for group in groups],
        absent=[study.groups[group].label for group in followed.absent],
        providers=_rows(followed.counts),
        total=followed.counts.sum().tolist(),
        days=_rows(followed.days),
        excluded=[(words[reason], counts) for reason, counts in _rows(followed.excluded)],
    )


def _rows(table: pd.DataFrame) -> list[tuple[str, list[int]]]:
    return [(str(name), row.tolist()) for name, row in table.iterrows()]


def _day(day: date | str) -> str:
    one = date.fromisoformat(str(day))
    return f"{one.day}/{one.month}/{one.year}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Toon de respons tot nu toe.")
    parser.add_argument("--wave", required=True, help="de golf in config.yaml")
    arguments = parser.parse_args()
    wave, study = configured_wave(arguments.wave), load_study(STUDY)
    followed = follow(wave, study, STUDY)
    path = FOLDER / wave.id / "respons.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(follow_page(followed, wave, study), path)
    for group in wave.exports:
        label = study.groups[group].label
        if group in followed.absent:
            print(f"{label}: nog niet opgehaald")
            continue
        counts = followed.counts[group]
        print(f"{label}: {counts.sum()} antwoorden van {(counts > 0).sum()} aanbieders")
    print(f"Per aanbieder en per dag: {path}")
