"""Do the printed p-values and intervals keep their promise? Measured on simulated data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import product, starmap
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from surveyreport.estimates import difference, nominal, ordinal, within_provider
from surveyreport.estimates.cr2 import Contrast, contrast, mean_difference
from surveyreport.estimates.design import Floats, psu_covariance
from surveyreport.estimates.proportions import korn_graubard
from surveyreport.estimates.simulation import MARGINS, SIZES, Scenario

TYPE_I = (0.035, 0.060)
COVERAGE = 0.940
SHIFT = 0.35
GROUPS = ("beleidsteam", "schoolteam")
CATEGORIES = ("niveau 1", "niveau 2", "niveau 3", "niveau 4", "weet niet", "top-2")


def scenarios() -> list[Scenario]:
    """All scenarios, those without a difference first."""
    grid = product((0.0, SHIFT), MARGINS, (0.03, 0.10), (0.05, 0.1, 0.2), (1.0, 0.5, 0.0))
    return [Scenario(icc, between, item, unknown, d) for d, item, unknown, icc, between in grid]


def measure(scenario: Scenario, counts: Floats) -> pd.DataFrame:
    """One row per printed or naive figure: kind (p|interval), printed, method, rate, estimable.

    counts: (datasets, 2, C, 5). rate: of rejection at 5 % or of coverage among the data sets where
    the figure is estimable. p-values only when the scenario has no difference.
    """
    levels, truth = counts[..., :4], scenario.shares()
    know = truth[:, :4] / truth[:, :4].sum(axis=1, keepdims=True)
    unknown = np.stack([levels.sum(axis=-1), counts[..., 4]], axis=-1)
    favourable = counts[..., 2:4].sum(axis=-1)
    top2 = np.stack([counts.sum(axis=-1) - favourable, favourable], axis=-1)
    delta = ordinal.cliffs_delta(levels)
    top2_difference = difference.share_difference(top2)
    unknown_difference = difference.share_difference(unknown)
    scores = np.arange(1, 5)
    provider = within_provider.provider_difference(levels, scores)
    gap = truth[0] - truth[1]
    gap_top2 = gap[2:4].sum()
    true_delta = know[0] @ ordinal.win_fractions(know)[0]
    rows = [
        _covers("Cliffs delta, CR2", delta, true_delta),
        _covers("top-2-verschil, MOVER-Wilson", top2_difference, gap_top2),
        _covers("verschil weet niet, MOVER-Wilson", unknown_difference, gap[4]),
        _covers("verschil per aanbieder, niveau", provider, (know[0] - know[1]) @ scores),
        *_shares_cover(counts, truth),
        _covers("top-2-verschil, Wald", _wald(top2), gap_top2, printed=False),
    ]
    if scenario.shift == 0:
        merged = nominal.merge_sparse(counts, ordered=4)
        rows += [
            _rejects("Cliffs delta, CR2", delta.p),
            _rejects("rangtoets, CR2", ordinal.rank_test_cr2(levels).p),
            _rejects("alle categorieën, Rao-Scott F", nominal.rao_scott(merged).p),
            _rejects("top-2-verschil, Rao-Scott BM", top2_difference.p),
            _rejects("verschil weet niet, Rao-Scott BM", unknown_difference.p),
            _rejects("robuuste van Elteren", within_provider.van_elteren(levels).p),
            _rejects("verschil per aanbieder, niveau", provider.p),
            _rejects("verschil weet niet, CR2 t", _cr2_test(unknown), printed=False),
            _rejects("rangtoets, df = C - 2", ordinal.rank_test(levels).p, printed=False),
            _rejects("chi-kwadraat", _chi_square(counts.sum(axis=-2)), printed=False),
            _rejects("Mann-Whitney", _mann_whitney(levels.sum(axis=-2)), printed=False),
            _rejects("top-2-verschil, Wald", _wald(top2).p, printed=False),
        ]
    return pd.DataFrame(rows)


def run(cases: Sequence[Scenario], datasets: int, seed: int, processes: int = 1) -> pd.DataFrame:
    """`measure` of every case with its own random stream, with the columns of the case.

    holds: the rate is within the bounds, with two standard errors of the simulation to spare.
    The result does not depend on the number of processes.
    """
    jobs = [(case, datasets, [seed, index]) for index, case in enumerate(cases)]
    if processes == 1:
        tables = list(starmap(_measured, jobs))
    else:
        with get_context("spawn").Pool(processes) as pool:
            tables = pool.starmap(_measured, jobs, chunksize=1)
    table = pd.concat(tables, ignore_index=True)
    low, high = np.where(table.kind == "p", [[TYPE_I[0]], [TYPE_I[1]]], [[COVERAGE], [1.0]])
    used = table.estimable * datasets
    below = table.rate < low - 2 * np.sqrt(low * (1 - low) / used)
    above = table.rate > high + 2 * np.sqrt(high * (1 - high) / used)
    return table.assign(holds=~(below | above))


def report(table: pd.DataFrame, datasets: int, seed: int) -> str:
    """The Markdown text of the measurement, in Dutch."""
    printed, naive = table[table.printed], table[~table.printed]
    failing = int((~printed.holds).sum())
    verdict = (
        "Alle afgedrukte p-waarden en intervallen blijven binnen de grenzen."
        if not failing
        else f"**{failing} cellen van afgedrukte maten vallen buiten de grenzen.**"
    )
    sizes = SIZES.sum(axis=1)
    parts = [
        "# Gemeten geldigheid van toetsen en intervallen",
        "Gemaakt door `make validity`; niet met de hand wijzigen.",
        f"Per scenario {datasets} gesimuleerde gegevenssets (startgetal {seed}) met "
        f"{SIZES.shape[1]} aanbieders, {sizes[0]} beleids- en {sizes[1]} schoolteamleden; "
        f"{int((SIZES > 0).all(axis=0).sum())} aanbieders hebben beide groepen. De antwoorden "
        "komen van een latente normale verdeling. `ICC`: latente samenhang binnen een aanbieder; "
        "`r`: samenhang van de aanbiederseffecten op beide groepen. Items: "
        + "; ".join(
            f"{name} ({' / '.join(f'{100 * share:.0f}' for share in shares)} %)"
            for name, shares in MARGINS.items()
        )
        + f". Dekking is gemeten zonder en met een verschuiving van {_number(SHIFT)} SD.",
        f"Grenzen: fout van de eerste soort {_percent(TYPE_I[0])} tot {_percent(TYPE_I[1])} %, "
        f"dekking ten minste {_percent(COVERAGE)} %, met twee standaardfouten van de simulatie "
        "als speling per cel.",
        verdict,
        "## Samenvatting",
        _summary(printed),
        "Ter vergelijking, niet afgedrukt in rapporten:",
        _summary(naive),
    ]
    for kind, title in (("p", "Fout van de eerste soort (%)"), ("interval", "Dekking (%)")):
        part = table[table.kind == kind]
        for (item, unknown, shift), cell in part.groupby(["item", "dont_know", "shift"], sort=True):
            moved = f", verschuiving {_number(shift)} SD" if kind == "interval" else ""
            label = f"{title}: item {item}, {100 * unknown:.0f} % weet niet{moved}"
            parts += [f"## {label}", _grid(cell)]
    parts += [
        "## Wat niet is gemeten",
        "Eén clusterstructuur en normale aanbiederseffecten; geen gewichten, geen samenhang van "
        "grootte en antwoord, geen ongelijke spreiding van de groepen. De rangtoets wordt met "
        "CR2 afgedrukt; die met df = C - 2 staat hierboven ter vergelijking.",
    ]
    return "\n\n".join(parts) + "\n"


def _measured(case: Scenario, datasets: int, seed: list[int]) -> pd.DataFrame:
    counts = case.draw(np.random.default_rng(seed), datasets)
    return measure(case, counts).assign(**vars(case))


def _rejects(method: str, p: Floats, printed: bool = True) -> dict:
    known = np.isfinite(p)
    rate = np.mean(p[known] < 0.05)
    return {"kind": "p", "printed": printed, "method": method, "rate": rate,
            "estimable": known.mean()}  # fmt: skip


def _covers(method: str, interval: Contrast, truth: float, printed: bool = True) -> dict:
    known = np.isfinite(interval.low)
    inside = (interval.low <= truth) & (truth <= interval.high)
    return {"kind": "interval", "printed": printed, "method": method,
            "rate": np.mean(inside[known]), "estimable": known.mean()}  # fmt: skip


def _shares_cover(counts: Floats, truth: Floats) -> list[dict]:
    """Korn-Graubard for every category and the top-2 of both groups; naive Clopper-Pearson too."""
    counts = np.concatenate([counts, counts[..., 2:4].sum(axis=-1, keepdims=True)], axis=-1)
    truth = np.hstack([truth, truth[:, 2:4].sum(axis=1, keepdims=True)])
    respondents = counts[..., :5].sum(axis=-1)
    n = respondents.sum(axis=-1)[..., None]
    share = counts.sum(axis=-2) / n
    z = (counts - respondents[..., None] * share[..., None, :]) / n[..., None]
    variance = np.diagonal(psu_covariance(z), axis1=-2, axis2=-1)
    df = (respondents > 0).sum(axis=-1)[..., None] - 1
    rows = []
    for name, v, printed in (
        ("Korn-Graubard", variance, True),
        ("Clopper-Pearson", np.zeros_like(variance), False),
    ):
        low, high, _ = korn_graubard(share, v, n, df)
        rates = ((low <= truth) & (truth <= high)).mean(axis=0)
        rows += [
            {"kind": "interval", "printed": printed, "method": f"{name}, {group} {category}",
             "rate": rates[g, k], "estimable": 1.0}
            for g, group in enumerate(GROUPS) for k, category in enumerate(CATEGORIES)
        ]  # fmt: skip
    return rows


def _wald(counts: Floats) -> Contrast:
    """The difference of shares as if respondents were independent."""
    n = counts.sum(axis=(-2, -1))
    share = counts[..., 1].sum(axis=-1) / n
    estimate = share[..., 0] - share[..., 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt((share * (1 - share) / n).sum(axis=-1))
        z = estimate / se
    half = stats.norm.ppf(0.975) * se
    p = 2 * stats.norm.sf(np.abs(z))
    return Contrast(estimate, se, np.inf, estimate - half, estimate + half, z, p)


def _cr2_test(counts: Floats) -> Floats:
    values = np.broadcast_to([0.0, 1.0], (*counts.shape[:-3], 2, 2))
    return contrast(*mean_difference(counts, values)).p


def _chi_square(cells: Floats) -> Floats:
    n = cells.sum(axis=(-2, -1), keepdims=True)
    expected = cells.sum(axis=-1, keepdims=True) * cells.sum(axis=-2, keepdims=True) / n
    gap = np.divide((cells - expected) ** 2, expected, where=expected > 0, out=np.zeros_like(cells))
    df = (expected[..., 0, :] > 0).sum(axis=-1) - 1
    return stats.chi2.sf(gap.sum(axis=(-2, -1)), df)


def _mann_whitney(cells: Floats) -> Floats:
    size = cells.sum(axis=-1)
    n, ties = size.sum(axis=-1), cells.sum(axis=-2)
    u = (ordinal.win_fractions(cells)[..., 0, :] * cells[..., 0, :]).sum(axis=-1) / 2 * size[..., 1]
    spread = n + 1 - (ties**3 - ties).sum(axis=-1) / (n * (n - 1))
    return 2 * stats.norm.sf(np.abs(u) / np.sqrt(size.prod(axis=-1) / 12 * spread))


def _summary(table: pd.DataFrame) -> str:
    rows = []
    for (kind, method), part in table.groupby(["kind", "method"], sort=True):
        what = "fout 1e soort" if kind == "p" else "dekking"
        numbers = [_percent(value) for value in (part.rate.min(), part.rate.max())]
        outside = int((~part.holds).sum())
        rows.append([what, method, *numbers, _percent(part.estimable.min()), str(outside)])
    head = ["maat", "methode", "laagste %", "hoogste %", "schatbaar %", "cellen buiten de grenzen"]
    return _markdown(head, rows)


def _grid(table: pd.DataFrame) -> str:
    wide = table.pivot_table("rate", ["printed", "method"], ["icc", "between"], sort=True)
    wide = wide.sort_index(axis=1, ascending=[True, False]).sort_index(ascending=[False, True])
    head = ["ICC / r", *(f"{_number(icc)} / {_number(r)}" for icc, r in wide.columns)]
    rows = [
        [method if printed else f"*{method}*", *map(_percent, values)]
        for (printed, method), values in zip(wide.index, wide.to_numpy(), strict=True)
    ]
    return _markdown(head, rows)


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",")


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def main() -> int:
    parser = argparse.ArgumentParser(description="Meet de geldigheid van toetsen en intervallen.")
    parser.add_argument("--out", type=Path, required=True, help="Markdownbestand")
    parser.add_argument("--datasets", type=int, default=10_000, help="gegevenssets per scenario")
    parser.add_argument("--seed", type=int, default=20_231_001, help="startgetal")
    parser.add_argument("--processes", type=int, default=2, help="gelijktijdige processen")
    given = parser.parse_args()
    table = run(scenarios(), given.datasets, given.seed, given.processes)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(report(table, given.datasets, given.seed), encoding="utf-8")
    return int((~table[table.printed].holds).any())


if __name__ == "__main__":
    sys.exit(main())
