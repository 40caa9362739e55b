"""Weights for non-response: provider type, response inside a provider, raking to margins.

A base is only ever the frame; weighting to the sample itself is refused by the caller having no
totals to give. Calibrated weights go into `Design(calibration=...)`, so that the variance uses the
residuals on the margins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveyreport.estimates.design import Calibration, Floats
from surveyreport.files.problems import ProblemList

Labels = NDArray


@dataclass(frozen=True, eq=False)
class Margin:
    """A known margin of the population: its name, each respondent's class, the total per class."""

    name: str
    label: Labels
    totals: Mapping[str, float]

    @property
    def indicators(self) -> Floats:
        """(m, classes) 0/1 columns in the order of totals."""
        return (self.label[:, None] == np.array(list(self.totals))).astype(float)


def provider_weights(provider_type: Labels, invited: Mapping[str, float]) -> Floats:
    """(C,) invited / responding providers of the type, for each responding provider's type (C,)."""
    responding = dict(zip(*np.unique(provider_type, return_counts=True), strict=True))
    return np.array([invited[kind] / responding[kind] for kind in provider_type])


def response_weights(eligible: Floats, responding: Floats) -> Floats:
    """(C,) eligible / responding people inside each provider; needs 1 <= responding <= eligible."""
    eligible, responding = np.asarray(eligible, dtype=float), np.asarray(responding, dtype=float)
    if np.any((responding < 1) | (responding > eligible)):
        raise ValueError("responding must be at least 1 and at most eligible in every provider")
    return eligible / responding


def check_margins(
    margins: Sequence[Margin],
    frame_file: str,
    smallest: int = 5,
    remedy: str = "Voeg deze klasse samen met een andere.",
) -> None:
    """Raise InputProblems for all that keeps margins from being raked to.

    Every class needs a total above 0 and at least `smallest` respondents, and the margins must
    describe one population. remedy: for a class with too few.
    """
    problems = ProblemList()
    for margin in margins:
        for label in sorted(set(margin.label.tolist()) - set(margin.totals)):
            problems.add(
                frame_file,
                f"geen totaal voor '{label}'",
                "Vul het totaal van deze klasse in het kader aan.",
                column=margin.name,
            )
        for label, total in margin.totals.items():
            count = int(np.count_nonzero(margin.label == label))
            if count < smallest:
                problems.add(
                    frame_file,
                    f"{count} respondenten in '{label}' (totaal {total:g})",
                    remedy,
                    column=margin.name,
                    expected=f"ten minste {smallest} respondenten",
                )
            elif not total > 0:
                problems.add(
                    frame_file,
                    f"het totaal van '{label}' is 0, en er zijn {count} respondenten",
                    "Vul in hoeveel mensen konden antwoorden.",
                    column=margin.name,
                )
    sums = {margin.name: sum(margin.totals.values()) for margin in margins}
    if len(sums) > 1 and not np.allclose(list(sums.values()), next(iter(sums.values()))):
        problems.add(
            frame_file,
            "de totalen van de marges verschillen: "
            + ", ".join(f"{name} {total:g}" for name, total in sums.items()),
            "Laat alle marges dezelfde populatie tellen.",
        )
    problems.raise_if_any()


def rake(
    weights: Floats, margins: Sequence[Margin], tolerance: float = 1e-12, rounds: int = 1000
) -> Floats:
    """Weights (m,) multiplied until every margin holds to `tolerance`, relative to its total.

    Iterative proportional fitting (Deming & Stephan 1940). ValueError when it does not converge.
    """
    weights = np.array(weights, dtype=float)
    indicators = [margin.indicators for margin in margins]
    totals = [np.array(list(margin.totals.values()), dtype=float) for margin in margins]
    for _ in range(rounds):
        for columns, total in zip(indicators, totals, strict=True):
            weights *= columns @ (total / (weights @ columns))
        gaps = [
            np.max(np.abs(weights @ columns / total - 1))
            for columns, total in zip(indicators, totals, strict=True)
        ]
        if max(gaps) <= tolerance:
            return weights
    raise ValueError(f"raking did not converge in {rounds} rounds")


def raking_calibration(
    margins: Sequence[Margin], base_weights: Floats | None = None
) -> Calibration:
    """The calibration of a Design with raked weights.

    base_weights: those of the regression; 1 when absent, as R survey::rake.
    """
    columns = np.hstack([margin.indicators for margin in margins])
    weights = np.ones(len(columns)) if base_weights is None else base_weights
    return Calibration(columns, weights)


def trim(weights: Floats, low: float = 0.3, high: float = 3.0) -> Floats:
    """Weights limited to low..high times their median, the sum kept."""
    median = np.median(weights)
    trimmed = np.clip(weights, low * median, high * median)
    return trimmed * (np.sum(weights) / trimmed.sum())


def weighting_effect(weights: Floats) -> float:
    """Kish: 1 + cv^2 of the weights, the loss of precision from unequal weights alone."""
    return float(len(weights) * np.sum(np.square(weights)) / np.sum(weights) ** 2)
