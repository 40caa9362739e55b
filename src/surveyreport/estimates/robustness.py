"""In how many defensible ways of doing it a verdict holds: all combinations of study/choices.yaml.

Every combination is a table of counts per group, provider and level; those of one comparison are
computed at once. A specification-curve analysis (Simonsohn, Simmons & Nelson 2020) of verdicts,
with the adjustment of its family inside every combination.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import pandas as pd

from surveyreport.estimates.comparison_table import ADJUST
from surveyreport.estimates.robustness_outcomes import Combination, Outcomes
from surveyreport.estimates.verdicts import (
    A_MORE,
    B_MORE,
    NO_CLEAR,
    NOT_ESTIMABLE,
    SMALL,
    TOO_FEW,
    Rule,
    verdict,
)
from surveyreport.study.choices import Choice
from surveyreport.study.comparisons import Comparisons

COLUMNS = [
    "wave", "comparison", "verdict", "combinations", "held", "differences", "no_difference",
    "opposite", "no_verdict", "worst", "worst_verdict", "worst_p",
]  # fmt: skip


def combinations(choices: Iterable[Choice]) -> list[Combination]:
    """Every combination of options, that of the report first."""
    choices = list(choices)
    return [
        dict(zip((one.about for one in choices), options, strict=True))
        for options in product(*(one.options for one in choices))
    ]


def robustness_table(
    wave: str, found: dict[str, Outcomes], ways: list[Combination], entries: Comparisons,
    verdicts: pd.DataFrame, rule: Rule,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """(COLUMNS, one row per comparison with a verdict; comparison, combination, own, verdict,
    estimate and p of every combination, own: no earlier one comes to the same).

    Only own combinations are counted. held: those whose verdict is that of `verdicts` (a small
    difference is no clear one). worst: the combination that goes most against it, as about=option
    where it differs from the report; worst_p: its adjusted p. Without a clear difference that is
    the smallest p, else the largest, one that points the other way beyond it.
    """
    every = _all_verdicts(found, ways, entries, rule)
    rows = []
    for name, printed in verdicts[["comparison", "verdict"]].itertuples(index=False):
        mine = every[every["comparison"].eq(name) & every["own"]]
        if mine.empty or printed in (TOO_FEW, NOT_ESTIMABLE):
            continue
        main = NO_CLEAR if printed == SMALL else printed
        count = mine["verdict"].value_counts()
        other = {A_MORE: B_MORE, B_MORE: A_MORE}.get(main)
        sign = {A_MORE: 1, B_MORE: -1}.get(main, 0)
        known = mine[mine["p"].notna()]
        against = known["p"].where(known["estimate"] * sign >= 0, 2 - known["p"])
        worst = known.loc[against.idxmax() if sign else known["p"].idxmin()] if len(known) else None
        rows.append(
            {
                "wave": wave, "comparison": name, "verdict": printed, "combinations": len(mine),
                "held": int(count.get(main, 0)),
                "differences": int(count.get(A_MORE, 0) + count.get(B_MORE, 0)),
                "no_difference": int(count.get(NO_CLEAR, 0)),
                "opposite": int(count.get(other, 0)),
                "no_verdict": int(count.get(TOO_FEW, 0) + count.get(NOT_ESTIMABLE, 0)),
                "worst": "" if worst is None else _differs(ways[worst["combination"]], ways[0]),
                "worst_verdict": "" if worst is None else worst["verdict"],
                "worst_p": None if worst is None else round(float(worst["p"]), 3),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS), every


def _differs(way: Combination, main: Combination) -> str:
    return ";".join(f"{about}={option}" for about, option in way.items() if option != main[about])


def _all_verdicts(
    found: dict[str, Outcomes], ways: list[Combination], entries: Comparisons, rule: Rule
) -> pd.DataFrame:
    family = {entry.id: entry.family for entry in entries.comparisons}
    rows = []
    for number in range(len(ways)):
        of = {name: numbered[number][1] for name, numbered in found.items()}
        for one in dict.fromkeys(family[name] for name in of):
            names = [name for name in of if family[name] == one]
            p = [None if np.isnan(of[name].p) else of[name].p for name in names]
            adjusted = ADJUST[entries.families[one].kind](p)
            for name, p_adjusted in zip(names, adjusted, strict=True):
                own = of[name]
                told = verdict(own.estimate, own.low, own.high, own.df, p_adjusted, rule,
                               own.reason)  # fmt: skip
                first = found[name][number][0]
                rows.append((name, number, first == number, told, own.estimate, p_adjusted))
    columns = ["comparison", "combination", "own", "verdict", "estimate", "p"]
    return pd.DataFrame(rows, columns=columns).astype({"p": float})
