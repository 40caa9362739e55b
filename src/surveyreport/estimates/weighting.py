"""Non-response weights from the frame: one weight per respondent, the same in every estimate.

config.yaml asks for them (comparisons.weights, .margins); without it nothing is weighted.
Faults of the frame and of what was asked of it are one list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.estimates.design import Calibration, Design, Floats
from surveyreport.estimates.weights import (
    Margin,
    check_margins,
    provider_weights,
    rake,
    response_weights,
    trim,
)
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.frame import read_frame
from surveyreport.study.characteristics import Characteristic

MERGE = "voeg klassen samen met classes bij characteristics in study/registers.yaml"
CONFIG = "config.yaml"


@dataclass(frozen=True)
class Weighting:
    """steps, in this order when named: type, eligible, raking. margins: characteristics of the
    study or frame columns to rake on.

    frame: one row per invited provider with type and, for eligible and raking, the number of
    eligible people per group in eligible_<group>. known: the study's characteristics, of which
    the classes count; a margin without one has its values as classes.
    """

    steps: tuple[str, ...]
    margins: tuple[str, ...]
    frame: pd.DataFrame
    frame_file: Path
    known: tuple[Characteristic, ...] = ()

    def column(self, margin: str) -> str:
        """The frame column of a margin."""
        return next((one.column for one in self.known if one.id == margin), margin)

    def classes(self, margin: str) -> pd.Series:
        """The class of every provider of the frame, by provider_id."""
        values = self.frame[self.column(margin)].set_axis(self.frame["provider_id"])
        own = next((one for one in self.known if one.id == margin), None)
        return values if own is None else own.of(values)


@dataclass(frozen=True, eq=False)
class GroupWeights:
    """Of the included respondents of a group, in the order of its table.

    provider: (m,) ids; weights: (m,); margins: (m, q) 0/1 columns the weights were raked to, q = 0
    without raking.
    """

    provider: np.ndarray
    weights: Floats
    margins: Floats

    def at(self, providers: Collection[str]) -> GroupWeights:
        """Those of the respondents of these providers."""
        here = np.isin(self.provider, list(providers))
        return GroupWeights(self.provider[here], self.weights[here], self.margins[here])


Weights = dict[str, GroupWeights]


def check_weighting(weighting: Weighting, groups: Sequence[str], problems: ProblemList) -> None:
    """Add a problem for every frame column the steps need and the frame lacks or cannot use."""
    needed = [weighting.column(name) for name in weighting.margins]
    if {"eligible", "raking"} & set(weighting.steps):
        needed += [f"eligible_{group}" for group in groups]
    for column in dict.fromkeys(needed):
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
            for row, cell in cells[~cells.str.fullmatch(r"\d{1,9}")].items():
                problems.add(
                    weighting.frame_file,
                    f"'{cell}'",
                    "vul een geheel aantal in",
                    row=int(row),
                    column=column,
                )
    if "raking" in weighting.steps and not weighting.margins:
        problems.add(
            CONFIG,
            "raking zonder marges",
            "vul comparisons.margins in",
            column="comparisons.margins",
        )
    if weighting.margins and "raking" not in weighting.steps:
        problems.add(
            CONFIG,
            "marges zonder raking",
            "voeg raking toe aan comparisons.weights, of haal comparisons.margins weg",
            column="comparisons.margins",
        )


def asked_weights(
    rules: Mapping, responses: dict[str, pd.DataFrame], frame_file: Path,
    known: Sequence[Characteristic],
) -> Weights:  # fmt: skip
    """The weights that a checked `comparisons` entry of config.yaml asks for; {} without any.

    Raises InputProblems as `wave_weights`.
    """
    if not rules.get("weights"):
        return {}
    problems = ProblemList()
    frame = read_frame(frame_file, problems)
    problems.raise_if_any()
    steps, margins = tuple(rules["weights"]), tuple(rules.get("margins", ()))
    return wave_weights(responses, Weighting(steps, margins, frame, frame_file, tuple(known)))


def wave_weights(responses: dict[str, pd.DataFrame], weighting: Weighting) -> Weights:
    """Group -> the weights of its included respondents; the same group, the same weights, whatever
    is estimated.

    type: invited / responding providers of the type, of those with a respondent of the group.
    eligible: eligible / responding people at the provider. Then limited (`weights.trim`) and raked
    to the eligible people per class of every margin; after raking not limited again.
    Raises InputProblems with the faults of all groups: a type or class without respondents, more
    respondents than eligible people, margins that do not fit together or cannot be met.
    """
    problems = ProblemList()
    check_weighting(weighting, list(responses), problems)
    problems.raise_if_any()
    made = {}
    for group, table in responses.items():
        provider = table.loc[table["included"], "provider_id"].to_numpy(dtype=object)
        if not len(provider):
            made[group] = GroupWeights(provider, np.zeros(0), np.zeros((0, 0)))
            continue
        weights = np.ones(len(provider))
        if "type" in weighting.steps:
            weights *= _of_types(group, provider, weighting, problems)
        if "eligible" in weighting.steps:
            weights *= _of_response(group, provider, weighting, problems)
        columns = np.zeros((len(provider), 0))
        if "raking" in weighting.steps:
            weights, columns = _raked(group, provider, trim(weights), weighting, problems)
        else:
            weights = trim(weights)
        made[group] = GroupWeights(provider, weights, columns)
    problems.raise_if_any()
    return made


def design_of(parts: Sequence[GroupWeights], providers: pd.Index) -> Design:
    """The respondents of all parts under each other in one design, of all these providers."""
    psu = np.concatenate([providers.get_indexer(part.provider) for part in parts])
    weights = np.concatenate([part.weights for part in parts])
    size = sum(part.margins.shape[1] for part in parts)
    if not size:
        return Design(psu, len(providers), weights)
    columns, row, column = np.zeros((len(psu), size)), 0, 0
    for part in parts:
        m, q = part.margins.shape
        columns[row : row + m, column : column + q] = part.margins
        row, column = row + m, column + q
    return Design(psu, len(providers), weights, calibration=Calibration(columns, np.ones(len(psu))))


def _of_types(
    group: str, provider: np.ndarray, weighting: Weighting, problems: ProblemList
) -> Floats:
    kinds, here = weighting.classes("type"), np.unique(provider)
    invited, responding = kinds.value_counts(), kinds[here].value_counts()
    for kind in invited.index.difference(responding.index):
        problems.add(
            weighting.frame_file,
            f"{invited[kind]} aangeschreven van type '{kind}', zonder respondent van groep {group}",
            MERGE,
            column=weighting.column("type"),
        )
    of_provider = provider_weights(kinds[here].to_numpy(), invited.to_dict())
    return of_provider[np.searchsorted(here, provider)]


def _of_response(
    group: str, provider: np.ndarray, weighting: Weighting, problems: ProblemList
) -> Floats:
    column = f"eligible_{group}"
    eligible = weighting.frame.set_index("provider_id")[column].astype(int)
    responding = pd.Series(provider).value_counts()
    few = responding[responding.to_numpy() > eligible[responding.index].to_numpy()]
    rows = pd.Series(weighting.frame.index, weighting.frame["provider_id"])
    for name in sorted(few.index):
        problems.add(
            weighting.frame_file,
            f"{eligible[name]} mensen bij {name}, en {few[name]} respondenten",
            "vul in hoeveel mensen konden antwoorden",
            row=int(rows[name]),
            column=column,
        )
    if len(few):
        return np.ones(len(provider))
    return response_weights(eligible[provider].to_numpy(), responding[provider].to_numpy())


def _raked(
    group: str, provider: np.ndarray, weights: Floats, weighting: Weighting, problems: ProblemList
) -> tuple[Floats, Floats]:
    eligible = weighting.frame.set_index("provider_id")[f"eligible_{group}"].astype(float)
    margins = []
    for name in weighting.margins:
        label = f"{group}: " + weighting.classes(name)
        totals = eligible.groupby(label).sum()
        margins.append(Margin(name, label[provider].to_numpy(dtype=str), totals.to_dict()))
    columns = np.hstack([margin.indicators for margin in margins])
    try:
        check_margins(margins, str(weighting.frame_file), remedy=MERGE)
        return rake(weights, margins), columns
    except InputProblems as error:
        problems.extend(error)
        return weights, columns
    except ValueError:
        problems.add(
            weighting.frame_file,
            f"groep {group}: geen gewichten voldoen aan alle marges samen",
            f"rake op minder marges, of {MERGE}",
            column="comparisons.margins",
        )
        return weights, columns
