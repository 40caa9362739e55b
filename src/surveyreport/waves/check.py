"""Look at the questionnaires of all waves before anything is computed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from surveyreport.config import Config, Wave
from surveyreport.problems import InputProblems, ProblemList
from surveyreport.sources.check import RECEIPTS, check_inputs, sha256
from surveyreport.study import Study


def check_everything(
    config: Config, study: Study, study_folder: Path, problems: ProblemList
) -> None:
    """Raise InputProblems with all faults of all waves at once, those in `problems` first.

    problems: the absent files that `load_config` found.
    """
    for check in (
        lambda: check_inputs(config, study, study_folder),
        lambda: check_waves(config.waves.values(), study, study_folder),
    ):
        try:
            check()
        except InputProblems as error:
            problems.extend(error)
    # a faulty mapping is met by both
    problems.problems = list(dict.fromkeys(problems.problems))
    problems.raise_if_any()


def in_time(waves: Iterable[Wave]) -> list[Wave]:
    """The waves by their first day in the field."""
    return sorted(waves, key=lambda wave: (wave.first_day, wave.id))


def decisions_path(study_folder: Path, earlier: str, later: str) -> Path:
    """Where the decisions about two waves stand."""
    return study_folder / "comparability" / f"{earlier}-{later}.csv"


def check_waves(waves: Iterable[Wave], study: Study, study_folder: Path) -> None:
    """Raise InputProblems with the faults of every two waves in a row, new meanings included.

    A receipt in data/processed/<wave>/compared.sha256 spares unchanged waves the reading.
    """
    problems = ProblemList()
    for earlier, later in pairwise(in_time(waves)):
        if not all(path.is_file() for path in _structures(earlier, later)):
            # named with the other absent files
            continue
        receipt = RECEIPTS / later.id / "compared.sha256"
        state = _state(earlier, later, study_folder)
        if receipt.is_file() and receipt.read_text(encoding="utf-8") == state:
            continue
        # takes pandas, which unchanged waves need not wait for
        from surveyreport.waves.comparability import decided_differences

        try:
            decided_differences(earlier, later, study, study_folder)
        except InputProblems as error:
            problems.extend(error)
        else:
            receipt.parent.mkdir(parents=True, exist_ok=True)
            receipt.write_text(state, encoding="utf-8")
    problems.raise_if_any()


def _state(earlier: Wave, later: Wave, study_folder: Path) -> str:
    """A digest of everything the comparison of two waves depends on."""
    digest = hashlib.sha256(f"{earlier}{later}".encode())
    decisions = decisions_path(study_folder, earlier.id, later.id)
    mappings = [
        path
        for wave in (earlier, later)
        for path in (study_folder / "waves" / wave.id).glob("*.csv")
    ]
    paths = [
        study_folder / "scales.yaml",
        *sorted((study_folder / "questionnaires").glob("*.yaml")),
        *sorted(mappings),
        *_structures(earlier, later),
        *([decisions] if decisions.is_file() else []),
        *sorted(Path(__file__).parents[1].rglob("*.py")),
    ]
    for path in paths:
        digest.update(sha256(path).encode())
    return digest.hexdigest() + "\n"


def _structures(*waves: Wave) -> list[Path]:
    exports = [files for wave in waves for files in wave.exports.values()]
    return [files.structure for files in exports if files.structure]
