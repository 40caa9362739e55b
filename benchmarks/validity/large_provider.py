"""One provider with a quarter to nearly half of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.validity.cells import cell, covers, rejects
from benchmarks.validity.draw import LEVELS, answers, held, spread
from surveyreport.estimates import difference, dominance, nominal, small_groups
from surveyreport.estimates.design import psu_covariance
from surveyreport.estimates.proportions import cr2_share, korn_graubard

TWELVE = (40, 12, 11, 10, 9, 8, 7, 6, 6, 5, 4, 2)


@dataclass(frozen=True)
class HeldShare:
    """A share of a group of which one provider holds `part`: 295 at 32 providers, or `sizes`."""

    part: float
    share: float
    icc: float
    sizes: tuple[int, ...] = ()

    situation = "één grote aanbieder"
    factor = 0.5

    @property
    def label(self) -> str:
        text = f"aandeel {self.share:.0%}, grootste aanbieder {self.part:.0%}"
        text += f" van {len(self.sizes) or 32}, ICC {self.icc:g}"
        return text.replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        sizes = np.array(self.sizes or held(self.part)[:32])
        chosen = answers(rng, sizes[None], [[1 - self.share, self.share]], self.icc, 1.0, datasets)[
            :, 0, :, 1
        ]
        n, providers = int(sizes.sum()), len(sizes)
        share = chosen.sum(axis=1) / n
        totals = chosen - sizes * share[:, None]
        plain = psu_covariance(totals[..., None] / n)[:, 0, 0]
        # the columns of cr2_share are data sets here: the providers are the same in all
        own, df = cr2_share(totals.T, np.repeat(np.arange(providers), sizes), np.ones(n))
        weight = float(dominance.weight(sizes))
        mixed = (1 - weight) * plain + weight * own
        mixed_df = (1 - weight) * (providers - 1) + weight * df
        rows = []
        for name, variance, free, printed in (
            ("Korn-Graubard", mixed, mixed_df, True),
            ("Korn-Graubard, gelineariseerd", plain, providers - 1, False),
        ):
            low, high, _ = korn_graubard(share, variance, n, free)
            inside = ((low <= self.share) & (self.share <= high)).mean()
            rows.append(cell("dekking", name, inside, printed=printed))
        return rows


@dataclass(frozen=True)
class HeldGroup:
    """Policy team of n beside a school team of which one provider holds `part`."""

    part: float
    n: int
    icc: float
    between: float

    situation = "één grote aanbieder"
    factor = 0.5

    @property
    def label(self) -> str:
        text = f"n {self.n}, grootste aanbieder {self.part:.0%} van de andere groep"
        return f"{text}, ICC {self.icc:g}, r {self.between:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        many = held(self.part)
        few = spread(rng, self.n, len(many), datasets)
        sizes = np.stack([few, np.tile(many, (datasets, 1))], axis=1)
        shares = [LEVELS["gewoon"]] * 2
        counts = answers(rng, sizes, shares, self.icc, self.between, datasets)
        favourable = counts[..., 2:].sum(axis=-1)
        top2 = np.stack([counts.sum(axis=-1) - favourable, favourable], axis=-1)
        merged = nominal.merge_sparse(counts, ordered=4)
        delta, shares_apart = small_groups.cliffs_delta(counts), difference.share_difference(top2)
        return [
            covers("Cliffs delta", delta, 0.0),
            covers("top-2-verschil, MOVER-Wilson", shares_apart, 0.0),
            rejects("Cliffs delta", delta.p),
            rejects("top-2-verschil, Rao-Scott BM", shares_apart.p),
            rejects("alle categorieën, Rao-Scott F", nominal.rao_scott_held(merged).p),
            rejects("alle categorieën, zonder CR2", nominal.rao_scott(merged).p, printed=False),
        ]


def cases() -> list[HeldShare | HeldGroup]:
    grid = product((0.22, 0.25, 0.3, 0.333), (0.5, 0.9), (0.05, 0.1, 0.2, 0.4))
    groups = product((0.25, 0.333, 0.36, 0.45), (30, 67), ((0.05, 1.0), (0.1, 0.5), (0.2, 0.5)))
    return [
        *(HeldShare(*case) for case in grid),
        *(HeldShare(0.45, share, icc) for share in (0.5, 0.9) for icc in (0.1, 0.4)),
        *(HeldShare(0.333, share, icc, TWELVE) for share in (0.5, 0.9) for icc in (0.1, 0.4)),
        *(HeldGroup(part, n, *icc) for part, n, icc in groups),
    ]
