"""Draw a wave's counts around those of the wave before, with real change in a few items.

python -m synthetic.draw_counts --wave 2025 writes study/reference/2025/counts.csv
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

from surveyreport.files.csvfile import write_csv
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.mapping import SELECTED
from surveyreport.study.load import load_study
from surveyreport.study.model import Item
from synthetic.plan import counts_path, fielded_answers, read_counts, read_plan, read_table
from synthetic.settings import read_settings

DIRECTIONS = {"up": 1, "down": -1}
STREAM = 99  # of the wave's seed; its answers use 0-3


def drawn_counts(study: Path, wave: str) -> pd.DataFrame:
    """item, level, count: respondents of the wave, one row per answer that was offered.

    Each item is one clustered sample of its group's `answering` respondents: Dirichlet-multinomial
    around the shares of the wave before, with the variance of a multinomial times the group's
    design effect. Items of planted_change.csv (item, direction, size) first shift: size is in
    standard deviations of a normal score behind the answers, up is towards the first level.
    Raises InputProblems for items that the wave or the one before does not have.
    """
    settings, problems = read_settings(study, wave), ProblemList()
    path = settings.folder / "planted_change.csv"
    shifts = {
        row["item"]: DIRECTIONS[row["direction"]] * float(row["size"]) for row in read_table(path)
    }
    before, items = read_counts(study, settings.earlier), load_study(study).items
    rng = np.random.default_rng([settings.seed, STREAM])
    rows = []
    for name, group in read_plan(study, settings.earlier).items():
        base = sum(group.sizes.values()) - group.blank
        own = settings.groups[name]
        for item, answers in fielded_answers(study, wave, name).items():
            levels = [row["level"] for row in answers if row["level"]]
            example = settings.like.get(item, item)
            if not levels:
                continue
            if any((example, level) not in before for level in levels):
                problems.add(
                    settings.folder / "wave.yaml",
                    f"{example} heeft in golf {settings.earlier} geen aantallen",
                    f"noem onder like het item waarvan {item} de aantallen volgt",
                    column="like",
                )
                continue
            shares = np.array([before[example, level] / base for level in levels])
            shares = _moved(shares, _opinions(items[item], levels), shifts.pop(item, 0.0))
            drawn = _draw(shares, own.answering, own.design_effect, levels == [SELECTED], rng)
            rows += [(item, level, n) for level, n in zip(levels, drawn, strict=True)]
    for item in shifts:
        problems.add(path, f"{item} zit niet in golf {wave}", "kies een item van de golf")
    problems.raise_if_any()
    return pd.DataFrame(rows, columns=["item", "level", "count"])


def _opinions(item: Item, levels: list[str]) -> np.ndarray:
    """Which levels are an opinion; a box that is ticked is one."""
    return np.array([item.scale is None or level in item.scale.substantive for level in levels])


def _moved(shares: np.ndarray, opinion: np.ndarray, shift: float) -> np.ndarray:
    """The shares after a shift of the score of those with an opinion, best level first."""
    total = shares[opinion].sum() if len(shares) > 1 else 1.0
    upto = np.minimum(np.cumsum(shares[opinion]) / total, 1.0)
    moved = shares.copy()
    moved[opinion] = total * np.diff(norm.cdf(norm.ppf(upto) + shift), prepend=0.0)
    return moved


def _draw(
    shares: np.ndarray, size: int, design_effect: float, box: bool, rng: np.random.Generator
) -> np.ndarray:
    """Counts of the levels, or of the ticks of a box, among `size` respondents."""
    if box:
        shares = np.append(shares, 1 - shares)
    used = shares > 0
    # variance of a Dirichlet-multinomial: 1 + (size - 1) / (concentration + 1) times multinomial
    concentration = (size - 1) / (design_effect - 1) - 1
    chances = rng.dirichlet(concentration * shares[used] / shares.sum())
    counts = np.zeros(len(shares), dtype=int)
    counts[used] = rng.multinomial(size, chances)
    return counts[:1] if box else counts


def main() -> None:
    parser = argparse.ArgumentParser(description="Trek de aantallen van een synthetische golf.")
    parser.add_argument("--wave", required=True, help="de golf")
    parser.add_argument("--study", type=Path, default=Path("study"), help="map van de studie")
    arguments = parser.parse_args()
    try:
        counts = drawn_counts(arguments.study, arguments.wave)
    except InputProblems as error:
        sys.exit(str(error))
    write_csv(counts, counts_path(arguments.study, arguments.wave))


if __name__ == "__main__":
    main()
