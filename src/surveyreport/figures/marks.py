"""The line under a figure that says what its marks mean."""

from __future__ import annotations

import pandas as pd

from surveyreport.estimates.verdicts import points_of
from surveyreport.figures.ruler import NO_BREAK
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import verdict_label


def mark_lines(pairs: pd.DataFrame, study: Study) -> list[str]:
    """The line under the figure that says what each mark means; none without marks."""
    words, meanings = study.texts["figures"], []
    for pair in pairs.itertuples():
        verdict = verdict_label(pair.verdict, pair.group_a, pair.group_b, study, pair.within)
        points = points_of(pair._asdict())
        if points["points"] is not None:
            verdict = words["marked_points"].format(verdict=verdict, **points)
        meaning = words["marked_pair"].format(mark=pair.mark, theme=pair.theme, verdict=verdict)
        meanings.append(meaning.replace(f"{pair.mark} ", f"{pair.mark}{NO_BREAK}"))
    return [words["marked"].format(pairs="; ".join(meanings))] if meanings else []
