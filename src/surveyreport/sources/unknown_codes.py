"""Provider codes that no rule and no correction leads to the frame, for the analyst to decide."""

from __future__ import annotations

import pandas as pd

from surveyreport.sources.frame import FORMULA, find_providers


def unknown_codes(
    answers: pd.DataFrame, frame: pd.DataFrame, corrections: dict[str, str]
) -> pd.DataFrame:
    """The unknown codes in the columns of the corrections file, and how often each occurs.

    answers: has provider_code. Returns value, provider_id and reason (both empty: nothing is
    guessed), count; most frequent first. A value that begins as a formula gets an apostrophe
    before it, which the corrections file may keep. A response without any code is not among them:
    no correction of a value can tell its provider.
    """
    codes = answers["provider_code"]
    lost = codes[codes.str.strip().ne("") & find_providers(codes, frame, corrections).eq("")]
    counts = lost.value_counts().rename_axis("value").reset_index(name="count")
    # A spreadsheet would run a code that begins as a formula does
    formula = counts["value"].str.match(FORMULA)
    counts["value"] = counts["value"].mask(formula, "'" + counts["value"])
    counts.insert(1, "provider_id", "")
    counts.insert(2, "reason", "")
    return counts.sort_values(["count", "value"], ascending=[False, True], ignore_index=True)
