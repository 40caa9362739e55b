"""Where the tests of this folder find the study and their copy of the wave's numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "figures"


def estimates() -> pd.DataFrame:
    return pd.read_csv(DATA / "estimates.csv")


def register() -> pd.DataFrame:
    return pd.read_csv(DATA / "register.csv", dtype={"unit": str})


def verdicts() -> pd.DataFrame:
    return pd.read_csv(DATA / "verdicts.csv")
