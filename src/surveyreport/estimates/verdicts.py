"""Verdict words: what may be said of a comparison, by one rule used wherever it is put in words."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from surveyreport.estimates import ordinal
from surveyreport.estimates.comparison_table import HEADLINE
from surveyreport.estimates.design import NotEstimable
from surveyreport.estimates.dominance import LARGEST_PROVIDER
from surveyreport.estimates.kinds import UNWEIGHTED
from surveyreport.estimates.pair import Pair
from surveyreport.files.dutch import decimal, percent
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import DIFFERS, MORE_OFTEN, MORE_POSITIVE

A_MORE, B_MORE = MORE_POSITIVE
OFTEN = dict(zip(MORE_POSITIVE, MORE_OFTEN, strict=True))
NO_CLEAR, TOO_FEW, NOT_ESTIMABLE = "no_clear_difference", "too_few", "not_estimable"
SMALL = "small_difference"
SAME, NOT_SHOWN, OPPOSITE, ONLY_WITHIN = "same", "not_shown", "opposite", "only_within"
UNKNOWN = "unknown"
COLUMNS = [
    "wave", "comparison", "family", "kind", "figure", "theme", "group_a", "group_b",
    "item_a", "item_b", "wording", "note", "n_a", "n_b", "providers_a", "providers_b",
    "providers_both", "not_answering_a", "not_answering_b", "dont_know_differs",
    "one_provider", "delta", "delta_low", "delta_high", "p_value", "p_adjusted", "p_report",
    "superiority", "pairs", "top2_a", "top2_b", "difference", "difference_low", "difference_high",
    "largest_difference", "margin", "alpha_step",
    "detectable_delta", "detectable_pairs", "detectable_difference", "icc",
    "deff_a", "deff_b", "within_p_value", "within", "verdict", "report_verdict", "sentence",
]  # fmt: skip


WEIGHTED = "weighted_"
# beside the weighted numbers, when there are
UNWEIGHTED_COLUMNS = ["unweighted_delta", "unweighted_difference", "unweighted_verdict"]


@dataclass(frozen=True)
class Rule:
    """alpha: for the adjusted p. dont_know_gap, dont_know_share: from when on the groups differ
    too much, or too many respondents could not answer, for the opinions alone to tell the story.
    smallest_df: with fewer degrees of freedom of delta, too few or too unequal providers.
    largest_provider: share of a group from which one provider weighs so much that a reader is
    told."""

    alpha: float
    dont_know_gap: float
    dont_know_share: float
    smallest_df: float
    largest_provider: float = LARGEST_PROVIDER

    @classmethod
    def of(cls, entry: dict, largest_provider: float = LARGEST_PROVIDER) -> Rule:
        """The rule of a checked `comparisons` entry of config.yaml, and the setting of
        `estimates` for one large provider."""
        own = {field.name: entry[field.name] for field in fields(cls) if field.name in entry}
        return cls(**own | {"largest_provider": largest_provider})

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
    if reason in (NotEstimable.TOO_FEW, NotEstimable.TOO_RARE, NotEstimable.NO_RESPONDENTS):
        return TOO_FEW
    if reason:
        return NOT_ESTIMABLE
    if df < rule.smallest_df:
        return TOO_FEW
    assert delta is not None and p_adjusted is not None
    if p_adjusted < rule.alpha and low * high > 0:
        return A_MORE if delta > 0 else B_MORE
    return NO_CLEAR


def with_margin(found: str, low: float | None, high: float | None, margin: float | None) -> str:
    """SMALL for no clear difference whose interval of shares lies inside the margin, -1 to 1."""
    if found != NO_CLEAR or margin is None or low is None or high is None or pd.isna(low):
        return found
    return SMALL if -margin < low and high < margin else found


def within(found: str, delta: float | None, line: pd.Series, alpha: float) -> str:
    """Whether the test inside providers agrees with a verdict about all respondents.

    line: the `within_provider` row. Of a difference: SAME, NOT_SHOWN (the same way, p from alpha),
    OPPOSITE; of none: SAME or ONLY_WITHIN (an adjusted p below alpha inside providers). UNKNOWN
    without a test or a verdict.
    """
    if found in (TOO_FEW, NOT_ESTIMABLE) or pd.isna(line["p_value"]):
        return UNKNOWN
    if found not in (A_MORE, B_MORE):
        return ONLY_WITHIN if line["p_adjusted"] < alpha else SAME
    if line["statistic"] * delta < 0:
        return OPPOSITE
    return SAME if line["p_value"] < alpha else NOT_SHOWN


def verdict_table(
    comparisons: pd.DataFrame,
    pairs: dict[str, Pair],
    entries: Comparisons,
    estimates: pd.DataFrame,
    rule: Rule,
    study: Study,
) -> pd.DataFrame:
    """COLUMNS, one row per comparison; shares 0-1, differences a - b, sentence in Dutch.

    When comparisons have weighted lines, delta, difference, top2, what was detectable and both
    verdicts are those of the weighted answers, and UNWEIGHTED_COLUMNS stand beside; within, icc
    and design effects stay unweighted.

    pairs: of 100 random pairs those in which a answers more favourably, ties split (100 times the
    superiority); detectable_pairs: the same for the smallest delta that 80 % of such samples find
    at alpha_step, this comparison's bound in its family (see `comparison_table`).
    largest_difference: the limit of the interval of the difference farthest from 0; margin: of the
    family. one_provider: a group has more than rule.largest_provider of its opinions at one
    provider. within: see `within`. report_verdict: the verdict at rule.alpha over the whole report.
    top2_a, top2_b: of the base of the comparison (opinions and don't know), as the difference is.
    """
    lines = comparisons.set_index(["comparison", "estimand"])
    words = study.texts["comparisons"]
    rows = []
    prefix = WEIGHTED if comparisons["estimand"].eq(WEIGHTED + HEADLINE).any() else ""
    for entry in entries.comparisons:
        if entry.id not in pairs:
            continue
        pair = pairs[entry.id]
        headline = lines.loc[(entry.id, prefix + HEADLINE)]
        top2 = lines.loc[(entry.id, prefix + "top2_difference")]
        superiority = lines.loc[(entry.id, prefix + "superiority")]
        groups = [study.groups[study.items[name].group] for name in entry.items]
        unable, inside = pair.not_answering, lines.loc[(entry.id, "within_provider")]
        family, step = entries.families[entry.family], headline["alpha_step"]
        step = rule.alpha if pd.isna(step) else step
        detectable = {name: pair.detectable(prefix + name, step) for name in ("delta", "top2")}
        limits = top2[["ci_low", "ci_high"]].abs().max()
        row = {
            "wave": headline["wave"],
            "comparison": entry.id,
            "family": entry.family,
            "kind": family.kind,
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
            "one_provider": pair.largest_provider > rule.largest_provider,
            "delta": headline["estimate"],
            "delta_low": headline["ci_low"],
            "delta_high": headline["ci_high"],
            "p_value": headline["p_value"],
            "p_adjusted": headline["p_adjusted"],
            "p_report": headline["p_report"],
            "superiority": superiority["estimate"],
            "pairs": _pairs(superiority["estimate"]),
            "top2_a": _top2(entry.items[0], estimates),
            "top2_b": _top2(entry.items[1], estimates),
            "difference": top2["estimate"],
            "difference_low": top2["ci_low"],
            "difference_high": top2["ci_high"],
            "largest_difference": None if pd.isna(limits) else limits,
            "margin": None if family.margin is None else family.margin / 100,
            "alpha_step": headline["alpha_step"],
            "detectable_delta": detectable["delta"],
            "detectable_pairs": _pairs(_superiority(detectable["delta"])),
            "detectable_difference": detectable["top2"],
            "icc": pair.icc,
            "deff_a": pair.design_effect[0],
            "deff_b": pair.design_effect[1],
        }
        reason = None if pd.isna(headline["reason"]) else headline["reason"]
        delta, low, high = (row[key] for key in ("delta", "delta_low", "delta_high"))
        span = row["difference_low"], row["difference_high"]
        for name, p in (("verdict", "p_adjusted"), ("report_verdict", "p_report")):
            found = verdict(delta, low, high, headline["df"], row[p], rule, reason)
            row[name] = with_margin(found, *span, row["margin"])
        if prefix:
            row |= _unweighted(lines, entry.id, rule, row["margin"])
        row["within_p_value"] = inside["p_value"]
        row["within"] = within(row["verdict"], row["delta"], inside, rule.alpha)
        row["within_more"] = inside["statistic"] > 0
        boxes = study.items[entry.items[0]].type == "option"
        if boxes:
            for name in row.keys() & {"verdict", "report_verdict", "unweighted_verdict"}:
                row[name] = OFTEN.get(row[name], row[name])
        row["sentence"] = sentence(
            row, [group.members for group in groups], words | (words["often"] if boxes else {})
        )
        rows.append(row)
    return pd.DataFrame(rows, columns=[*COLUMNS, *(UNWEIGHTED_COLUMNS if prefix else ())])


def _unweighted(lines: pd.DataFrame, entry: str, rule: Rule, margin: float | None) -> dict:
    """UNWEIGHTED_COLUMNS of a comparison."""
    plain, top2 = lines.loc[(entry, HEADLINE)], lines.loc[(entry, "top2_difference")]
    estimate, low, high, df, p = plain[["estimate", "ci_low", "ci_high", "df", "p_adjusted"]]
    reason = None if pd.isna(plain["reason"]) else plain["reason"]
    found = verdict(estimate, low, high, df, p, rule, reason)
    found = with_margin(found, top2["ci_low"], top2["ci_high"], margin)
    return dict(zip(UNWEIGHTED_COLUMNS, (plain["estimate"], top2["estimate"], found), strict=True))


def sentence(row: dict, members: list[str], words: dict) -> str:
    """The comparison in a few Dutch sentences, from its row of the verdict table."""
    name, (a, b) = row["verdict"], members
    turned = name in (B_MORE, OFTEN[B_MORE])
    if turned:
        a, b = b, a
    numbers = {"theme": row["theme"], "a": a, "b": b, "detectable": row["detectable_pairs"]}
    numbers["pairs"] = 100 - row["pairs"] if turned else row["pairs"]
    numbers |= points_of(row, turned)
    if name == NO_CLEAR and (row["detectable_pairs"] is None or numbers["points"] is None):
        name = "no_clear_difference_without_detectable"
    texts = [words[name].format(**numbers)]
    if name in DIFFERS and numbers["points"] is not None:
        texts.append(words["difference"].format(**numbers))
    if row["within"] not in (SAME, UNKNOWN):
        way = "more" if row["within"] == ONLY_WITHIN and row["within_more"] else "less"
        key = f"{ONLY_WITHIN}_{way}" if row["within"] == ONLY_WITHIN else row["within"]
        texts.append(words["within"][key].format(providers=row["providers_both"], **numbers))
    flags = {"similar": row["wording"] == "similar"}
    flags |= {key: bool(row[key]) for key in ("dont_know_differs", "one_provider")}
    texts += [words[key] for key, applies in flags.items() if applies]
    same = row.get("unweighted_verdict") == row["verdict"]
    if "unweighted_verdict" in row and not (same and name in (TOO_FEW, NOT_ESTIMABLE)):
        label = words["labels"][row["unweighted_verdict"]].format(a=members[0], b=members[1])
        texts.append(words["weighted_same" if same else "weighted_other"].format(label=label))
    return " ".join(texts)


def points_of(row: dict, turned: bool = False) -> dict[str, int | str | None]:
    """points, low, high: the difference of favourable shares and its interval in whole percentage
    points, b - a when turned; largest: the most that the interval leaves open; margin. None where
    not estimable."""
    values = [row[key] for key in ("difference", "difference_low", "difference_high")]
    if any(value is None or pd.isna(value) for value in values):
        return dict.fromkeys(("points", "low", "high", "largest", "margin"))
    if turned:
        values = [-values[0], -values[2], -values[1]]
    points, low, high = (signed(value) for value in values)
    margin = row.get("margin")
    largest = max(percent(abs(value)) for value in values[1:])
    shown = None if margin is None or pd.isna(margin) else decimal(100 * margin)
    return {"points": points, "low": low, "high": high, "largest": largest, "margin": shown}


def signed(share: float) -> str:
    """Whole percentage points, half away from zero, with a minus sign: −7."""
    points = percent(abs(share))
    return f"\u2212{points}" if share < 0 and points else str(points)


def _top2(item: str, estimates: pd.DataFrame) -> float | None:
    """Share of top-2 in opinions and don't know; for an option the share that ticked it."""
    rows = estimates[estimates["item"].eq(item)]
    if UNWEIGHTED in rows and rows["share"].notna().any():
        of_all = rows.set_index("kind")["share"].groupby(level=0).sum()
        told = [*of_all.index.intersection(["substantive", "dont_know"])]
        told += [*of_all.index.intersection(["selected", "not_selected"])]
        favourable = of_all[of_all.index.intersection(["top2", "selected"])].sum()
        return float(favourable / of_all[told].sum()) if of_all[told].sum() else None
    chosen = rows.loc[rows["kind"].isin(["top2", "selected"]), "n"].sum()
    base = rows.loc[rows["kind"].isin(["substantive", "dont_know", "selected", "not_selected"]),
                    "n"].sum()  # fmt: skip
    return float(chosen / base) if base else None


def _superiority(delta: float | None) -> float | None:
    return None if delta is None else float(ordinal.superiority(min(delta, 1.0)))


def _pairs(superiority: float | None) -> int | None:
    return None if superiority is None or pd.isna(superiority) else percent(superiority)
