"""One provider with a large part of the answers: when CR2 takes over from the linearised variance.

The linearised variance and one degree of freedom per provider are those of R's survey package and
hold as long as no provider dominates. With a third of the answers at one of 32 providers intervals
of shares cover 89-93 % and the tests reject 7-9 % (docs/methods.md); CR2 with Bell-McCaffrey
degrees of freedom holds. As a provider holds more than its equal part, or providers are more
uneven, the one goes over in the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyreport.estimates.design import Floats

EXCESS = (0.17, 0.25)
"""Part of the largest provider minus an equal part: up to the first nothing changes, from the
second on CR2 counts in full."""
KEPT = (0.485, 0.42)
"""The same for the Bell-McCaffrey degrees of freedom of a mean over providers - 1."""
HELD = (0.27, 0.45)
"""Excess from which the degrees of freedom of a difference go over in those of the group's mean."""
LARGEST_PROVIDER = 0.25
"""Share of a base at one provider from which a reader is told, where config.yaml sets no other."""


def weight(respondents: Any) -> Floats:
    """(...) weight of CR2, 0 to 1, from respondents, or their weights, per provider (..., C).

    The larger of what the excess of the largest provider and the degrees of freedom lost to uneven
    providers ask for. An empty base weighs 0.
    """
    part, df = _of_means(respondents)
    providers = (part > 0).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        excess, kept = part.max(axis=-1) - 1 / providers, df / (providers - 1)
    return np.maximum(_between(excess, *EXCESS), _between(kept, *KEPT))


def held_df(respondents: Any, df: Floats) -> Floats:
    """(...) the Bell-McCaffrey df of a difference of two groups (..., 2, C), towards those of the
    mean of a group of which one provider holds much (`HELD`), by reciprocals.

    The df of the difference come from equal, independent answers: the small group gives most of its
    variance then, and that the other rests on one provider would not count. With 36 to 50 % of the
    larger group at one of 32 providers delta rejected 7 to 8 % (docs/methods.md).
    """
    part, own = _of_means(respondents)
    share = _between(part.max(axis=-1) - 1 / np.maximum((part > 0).sum(axis=-1), 1), *HELD)
    with np.errstate(invalid="ignore", divide="ignore"):
        mixed = 1 / ((1 - share) / df[..., None] + share / np.minimum(df[..., None], own))
    return np.where(share > 0, mixed, df[..., None]).min(axis=-1)


def _of_means(respondents: Any) -> tuple[Floats, Floats]:
    """Of a base (..., C) the part (..., C) of each provider, and the Bell-McCaffrey df of its mean:
    M = diag(q) - u u' of Bell & McCaffrey, up to a factor."""
    respondents = np.asarray(respondents, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = respondents / respondents.sum(axis=-1, keepdims=True)
        q, square = part / (1 - part), part**2 / (1 - part)
        trace = (q - square).sum(axis=-1)
        total = (q**2 - 2 * q * square).sum(axis=-1) + square.sum(axis=-1) ** 2
        return part, trace**2 / total


def _between(value: Floats, none: float, full: float) -> Floats:
    """0 on the side of `none`, 1 from `full` on; 0 where unknown."""
    return np.clip(np.nan_to_num((value - none) / (full - none), posinf=0, neginf=0), 0.0, 1.0)
