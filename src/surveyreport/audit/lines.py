"""The lines a reader adds up: one count of one item over all providers, with its public total.

What a reader holds possible before seeing a report: every way to divide the public total over the
people is as likely as any other. With the public shares as chances (they drop out against the
total) the people are independent, and a provider's draws turn into a weight on what it can have.
A draw that counts answers to other questions too is blurred by what these can be.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

SEPARATOR = "|"
EVERY = "category"


@dataclass(frozen=True, eq=False)
class Draw:
    """One draw of a provider: counts as drawn per cell, and the items it counts."""

    kind: str
    items: tuple[str, ...]
    cells: tuple[str, ...]
    drawn: NDArray[np.int64]
    own: float


@dataclass(frozen=True, eq=False)
class Item:
    """The answers to one item: counts (P, K) over `categories`; favourable: which count as one."""

    group: str
    id: str
    categories: tuple[str, ...]
    favourable: frozenset[str]
    counts: NDArray[np.int64]

    @property
    def n(self) -> NDArray[np.int64]:
        return self.counts.sum(axis=1)

    def shares(self) -> NDArray[np.float64]:
        """Public shares of the categories."""
        return self.counts.sum(axis=0) / self.counts.sum()

    def inside(self, names: frozenset[str]) -> NDArray[np.bool_]:
        return np.isin(self.categories, list(names))


def draws_of(drawn: pd.DataFrame) -> dict[tuple[str, str], dict[str, Draw]]:
    """(group, provider) -> item -> the draw that counts its answers.

    drawn: provider_id, group, kind, id, items, category, drawn, own. Raises ValueError when an
    answer is in two draws.
    """
    found: dict[tuple[str, str], dict[str, Draw]] = defaultdict(dict)
    names = ["group", "provider_id", "kind", "id"]
    for key, rows in _by(drawn, names).items():
        group, provider, kind, name = key
        items, cells, values, own = zip(*rows, strict=True)
        draw = Draw(kind, tuple(items[0].split(SEPARATOR)), cells, np.array(values), own[0])
        for item in draw.items:
            if item in found[group, provider]:
                raise ValueError(f"{provider}: {item} telt mee in twee aantallen ({kind} {name})")
            found[group, provider][item] = draw
    return found


def _by(drawn: pd.DataFrame, names: list[str]) -> dict[tuple, list[tuple]]:
    found: dict[tuple, list[tuple]] = defaultdict(list)
    keys = zip(*(drawn[name] for name in names), strict=True)
    values = zip(*(drawn[name] for name in ("items", "category", "drawn", "own")), strict=True)
    for key, value in zip(keys, values, strict=True):
        found[key].append(value)
    return found


@lru_cache(maxsize=200_000)
def binomial(n: int, share: float) -> NDArray[np.float64]:
    """(n + 1,) chances of 0 .. n of n people, each with chance `share`."""
    if not 0 < share < 1:
        return np.eye(n + 1)[n if share >= 1 else 0]
    k = np.arange(n + 1)
    log = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.exp(log + k * np.log(share) + (n - k) * np.log1p(-share))


@dataclass(frozen=True, eq=False)
class Beside:
    """What a draw of several items counts: per item its answers (P,), the favourable ones (P,) and
    their public share."""

    n: dict[str, NDArray[np.int64]]
    favourable: dict[str, NDArray[np.int64]]
    shares: dict[str, float]

    @staticmethod
    def of(items: list[Item]) -> Beside:
        sides = {item.id: item.counts[:, item.inside(item.favourable)].sum(axis=1)
                 for item in items}  # fmt: skip
        return Beside(
            {item.id: item.n for item in items},
            sides,
            {item.id: sides[item.id].sum() / max(item.n.sum(), 1) for item in items},
        )


class Line:
    """One count of an item: of the categories in `names`.

    draws: per provider, in the order of the item, the draw its answers are in, or None.
    """

    def __init__(self, item: Item, names: frozenset[str], draws: list[Draw | None], beside: Beside):
        self.item, self.names = item, names
        inside = item.inside(names)
        self.x = item.counts[:, inside].sum(axis=1)
        self.n = item.n
        self.total, self.people = int(self.x.sum()), int(self.n.sum())
        self.share = self.total / self.people
        self.draws, self.beside = draws, beside

    @property
    def open(self) -> bool:
        """Whether the public total leaves anything to find out."""
        return 0 < self.total < self.people

    def counted(self, row: int) -> int:
        """What the draw of provider `row` truly counts, when it counts favourable answers."""
        favourable: Any = self.beside.favourable
        draw: Any = self.draws[row]
        return sum(int(favourable[item][row]) for item in draw.items)

    def chances(self) -> NDArray[np.float64]:
        """(P, n + 1) chances of what each provider has, given its draw; rows add up to 1, but for
        providers without answers."""
        places, n = np.arange(int(self.n.max()) + 1), self.n[:, None]
        log = _log_binomial(places, n, self.share)
        found = np.exp(np.where(places <= n, log, -np.inf))
        every = [row for row, draw in enumerate(self.draws) if draw and draw.kind == EVERY]
        if every:
            found[every] = self._of_every(every, len(places))
        for row, draw in enumerate(self.draws):
            if draw and draw.kind != EVERY:
                size = int(self.n[row]) + 1
                found[row, :size] *= self._likelihood(row, draw)
        sums = found.sum(axis=1, keepdims=True)
        found = np.divide(found, sums, out=np.zeros_like(found), where=sums > 0)
        return np.where(n > 0, found, 0.0)

    def _likelihood(self, row: int, draw: Draw) -> NDArray[np.float64]:
        """(n + 1,) likelihood of a draw of favourable answers for each count there can be."""
        n = int(self.n[row])
        possible, rest = np.arange(n + 1), self._rest(row, draw)
        if self.names == self.item.favourable:
            far = np.abs(draw.drawn[0] - possible[:, None] - np.arange(len(rest))[None, :])
            return (draw.own ** (-far.astype(float))) @ rest
        # favourable answers beside those of this category, given how many have this category
        inside = bool(self.names & self.item.favourable)
        side = self.beside.shares[self.item.id]
        share = (side - self.share * inside) / max(1 - self.share, 1e-12)
        found = np.empty(n + 1)
        for count in map(int, possible):
            more = np.convolve(binomial(n - count, min(max(share, 0.0), 1.0)), rest)
            far = np.abs(draw.drawn[0] - count * inside - np.arange(len(more)))
            found[count] = (draw.own ** (-far.astype(float))) @ more
        return found

    def _rest(self, row: int, draw: Draw) -> NDArray[np.float64]:
        """Chances of the favourable answers to the other items of a draw."""
        rest = np.ones(1)
        for item in draw.items:
            if item != self.item.id:
                n = int(self.beside.n[item][row])
                rest = np.convolve(rest, binomial(n, self.beside.shares[item]))
        return rest

    def _of_every(self, rows: list[int], size: int) -> NDArray[np.float64]:
        """(rows, size) chances up to a factor, for providers of which all answers are drawn.

        With g_k(x) = share_k ** x / x! times the likelihood of the draw of cell k, the chance of x
        in the cells inside is the convolution of those inside at x, times that of those outside at
        n - x; by the Fourier transform over all rows at once.
        """
        shares, places = self.item.shares(), np.arange(size)
        drawn = np.stack([self.draws[row].drawn for row in rows])
        step = 0.5 * np.log([self.draws[row].own for row in rows])
        n = self.n[rows]
        inside = self.item.inside(self.names)
        parts = []
        for chosen in (inside, ~inside):
            product = np.ones((len(rows), size + 1), dtype=complex)
            for cell in np.flatnonzero(chosen):
                log = -gammaln(places + 1) - step[:, None] * np.abs(drawn[:, [cell]] - places)
                if not shares[cell]:
                    log = np.where(places > 0, -np.inf, log)
                else:
                    # n per person keeps what is likely in the middle; it drops out below
                    log = log + places * np.log(n * shares[cell])[:, None]
                log -= log.max(axis=1, keepdims=True)
                product *= np.fft.rfft(np.exp(log), 2 * size)
            part = np.fft.irfft(product, 2 * size)[:, :size].clip(0)
            with np.errstate(divide="ignore"):
                parts.append(np.log(part))
        left = n[:, None] - places
        rows_of = np.arange(len(rows))[:, None]
        other = np.where(left >= 0, parts[1][rows_of, left.clip(0)], -np.inf)
        log = parts[0] + other
        return np.exp(log - log.max(axis=1, keepdims=True))


def _log_binomial(k, n, share: float) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(np.maximum(n - k, 0) + 1)
    return ways + k * np.log(share) + (n - k) * np.log1p(-share)
