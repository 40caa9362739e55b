"""Running the situations: which there are, and their cells in one table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product, starmap
from multiprocessing import get_context
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from benchmarks.validity import (
    background,
    ceilings,
    coders,
    composition,
    families,
    frame,
    large_provider,
    margins,
    provider_words,
    rare,
    several,
    themes,
    two_waves,
    waves,
    weights,
)
from benchmarks.validity.cells import judged
from benchmarks.validity.scenario import MARGINS, Scenario

SHIFT = 0.35


def everyday() -> list[Scenario]:
    """The grid of 72 everyday scenarios, those without a difference first."""
    grid = product((0.0, SHIFT), MARGINS, (0.03, 0.10), (0.05, 0.1, 0.2), (1.0, 0.5, 0.0))
    return [Scenario(icc, between, item, unknown, d) for d, item, unknown, icc, between in grid]


def situations() -> list[Any]:
    """Everything that is measured. A case has a situation, a label, a factor (of the number of
    data sets) and measure(rng, datasets) -> cells."""
    parts = (ceilings, rare, large_provider, families, composition, several, background, two_waves,
             waves, margins, frame, themes, coders, weights, provider_words)  # fmt: skip
    return [*everyday(), *(case for part in parts for case in part.cases())]


def run(cases: Sequence[Any], datasets: int, seed: int, processes: int = 1) -> pd.DataFrame:
    """The cells of every case, each with a random stream of its own, from its situation and label:
    a case that is added or measured alone changes no other. See `cells.judged`.

    Columns: situation, case, kind, method, printed, rate, estimable, low, high, datasets, holds.
    The result does not depend on the number of processes.
    """
    jobs = [
        (case, max(2, round(datasets * case.factor)),
         [seed, crc32(f"{case.situation}: {case.label}".encode())])
        for case in cases
    ]  # fmt: skip
    if processes == 1:
        tables = list(starmap(_measured, jobs))
    else:
        with get_context("spawn").Pool(processes) as pool:
            tables = pool.starmap(_measured, jobs, chunksize=1)
    return judged(pd.concat(tables, ignore_index=True))


def _measured(case: Any, datasets: int, seed: list[int]) -> pd.DataFrame:
    table = pd.DataFrame(case.measure(np.random.default_rng(seed), datasets))
    table.insert(0, "case", case.label)
    table.insert(0, "situation", case.situation)
    return table.assign(datasets=datasets)
