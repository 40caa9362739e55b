"""The comparisons of one block as a reader sees them: a table of texts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from surveyreport.files.dutch import decimal, percent
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import verdict_label

MINUS = "\u2212"
SMALLEST_P = 0.001
ESTIMATES = [
    "difference", "difference_low", "difference_high", "pairs", "delta", "delta_low", "delta_high",
    "p_value", "p_adjusted", "detectable_pairs", "detectable_difference",
]  # fmt: skip


def block_table(
    verdicts: pd.DataFrame, family: str, study: Study, entries: Comparisons, level: float = 0.95
) -> pd.DataFrame:
    """The comparisons of `family`, one a row in the order of `verdicts`; headings and cells Dutch.

    verdicts: as of `verdict_table`, one wave; level: of its intervals. Rounded half up from the
    unrounded numbers: shares to whole percentages, differences to 0.1 percentage point, delta to
    0.01, p to 0.001. A dash stands for what is not estimable, and for all estimates when delta is
    not. n, providers and shares have a column for each group of the family; differences are those
    of the first group minus the second.
    """
    words, rows = study.texts["block_tables"], verdicts[verdicts["family"].eq(family)].copy()
    # a difference of top-2 has another base: not beside a verdict that nothing can be compared
    rows[ESTIMATES] = rows[ESTIMATES].astype(float).where(rows["delta"].notna())
    items = [name for e in entries.comparisons if e.family == family for name in e.items]
    groups = [study.groups[group] for group in dict.fromkeys(study.items[i].group for i in items)]
    labels = {group.id: group.label for group in study.groups.values()}
    shown = decimal(level * 100)

    def cells(values: pd.Series, show: Callable[[float], str]) -> list[str]:
        return [words["missing"] if pd.isna(value) else show(value) for value in values]

    def interval(name: str, times: int, places: int) -> list[str]:
        parts = [
            cells(rows[column] * times, lambda value: fixed(value, places))
            for column in (name, f"{name}_low", f"{name}_high")
        ]
        return [
            estimate
            if estimate == words["missing"]
            else words["interval"].format(estimate=estimate, low=low, high=high)
            for estimate, low, high in zip(*parts, strict=True)
        ]

    def share(value: float) -> str:
        return words["percent"].format(value=percent(value))

    def p_value(value: float) -> str:
        if value < SMALLEST_P:
            return words["less_than"].format(value=fixed(SMALLEST_P, 3))
        return fixed(value, 3)

    pairs = list(zip(rows["verdict"], rows["group_a"], rows["group_b"], strict=True))
    table = {
        words["theme"]: rows["theme"].to_list(),
        words["compared"]: [words["minus"].format(a=labels[a], b=labels[b]) for _, a, b in pairs],
        words["statements"]: [words[wording] for wording in rows["wording"]],
    }
    measures = {"n": integer, "providers": integer, "not_answering": share, "top2": share}
    for measure, show in measures.items():
        for group in groups:
            of_b = rows[f"{measure}_b"].where(rows["group_b"].eq(group.id))
            values = rows[f"{measure}_a"].where(rows["group_a"].eq(group.id), of_b)
            table[words[measure].format(group=group.label)] = cells(values, show)
    detectable = zip(
        cells(rows["detectable_pairs"], integer),
        cells(rows["detectable_difference"] * 100, lambda value: fixed(value, 1)),
        strict=True,
    )
    table |= {
        words["difference"].format(level=shown): interval("difference", 100, 1),
        words["pairs"]: cells(rows["pairs"], integer),
        words["delta"].format(level=shown): interval("delta", 1, 2),
        words["p_value"]: cells(rows["p_value"], p_value),
        words["p_adjusted"]: cells(rows["p_adjusted"], p_value),
        words["detectable"]: [
            words["missing"]
            if words["missing"] in (of_100, points)
            else words["detectable_value"].format(pairs=of_100, points=points)
            for of_100, points in detectable
        ],
        words["verdict"]: [
            verdict_label(*pair, study, within)
            for pair, within in zip(pairs, rows["within"], strict=True)
        ],
        words["remark"]: _remarks(rows, study),
    }
    return pd.DataFrame(table, dtype=str)


def fixed(value: float, places: int) -> str:
    """A number rounded half up to so many decimals, with a decimal comma: −0,10."""
    exact = Decimal(repr(round(float(value), 10)))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    negative = text.startswith("-") and text.strip("-0.") != ""
    return MINUS * negative + text.lstrip("-").replace(".", ",")


def integer(value: float) -> str:
    return str(int(value))


def _remarks(rows: pd.DataFrame, study: Study) -> list[str]:
    """How the statements differ, and a warning when too many gave no opinion or one provider
    holds a large part of a group; else empty."""
    warnings = study.texts["comparisons"]
    return [
        " ".join(
            [
                *([] if pd.isna(row["note"]) else [row["note"]]),
                *(warnings[name] for name in ("dont_know_differs", "one_provider") if row[name]),
            ]
        )
        for _, row in rows.iterrows()
    ]
