"""Leave out of the public numbers what too few people answered, before anything is drawn.

The setting is public, too_small in study/disclosure.yaml; the audit checks the same thresholds by
its own code.
"""

from __future__ import annotations

import sys

import pandas as pd

from surveyreport.estimates.kinds import UNWEIGHTED, VALUES
from surveyreport.protection.settings import Public

TOO_SMALL = "too_small_to_show"
LEAVE_OUT = "leave_out"
HIDDEN = ["n", "share", "ci_low", "ci_high", "n_eff", "deff", "df"]
# columns of verdicts that tell of answers whatever the verdict is
ABOUT_ANSWERS = [
    "top2_a", "top2_b", "top2_from", "top2_to", "not_answering_a", "not_answering_b",
    "not_answering_from", "not_answering_to", "icc", "deff_a", "deff_b",
    "detectable_delta", "detectable_pairs", "detectable_difference",
]  # fmt: skip
# sums of other categories: only what people chose is counted
SUMS = frozenset({"top2", "bottom2", *VALUES})


def too_small(
    estimates: pd.DataFrame, responses: dict[str, pd.DataFrame], rules: Public
) -> dict[str, str]:
    """The items of which a public table could give a person away -> why, in Dutch.

    estimates: as of `estimate_table`. responses: recoded responses per group. An item that nobody
    answered gives nobody away.
    """
    found = {}
    for (group, item), rows in estimates.groupby(["group", "item"], sort=False):
        table = responses[group]
        answered = table.loc[table["included"] & table[item].notna(), "provider_id"]
        of_provider = answered.value_counts()
        total = len(answered)
        chosen = rows[~rows["kind"].isin(SUMS)]
        few = (chosen["n"] > 0) & (chosen["n"] < rules.cell)
        if not total:
            continue
        if total < rules.respondents:
            found[item] = f"{total} antwoorden, minder dan {rules.respondents}"
        elif len(of_provider) < rules.providers:
            found[item] = f"van {len(of_provider)} aanbieders, minder dan {rules.providers}"
        elif of_provider.max() > rules.largest_share * total:
            found[item] = f"één aanbieder gaf meer dan {rules.largest_share:.0%} van de antwoorden"
        elif total < rules.small_table and few.any():
            found[item] = f"{total} antwoorden, en minder dan {rules.cell} bij één ervan"
    return found


def left_out(estimates: pd.DataFrame, items: set[str]) -> pd.DataFrame:
    """The estimates with no number of these items but how many answered, and with the reason."""
    hidden = estimates["item"].isin(items)
    made = estimates.astype({"n": "Int64"})
    made.loc[hidden, [*HIDDEN, *made.columns.intersection([UNWEIGHTED])]] = pd.NA
    made["reason"] = made["reason"].astype(object).mask(hidden, TOO_SMALL)
    return made


def silent(verdicts: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """A table of verdicts with nothing about answers in the `hidden` rows: only how many there are.

    Their comparisons had too few answers already, see `least`.
    """
    made = verdicts.copy()
    for name in made.columns.intersection(ABOUT_ANSWERS):
        made[name] = made[name].astype(float).mask(hidden)
    made["dont_know_differs"] = made["dont_know_differs"].mask(hidden, False)
    return made


def least(smallest: int, *left_out: bool) -> int:
    """The least number of respondents of a comparison: more than there are when an item of it is
    left out."""
    return sys.maxsize if any(left_out) else smallest


def without(responses: pd.DataFrame, items: set[str]) -> pd.DataFrame:
    """Recoded responses of a group without these items; no rows when none is left."""
    answers = [name for name in responses if "." in name and ":" not in name]
    if answers and items.issuperset(answers):
        return responses.iloc[:0]
    return responses.drop(columns=[n for n in responses if n.partition(":")[0] in items])


def items_left_out(estimates: pd.DataFrame) -> set[str]:
    """The items that `left_out` left out of these estimates."""
    return set(estimates.loc[estimates["reason"].eq(TOO_SMALL), "item"])
