"""One provider with a large part of the answers: when CR2 takes over from the linearised variance.

The linearised variance and one degree of freedom per provider are those of R's survey package and
hold as long as no provider dominates. With a third of the answers at one of 32 providers intervals
of shares cover 89-93 % and the tests reject 7-9 % (docs/methods.md); CR2 with Bell-McCaffrey
degrees of freedom holds. As a provider holds more than its equal part the one goes over in the
other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyreport.estimates.design import Floats

NONE, ALL = 0.17, 0.25
"""Excess of the largest provider up to which nothing changes, and from which CR2 counts in full."""
LARGEST_PROVIDER = 0.25
"""Share of a base at one provider from which a reader is told, where config.yaml sets no other."""


def weight(respondents: Any) -> Floats:
    """(...) weight of CR2, 0 to 1, from respondents, or their weights, per provider (..., C).

    Excess: the part that the largest provider holds minus an equal part, 1 / providers with an
    answer. An empty base weighs 0.
    """
    respondents = np.asarray(respondents, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        largest = respondents.max(axis=-1) / respondents.sum(axis=-1)
        excess = largest - 1 / (respondents > 0).sum(axis=-1)
    return np.clip((np.nan_to_num(excess, posinf=0.0, neginf=0.0) - NONE) / (ALL - NONE), 0.0, 1.0)
