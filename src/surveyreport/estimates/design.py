"""The sample design: providers are the primary sampling units (PSU)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class NotEstimable(StrEnum):
    """Why a figure is not given; the value stands in the tables."""

    NO_RESPONDENTS = "no_respondents"
    TOO_FEW = "too_few_respondents"
    ALL_DONT_KNOW = "all_dont_know"
    ONE_PROVIDER = "one_provider"
    NO_VARIANCE = "no_variance"
    TOO_RARE = "too_rare"


@dataclass(frozen=True, eq=False)
class FinitePopulation:
    """Both stages of a finite population, for a description of these providers now.

    providers: (n_psu,) providers invited in the stratum of each PSU; people: (n_psu,) people
    eligible in each PSU. Never used in a comparison. The one-stage correction is not offered: its
    intervals cover 84-88 %.
    """

    providers: Floats
    people: Floats


@dataclass(frozen=True, eq=False)
class Calibration:
    """Margins (m, q) the weights were calibrated to, and the weights (m,) before calibration."""

    margins: Floats
    base_weights: Floats


@dataclass(frozen=True, eq=False)
class Design:
    """One design for all respondents of both groups; a group or an item's base is a domain of it.

    psu: (m,) provider code 0..n_psu-1 of each respondent. n_psu: all providers of the design,
    those without a respondent in a domain included. weights: (m,), 1 when absent.
    stratum: (n_psu,) code 0.. of each PSU's stratum, one stratum when absent.
    """

    psu: NDArray[np.integer]
    n_psu: int
    weights: Floats | None = None
    stratum: NDArray[np.integer] | None = None
    population: FinitePopulation | None = None
    calibration: Calibration | None = None

    def weighted(self, values: Floats) -> Floats:
        """(m, k) values times the respondents' weights."""
        return values if self.weights is None else values * self.weights[:, None]

    def covariance(self, influence: Floats) -> Floats:
        """Linearised covariance (k, k) of totals of weight x influence (m, k).

        V = C/(C-1) sum_c (z_c - mean z)(z_c - mean z)' per stratum, z_c the total of provider c
        (Binder 1983; R survey::svyrecvar). Rows outside the domain have influence 0. Calibrated
        weights: influence is replaced by its residual on the margins (Deville & Särndal 1992).
        """
        contribution = self.weighted(self.residual(influence))
        totals = psu_totals(contribution, self.psu, self.n_psu)
        stratum = self._stratum()
        size = np.bincount(stratum)
        if np.any(size == 1):
            raise ValueError("a stratum with one provider has no variance: merge it with another")
        centred = totals - (psu_totals(totals, stratum, len(size)) / size[:, None])[stratum]
        size = size[stratum]
        scale = size / (size - 1)
        if self.population is None:
            return (centred * scale[:, None]).T @ centred
        fraction = size / self.population.providers
        first = (centred * (scale * (1 - fraction))[:, None]).T @ centred
        return first + self._second_stage(contribution, totals, fraction)

    def degrees_of_freedom(self, domain: NDArray[np.bool_] | None = None) -> int:
        """PSUs minus strata, counting those with a respondent in the domain (m,)."""
        psu = self.psu if domain is None else self.psu[domain]
        present = np.flatnonzero(np.bincount(psu, minlength=self.n_psu))
        return len(present) - len(np.unique(self._stratum()[present]))

    def _stratum(self) -> NDArray[np.integer]:
        return np.zeros(self.n_psu, dtype=np.intp) if self.stratum is None else self.stratum

    def residual(self, influence: Floats) -> Floats:
        """(m, k) influence, of calibrated weights what the margins leave of it."""
        if self.calibration is None:
            return influence
        margins = self.calibration.margins
        weighted = margins * self.calibration.base_weights[:, None]
        slope = np.linalg.lstsq(weighted.T @ margins, weighted.T @ influence, rcond=None)[0]
        return influence - margins @ slope

    def _second_stage(self, contribution: Floats, totals: Floats, fraction: Floats) -> Floats:
        """f1 sum_c (1 - f2_c) n_c/(n_c - 1) sum_i (z_i - mean z)(z_i - mean z)'."""
        n = np.bincount(self.psu, minlength=self.n_psu)
        within = contribution - (totals / np.maximum(n, 1)[:, None])[self.psu]
        scale = fraction * (1 - n / self.population.people) * n / np.maximum(n - 1, 1)
        return (within * scale[self.psu][:, None]).T @ within


def psu_totals(values: Floats, psu: NDArray[np.integer], n_psu: int) -> Floats:
    """(n_psu, k) totals of values (m, k) per PSU."""
    columns = [np.bincount(psu, weights=column, minlength=n_psu) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.zeros((n_psu, 0))


def psu_covariance(totals: Floats) -> Floats:
    """(..., k, k): C/(C-1) sum_c (z_c - mean z)(z_c - mean z)' of PSU totals (..., C, k); one
    stratum, empty PSUs included. 0 with one PSU.
    """
    centred = totals - totals.mean(axis=-2, keepdims=True)
    n_psu = totals.shape[-2]
    return np.swapaxes(centred, -1, -2) @ centred * (n_psu / max(n_psu - 1, 1))
