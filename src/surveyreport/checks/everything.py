"""Look at everything people wrote, and at every input of every wave, before anything is made."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from surveyreport.checks.inputs import check_inputs
from surveyreport.checks.loose_tables import check_loose_tables
from surveyreport.checks.study_files import check_settings, check_theme
from surveyreport.checks.waves import check_waves
from surveyreport.feedback.settings import Settings, load_settings
from surveyreport.files.problems import InputProblems, ProblemList, merged
from surveyreport.files.yamlfile import load_yaml
from surveyreport.protection.key import made_before, read_key
from surveyreport.protection.settings import NOISE, Protection, load_protection
from surveyreport.questionnaires.links import in_time
from surveyreport.report.bound import refuse_typed_numbers
from surveyreport.report.chapters import chapter_files, load_chapters, template_of
from surveyreport.report.size_words import load_size_words
from surveyreport.report.structure import load_structure
from surveyreport.study.choices import NAME as CHOICES
from surveyreport.study.choices import Choice, load_choices
from surveyreport.study.comparisons import Comparisons, load_comparisons
from surveyreport.study.config import Config, load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.quotes import FOLDER, load_quotes
from surveyreport.study.side_by_side import load_judgements, load_side_by_side
from surveyreport.study.words import texts_path

Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Checked:
    """What a run is made from, in order."""

    study: Study
    comparisons: Comparisons
    settings: Config
    protection: Protection
    feedback: Settings
    choices: tuple[Choice, ...] = ()


def check_everything(config: Path, study_folder: Path) -> Checked:
    """The study and the settings, once every file of both and every input of a wave is in order.

    Raises InputProblems with all faults of all files at once. What rests on a faulty file is not
    looked at, so that one fault is one problem.
    """
    problems = ProblemList()

    def attempt(load: Callable[..., Loaded], *arguments: object) -> Loaded | None:
        try:
            return load(*arguments)
        except InputProblems as error:
            problems.extend(error)
            return None

    study = attempt(load_study, study_folder)
    absent = ProblemList()
    settings = attempt(load_config, config, tuple(study.groups) if study else None, absent)
    problems.problems += absent.problems
    # make gives on which wave was asked for
    asked = os.environ.get("WAVE")
    if settings and asked and asked not in settings.waves:
        problems.add(
            config,
            f"golf '{asked}' staat er niet",
            "kies een golf die er staat, of zet ze erbij",
            column="waves",
            expected="een van: " + ", ".join(settings.waves),
        )
    protection = attempt(load_protection, study_folder / "disclosure.yaml")
    choices = attempt(load_choices, study_folder / CHOICES) or ()
    for wave in settings.waves.values() if settings and protection else ():
        if protection.kind == NOISE and asked in (None, "", wave.id) and not made_before(wave.id):
            attempt(read_key, protection, wave.id, wave.synthetic)
    comparisons = feedback = plan = None
    if study:
        comparisons = attempt(load_comparisons, study_folder / "comparisons.yaml", study)
        feedback = attempt(load_settings, study_folder / "feedback.yaml", study)
        structure = attempt(load_structure, study_folder / "report.yaml", study)
        beside = study_folder / "side_by_side.yaml"
        if comparisons:
            plan = load_side_by_side(beside, study, comparisons, problems)
        elif beside.is_file():
            load_yaml(beside, "side_by_side", problems)
        for path in sorted((study_folder / FOLDER).glob("*.yaml")):
            load_quotes(path, study, problems)
        check_theme(study, study_folder / "theme.yaml", problems)
        if template := template_of(study_folder):
            # only then, as it takes time to load
            from surveyreport.report.word_template import open_template

            attempt(open_template, template)
        if not chapter_files(study_folder):
            load_size_words(study_folder, problems)
        elif comparisons and settings:
            waves = [wave.id for wave in in_time(settings.waves.values())]
            written_for = structure.written_for if structure else None
            load_chapters(study_folder, study, comparisons, waves, problems, written_for)
        words = texts_path(study_folder)
        refuse_typed_numbers(study.texts["publication"], words, ("publication",), problems)
        if settings:
            check_settings(settings, study, config, problems)
            before = len(problems.problems)
            several = comparisons.several if comparisons else ()
            parted = {by for entry in several for by in entry.by}
            bare = study.without_drawing()
            attempt(check_inputs, settings, bare, study_folder, parted)
            check_loose_tables(settings, bare, study_folder, problems)
            # waves are compared through their mappings and structures
            if len(problems.problems) == before:
                attempt(check_waves, settings.waves.values(), bare, study_folder)
    else:
        # what they name cannot be looked up
        for name in ("comparisons", "feedback", "report", "side_by_side"):
            if name != "side_by_side" or (study_folder / f"{name}.yaml").is_file():
                load_yaml(study_folder / f"{name}.yaml", name, problems)
        load_size_words(study_folder, problems)
    for path in sorted((study_folder / "confidence").glob("*.yaml")):
        load_judgements(path, problems, plan)
    if problems or not (study and comparisons and settings and protection and feedback):
        raise InputProblems(merged(problems.problems))
    return Checked(study, comparisons, settings, protection, feedback, choices)
