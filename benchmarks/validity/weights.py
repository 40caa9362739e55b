"""Comparisons and shares with weights from a frame: by type, by response, raked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.validity.cells import cell, rejects
from benchmarks.validity.draw import LEVELS, SCHOOL, answers, spread
from surveyreport.estimates import weighted
from surveyreport.estimates.design import Design, Floats
from surveyreport.estimates.pair import Result
from surveyreport.estimates.proportions import design_proportions
from surveyreport.estimates.weights import Margin, rake, raking_calibration, trim

# invited providers of the two types, and of them the first of 35 that could answer
INVITED, LARGE = np.array([12.0, 39.0]), 10


@dataclass(frozen=True)
class Weighted:
    """67 and a school team, alike; weights by `step`: of type (soort), of response inside the
    provider (respons; a tenth to all of the people answer), or that and raking to the types."""

    step: str
    item: str
    icc: float

    situation = "gewogen naar het kader"
    factor = 0.1

    @property
    def label(self) -> str:
        return f"{self.step}, {self.item}, ICC {self.icc:g}".replace(".", ",")

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        sizes = np.stack([spread(rng, 67, len(SCHOOL), 1)[0], SCHOOL])
        shares = np.array([LEVELS[self.item]] * 2)
        counts = answers(rng, sizes, shares, self.icc, 0.5, datasets).astype(int)
        of_provider = rng.uniform(1, 10, sizes.shape)
        index = np.indices((*sizes.shape, shares.shape[1]))
        group, psu = (np.repeat(each[..., 0].ravel(), sizes.ravel()) for each in index[:2])
        design = self._design(group, psu, of_provider, sizes)
        favourable = np.array([False, False, True, True])
        truth = shares[0][favourable].sum()
        unknown = np.zeros(len(group), dtype=bool)
        found: list[list[Result]] = []
        inside = []
        for one in counts:
            category = np.repeat(index[2].ravel(), one.ravel())
            delta, _, top2 = weighted.compare(category, favourable, unknown, group, design)
            found.append([delta, top2])
            own = design_proportions(favourable[category][:, None], group == 1, design)[0]
            inside.append(own.ci_low <= truth <= own.ci_high)
        rows = [cell("dekking", "Korn-Graubard, gewogen", np.mean(inside))]
        for place, name in enumerate(("Cliffs delta", "top-2-verschil")):
            lines = [each[place] for each in found]
            p, low, high = (
                np.array([getattr(line, key) for line in lines], dtype=float)
                for key in ("p_value", "ci_low", "ci_high")
            )
            known = np.isfinite(p)
            rows.append(rejects(f"{name}, gewogen", p))
            held = ((low <= 0) & (high >= 0))[known].mean()
            rows.append(cell("dekking", f"{name}, gewogen", held, estimable=known.mean()))
        return rows

    def _design(self, group: Floats, psu: Floats, of_provider: Floats, sizes: Floats) -> Design:
        """Of respondents by group and provider; the weights are made group by group."""
        kind = (psu >= LARGE).astype(int)
        weights = np.ones(len(psu))
        for one in (0, 1):
            own = group == one
            if self.step == "soort":
                here = np.bincount((np.flatnonzero(sizes[one]) >= LARGE).astype(int), minlength=2)
                weights[own] = (INVITED / here)[kind[own]]
            else:
                weights[own] = of_provider[one, psu[own]]
            weights[own] = trim(weights[own])
        if self.step != "raking":
            return Design(psu, sizes.shape[1], weights)
        label = np.char.add(group.astype(str), kind.astype(str))
        totals = {name: 400.0 if name[1] == "0" else 900.0 for name in np.unique(label)}
        margin = Margin("soort", label, totals)
        calibration = raking_calibration([margin])
        return Design(psu, sizes.shape[1], rake(weights, [margin]), calibration=calibration)


def cases() -> list[Weighted]:
    grid = product(("soort", "respons", "raking"), ("gewoon", "80 %"), (0.05, 0.2))
    return [Weighted(step, item, icc) for step, item, icc in grid]
