"""What is left to do for a drafted wave: faults of its files, and questions that changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from surveyreport.checks.inputs import check_wave
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.files.textfile import write_text
from surveyreport.newwave.folder import Sorted
from surveyreport.newwave.new_checks import check_mapping
from surveyreport.questionnaires.comparability import (
    decide,
    draft_decisions,
    questionnaire_difference,
)
from surveyreport.questionnaires.difference_page import difference_page, page_path
from surveyreport.questionnaires.links import decisions_path, in_time, linked_waves
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.config import cleaning_of
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import CONFIG, Wave

EACH = 8


def check_drafted(
    waves: dict[str, Wave],
    name: str,
    found: Sorted,
    study: Study,
    study_folder: Path,
    cleaning: dict,
    problems: ProblemList,
) -> list[Path]:
    """Add everything that is left to do for a drafted wave; returns the files it wrote: the
    decisions to take, and the page to take them from."""
    wave = waves[name]
    whole, readable = {}, {}
    for group, files in found.groups.items():
        path = mapping_path(study_folder, name, group)
        if not check_mapping(path, files, study, problems) or group not in wave.exports:
            continue
        whole[group] = wave.exports[group]
        faults = ProblemList()
        read_mapping(path, study, group, faults)
        if not faults:
            readable[group] = wave.exports[group]
    checked = replace(wave, exports=whole)
    absent = [path for path in checked.raw_files if not path.is_file()]
    for path in absent:
        problems.add(
            CONFIG, f"{path} is er niet", "zet het daar of pas config.yaml aan", column=name
        )
    if absent:
        return []
    try:
        check_wave(checked, study, study_folder, cleaning_of(cleaning))
    except InputProblems as error:
        problems.extend(error)
    order = in_time(waves.values())
    place = order.index(wave)
    if not place or not readable:
        return []
    compared = replace(wave, exports=readable)
    written = []
    for earlier, *between, later in linked_waves([*order[:place], compared]):
        if later is compared:
            written += _decisions(earlier, compared, between, study, study_folder, problems)
    return written


def _decisions(
    earlier: Wave,
    wave: Wave,
    between: list[Wave],
    study: Study,
    study_folder: Path,
    problems: ProblemList,
) -> list[Path]:
    """Same or new? Every change without a decision, of the groups whose mapping is whole.

    The page is that of two waves in a row. Returns what was written.
    """
    differences = questionnaire_difference(earlier, wave, study, study_folder, problems, between)
    path = decisions_path(study_folder, earlier.id, wave.id)
    written = [path] if draft_decisions(differences, path) else []
    stopping = ProblemList()
    decided = decide(differences, path, stopping)
    page = page_path(wave.id)
    text = difference_page(decided, earlier, wave, study, path.as_posix())
    if not between and not (page.is_file() and page.read_text("utf-8") == text):
        write_text(text, page)
        written.append(page)
    undecided: dict[str, list[str]] = {}
    for one in decided:
        if not one.decision:
            changes = f"{one.difference.signature} (voorstel: {one.difference.proposal})"
            undecided.setdefault(changes, []).append(one.difference.item)
    for changes, items in undecided.items():
        more = f" en {len(items) - EACH} andere" if len(items) > EACH else ""
        problems.add(
            path,
            f"{changes}: {', '.join(items[:EACH])}{more}",
            f"is dit nog dezelfde vraag? Bekijk {page}, vul beslissing en reden in; hoort een "
            "nieuwe vraag bij een vroegere, noem die dan in study/questionnaires bij 'replaces'",
            column="decision",
            expected="comparable, with_note of break, met een reden",
        )
    if set(wave.exports) == set(earlier.exports):
        # else the file decides on items not read yet
        problems.problems += stopping.problems
    return written
