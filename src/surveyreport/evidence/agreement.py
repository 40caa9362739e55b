"""How far two coders agree about a code: alpha with an interval, kappa and raw agreement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveyreport.estimates.proportions import korn_graubard, proportions

Booleans = NDArray[np.bool_]
# words, as they stand in agreement.csv
RELIABLE, TENTATIVE = "betrouwbaar", "voorlopig bruikbaar"
UNRELIABLE, UNKNOWN = "onbetrouwbaar", "niet te bepalen"


@dataclass(frozen=True)
class CodeAgreement:
    """Agreement about one code over the answers that two people coded.

    coded: answers coded twice. prevalence, raw: 0-1. alpha, its limits and kappa at most 1; None
    where nobody ticked the code or everybody always did: there is then nothing to tell apart.
    """

    coded: int
    prevalence: float | None
    alpha: float | None
    ci_low: float | None
    ci_high: float | None
    kappa: float | None
    raw: float | None


def nominal_alpha(values: ArrayLike) -> float | None:
    """Krippendorff's alpha for categories without order.

    values: (units, coders), NaN where a coder did not code a unit. 1 - D_o/D_e from the matrix of
    coincidences, each unit with m values weighing its pairs 1/(m - 1) (Krippendorff 2011,
    'Computing Krippendorff's Alpha-Reliability'). None when all values are the same.
    """
    table = np.asarray(values, dtype=float)
    categories = np.unique(table[~np.isnan(table)])
    counts = np.stack([(table == category).sum(axis=1) for category in categories], axis=1)
    counts = counts[counts.sum(axis=1) > 1]
    size = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1)
    total, per = size.sum(), counts.sum(axis=0)
    expected = total**2 - (per**2).sum()
    if not expected:
        return None
    observed = ((size * (size - 1) - agreeing) / (size - 1)).sum()
    return float(1 - (total - 1) * observed / expected)


def cohen_kappa(first: Booleans, second: Booleans) -> float | None:
    """Cohen's kappa (1960) of two coders; None when both always chose the same."""
    raw, p, q = np.mean(first == second), first.mean(), second.mean()
    chance = p * q + (1 - p) * (1 - q)
    return None if chance == 1 else float((raw - chance) / (1 - chance))


def code_agreement(
    first: Booleans,
    second: Booleans,
    provider: NDArray[np.integer],
    n_psu: int,
    level: float = 0.95,
) -> CodeAgreement:
    """Agreement of two coders about one code.

    first, second: (n,) whether each ticked it in each answer that both coded. provider: (n,) code
    0..n_psu-1 of whoever wrote the answer.

    The interval: of two coders alpha is 1 - (1 - t) / ((1 + t) (1 - p)), with t the share of the
    answers in which at least one coder saw the code that both did, and p the prevalence, which is
    M (1 + t) / 2 with M the share of all answers in which at least one did. t and M are shares with
    providers as clusters and have Korn-Graubard intervals; the limits of alpha are put together
    from theirs by squares (Zou & Donner 2008). Coverage: docs/validity.md.
    """
    n = len(first)
    if not n:
        return CodeAgreement(0, *[None] * 6)
    prevalence, raw = (first.mean() + second.mean()) / 2, float(np.mean(first == second))
    alpha = nominal_alpha(np.stack([first, second], axis=1))
    low = high = None
    seen = first | second
    if alpha is not None:
        low, high = _limits(first & second, seen, provider, n_psu, level)
    kappa = cohen_kappa(first, second)
    return CodeAgreement(n, float(prevalence), alpha, low, high, kappa, raw)


def _limits(
    both: Booleans, seen: Booleans, provider: NDArray[np.integer], n_psu: int, level: float
) -> tuple[float, float]:
    n = len(seen)
    t, *t_ends = _share(both[seen], provider[seen], n_psu, level)
    m, *m_ends = _share(seen, provider, n_psu, level)

    def alpha_at(t: float, m: float) -> float:
        p = m * (1 + t) / 2
        return 1.0 if p >= 1 else 1 - (2 * n - 1) / (2 * n) * (1 - t) / ((1 + t) * (1 - p))

    alpha = alpha_at(t, m)
    # alpha rises with t and falls with M
    low = alpha - np.hypot(alpha - alpha_at(t_ends[0], m), alpha - alpha_at(t, m_ends[1]))
    high = alpha + np.hypot(alpha - alpha_at(t_ends[1], m), alpha - alpha_at(t, m_ends[0]))
    return float(max(low, -1.0)), float(min(high, 1.0))


def _share(
    chosen: Booleans, provider: NDArray[np.integer], n_psu: int, level: float
) -> tuple[float, float, float]:
    """A share and its limits; of answers that are all of one provider, as if each stood alone."""
    found = proportions(chosen[:, None], provider, n_psu, level=level)[0]
    share = float(found.share or 0)
    if found.ci_low is not None and found.ci_high is not None:
        return share, found.ci_low, found.ci_high
    low, high, _ = korn_graubard(share, 0.0, found.base, 1, level)
    return share, float(low), float(high)


def verdict(found: CodeAgreement, sufficient: float, tentative: float) -> str:
    """RELIABLE: alpha reaches `sufficient` and its interval does not go below `tentative`;
    TENTATIVE: alpha reaches `tentative`; UNRELIABLE: it does not; UNKNOWN: no alpha."""
    if found.alpha is None or found.ci_low is None:
        return UNKNOWN
    if found.alpha >= sufficient and found.ci_low >= tentative:
        return RELIABLE
    return TENTATIVE if found.alpha >= tentative else UNRELIABLE
