"""Questions that came back: the waves between two others did not ask them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from surveyreport.estimates.trends import Step
from surveyreport.questionnaires.comparability import decided_differences, difference_table
from surveyreport.questionnaires.links import linked_waves
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave


def gap_steps(waves: Sequence[Wave], study: Study, study_folder: Path) -> list[Step]:
    """A step over the waves between for every two waves that share items those did not ask.

    waves: in time. Decisions about the first and last wave stand where those of waves in a row do,
    see `decisions_path`. Raises InputProblems as `decided_differences` does.
    """
    steps = []
    for earlier, *between, later in linked_waves(waves):
        if not between:
            continue
        decided = decided_differences(earlier, later, study, study_folder, between)
        if decided:
            skipped = tuple(wave.id for wave in between)
            steps.append(Step(earlier.id, later.id, difference_table(decided), skipped))
    return steps
