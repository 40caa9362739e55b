"""Verdict words: what may be said of a comparison, by one rule used wherever it is put in words."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from surveyreport.estimates import ordinal
from surveyreport.estimates.comparison_table import HEADLINE
from surveyreport.estimates.design import NotEstimable
from surveyreport.estimates.pair import Pair
from surveyreport.files.dutch import percent
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study

A_MORE, B_MORE = "a_more_positive", "b_more_positive"
NO_CLEAR, TOO_FEW, NOT_ESTIMABLE = "no_clear_difference", "too_few", "not_estimable"
COLUMNS = [
    "wave", "comparison", "family", "kind", "figure", "theme", "group_a", "group_b",
    "item_a", "item_b", "wording", "note", "n_a", "n_b", "providers_a", "providers_b",
    "providers_both", "not_answering_a", "not_answering_b", "dont_know_differs",
    "delta", "delta_low", "delta_high", "p_value", "p_adjusted", "superiority", "pairs",
    "top2_a", "top2_b", "difference", "difference_low", "difference_high",
    "detectable_delta", "detectable_pairs", "detectable_difference", "icc",
    "deff_a", "deff_b", "verdict", "sentence",
]  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """alpha: for the adjusted p. dont_know_gap, dont_know_share: from when on the groups differ
    too much, or too many respondents could not answer, for the opinions alone to tell the story.
    smallest_df: with fewer degrees of freedom of delta, too few or too unequal providers."""

    alpha: float
    dont_know_gap: float
    dont_know_share: float
    smallest_df: float

    @classmethod
    def of(cls, entry: dict) -> Rule:
        """The rule of a checked `comparisons` entry of config.yaml."""
        return cls(**{field.name: entry[field.name] for field in fields(cls)})

    def dont_know_flags(self, not_answering: tuple[float | None, float | None]) -> bool:
        """Whether the shares (a, b) of those asked who could not answer call for a warning."""
        known = [share for share in not_answering if share is not None]
        return bool(known) and (
            max(known) > self.dont_know_share or max(known) - min(known) >= self.dont_know_gap
        )


def verdict(delta: float | None, low: float, high: float, df: float, p_adjusted: float | None,
            rule: Rule, reason: str | None) -> str:  # fmt: skip
    """The verdict of one comparison.

    More positive needs both: an adjusted p below alpha and an interval of delta without 0.
    """
    if reason in (NotEstimable.TOO_FEW, NotEstimable.NO_RESPONDENTS):
        return TOO_FEW
    if reason:
        return NOT_ESTIMABLE
    if df < rule.smallest_df:
        return TOO_FEW
    if p_adjusted < rule.alpha and low * high > 0:
        return A_MORE if delta > 0 else B_MORE
    return NO_CLEAR


def verdict_table(
    comparisons: pd.DataFrame,
    pairs: dict[str, Pair],
    entries: Comparisons,
    estimates: pd.DataFrame,
    rule: Rule,
    study: Study,
) -> pd.DataFrame:
    """COLUMNS, one row per comparison; shares 0-1, differences a - b, sentence in Dutch.

    pairs: of 100 random pairs those in which a answers more favourably, ties split (100 times the
    superiority); detectable_pairs: the same for the smallest delta that 80 % of such samples find.
    top2_a, top2_b: of the base of the comparison (opinions and don't know), as the difference is.
    """
    lines = comparisons.set_index(["comparison", "estimand"])
    words = study.texts["comparisons"]
    rows = []
    for entry in entries.comparisons:
        if entry.id not in pairs:
            continue
        pair = pairs[entry.id]
        headline, top2 = lines.loc[(entry.id, HEADLINE)], lines.loc[(entry.id, "top2_difference")]
        superiority = lines.loc[(entry.id, "superiority")]
        groups = [study.groups[study.items[name].group] for name in entry.items]
        unable = pair.not_answering
        row = {
            "wave": headline["wave"],
            "comparison": entry.id,
            "family": entry.family,
            "kind": entries.families[entry.family].kind,
            "figure": entry.figure,
            "theme": entry.theme,
            "group_a": groups[0].id,
            "group_b": groups[1].id,
            "item_a": entry.items[0],
            "item_b": entry.items[1],
            "wording": entry.wording,
            "note": entry.note,
            "n_a": pair.n[0],
            "n_b": pair.n[1],
            "providers_a": pair.providers[0],
            "providers_b": pair.providers[1],
            "providers_both": pair.providers_both,
            "not_answering_a": unable[0],
            "not_answering_b": unable[1],
            "dont_know_differs": rule.dont_know_flags(unable),
            "delta": headline["estimate"],
            "delta_low": headline["ci_low"],
            "delta_high": headline["ci_high"],
            "p_value": headline["p_value"],
            "p_adjusted": headline["p_adjusted"],
            "superiority": superiority["estimate"],
            "pairs": _pairs(superiority["estimate"]),
            "top2_a": _top2(entry.items[0], estimates),
            "top2_b": _top2(entry.items[1], estimates),
            "difference": top2["estimate"],
            "difference_low": top2["ci_low"],
            "difference_high": top2["ci_high"],
            "detectable_delta": pair.detectable_delta,
            "detectable_pairs": _pairs(_superiority(pair.detectable_delta)),
            "detectable_difference": pair.detectable_top2,
            "icc": pair.icc,
            "deff_a": pair.design_effect[0],
            "deff_b": pair.design_effect[1],
        }
        reason = None if pd.isna(headline["reason"]) else headline["reason"]
        row["verdict"] = verdict(
            *(row[key] for key in ("delta", "delta_low", "delta_high")),
            headline["df"],
            row["p_adjusted"],
            rule,
            reason,
        )
        row["sentence"] = sentence(row, [group.members for group in groups], words)
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def sentence(row: dict, members: list[str], words: dict) -> str:
    """The comparison in one or two Dutch sentences, from its row of the verdict table."""
    name, (a, b) = row["verdict"], members
    if name == B_MORE:
        a, b = b, a
    pairs, detectable = row["pairs"], row["detectable_pairs"]
    numbers = {"theme": row["theme"], "a": a, "b": b, "detectable": detectable}
    numbers["pairs"] = 100 - pairs if name == B_MORE else pairs
    if name == NO_CLEAR and detectable is None:
        name = "no_clear_difference_without_detectable"
    text = words[name].format(**numbers)
    if row["wording"] == "similar":
        text += " " + words["similar"]
    if row["dont_know_differs"]:
        text += " " + words["dont_know_differs"]
    return text


def _top2(item: str, estimates: pd.DataFrame) -> float | None:
    """Share of top-2 in opinions and don't know; for an option the share that ticked it."""
    rows = estimates[estimates["item"].eq(item)]
    chosen = rows.loc[rows["kind"].isin(["top2", "selected"]), "n"].sum()
    base = rows.loc[rows["kind"].isin(["substantive", "dont_know", "selected", "not_selected"]),
                    "n"].sum()  # fmt: skip
    return float(chosen / base) if base else None


def _superiority(delta: float | None) -> float | None:
    return None if delta is None else float(ordinal.superiority(min(delta, 1.0)))


def _pairs(superiority: float | None) -> int | None:
    return None if superiority is None or pd.isna(superiority) else percent(superiority)
