"""Every draw computed again from the key, by other code than the protection's.

What must be so: the counts drawn are the true ones with noise of the right distribution, taken from
the keyed hash of the cell and its responses (docs/disclosure.md gives the recipe). A draw from
another seed, a fresh one, one redrawn until it fits, one cut where the truth decides: all differ.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from functools import lru_cache

import numpy as np
import pandas as pd

from surveyreport.audit.lines import EVERY, records
from surveyreport.audit.truth import Truth

THEME = "theme"
REACH = 600


def redraw_faults(wave: str, drawn: pd.DataFrame, truth: Truth, key: bytes) -> list[str]:
    """Faults (Dutch): draws that are not those of the recipe.

    drawn: provider_id, group, kind, id, items, category, n, drawn, own, responses.
    """
    wrong: dict[str, int] = defaultdict(int)
    names = ["provider_id", "group", "kind", "id", "items", "responses", "own", "n"]
    for mark, rows in _grouped(drawn, names):
        provider, group, kind, name, items, responses, own, n = mark
        listed = items.split("|")
        true_n, counts, digest = _true(truth, provider, kind, listed)
        if digest != responses or true_n != n:
            wrong["andere antwoorden geteld dan er zijn"] += 1
            continue
        cells = 2 if kind != EVERY else len(counts)
        message = (wave, group, provider, kind, name, digest)
        noise = _noise(key, message, cells, float(own))
        expected = [count + move for count, move in zip(counts, noise, strict=False)]
        found = [value for _, value in rows]
        if found != expected[: len(found)] or len(found) != (cells if kind == EVERY else 1):
            wrong["niet de verschuiving die de sleutel geeft"] += 1
    return [f"{count} getrokken aantallen: {what}" for what, count in sorted(wrong.items())]


def _grouped(drawn: pd.DataFrame, names: list[str]):
    found: dict[tuple, list] = defaultdict(list)
    values = records(drawn.astype({"drawn": int}), ["category", "drawn"])
    for key, value in zip(records(drawn, names), values, strict=True):
        found[key].append(value)
    return found.items()


def _true(truth: Truth, provider: str, kind: str, items: list[str]):
    """(n, counts, digest) of what a draw should count."""
    n = sum(truth.n(item, provider) for item in items)
    if kind == THEME:
        texts = [f"{item} {truth.responses.get((item, provider), '')}" for item in items]
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    else:
        digest = truth.responses.get((items[0], provider), "")
    if kind == EVERY:
        counts = truth.by_id[items[0]].counts[truth.place[provider]].tolist()
    else:
        counts = [sum(truth.favourable(item, provider) for item in items)]
    return n, counts, digest


def _noise(key: bytes, message: tuple[str, ...], cells: int, own: float) -> list[int]:
    """The noise of the cells: one number after the other, each from 53 bits of the hash."""
    noise: list[int] = []
    data = b""
    for cell in range(cells - 1):
        if len(data) < 8 * (cell + 1):
            text = "\x1f".join([*message, str(cell // 4)])
            data += hmac.new(key, text.encode(), hashlib.sha256).digest()
        bits = int.from_bytes(data[8 * cell : 8 * cell + 8], "big") >> 11
        uniform = bits / (1 << 53)
        noise.append(_inverse(own, cells - cell - 1, sum(noise), uniform))
    return [*noise, -sum(noise)]


def _inverse(own: float, left: int, so_far: int, uniform: float) -> int:
    """The smallest number whose cumulative chance exceeds `uniform`, `left` cells coming after."""
    cumulative = _cumulative(own, left, so_far)
    return int(np.searchsorted(cumulative, uniform, side="right")) - len(cumulative) // 2


@lru_cache(maxsize=100_000)
def _cumulative(own: float, left: int, so_far: int):
    """Chances of noise d given the cells before: exp(-|d| e / 2) times those of the cells after,
    which are the self-convolution of that weight, by the Fourier transform on a long circle."""
    reach = min(REACH, int(np.ceil(90 / np.log(own))) + 20)
    size = 8 * reach
    around = np.minimum(np.arange(size), size - np.arange(size))
    weight = np.exp(-0.5 * np.log(own) * around)
    after = np.fft.irfft(np.fft.rfft(weight) ** left, size).clip(0)
    d = np.arange(-reach, reach + 1)
    chance = np.exp(-0.5 * np.log(own) * np.abs(d)) * after[(-so_far - d) % size]
    return np.cumsum(chance) / chance.sum()
