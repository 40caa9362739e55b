"""Bias and error of what provider reports print: python benchmarks/feedback_errors.py [waves keys].

On the reference wave and on waves cut from it (a random part of its respondents), each drawn with
many keys; prints the tables of docs/disclosure.md: as printed, and drawn towards all providers.
Needs data/processed/2023 (make feedback).
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


def shrunk(table: pd.DataFrame) -> pd.DataFrame:
    """The table with `printed` drawn towards the share of all providers as far as is best for who
    knows how much providers truly differ: `alone` per theme, `joint` with the other themes of the
    provider. No reader knows that, so no estimate from printed counts and public totals errs less.

    As of `summary`, with `hides`: how many points a theme that truly lies 15 or more below all
    providers is told too high.
    """
    names = pd.Series("", table.index)
    for name, (low, high) in CLASSES.items():
        names[table["people"].between(low, high)] = name
    rows = table.assign(size=names)[names != ""]
    sums = rows.groupby(["wave", "group", "id"])[["truth", "n"]].transform("sum")
    rows["all"] = sums["truth"] / sums["n"]
    rows["true"], rows["seen"] = (rows[x] / rows["n"] - rows["all"] for x in ("truth", "printed"))
    tables = []
    for how in ("printed", "alone", "joint"):
        best = rows["seen"].copy()
        for _, mine in rows.groupby(["group", "size"]) if how != "printed" else ():
            noise = float(((mine["seen"] - mine["true"]) ** 2).mean())
            keys = [mine[name] for name in ("wave", "key", "provider_id")]
            wide = mine.set_index([*keys, "id"])["true"].unstack()
            zero, there = wide.fillna(0.0), wide.notna().astype(int)
            spread = (zero.T @ zero / (there.T @ there).clip(lower=1)).to_numpy()
            spread = np.diag(np.diag(spread)) if how == "alone" else spread
            values, vectors = np.linalg.eigh(spread)
            spread = pd.DataFrame(
                (vectors * values.clip(0)) @ vectors.T, wide.columns, wide.columns
            )
            for _, own in mine.groupby(keys):
                part = spread.loc[own["id"], own["id"]].to_numpy()
                rest = part + noise * np.eye(len(own))
                best[own.index] = part @ np.linalg.solve(rest, own["seen"].to_numpy())
        found = summary(rows.assign(printed=(best + rows["all"]) * rows["n"]))
        far = rows["true"] <= -0.15
        hides = 100 * (best - rows["true"])[far].groupby(rows["size"][far]).mean()
        tables.append(found.assign(how=how, hides=found["people"].map(hides)))
    return pd.concat(tables, ignore_index=True)


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
        print(f"odds {odds:g}\n{shrunk(table).round(1).to_string(index=False)}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
