"""What the surveys of a wave should be on the server, by the study and the wave's mappings."""

from __future__ import annotations

from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.questionnaires.questionnaire import read_questionnaire
from surveyreport.sources.limesurvey.same_survey import Expected
from surveyreport.sources.limesurvey.wording import match_key
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave


def expected_surveys(wave: Wave, study: Study, study_folder: Path) -> dict[str, Expected]:
    """Per group of the wave what its survey should be; a mapping with faults tells nothing here."""
    replaced = {question.replaces for question in study.questions.values()}
    questions = {
        group: frozenset(
            match_key(question.text)
            for question in study.questions.values()
            if question.group == group and question.id not in replaced
        )
        for group in study.groups
    }
    found = {}
    for group in wave.exports:
        path, faults = mapping_path(study_folder, wave.id, group), ProblemList()
        mapping = read_mapping(path, study, group, faults) if path.is_file() else None
        columns = frozenset(mapping.headings) if mapping and not faults else frozenset()
        title = read_questionnaire(study_folder, study, group).title
        found[group] = Expected(group, title, questions, wave.period, columns)
    return found
