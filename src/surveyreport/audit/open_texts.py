"""The open answers of a wave, read only to prove that they are in no released file."""

from __future__ import annotations

from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.sources.ingest import named_as_mapped
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.load import study_as_used
from surveyreport.study.wave_entry import Wave


def every_text(wave: Wave, study_folder: Path = Path("study")) -> set[str]:
    """Every text that a respondent typed, of all groups. Raises InputProblems."""
    # the whole study: a mapping also names the answers that its wave did not offer
    study = study_as_used(study_folder)
    problems = ProblemList()
    texts: set[str] = set()
    for group, files in wave.exports.items():
        path = mapping_path(study_folder, wave.id, group)
        mapping = read_mapping(path, study, group, problems)
        problems.raise_if_any()
        structure = load_structure(files.structure) if files.structure else None
        export = read_export(files.file, structure=structure, companion=files.syntax)
        cells = named_as_mapped(export, mapping).cells
        columns = [m.column for m in mapping.columns if m.item.type == "open"]
        for column in columns:
            texts.update(cells[column].dropna().astype(str))
    return texts
