"""A group that loses too many of its submitted answers stops the run, with reasons and counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.study.config import Cleaning

REMEDIES = {
    "unknown_provider": "kijk na waar de aanbieder staat: de kolom met @provider, de "
    "deelnemerslijst (volledig, zonder filter?), het kader en de verbeterde codes (corrections)",
    "outside_period": "kijk field_period van de golf na",
    "test_entry": "kijk cleaning.test_entries na",
    "duplicate": "kijk cleaning.duplicate_minutes na",
}


def check_losses(
    path: Path,
    group: str,
    cleaned: pd.DataFrame,
    rules: Cleaning,
    words: dict[str, str],
    problems: ProblemList,
) -> None:
    """Add a problem when more than rules.largest_loss of the submitted answers fall away.

    cleaned: a table of `cleaning.clean`. words: reason -> its words. path: the export.
    """
    submitted = cleaned["submitted"].notna() | cleaned["submitted_unknown"]
    total = int(submitted.sum())
    if not total:
        problems.add(
            path,
            f"geen enkel ingediend antwoord van groep '{group}' ({len(cleaned)} rijen)",
            "wacht tot er ingediende antwoorden zijn, of haal de groep uit de golf in config.yaml",
        )
        return
    reasons = cleaned.loc[submitted & ~cleaned["included"], "exclusion_reason"].value_counts()
    lost = int(reasons.sum())
    if lost <= rules.largest_loss * total:
        return
    told = ", ".join(f"{count} {words.get(reason, reason)}" for reason, count in reasons.items())
    problems.add(
        path,
        f"van {total} ingediende antwoorden van groep '{group}' vallen er {lost} weg: {told}",
        f"{REMEDIES.get(reasons.index[0], 'kijk de opschoning na')}; hoort het zo, verhoog dan "
        "cleaning.largest_loss",
        expected=f"hoogstens {rules.largest_loss:.0%} (cleaning.largest_loss in config.yaml)",
    )
