"""What respondents wrote: read from the exports for whoever codes it, and kept nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.responses.cleaning import clean
from surveyreport.sources.frame import add_providers
from surveyreport.sources.ingest import ingest
from surveyreport.sources.read_wave import read_mappings
from surveyreport.study.config import Cleaning
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

COLUMNS = ["item", "response", "text"]
# what `forget` leaves of a text: that there was one, and which ones were equal
FORGOTTEN = re.compile(r"\[gewist \d+\]")


def texts_path(wave: str) -> Path:
    """Where the open answers of a wave are kept until the day they must go."""
    return Path("data/processed") / wave / "open" / "answers.parquet"


def open_texts(
    wave: Wave, study: Study, study_folder: Path, rules: Cleaning
) -> tuple[pd.DataFrame, frozenset[str]]:
    """COLUMNS, one row per open question and respondent who counts and wrote something; and every
    text that anybody typed, for the audit to look for.

    In the order of the questionnaires and of the exports; a text that was forgotten is left out.
    study: whole, as a mapping names answers that its wave did not offer. Raises InputProblems:
    faults of mappings and exports.
    """
    problems = ProblemList()
    mappings = read_mappings(wave, study, study_folder, problems)
    problems.raise_if_any()
    tables = [pd.DataFrame(columns=COLUMNS, dtype=str)]
    typed: set[str] = set()
    for group, files in wave.exports.items():
        answers = ingest(files, group, mappings, rules.test_entries)
        located = add_providers(answers.table, wave.frame, wave.corrections)
        cleaned = clean(located, wave, rules).set_index("row")
        counted = cleaned[cleaned["included"]]
        for item, column in answers.written.items():
            typed.update(column.dropna())
            text = column.reindex(counted.index).fillna("").str.strip()
            wrote = text.ne("") & ~text.str.fullmatch(FORGOTTEN)
            tables.append(
                pd.DataFrame(
                    {
                        "item": item,
                        "response": counted.loc[wrote, "response_id"].astype(str),
                        "text": text[wrote],
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)[COLUMNS], frozenset(typed)
