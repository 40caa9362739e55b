"""The exact odds of every printed count, for the two readers of docs/disclosure.md.

A colleague knows all answers of a provider but one. Somebody of another provider knows all answers
there. Both have all provider reports, with the counts as drawn (even where the report cuts them to
[0, n]), and the public totals; all ways to divide a total over the people they do not know are as
likely to them. For one answer they compare two values: the likelihood of everything printed, given
the totals, if the answer is what it is and if it is another. The odds are the factor between the
two, either way: 1 is nothing learned beyond the public report.

Each line (an item's favourable answers, or one of its categories) is added up by itself, exactly.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from surveyreport.audit.lines import EVERY, Beside, Draw, Every, Item, Line, draws_of
from surveyreport.audit.sums import Sums
from surveyreport.files.cores import over_cores

COLUMNS = ["provider_id", "group", "item", "draw", "own", "colleague", "other"]
# with more providers only the largest are taken as the one that is known wholly
KNOWN_WHOLLY = 64
LARGEST = 8
LEAST = 1e-13


def reader_odds(items: list[Item], providers: list[str], drawn: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS, a row per item and provider with answers.

    items: all closed items with counts per provider. drawn: see lines.draws_of. draw: kind of the
    draw the answers are in, empty when they are in none. own: the factor of that draw alone;
    colleague, other: the odds (1 and more) for the two readers, the most over all answers there.
    """
    draws: dict[str, dict] = defaultdict(dict)
    for (group, provider), found in draws_of(drawn).items():
        draws[group][provider] = found
    beside = Beside.of(items)

    def odds_of(item: Item) -> pd.DataFrame | None:
        mine = [draws[item.group].get(name, {}).get(item.id) for name in providers]
        return _item_odds(item, providers, mine, beside) if any(mine) else None

    tables = [table for table in over_cores(odds_of, items) if table is not None]
    if not tables:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _item_odds(item: Item, providers, draws: list[Draw | None], beside: Beside) -> pd.DataFrame:
    answered = np.flatnonzero(item.n > 0)
    colleague, other = np.zeros(len(providers)), np.zeros(len(providers))
    every = Every(item, draws) if any(d and d.kind == EVERY for d in draws) else None
    if item.favourable:
        line = Line(item, item.favourable, draws, beside, every)
        if line.open:
            told = _Told(line)
            colleague, other = _colleague_of_one(line, told), _other(line, told)
    if every:
        lines = [Line(item, frozenset([name]), draws, beside, every) for name in item.categories]
        colleague = np.maximum(colleague, _colleague_of_every(item, lines))
    return pd.DataFrame(
        {
            "provider_id": np.array(providers, dtype=object)[answered],
            "group": item.group,
            "item": item.id,
            "draw": [draws[row].kind if draws[row] else "" for row in answered],
            "own": [draws[row].own if draws[row] else 1.0 for row in answered],
            "colleague": np.exp(colleague[answered]),
            "other": np.exp(other[answered]),
        }
    )


class _Told:
    """What the draws of a line tell: the chances of what each provider has, and of sums."""

    def __init__(self, line: Line):
        self.line = line
        self.rows = np.flatnonzero(line.n > 0)
        self.chances = line.chances()
        self.sums = Sums(self.chances)

    def of_colleague(self) -> dict[int, NDArray[np.float64]]:
        """Per provider the log likelihood of all other draws when the others have one less than,
        as many as, and one more than they have; nan where that cannot be."""
        line, sums, rows = self.line, self.sums, self.rows
        transforms = sums.without(rows)
        centre = sums.centre[rows].sum() - sums.centre[rows]
        people = line.people - line.n[rows]
        found = np.full((len(rows), 3), np.nan)
        for place, step in enumerate((-1, 0, 1)):
            value = line.total - line.x[rows] + step
            chance = sums.chance(transforms, value - centre)
            can = (value >= 0) & (value <= people)
            for number in np.flatnonzero(can):
                if chance[number] < LEAST:
                    chance[number] = self._direct(int(rows[number]), int(value[number]))
            log = _log_binomial(value[can], people[can], line.share)
            found[can, place] = np.log(chance[can]) - log
        return dict(zip(rows.tolist(), found, strict=True))

    def _direct(self, without: int, value: int) -> float:
        total = np.ones(1)
        for row in self.rows:
            if row != without:
                total = np.convolve(total, self.chances[row, : int(self.line.n[row]) + 1])
        return float(total[value])


def _log_binomial(k, n, share: float) -> NDArray[np.float64]:
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return ways + k * np.log(share) + (n - k) * np.log1p(-share)


def _colleague_of_one(line: Line, told: _Told) -> NDArray[np.float64]:
    """(P,) the most that the log odds of one answer change for a colleague; 0 for providers of
    which all answers are drawn."""
    found = np.zeros(len(line.n))
    for row, (less, same, more) in told.of_colleague().items():
        draw, x, n = line.draws[row], int(line.x[row]), int(line.n[row])
        up = down = 0.0
        if draw is not None:
            if draw.kind == EVERY:
                continue
            far = abs(draw.drawn[0] - line.counted(row))
            up = np.log(draw.own) * (far - abs(draw.drawn[0] - line.counted(row) - 1))
            down = np.log(draw.own) * (far - abs(draw.drawn[0] - line.counted(row) + 1))
        # somebody who did not give a favourable answer might have, and the other way round
        moves = [up + less - same] if x < n else []
        moves += [down + more - same] if x > 0 else []
        found[row] = max((abs(move) for move in moves if not np.isnan(move)), default=0.0)
    return found


def _other(line: Line, told: _Told) -> NDArray[np.float64]:
    """(P,) the most that the log odds of one answer change for who knows one other provider."""
    found = np.zeros(len(line.n))
    rows, sums = told.rows, told.sums
    if len(rows) < 2:
        return found
    largest = rows[np.argsort(-line.n[rows], kind="stable")]
    known = rows if len(rows) <= KNOWN_WHOLLY else largest[:LARGEST]
    # of one answer: the chances of what all have, given that it is not and that it is among them
    places, n = np.arange(told.chances.shape[1]), np.maximum(line.n, 1)[:, None]
    both = [
        sums.transform(told.chances * (n - places).clip(0) / n / (1 - line.share)),
        sums.transform(told.chances * places / n / line.share),
    ]
    for one in known:
        keep = rows[rows != one]
        transforms = sums.without(keep)
        left = line.total - int(line.x[one])
        value = np.array([left - sums.centre[keep].sum()])
        people = line.people - int(line.n[one]) - 1
        if not 1 <= left <= people:
            continue
        logs = [
            np.log(sums.chance(transforms * both[answer][keep], value).clip(1e-300))
            - _log_binomial(left - answer, people, line.share)
            for answer in (0, 1)
        ]
        found[keep] = np.maximum(found[keep], np.abs(logs[1] - logs[0]))
    return found


def _colleague_of_every(item: Item, lines: list[Line]) -> NDArray[np.float64]:
    """(P,) as _colleague_of_one, for providers of which all answers are drawn."""
    found = np.zeros(len(item.n))
    rows = [row for row, draw in enumerate(lines[0].draws) if draw and draw.kind == EVERY]
    drawn = np.stack([lines[0].draws[row].drawn for row in rows])
    step = 0.5 * np.log([lines[0].draws[row].own for row in rows])[:, None, None]
    x = item.counts[rows]
    far = np.abs(drawn - x)
    # the noise if there were one less, or one more, of each answer; the same of what others tell
    less, more = far - np.abs(drawn - x + 1), far - np.abs(drawn - x - 1)
    told = np.full((2, *x.shape), np.nan)
    for k, line in enumerate(lines):
        if line.open:
            others = _Told(line).of_colleague()
            each = np.array([others[row] for row in rows])
            told[:, :, k] = each[:, 2] - each[:, 1], each[:, 0] - each[:, 1]
    # one of those who answered a (second axis) might have answered b (third axis)
    move = step * (less[:, :, None] + more[:, None, :]) + told[0][:, :, None] + told[1][:, None, :]
    can = (x[:, :, None] > 0) & ~np.eye(x.shape[1], dtype=bool)
    found[rows] = np.nanmax(np.where(can, np.abs(move), 0.0).reshape(len(rows), -1), axis=1)
    return found
