"""Bias and error of what provider reports print: python benchmarks/feedback_errors.py [waves keys].

On the reference wave and on waves cut from it (a random part of its respondents), each drawn with
many keys; prints the table of docs/disclosure.md. Needs data/processed/2023 (make feedback).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.files.parquet import read_parquet
from surveyreport.protection.counts import answered, provider_counts
from surveyreport.protection.draws import Plan
from surveyreport.protection.protect import factors_of, protect
from surveyreport.protection.settings import Protection, load_protection
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

CLASSES = {"5-7": (5, 7), "8-11": (8, 11), "12-19": (12, 19), "20+": (20, 10**6)}
PARTS = (0.5, 1.0)


def cut(responses: dict[str, pd.DataFrame], seed: int) -> dict[str, pd.DataFrame]:
    """A wave of a random part (PARTS) of the respondents."""
    random = np.random.default_rng(seed)
    part = random.uniform(*PARTS)
    return {group: table[random.random(len(table)) < part] for group, table in responses.items()}


def errors(
    responses: dict[str, pd.DataFrame], study: Study, rules: Protection, keys: int
) -> pd.DataFrame:
    """A row per key, provider, group and theme: n (answers), people, printed, truth (both 0-1)."""
    themes = themes_of(load_settings(SETTINGS, load_study(Path("study"))))
    plan = Plan(provider_counts(responses, study), answered(responses, study), study, themes, rules)
    exact = Plan(
        provider_counts(responses, study), answered(responses, study), study, themes,
        replace(rules, kind="minimum_n"),
    )  # fmt: skip
    names = ["provider_id", "group", "id", "n"]
    truth = protect("x", exact, b"")[1].query("kind == 'theme'").set_index(names)["printed"]
    size = {(p, g): n for (p, g), n in _people(responses).items()}
    factors = factors_of(plan, plan.draws())
    tables = []
    for number in range(keys):
        key = sha256(f"benchmark {number}".encode()).digest()
        printed = protect("x", plan, key, factors)[1].query("kind == 'theme'").set_index(names)
        both = printed[["printed"]].join(truth.rename("truth")).reset_index().assign(key=number)
        tables.append(both)
    table = pd.concat(tables, ignore_index=True)
    pairs = zip(table["provider_id"], table["group"], strict=True)
    table["people"] = [size[pair] for pair in pairs]
    return table


def _people(responses: dict[str, pd.DataFrame]) -> dict[tuple[str, str], int]:
    return {
        (provider, group): int(count)
        for group, table in responses.items()
        for provider, count in table.loc[table["included"], "provider_id"].value_counts().items()
    }


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Per size class: bias and root mean square error in points, of a theme and of a group's mean
    over its themes."""
    rows = []
    for name, (low, high) in CLASSES.items():
        mine = table[table["people"].between(low, high)]
        if mine.empty:
            continue
        theme = 100 * (mine["printed"] - mine["truth"]) / mine["n"]
        sums = mine.groupby(["wave", "key", "provider_id", "group"])[
            ["printed", "truth", "n"]
        ].sum()
        group = 100 * (sums["printed"] - sums["truth"]) / sums["n"]
        rows.append(
            (name, mine.groupby(["provider_id", "group"]).ngroups, theme.mean(),
             (theme**2).mean() ** 0.5, group.mean(), (group**2).mean() ** 0.5)
        )  # fmt: skip
    columns = ["people", "providers", "theme_bias", "theme_error", "group_bias", "group_error"]
    return pd.DataFrame(rows, columns=columns)


def measured(folder: Path, study: Study, rules: Protection, waves: int, keys: int) -> pd.DataFrame:
    """The errors of the reference wave in folder/<group>.parquet and of `waves` cut from it."""
    whole = {group: read_parquet(folder / f"{group}.parquet") for group in study.groups}
    tables = [errors(whole, study, rules, keys).assign(wave=-1)]
    tables += [
        errors(cut(whole, seed), study, rules, keys).assign(wave=seed) for seed in range(waves)
    ]
    return pd.concat(tables, ignore_index=True)


def main(waves: int = 20, keys: int = 5) -> None:
    study = load_study(Path("study"))
    rules = load_protection()
    for odds in (rules.odds, 5.0):
        table = measured(Path("data/processed/2023"), study, replace(rules, odds=odds), waves, keys)
        print(f"odds {odds:g}\n{summary(table).round(1).to_string(index=False)}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
