"""Compare the questionnaires of all waves before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from surveyreport.checks.inputs import RECEIPTS, state_of
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.questionnaires.links import decisions_path, in_time, linked_waves
from surveyreport.study.model import Study
from surveyreport.study.wave import CODED
from surveyreport.study.wave_entry import Wave


def check_waves(waves: Iterable[Wave], study: Study, study_folder: Path) -> None:
    """Raise InputProblems with the faults of all linked waves, new meanings included.

    Waves with a structure that is not there are left out: that file is named elsewhere.
    A receipt in data/processed/<wave>/compared-<earlier>.sha256 spares unchanged waves the reading.
    """
    problems = ProblemList()
    for link in linked_waves(in_time(waves)):
        earlier, *between, later = link
        if not all(path.is_file() for path in _structures(*link)):
            # named with the other absent files
            continue
        receipt = RECEIPTS / later.id / f"compared-{earlier.id}.sha256"
        state = _state(link, study, study_folder)
        if receipt.is_file() and receipt.read_text(encoding="utf-8") == state:
            continue
        # takes pandas, which unchanged waves need not wait for
        from surveyreport.questionnaires.comparability import decided_differences

        try:
            decided_differences(earlier, later, study, study_folder, between)
        except InputProblems as error:
            problems.extend(error)
        else:
            receipt.parent.mkdir(parents=True, exist_ok=True)
            receipt.write_text(state, encoding="utf-8")
    problems.raise_if_any()


def _state(link: Sequence[Wave], study: Study, study_folder: Path) -> str:
    decisions = decisions_path(study_folder, link[0].id, link[-1].id)
    mappings = [path for wave in link for path in (study_folder / "waves" / wave.id).glob("*.csv")]
    made_from = [*mappings, *_coded(link, study_folder), *_structures(*link)]
    made_from += [decisions] if decisions.is_file() else []
    return state_of(study, made_from, "".join(map(str, link)))


def _coded(link: Sequence[Wave], study_folder: Path) -> list[Path]:
    """What people decided about the open answers of the waves."""
    folders = [study_folder.parent / CODED / wave.id for wave in link]
    return [path for folder in folders for path in folder.glob("*.csv")]


def _structures(*waves: Wave) -> list[Path]:
    exports = [files for wave in waves for files in wave.exports.values()]
    return [files.structure for files in exports if files.structure]
