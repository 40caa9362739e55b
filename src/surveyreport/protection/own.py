"""The factor of one draw, so that everything together keeps the promise.

Whoever knows the public totals and all colleagues but one learns of that one's answer from the own
draw (at most the factor `own`) and from the draws of all others: what they have together is the
total less what this provider has. How much these tell is near normal: with I the information they
give on their sum, the logarithm of the odds moves by z * sqrt(I) + I / 2, and never by more than
log(1 + w * (own - 1)), with w the part of all others that is in a draw. I is the precision of that
sum with the draws less the precision without. All of it depends on how many answered, on the public
shares and on the noise, never on the answers of a provider. The audit computes the odds exactly
afterwards. sqrt(odds) always keeps the promise (docs/disclosure.md, the third statement).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from surveyreport.protection.draws import CATEGORY, Draws, Plan
from surveyreport.protection.noise import variance

# the chance that the audit of one group finds a draw over the promise
STOPPED = 0.05
STEP = 0.05


@dataclass(frozen=True, eq=False)
class Line:
    """One count of one item over all providers, with its total.

    prior (P,): variance of what each has, knowing the total only. rows: who has a draw that tells
    of it; cells, chosen: that draw, and how many of its cells are in the count; blur: variance of
    what else the draw counts. targets: whose answers are looked at. part (P,): of all answers.
    twice: a changed answer is in two lines of this kind.
    """

    prior: NDArray[np.float64]
    rows: NDArray[np.int64]
    cells: NDArray[np.int64]
    chosen: int
    blur: NDArray[np.float64]
    targets: NDArray[np.int64]
    part: NDArray[np.float64]
    twice: bool


def own_factors(plan: Plan, draws: list[Draws], odds: float) -> dict[tuple[str, str], float]:
    """Per group and item the largest factor of one draw, in steps of STEP, that is expected to
    hold; a draw of several items takes the smallest of theirs."""
    grid = [*np.round(np.arange(odds, odds**0.5, -STEP), 6), round(odds**0.5, 6)]
    found = {}
    for group in dict.fromkeys(draw.group for draw in draws):
        mine = [draw for draw in draws if draw.group == group]
        z = -float(ndtri(STOPPED / (2 * sum(len(draw.providers) for draw in mine))))
        for item, lines in _lines(plan, mine).items():
            held = (own for own in grid[:-1] if all(_holds(own, one, odds, z) for one in lines))
            found[group, item] = float(next(held, grid[-1]))
    return found


def _lines(plan: Plan, draws: list[Draws]) -> dict[str, list[Line]]:
    per_item = defaultdict(list)
    for draw in draws:
        for row, provider in enumerate(draw.providers):
            for item in draw.items[row]:
                per_item[item].append((provider, draw, row))
    place = {name: number for number, name in enumerate(plan.providers)}
    lines: dict[str, list[Line]] = defaultdict(list)
    for item, entries in per_item.items():
        answers = plan.answers[item]
        rows = np.array([place[provider] for provider, _, _ in entries])
        every = np.array([draw.kind == CATEGORY for _, draw, _ in entries])
        cells = np.array([len(draw.cells) for _, draw, _ in entries])
        n = plan.counts[item].sum(axis=1)
        beside = np.array([draw.n[row] for _, draw, row in entries]) - n[rows]
        lines[item] = []
        wanted = [(answers.favourable, np.ones_like(every))] if answers.favourable else []
        if every.any():
            wanted += [((name,), every) for name in answers.categories]
        for names, targets in wanted:
            shares = plan.counts[item].sum(axis=0) / n.sum()
            share = float(shares[np.isin(answers.categories, names)].sum())
            if not 0 < share < 1:
                continue
            alone = names != answers.favourable
            # of one answer a favourable count tells less: it counts other answers too
            side = float(shares[np.isin(answers.categories, answers.favourable)].sum())
            mixed = n[rows] * max(side - share, 0.0) * (1 - side + share) if alone else 0 * beside
            tells = every | (not alone) | np.isin(names[0], answers.favourable)
            blur = np.where(every, 0.0, beside * share * (1 - share) + mixed)
            lines[item].append(
                Line(
                    n * share * (1 - share), rows[tells], cells[tells], len(names), blur[tells],
                    rows[targets], n / n.sum(), alone and len(answers.categories) > 2,
                )
            )  # fmt: skip
    return lines


def _holds(own: float, line: Line, odds: float, z: float) -> bool:
    noise = np.array([_variance(own, int(k), min(line.chosen, int(k) - 1)) for k in line.cells])
    blur, prior = noise + line.blur, line.prior
    after, drawn = prior.copy(), np.zeros_like(prior)
    after[line.rows] = prior[line.rows] * blur / (prior[line.rows] + blur)
    drawn[line.rows] = line.part[line.rows]
    before = prior.sum() - prior[line.targets]
    left = after.sum() - after[line.targets]
    part = (drawn.sum() - drawn[line.targets]) / (1 - line.part[line.targets]).clip(1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.where(left > 0, 1 / left - 1 / before, np.inf).clip(0)
    if line.twice:
        told, part = 2 * told, 2 * part
    most = np.log1p(np.minimum(part, 1) * (own - 1))
    worst = np.log(own) + np.minimum(z * np.sqrt(told) + told / 2, most)
    return bool((worst <= np.log(odds) + 1e-12).all())


@cache
def _variance(own: float, cells: int, chosen: int) -> float:
    return variance(own, cells, chosen)
