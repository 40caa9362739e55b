"""Keyed two-sided geometric noise: the same count always gets the same noise.

A draw shows one or more counts of the same answers. A count of one cell and its rest gets noise d
with P(d) proportional to alpha ** |d|, alpha = 1 / own (Ghosh, Roughgarden & Sundararajan 2012).
Counts of K cells that add up to n get noise of sum zero with P(d) proportional to
alpha ** (sum |d_k| / 2): one changed answer moves two cells by one, so the factor is again `own`.
For K = 2 the two are the same.

The noise follows from a hash under the key of what the count is made of (the record keys of the
cell key method, Fraser & Wooton 2005): whoever has no key cannot compute it, and no second draw of
the same count ever comes out differently.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from functools import cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

SEPARATOR = "\x1f"
# tails below this are never reached by a uniform of 53 bits
TINY = 2.0**-60
PER_HASH = 4


def uniforms(key: bytes, names: Sequence[Sequence[str]], count: int) -> NDArray[np.float64]:
    """(draws, count) numbers in [0, 1) with 53 bits, from the names of each draw.

    Number k is from the k-th 8 bytes, big-endian and shifted by 11 bits, of
    HMAC-SHA256(key, names joined by SEPARATOR, then the number of the block of 4).
    """
    blocks = -(-count // PER_HASH)
    data = b"".join(
        hmac.digest(key, SEPARATOR.join((*name, str(block))).encode(), sha256)
        for name in names
        for block in range(blocks)
    )
    words = np.frombuffer(data, dtype=">u8").reshape(len(names), blocks * PER_HASH)
    return (words[:, :count] >> np.uint64(11)).astype(np.float64) * 2.0**-53


def draw(own: float, cells: int, uniform: NDArray[np.float64]) -> NDArray[np.int64]:
    """(draws, cells) noise of sum zero. uniform: (draws, cells - 1).

    Cell after cell, by the inverse of its distribution given the cells before it.
    """
    noise = np.zeros((len(uniform), cells), dtype=np.int64)
    for cell in range(cells - 1):
        low, tables = _conditional(own, cells - cell - 1)
        so_far = noise.sum(axis=1)
        for total in np.unique(so_far):
            rows = np.flatnonzero(so_far == total)
            noise[rows, cell] = low + np.searchsorted(
                tables(int(total)), uniform[rows, cell], side="right"
            )
    noise[:, -1] = -noise.sum(axis=1)
    return noise


@cache
def _conditional(own: float, left: int):
    """Lowest noise of a cell, and per sum of the cells before it the cumulative chances of the
    cell's noise, `left` cells coming after it."""
    size = int(np.ceil(np.log(TINY) / np.log(own**-0.5)))
    weight = own ** (-0.5 * np.abs(np.arange(-size, size + 1)))
    after = weight
    for _ in range(left - 1):
        after = np.convolve(after, weight)
    middle = len(after) // 2

    @cache
    def cumulative(total: int) -> NDArray[np.float64]:
        # the cells after this one must bring the sum back to zero
        place = middle - total - np.arange(-size, size + 1)
        there = (place >= 0) & (place < len(after))
        chance = weight * np.where(there, after[place.clip(0, len(after) - 1)], 0.0)
        return np.cumsum(chance[:-1]) / chance.sum()

    return -size, cumulative


@cache
def variance(own: float, cells: int, chosen: int) -> float:
    """Variance of the noise of the sum of `chosen` of the cells."""
    size = int(np.ceil(np.log(TINY) / np.log(own**-0.5)))
    weight = own ** (-0.5 * np.abs(np.arange(-size, size + 1)))
    parts = []
    for number in (chosen, cells - chosen):
        part = np.ones(1)
        for _ in range(number):
            part = np.convolve(part, weight)
        parts.append(part)
    half = min(len(part) for part in parts) // 2
    mine, rest = (part[len(part) // 2 - half : len(part) // 2 + half + 1] for part in parts)
    chance = mine * rest
    place = np.arange(-half, half + 1)
    return float((chance * place**2).sum() / chance.sum())
