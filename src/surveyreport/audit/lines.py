"""The lines a reader adds up: one count of one item over all providers, with its public total.

What a reader holds possible before seeing a report: every way to divide the public total over the
people is as likely as any other. With the public shares as chances (they drop out against the
total) the people are independent, and a provider's draws turn into a weight on what it can have.
A draw that counts answers to other questions too is blurred by what these can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.fft import next_fast_len as fft_size
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

    @cached_property
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
    values = records(drawn, ["items", "category", "drawn", "own"])
    for key, value in zip(records(drawn, names), values, strict=True):
        found[key].append(value)
    return found


def records(table: pd.DataFrame, names: list[str]) -> Iterator[tuple]:
    """The rows of these columns: as lists, which are many times faster than columns of text."""
    return zip(*(table[name].to_numpy(dtype=object).tolist() for name in names), strict=True)


@lru_cache(maxsize=200_000)
def binomial(n: int, share: float) -> NDArray[np.float64]:
    """(n + 1,) chances of 0 .. n of n people, each with chance `share`."""
    if not 0 < share < 1:
        return np.eye(n + 1)[n if share >= 1 else 0]
    k = np.arange(n + 1)
    log = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.exp(log + k * np.log(share) + (n - k) * np.log1p(-share))


@lru_cache(maxsize=4096)
def binomials(n: int, share: float) -> NDArray[np.float64]:
    """(n + 1, n + 1) in row m the chances of 0 .. n of m people."""
    found = np.zeros((n + 1, n + 1))
    for people in range(n + 1):
        found[people, : people + 1] = binomial(people, share)
    return found


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

    def __init__(
        self,
        item: Item,
        names: frozenset[str],
        draws: list[Draw | None],
        beside: Beside,
        every: Every | None = None,
    ):
        self.item, self.names, self.every = item, names, every
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
        if self.every:
            found[self.every.rows] = self.every.chances(self.item.inside(self.names))
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
            return self._noise(draw, n, rest)
        # favourable answers beside those of this category, given how many have this category
        inside = bool(self.names & self.item.favourable)
        side = self.beside.shares[self.item.id]
        share = (side - self.share * inside) / max(1 - self.share, 1e-12)
        more = binomials(n, min(max(share, 0.0), 1.0))[::-1]
        counted = possible[:, None] * inside + possible
        return (more * self._noise(draw, int(counted.max()), rest)[counted]).sum(axis=1)

    def _noise(self, draw: Draw, most: int, rest: NDArray[np.float64]) -> NDArray[np.float64]:
        """(most + 1,) likelihood of a draw that counts 0 .. most answers to this item, and `rest`
        of others."""
        far = np.abs(draw.drawn[0] - np.arange(most + len(rest)))
        return np.correlate(draw.own ** (-far.astype(float)), rest, "valid")

    def _rest(self, row: int, draw: Draw) -> NDArray[np.float64]:
        """Chances of the favourable answers to the other items of a draw."""
        rest = np.ones(1)
        for item in draw.items:
            if item != self.item.id:
                n = int(self.beside.n[item][row])
                rest = np.convolve(rest, binomial(n, self.beside.shares[item]))
        return rest


class Every:
    """The providers of which all answers to an item are drawn, and what they can have of them.

    With g_k(x) = share_k ** x / x! times the likelihood of the draw of cell k, the chance of x in
    the cells inside is the convolution of those inside at x, times that of those outside at n - x;
    by the Fourier transform over all rows at once.
    """

    def __init__(self, item: Item, draws: list[Draw | None]):
        self.rows = [row for row, draw in enumerate(draws) if draw and draw.kind == EVERY]
        mine: list[Any] = [draws[row] for row in self.rows]
        self.n = item.n[self.rows]
        shares, places = item.shares(), np.arange(int(item.n.max()) + 1)
        self.size = len(places)
        drawn = np.stack([draw.drawn for draw in mine])
        step = 0.5 * np.log([draw.own for draw in mine])
        self.cells = []
        for cell in range(len(item.categories)):
            log = -gammaln(places + 1) - step[:, None] * np.abs(drawn[:, [cell]] - places)
            if not shares[cell]:
                log = np.where(places > 0, -np.inf, log)
            else:
                # n per person keeps what is likely in the middle; it drops out below
                log = log + places * np.log(self.n * shares[cell])[:, None]
            log -= log.max(axis=1, keepdims=True)
            self.cells.append(np.fft.rfft(np.exp(log), fft_size(2 * self.size)))

    def chances(self, inside: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(rows, places) chances up to a factor of what each has in the cells `inside`."""
        parts = []
        for chosen in (inside, ~inside):
            product = np.ones_like(self.cells[0])
            for cell in np.flatnonzero(chosen):
                product = product * self.cells[cell]
            part = np.fft.irfft(product, fft_size(2 * self.size))[:, : self.size].clip(0)
            with np.errstate(divide="ignore"):
                parts.append(np.log(part))
        left = self.n[:, None] - np.arange(self.size)
        rows = np.arange(len(self.rows))[:, None]
        other = np.where(left >= 0, parts[1][rows, left.clip(0)], -np.inf)
        log = parts[0] + other
        return np.exp(log - log.max(axis=1, keepdims=True))


def _log_binomial(k, n, share: float) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(np.maximum(n - k, 0) + 1)
    return ways + k * np.log(share) + (n - k) * np.log1p(-share)
