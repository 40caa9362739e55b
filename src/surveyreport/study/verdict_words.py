"""A verdict in a few words, as figures and tables show it."""

from __future__ import annotations

from surveyreport.study.model import Study

# the verdicts of estimates/verdicts.py that say that the groups differ
MORE_POSITIVE = ("a_more_positive", "b_more_positive")
# the same of boxes and of codes of open questions, which have no favourable side
MORE_OFTEN = ("a_more_often", "b_more_often")
DIFFERS = (*MORE_POSITIVE, *MORE_OFTEN)
# of two waves, in the order of the above: the later wave is the first group
CHANGED = ("more_positive", "less_positive", "more_ticked", "less_ticked")
# an item without favourable answers changed as a whole
OTHER_SHARES = "other_shares"
UNCLEAR, SMALL = "no_clear_difference", "small_difference"
# what the comparison inside providers says where it disagrees
DISAGREE = ("not_shown", "opposite", "only_within")


def verdict_label(verdict: str, group_a: str, group_b: str, study: Study, within: str = "") -> str:
    """The short words for a verdict about two groups, given by id.

    within: what the comparison inside providers says (`estimates.verdicts.within`); told where it
    disagrees.
    """
    texts = study.texts["comparisons"]
    words = texts["labels"][verdict]
    label = words.format(a=study.groups[group_a].members, b=study.groups[group_b].members)
    return texts["labels_within"].get(within, "{label}").format(label=label)
