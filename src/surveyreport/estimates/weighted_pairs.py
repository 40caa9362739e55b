"""Comparisons with non-response weights from the frame, beside the unweighted ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.estimates import weighted
from surveyreport.estimates.comparison_table import favourable_order
from surveyreport.estimates.design import Design
from surveyreport.estimates.pair import Pair
from surveyreport.estimates.too_small import least
from surveyreport.estimates.weights import (
    Margin,
    check_margins,
    provider_weights,
    rake,
    raking_calibration,
    response_weights,
    trim,
)
from surveyreport.files.problems import ProblemList
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study

PREFIX = "weighted_"


@dataclass(frozen=True)
class Weighting:
    """steps, in this order when named: type, eligible, raking. margins: frame columns to rake on.

    frame: one row per invited provider with type and, for eligible and raking, the number of
    eligible people per group in eligible_<group>.
    """

    steps: tuple[str, ...]
    margins: tuple[str, ...]
    frame: pd.DataFrame
    frame_file: Path


def check_weighting(weighting: Weighting, groups: Sequence[str], problems: ProblemList) -> None:
    """Add a problem for every frame column the steps need and the frame lacks or cannot use."""
    needed = list(weighting.margins)
    if {"eligible", "raking"} & set(weighting.steps):
        needed += [f"eligible_{group}" for group in groups]
    for column in needed:
        if column not in weighting.frame:
            problems.add(
                weighting.frame_file,
                f"kolom '{column}' ontbreekt",
                "vul ze aan, of haal de stap uit comparisons.weights in config.yaml",
                row=1,
                column=column,
            )
        elif column.startswith("eligible_"):
            cells = weighting.frame[column]
            for row, cell in cells[~cells.str.fullmatch(r"\d+")].items():
                problems.add(
                    weighting.frame_file,
                    f"'{cell}'",
                    "vul een geheel aantal in",
                    row=int(row),
                    column=column,
                )
    if "raking" in weighting.steps and not weighting.margins:
        problems.add(
            "config.yaml",
            "raking zonder marges",
            "vul comparisons.margins in",
            column="comparisons.margins",
        )


def add_weighted(
    pairs: dict[str, Pair],
    entries: Comparisons,
    responses: dict[str, pd.DataFrame],
    study: Study,
    weighting: Weighting,
    smallest: int,
    level: float,
    left_out: Collection[str] = (),
) -> dict[str, Pair]:
    """The pairs with weighted_cliff_delta, weighted_superiority and weighted_top2_difference.

    Raises InputProblems when a margin cannot be raked to.
    """
    result = {}
    for entry in entries.comparisons:
        if entry.id not in pairs:
            continue
        items = [study.items[name] for name in entry.items]
        tables = [
            responses[item.group].query("included")[["provider_id", item.id]]
            .set_axis(["provider_id", "answer"], axis=1)
            .assign(answer=lambda t: t["answer"].astype(object), group=g, group_id=item.group)
            for g, item in enumerate(items)
        ]  # fmt: skip
        rows = pd.concat(tables, ignore_index=True)
        order, favourable = favourable_order(items[0])
        category = rows["answer"].map({answer: k for k, answer in enumerate(order)}).fillna(-1)
        unknown = {
            level.label
            for item in items
            if item.scale
            for level in item.scale.levels
            if level.kind == "dont_know"
        }
        lines = weighted.compare(
            category.to_numpy(dtype=int),
            favourable,
            rows["answer"].isin(unknown).to_numpy(),
            rows["group"].to_numpy(),
            _design(rows, weighting),
            least(smallest, *(item.id in left_out for item in items)),
            level,
        )
        lines = tuple(replace(line, estimand=PREFIX + line.estimand) for line in lines)
        result[entry.id] = replace(pairs[entry.id], results=(*pairs[entry.id].results, *lines))
    return result


def _design(rows: pd.DataFrame, weighting: Weighting) -> Design:
    """The design of all respondents of both groups (rows: provider_id, group_id)."""
    frame = weighting.frame.set_index("provider_id")
    providers = sorted(rows["provider_id"].unique())
    psu = rows["provider_id"].map({name: c for c, name in enumerate(providers)}).to_numpy()
    weights = np.ones(len(rows))
    if "type" in weighting.steps:
        types = frame.loc[providers, "type"].to_numpy()
        invited = frame["type"].value_counts().to_dict()
        weights *= provider_weights(types, invited)[psu]
    if "eligible" in weighting.steps:
        key = [rows["provider_id"], rows["group_id"]]
        responding = rows.groupby(key, sort=False)["group"].transform("size").to_numpy()
        weights *= response_weights(_eligible(rows, frame), responding)
    if "raking" not in weighting.steps:
        return Design(psu, len(providers), trim(weights))
    margins = [
        Margin(
            column,
            (rows["group_id"] + ": " + rows["provider_id"].map(frame[column])).to_numpy(str),
            {
                f"{group}: {value}": float(part[f"eligible_{group}"].astype(int).sum())
                for group in rows["group_id"].unique()
                for value, part in frame.groupby(column)
            },
        )
        for column in weighting.margins
    ]
    check_margins(margins, str(weighting.frame_file))
    weights = rake(trim(weights), margins)
    return Design(psu, len(providers), weights, calibration=raking_calibration(margins))


def _eligible(rows: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    eligible = frame.filter(like="eligible_").astype(int)
    return np.array(
        [
            eligible.at[provider, f"eligible_{group}"]
            for provider, group in zip(rows["provider_id"], rows["group_id"], strict=True)
        ]
    )
