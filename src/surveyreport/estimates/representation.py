"""Who answered: providers and respondents beside the frame, and one number for how alike they are.

The R-indicator is 1 - 2 S, S the standard deviation of the response rates of the classes in the
frame: 1 when every class took part equally (Schouten, Cobben & Bethlehem 2009, Survey Methodology
35). S^2 is lessened by what chance alone adds (Shlomo, Skinner & Schouten 2012, JOS 28).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, special

from surveyreport.estimates.design import Floats
from surveyreport.estimates.proportions import proportions
from surveyreport.estimates.weighting import Weights
from surveyreport.estimates.weights import weighting_effect
from surveyreport.study.characteristics import Characteristic

COLUMNS = [
    "wave", "group", "characteristic", "class", "statistic", "value", "ci_low", "ci_high",
]  # fmt: skip
SMALLEST = 5
"""Invited providers a class needs to count by itself in the indicator."""
EDGE = 1e-6


@dataclass(frozen=True)
class Indicator:
    """value: the R-indicator (0-1), bias-adjusted; low, high: its limits. classes: how many it
    rests on. All None with fewer than two."""

    value: float | None
    low: float | None
    high: float | None
    classes: int


def representation(
    wave: str,
    responses: dict[str, pd.DataFrame],
    frame: pd.DataFrame,
    known: list[Characteristic],
    level: float,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """COLUMNS, one number a row; shares are 0-1.

    known: what to lay beside the frame, see study/registers.yaml; of a characteristic whose column
    the frame lacks there is one row, `absent`. Per class, of the frame (group ""): invited and
    frame_share (of the invited providers), and people_<group> where the frame has
    eligible_<group>. Per group: providers (with a respondent), provider_rate (of the invited of
    the class, Clopper-Pearson limits), respondents, respondent_share (Korn-Graubard limits,
    providers as clusters). Per group and characteristic, class "": r_indicator (see `r_indicator`),
    its classes, and distance: half the sum of the absolute differences between the shares of
    respondents and of the frame, 0 when equal, 1 when nothing in common.
    weights: of `wave_weights`. With them per class weighted_share, and per group, characteristic
    "": smallest_weight and largest_weight (of the mean) and weighting_effect (Kish).
    """
    included = {group: table[table["included"]] for group, table in responses.items()}
    rows: list[tuple] = []
    for one in known:
        if one.column not in frame:
            rows.append((wave, "", one.id, "", "absent", 1, None, None))
            continue
        label = one.of(frame[one.column]).set_axis(frame["provider_id"])
        order = one.order(label)
        invited = label.value_counts().reindex(order)
        for name in order:
            of_frame = [("invited", invited[name]), ("frame_share", invited[name] / len(frame))]
            of_frame += _people(frame, label.eq(name).to_numpy(), list(responses))
            rows += [(wave, "", one.id, name, what, float(n), None, None) for what, n in of_frame]
        for group, table in included.items():
            rows += [(wave, group, one.id, *row) for row in _of_group(label, invited, table, level)]
            part = (weights or {}).get(group)
            if part and len(part.weights):
                sums = pd.Series(part.weights).groupby(label[part.provider].to_numpy()).sum()
                shares = (sums / sums.sum()).reindex(order, fill_value=0.0)
                rows += [
                    (wave, group, one.id, name, "weighted_share", value, None, None)
                    for name, value in shares.items()
                ]
    for group, part in (weights or {}).items():
        if len(part.weights):
            relative = part.weights / part.weights.mean()
            told = {
                "smallest_weight": relative.min(),
                "largest_weight": relative.max(),
                "weighting_effect": weighting_effect(part.weights),
            }
            rows += [(wave, group, "", "", name, float(n), None, None) for name, n in told.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def _people(frame: pd.DataFrame, inside: NDArray, groups: list[str]) -> list[tuple[str, float]]:
    columns = {group: f"eligible_{group}" for group in groups if f"eligible_{group}" in frame}
    people = {g: pd.to_numeric(frame[column], errors="coerce") for g, column in columns.items()}
    return [(f"people_{group}", float(number[inside].sum())) for group, number in people.items()]


def _of_group(
    label: pd.Series, invited: pd.Series, table: pd.DataFrame, level: float
) -> list[tuple]:
    """(class, statistic, value, low, high) of one characteristic and group."""
    rows: list[tuple] = []
    here = pd.Index(sorted(table["provider_id"].unique()))
    took_part = label[here].value_counts().reindex(invited.index, fill_value=0)
    if len(table):
        member = label[table["provider_id"]].to_numpy()[:, None] == invited.index.to_numpy()
        shares = proportions(member, here.get_indexer(table["provider_id"]), len(here), level=level)
        for name, share in zip(invited.index, shares, strict=True):
            rows.append((name, "respondents", share.n, None, None))
            rows.append((name, "respondent_share", share.share, share.ci_low, share.ci_high))
        gap = [share.share - invited[name] / invited.sum()
               for name, share in zip(invited.index, shares, strict=True)]  # fmt: skip
        rows.append(("", "distance", float(np.abs(gap).sum() / 2), None, None))
    for name, n, all_of_class in zip(invited.index, took_part, invited, strict=True):
        low, high = clopper_pearson(int(n), int(all_of_class), level)
        rows.append((name, "providers", int(n), None, None))
        rows.append((name, "provider_rate", n / all_of_class, low, high))
    found = r_indicator(took_part.to_numpy(), invited.to_numpy(), level)
    rows.append(("", "r_indicator", found.value, found.low, found.high))
    rows.append(("", "r_indicator_classes", found.classes, None, None))
    return rows


def clopper_pearson(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact limits of a share of n (Clopper & Pearson 1934)."""
    tail = (1 - level) / 2
    low = special.betaincinv(hits, n - hits + 1, tail) if hits else 0.0
    high = special.betaincinv(hits + 1, n - hits, 1 - tail) if hits < n else 1.0
    return float(low), float(high)


def r_indicator(took_part: NDArray, invited: NDArray, level: float = 0.95) -> Indicator:
    """The R-indicator of taking part, from counts per class (H,).

    Classes with fewer than SMALLEST invited count as one (with the smallest other class, when that
    is still too few). Interval: every value that some rates rho_h reach with
    sum N_h (r_h - rho_h)^2 / (rho_h (1 - rho_h)) at most (H - 1) F(H - 1, N - H): Wilson's score
    statistic per class, profiled over what the indicator leaves open (Rao 1948; Scheffe's bound for
    H classes). Where it is 1, this is the test that all classes took part alike. With chi2(H - 1)
    for F coverage fell to 93.7 %.
    """
    took_part, invited = merged(np.asarray(took_part), np.asarray(invited))
    classes = len(invited)
    if classes < 2:
        return Indicator(None, None, None, classes)
    size, rate = invited.sum(), took_part / invited
    part = invited / size
    spread = float(part @ (rate - part @ rate) ** 2)
    chance = float(((1 - part) * rate * (1 - rate) * invited / (invited - 1)).sum() / size)
    value = 1 - 2 * np.sqrt(max(spread - chance, 0.0))
    least, most = _spread_limits(
        took_part, invited, (classes - 1) * special.fdtri(classes - 1, size - classes, level)
    )
    low, high = 1 - 2 * np.sqrt(most), 1 - 2 * np.sqrt(least)
    value, low, high = (round(float(max(each, 0.0)), 4) for each in (value, low, high))
    return Indicator(value, low, high, classes)


def merged(took_part: NDArray, invited: NDArray) -> tuple[Floats, Floats]:
    """Both counts with the classes of fewer than SMALLEST invited taken together."""
    order = np.argsort(invited, kind="stable")
    small = invited < SMALLEST
    if small.any() and invited[small].sum() < SMALLEST:
        small[order[: small.sum() + 1]] = True
    kept = np.flatnonzero(~small)
    groups = [[h] for h in kept] + ([list(np.flatnonzero(small))] if small.any() else [])
    return (
        np.array([took_part[members].sum() for members in groups], dtype=float),
        np.array([invited[members].sum() for members in groups], dtype=float),
    )


def _spread_limits(took_part: Floats, invited: Floats, bound: float) -> tuple[float, float]:
    """The least and greatest variance of rates whose score statistic stays within the bound."""
    rate, part = took_part / invited, invited / invited.sum()
    centre = (took_part + bound / 2) / (invited + bound)
    half = np.sqrt(bound) / (invited + bound)
    half = half * np.sqrt(took_part * (invited - took_part) / invited + bound / 4)
    low, high = np.clip(centre - half, EDGE, 1 - EDGE), np.clip(centre + half, EDGE, 1 - EDGE)

    def variance(rho: Floats, sign: int) -> float:
        return sign * float(part @ (rho - part @ rho) ** 2)

    def slope(rho: Floats, sign: int) -> Floats:
        return sign * 2 * part * (rho - part @ rho)

    def room(rho: Floats) -> float:
        return float(bound - (invited * (rate - rho) ** 2 / (rho * (1 - rho))).sum())

    def room_slope(rho: Floats) -> Floats:
        own, gap = rho * (1 - rho), rate - rho
        return invited * (2 * gap / own + gap**2 * (1 - 2 * rho) / own**2)

    apart = [
        np.where(np.arange(len(rate)) == h, 0.3 * centre + 0.7 * end, centre)
        for h in range(len(rate))
        for end in (low, high)
    ]
    found = []
    for sign, starts in ((1, [centre]), (-1, apart)):
        reached = []
        for start in starts:
            result = optimize.minimize(
                variance, np.clip(start, low, high), (sign,), "SLSQP", slope,
                bounds=list(zip(low, high, strict=True)),
                constraints={"type": "ineq", "fun": room, "jac": room_slope},
                options={"maxiter": 200, "ftol": 1e-10},
            )  # fmt: skip
            if room(result.x) > -1e-4:
                reached.append(max(sign * float(result.fun), 0.0))
        found.append(reached)
    own = variance(rate, 1)
    return min([*found[0], own]), max([*found[1], own])
