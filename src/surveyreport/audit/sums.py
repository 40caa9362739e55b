"""Chances of sums of independent counts of many providers, one or two of them left out.

By the discrete Fourier transform. With more places than the sum can have values this is exact to
rounding; for very many providers only the places where the sum can be are kept (16 standard
deviations), and the frequencies that matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINDOW = 32.0
EXACT = 1024


class Sums:
    """Sums of P counts. chances: (P, m) chance of 0 .. m - 1 for each, rows adding up to 1."""

    def __init__(self, chances: NDArray[np.float64]):
        places = np.arange(chances.shape[1])
        mean = chances @ places
        spread = float(np.sqrt((chances @ places**2 - mean**2).clip(0).sum()))
        largest = int((chances > 0).sum(axis=1).max(initial=1))
        top = int(((chances > 0) * places).max(axis=1).sum())
        size = top + 1 if top < EXACT else int(WINDOW * spread) + 4 * largest
        self.size = 1 << int(np.ceil(np.log2(max(size, 2))))
        last = self.size // 2
        if top >= EXACT and spread > 0:
            # beyond this the transform of a sum of so many is below 1e-17
            last = min(last, int(9.5 * self.size / (2 * np.pi * spread)) + 2)
        self.angles = 2 * np.pi * np.arange(last + 1) / self.size
        self.weights = np.where(np.arange(last + 1) == 0, 1.0, 2.0)
        if last == self.size // 2:
            self.weights[-1] = 1.0
        # around the mean, so that a window is around it too
        self.centre = np.round(mean).astype(np.int64)
        self.back = np.exp(1j * np.outer(self.centre, self.angles))
        self.each = self.transform(chances)

    def transform(self, chances: NDArray[np.float64]) -> NDArray[np.complex128]:
        """(P, frequencies) transform of each row of chances, counted from its centre."""
        if len(self.angles) == self.size // 2 + 1:
            found = np.fft.rfft(chances, self.size)
        else:
            places = np.arange(chances.shape[1])
            # the chances are real: two products of real numbers instead of one of complex ones
            turned = np.outer(places, self.angles)
            found = chances @ np.cos(turned) - 1j * (chances @ np.sin(turned))
        return found * self.back

    def without(self, keep: NDArray[np.int64]) -> NDArray[np.complex128]:
        """(len(keep), frequencies) transform of the sum of `keep` but each one of them in turn."""
        each = self.each[keep]
        ones = np.ones((1, each.shape[1]), dtype=complex)
        before = np.concatenate([ones, np.cumprod(each[:-1], axis=0)])
        after = np.concatenate([np.cumprod(each[:0:-1], axis=0)[::-1], ones])
        return before * after

    def chance(
        self, transform: NDArray[np.complex128], value: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """(rows,) chance of `value` under each transform; value counts from the centre."""
        turn = np.exp(1j * np.outer(value, self.angles)) * self.weights
        # of the product only what is real; not by BLAS, whose threads would wait for each other
        told = np.einsum("rf,rf->r", transform.real, turn.real)
        told -= np.einsum("rf,rf->r", transform.imag, turn.imag)
        return (told / self.size).clip(0)
