"""The reference data, its designs and what R computed on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.estimates import weights
from surveyreport.estimates.design import Design, FinitePopulation

FOLDER = Path(__file__).parent.parent / "data" / "reference"
DATA = pd.read_csv(FOLDER / "data.csv")
WAVES = pd.read_csv(FOLDER / "waves.csv")
FRAME = pd.read_csv(FOLDER / "frame.csv")
RESULTS = pd.read_csv(
    FOLDER / "results.csv", dtype={c: str for c in ("item", "group", "level", "design")}
).fillna({"item": "", "group": "", "level": "", "design": ""})
PROVIDER, _ = pd.factorize(DATA.provider, sort=True)
N_PSU = PROVIDER.max() + 1
GROUP = (DATA.group == "school").to_numpy().astype(int)
WEIGHT = DATA.w.to_numpy()
TEXT = {"school": 1, "policy": 0}


@cache
def margins() -> tuple[weights.Margin, ...]:
    return tuple(
        weights.Margin(name, DATA[name].to_numpy(), dict(zip(part.level, part.total, strict=True)))
        for name, part in FRAME.groupby("margin", sort=False)
    )


@cache
def designs() -> dict[str, Design]:
    providers = DATA.groupby(PROVIDER).first()
    people = FinitePopulation(
        providers.N_prov.to_numpy(float), providers.M_prov.to_numpy(dtype=float)
    )
    kind, _ = pd.factorize(providers.ptype, sort=True)
    ptype, size = margins()
    given = pd.read_csv(FOLDER / "weights.csv")
    both = weights.raking_calibration((ptype, size))
    linear = weights.raking_calibration((ptype, size), WEIGHT)
    post = weights.raking_calibration((ptype,), WEIGHT)
    raked = weights.rake(WEIGHT, (ptype, size))
    poststratified = weights.rake(WEIGHT, (ptype,))
    calibrated = given.cal_linear.to_numpy()
    return {
        "clus": Design(PROVIDER, N_PSU),
        "clus_w": Design(PROVIDER, N_PSU, WEIGHT),
        "strat": Design(PROVIDER, N_PSU, stratum=kind),
        "twostage_fpc": Design(PROVIDER, N_PSU, WEIGHT, population=people),
        "rake": Design(PROVIDER, N_PSU, raked, calibration=both),
        "cal_linear": Design(PROVIDER, N_PSU, calibrated, calibration=linear),
        "poststrat": Design(PROVIDER, N_PSU, poststratified, calibration=post),
        "iid": Design(np.arange(len(DATA)), len(DATA)),
    }


def answers(item: str, levels: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Codes 0.. of the answers within levels, and the domain of those who gave one."""
    column = DATA[item]
    domain = column.isin(levels).to_numpy()
    return np.where(domain, np.searchsorted(levels, column.fillna(0)), 0), domain


def tensor(item: str, levels: list[int], weight: np.ndarray | None = None) -> np.ndarray:
    """(2, C, K) counts (or summed weights) per group (policy, school), provider and level."""
    codes, domain = answers(item, levels)
    counts = np.zeros((2, N_PSU, len(levels)))
    weight = np.ones(len(DATA)) if weight is None else weight
    np.add.at(counts, (GROUP[domain], PROVIDER[domain], codes[domain]), weight[domain])
    return counts


def top2(counts: np.ndarray) -> np.ndarray:
    return np.stack([counts[..., :2].sum(axis=-1), counts[..., 2:].sum(axis=-1)], axis=-1)


@cache
def wave_design(name: str) -> Design:
    code, _ = pd.factorize(WAVES.provider, sort=True)
    return Design(code, code.max() + 1, WAVES.w.to_numpy() if name == "clus_w" else None)
