"""A verdict in a few words, as figures and tables show it."""

from __future__ import annotations

from surveyreport.study.model import Study

# the verdicts of estimates/verdicts.py that say that the groups differ
DIFFERS = ("a_more_positive", "b_more_positive")


def verdict_label(verdict: str, group_a: str, group_b: str, study: Study) -> str:
    """The short word of study/texts/nl.yaml for a verdict about two groups, given by id."""
    words = study.texts["comparisons"]["labels"][verdict]
    return words.format(a=study.groups[group_a].members, b=study.groups[group_b].members)
