"""How well the questions of a theme hang together, and how reliable a provider's mean of it is.

Questions have few ordered answers, so besides alpha on the scores there are ordinal alpha and
omega, from polychoric correlations (Zumbo, Gadermann & Zeisser 2007; McDonald 1999). Providers are
the clusters: intervals are those of the jackknife that leaves out one provider at a time, on
ln(1 - x).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special
from scipy.special import ndtr, ndtri

from surveyreport.estimates.cr2 import t_quantile
from surveyreport.estimates.design import Floats

LIMIT, STEPS, ROUNDS = 0.99, 32, 200
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(16)
GOLDEN = (np.sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Coefficient:
    """An estimate, 1 at most, with its interval; None where it cannot be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Coherence:
    """n: respondents with an opinion on every question, of `providers` providers."""

    n: int
    providers: int
    alpha: Coefficient
    ordinal_alpha: Coefficient
    omega: Coefficient


def coherence(codes: Floats, provider: Floats, level: float = 0.95) -> Coherence:
    """codes: (m, k) places 0.. of the answers of m respondents to k >= 2 questions, the most
    favourable highest; provider: (m,) codes 0..C-1."""
    names, code = np.unique(provider, return_inverse=True)
    keep = np.ones((len(names) + 1, len(code)), dtype=float)
    keep[1:][code[None, :] == np.arange(len(names))[:, None]] = 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        correlations = _polychoric_matrices(codes, keep)
        found = (_alpha(codes, keep), ordinal_alpha(correlations), omega(correlations))
        alpha, ordinal, total = (_with_interval(values, level) for values in found)
    return Coherence(len(codes), len(names), alpha, ordinal, total)


def _with_interval(values: Floats, level: float) -> Coefficient:
    """The first value with the jackknife interval of the others, which leave one provider out."""
    value, others = float(values[0]), values[1:]
    if not np.isfinite(value):
        return Coefficient(None)
    providers = len(others)
    if providers < 3 or value >= 1 or not (np.isfinite(others) & (others < 1)).all():
        return Coefficient(value)
    moved = np.log1p(-others)
    se = np.sqrt((providers - 1) / providers * ((moved - moved.mean()) ** 2).sum())
    away = float(t_quantile((1 + level) / 2, np.array([providers - 1.0]))[0] * se)
    low, high = (-float(np.expm1(np.log1p(-value) + sign * away)) for sign in (1, -1))
    return Coefficient(value, low, high)


def _alpha(codes: Floats, keep: Floats) -> Floats:
    """(R,) Cronbach's alpha of the scores, for weights (R, m) 0 or 1 of the respondents."""
    n = keep.sum(axis=1)
    mean = keep @ codes / n[:, None]
    second = np.einsum("rm,mi,mj->rij", keep, codes, codes, optimize=True)
    covariance = second - n[:, None, None] * mean[:, :, None] * mean[:, None, :]
    k = codes.shape[1]
    own = np.trace(covariance, axis1=1, axis2=2)
    return k / (k - 1) * (1 - own / covariance.sum(axis=(1, 2)))


def ordinal_alpha(correlations: Floats) -> Floats:
    """(...) standardised alpha of correlations (..., k, k): Zumbo, Gadermann & Zeisser (2007)."""
    k = correlations.shape[-1]
    mean = (correlations.sum(axis=(-2, -1)) - k) / (k * (k - 1))
    return k * mean / (1 + (k - 1) * mean)


def omega(correlations: Floats) -> Floats:
    """(...) omega of one factor of correlations (..., k, k).

    (sum l)^2 / ((sum l)^2 + sum (1 - l^2)), loadings l by iterated principal axes (McDonald 1999).
    Of two questions they are equal, and omega is the coefficient of Spearman and Brown (Eisinga, te
    Grotenhuis & Pelzer 2013).
    """
    k = correlations.shape[-1]
    if k == 2:
        return ordinal_alpha(correlations)
    there = np.asarray(np.isfinite(correlations).all(axis=(-2, -1)))
    reduced = np.where(there[..., None, None], correlations, np.eye(k)).copy()
    apart = np.abs(reduced - np.eye(k))
    shared = apart.max(axis=-1)
    at = np.arange(k)
    for _ in range(ROUNDS):
        reduced[..., at, at] = shared
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[..., -1] * np.sqrt(np.maximum(values[..., -1:], 0))
        before, shared = shared, np.minimum(loadings**2, 0.995)
        if np.abs(shared - before).max() < 1e-9:
            break
    total = loadings.sum(axis=-1) ** 2
    found = total / (total + (1 - loadings**2).sum(axis=-1))
    return np.where(there, found, np.nan)


def _polychoric_matrices(codes: Floats, keep: Floats) -> Floats:
    """(R, k, k) polychoric correlations, for weights (R, m) 0 or 1 of the respondents."""
    k, size = codes.shape[1], int(codes.max()) + 1
    chosen = (codes[:, :, None] == np.arange(size)).astype(float)
    first, second = np.triu_indices(k, 1)
    tables = np.einsum("rm,mpa,mpb->rpab", keep, chosen[:, first], chosen[:, second], optimize=True)
    found = polychoric(tables)
    made = np.tile(np.eye(k), (len(keep), 1, 1))
    made[:, first, second] = made[:, second, first] = found
    return made


def polychoric(tables: Floats) -> Floats:
    """(...) polychoric correlation of tables (..., I, J) of two ordered answers.

    Two steps (Olsson 1979): limits from the margins, then the correlation of the bivariate normal
    with the largest likelihood, between -LIMIT and LIMIT, by golden section. NaN for a table in
    which one of the two answers does not vary.
    """
    n = tables.sum(axis=(-2, -1))[..., None]
    # a category nobody chose has no width
    rows, columns = (
        np.clip(ndtri(np.cumsum(tables.sum(axis=axis), axis=-1)[..., :-1] / n), -8, 8)
        for axis in (-1, -2)
    )
    low = np.full(tables.shape[:-2], -LIMIT)
    high = -low
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = (_likelihood(tables, rows, columns, rho) for rho in (left, right))
    for _ in range(STEPS):
        # of the two points inside one stays inside, by the golden section
        better = at_left > at_right
        low, high = np.where(better, low, left), np.where(better, right, high)
        new = np.where(better, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
        at_new = _likelihood(tables, rows, columns, new)
        left, right = np.where(better, new, right), np.where(better, left, new)
        at_left, at_right = np.where(better, at_new, at_right), np.where(better, at_left, at_new)
    varies = [((tables.sum(axis=axis) > 0).sum(axis=-1) > 1) for axis in (-1, -2)]
    return np.where(varies[0] & varies[1], (low + high) / 2, np.nan)


def _likelihood(tables: Floats, rows: Floats, columns: Floats, rho: Floats) -> Floats:
    below = bivariate_normal(rows[..., :, None], columns[..., None, :], rho[..., None, None])
    grid = np.zeros((*tables.shape[:-2], tables.shape[-2] + 1, tables.shape[-1] + 1))
    grid[..., 1:-1, 1:-1] = below
    grid[..., -1, 1:-1] = ndtr(columns)
    grid[..., 1:-1, -1] = ndtr(rows)
    grid[..., -1, -1] = 1
    chance = np.diff(np.diff(grid, axis=-2), axis=-1)
    return (tables * np.log(np.maximum(chance, 1e-12))).sum(axis=(-2, -1))


def bivariate_normal(a: Floats, b: Floats, rho: Floats) -> Floats:
    """P(X < a, Y < b) of standard normals with correlation rho, elementwise.

    Phi(a) Phi(b) + 1/(2 pi) times the integral of exp(-(a^2 + b^2 - 2 a b sin t) / (2 cos^2 t))
    over t from 0 to arcsin rho (Plackett 1954; Genz 2004), by Gauss-Legendre.
    """
    top = np.arcsin(rho)[..., None] / 2
    angle = top * (NODES + 1)
    a, b = a[..., None], b[..., None]
    power = -(a**2 + b**2 - 2 * a * b * np.sin(angle)) / (2 * np.cos(angle) ** 2)
    part = (np.exp(power) * NODE_WEIGHTS).sum(axis=-1) * top[..., 0] / (2 * np.pi)
    return ndtr(a[..., 0]) * ndtr(b[..., 0]) + part


def provider_icc(values: Floats, provider: Floats, level: float = 0.95) -> Coefficient:
    """Intraclass correlation of values (m,) within providers, one-way ANOVA (Donner 1986), with the
    interval of Wald (1940), exact for normal values and any sizes; may be negative.

    With theta the variance between over that within, w_c = n_c / (1 + n_c theta) and weighted mean
    M, sum w_c (mean_c - M)^2 / ((C - 1) MS_within) is F(C - 1, m - C); equal sizes give Searle's
    limits. Those, with the mean size n0, covered 91 % with sizes of 2 to 40.
    """
    names, code = np.unique(provider, return_inverse=True)
    size = np.bincount(code)
    m, providers = len(values), len(names)
    if providers < 2 or m == providers:
        return Coefficient(None)
    means = np.bincount(code, values) / size
    between = (size * (means - values.mean()) ** 2).sum() / (providers - 1)
    within = ((values - means[code]) ** 2).sum() / (m - providers)
    n0 = (m - (size**2).sum() / m) / (providers - 1)
    if within <= 0:
        return Coefficient(None)

    def above(theta: float, wanted: float) -> float:
        weight = size / (1 + size * theta)
        spread = (weight * (means - weight @ means / weight.sum()) ** 2).sum()
        return float(spread / (providers - 1) / within) - wanted

    lowest, limits = -(1 - 1e-9) / size.max(), []
    for tail in ((1 + level) / 2, (1 - level) / 2):
        wanted = float(special.fdtri(providers - 1, m - providers, tail))
        theta, highest = lowest, 1.0
        if above(lowest, wanted) > 0:
            while above(highest, wanted) > 0:
                highest *= 2
            theta = optimize.brentq(above, lowest, highest, (wanted,), xtol=1e-12)
        limits.append(theta / (1 + theta))
    value = (between / within - 1) / (between / within - 1 + n0)
    return Coefficient(float(value), *limits)


def reliability(icc: float, people: float) -> float:
    """Of the mean of `people` respondents of a provider: people icc / (1 + (people - 1) icc)
    (Spearman 1910; Brown 1910); 0 without any difference between providers."""
    return max(people * icc / (1 + (people - 1) * icc), 0.0)


def people_needed(icc: float, wanted: float) -> float:
    """Respondents from which `reliability` is `wanted`; infinite when providers do not differ."""
    return wanted / (1 - wanted) * (1 - icc) / icc if icc > 0 else np.inf
