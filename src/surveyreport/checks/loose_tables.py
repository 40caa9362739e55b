"""The tables of study/ that no wave of config.yaml reads: those of a wave that comes or went."""

from __future__ import annotations

from pathlib import Path

from surveyreport.checks.inputs import RECEIPTS, state_of
from surveyreport.files.problems import ProblemList
from surveyreport.questionnaires.links import decisions_path, in_time, linked_waves
from surveyreport.study.config import Config
from surveyreport.study.model import Study


def check_loose_tables(settings: Config, study: Study, folder: Path, problems: ProblemList) -> None:
    """Read each as its wave would; one that is in use is read with that wave.

    A receipt in data/processed/tables.sha256 spares unchanged tables the reading.
    """
    waves = settings.waves.values()
    used = {wave.published for wave in waves if wave.published}
    used |= {
        folder / "waves" / wave.id / f"{group}.csv" for wave in waves for group in wave.exports
    }
    used |= {
        decisions_path(folder, link[0].id, link[-1].id) for link in linked_waves(in_time(waves))
    }
    loose = [
        path
        for part in ("comparability", "published", "waves")
        for path in sorted((folder / part).rglob("*.csv"))
        if path not in used
    ]
    receipt, state = RECEIPTS / "tables.sha256", state_of(study, loose)
    if not loose or (receipt.is_file() and receipt.read_text(encoding="utf-8") == state):
        return
    # takes pandas, which unchanged tables need not wait for
    from surveyreport.checks.published import check_published
    from surveyreport.estimates.published import read_published
    from surveyreport.files.csvfile import read_csv
    from surveyreport.questionnaires.comparability import FILE_COLUMNS
    from surveyreport.sources.read_mapping import read_mapping

    before = len(problems.problems)
    for path in loose:
        part = path.relative_to(folder).parts[0]
        if part == "published":
            check_published(read_published(path, problems), path, study, problems)
        elif part == "comparability":
            read_csv(path, FILE_COLUMNS, problems)
        elif path.stem in study.groups:
            read_mapping(path, study, path.stem, problems)
    if len(problems.problems) == before:
        receipt.parent.mkdir(parents=True, exist_ok=True)
        receipt.write_text(state, encoding="utf-8")
