"""What the anonymising did, and how much the estimates of the public file differ by it."""

from __future__ import annotations

import pandas as pd

from surveyreport.archive.public_answers import PROVIDER_NUMBER, PublicAnswers
from surveyreport.estimates.kinds import UNWEIGHTED
from surveyreport.estimates.table import estimate_table
from surveyreport.study.config import Microdata
from surveyreport.study.model import Study

COLUMNS = ["wave", "group", "question", "statistic", "value"]
SHARES = ["wave", "group", "item", "category", "kind", "base", "share", "base_public",
          "share_public", "difference"]  # fmt: skip


def anonymisation_table(wave: str, groups: list[PublicAnswers], rules: Microdata) -> pd.DataFrame:
    """COLUMNS, one number a row.

    Per group: k; respondents, and how many of them are published; provider_numbers (providers told
    apart in the file); combinations of background answers and the people in the smallest, before
    and after; people in a combination held by fewer than k, before and after. Per question:
    withheld answers.
    """
    rows = []
    for public in groups:
        numbers = public.table[PROVIDER_NUMBER].nunique() if public.has_providers else 0
        before, after = public.before, public.after
        counts = {
            "k": rules.k,
            "respondents": before.sum(),
            "published": len(public.table),
            "provider_numbers": numbers,
            "combinations_before": len(before),
            "combinations_after": len(after),
            "smallest_before": before.min() if len(before) else 0,
            "smallest_after": after.min() if len(after) else 0,
            "rare_before": before[before < rules.k].sum(),
            "rare_after": after[after < rules.k].sum(),
        }
        rows += [(wave, public.group, "", name, int(value)) for name, value in counts.items()]
        rows += [
            (wave, public.group, question, "withheld", int(count))
            for question, count in public.withheld.items()
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def loss_table(
    wave: str, groups: list[PublicAnswers], estimates: pd.DataFrame, study: Study, level: float
) -> pd.DataFrame:
    """SHARES, one row per category of each item with an answer withheld.

    estimates: the table of `estimate_table` that is published; base and share as there and as
    computed from the public answers, which have no weights; difference: public minus published.
    """
    public = {group.group: group.responses for group in groups if len(group.responses)}
    recomputed = estimate_table(wave, public, study, {}, level)
    keys = ["item", "category", "kind"]
    if UNWEIGHTED in estimates:
        plain = estimates[UNWEIGHTED].fillna(estimates["share"])
        estimates = estimates.assign(share=plain)
    both = estimates.merge(recomputed[[*keys, "base", "share"]], on=keys, suffixes=("", "_public"))
    lost = {
        item.id
        for group in groups
        for question, count in group.withheld.items()
        if count
        for item in study.questions[question].items
    }
    both = both[both["item"].isin(lost)]
    return both.assign(difference=both["share_public"] - both["share"])[SHARES]
