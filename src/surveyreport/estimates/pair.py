"""Everything that is said about one pair of items: policy team against school team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from surveyreport.estimates import (
    clustering,
    difference,
    nominal,
    ordinal,
    small_groups,
    within_provider,
)
from surveyreport.estimates.cr2 import Contrast, t_quantile
from surveyreport.estimates.design import Floats, NotEstimable

T = TypeVar("T")
NEAR_UNANIMITY = "cr2_and_pooled_variance"


@dataclass(frozen=True)
class Result:
    """One line about a pair; what does not apply is None, and `reason` tells why nothing is given,
    or no test (TOO_RARE of a difference of shares).

    estimand: what the estimate estimates, a - b. Differences of shares are -1 to 1. n: respondents
    (a, b) where they are others than those of the pair.
    """

    estimand: str
    test: str
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    statistic: float | None = None
    df: float | None = None
    df2: float | None = None
    p_value: float | None = None
    reason: NotEstimable | None = None
    n: tuple[int, int] | None = None


@dataclass(frozen=True)
class Pair:
    """n: respondents (a, b) with a substantive answer; providers: those of each group, and of both.

    not_answering: (a, b) share of those asked who answered don't know or not applicable; None when
    nobody was asked. icc, design_effect (Kish, of group a and b) and the minimum detectable
    differences (80 % power, two-sided 5 %) are None when not estimable. spread: se and df of
    `delta` and `top2`, where estimable. largest_provider: the largest share (0-1) of a group with
    an opinion that one provider holds.
    """

    n: tuple[int, int]
    providers: tuple[int, int]
    providers_both: int
    not_answering: tuple[float | None, float | None]
    icc: float | None
    design_effect: tuple[float | None, float | None]
    detectable_delta: float | None
    detectable_top2: float | None
    results: tuple[Result, ...]
    spread: dict[str, tuple[float, float]] = field(default_factory=dict)
    largest_provider: float = 0.0

    def detectable(self, name: str, alpha: float) -> float | None:
        """The smallest true `delta` or `top2` that 80 % of such samples find at this alpha."""
        if name not in self.spread:
            return None
        se, df = self.spread[name]
        found = difference.minimum_detectable(np.float64(se), np.float64(df), level=1 - alpha)
        return min(float(found), 1.0)


def compare(
    levels: Floats,
    favourable: NDArray[np.bool_],
    dont_know: Floats | None = None,
    not_applicable: Floats | None = None,
    smallest: int = 10,
    level: float = 0.95,
) -> Pair:
    """Compare group a with group b.

    levels: (2, C, K) respondents per group, provider and ordered substantive level, from least to
    most; C counts every provider of the design. favourable: (K,) levels of the top-2. dont_know,
    not_applicable: (2, C). smallest: respondents every group needs in the base of a result.

    Bases: levels for the ordinal results; levels and don't know for the top-2 difference and the
    nominal test; don't know against levels and don't know; not applicable against all asked.
    """
    levels = np.asarray(levels, dtype=float)
    nobody = np.zeros(levels.shape[:2])
    unknown = nobody if dont_know is None else np.asarray(dont_know, dtype=float)
    outside = nobody if not_applicable is None else np.asarray(not_applicable, dtype=float)
    opinion = levels.sum(axis=-1)
    chosen = levels[..., np.asarray(favourable, dtype=bool)].sum(axis=-1)
    top2 = np.stack([opinion + unknown - chosen, chosen], axis=-1)
    base = Base(levels, smallest, unknown)

    # Of two levels delta is the difference of a share: rare answers need the test of shares.
    binary = levels.shape[-1] == 2
    if binary:
        delta = difference.share_difference(levels, level)
        rank, test = replace(delta, estimate=delta.estimate / 2), "rao_scott_bell_mccaffrey"
    else:
        delta, rank = small_groups.cliffs_delta(levels, level), small_groups.rank_test(levels)
        test = "cr2_bell_mccaffrey" if small_groups.pool(levels).trust == 1 else NEAR_UNANIMITY
    shares = difference.share_difference(top2, level)
    scores = np.arange(1, levels.shape[-1] + 1)
    mean_level = within_provider.provider_difference(levels, scores, level)
    all_categories = np.concatenate([levels, unknown[..., None]], axis=-1)
    categories = nominal.rao_scott_held(nominal.merge_sparse(all_categories, levels.shape[-1]))
    results = [
        base.result("cliff_delta", test, delta),
        superiority_line(base.result("superiority", test, delta)),
        Base(top2, smallest).share("top2_difference", "rao_scott_bell_mccaffrey", shares),
        _test_only(base.result("rank_test", "lumley_scott_cr2", rank)),
        Base(all_categories, smallest).result("all_categories", "rao_scott_f", categories),
        base.inside("provider_mean_level_difference", "paired_t", mean_level),
        _test_only(
            base.inside(
                "within_provider", "robust_van_elteren", within_provider.van_elteren(levels)
            )
        ),
    ]
    for name, given, rest in (
        ("dont_know_difference", dont_know, opinion),
        ("not_applicable_difference", not_applicable, opinion + unknown),
    ):
        if given is not None:
            counts = np.stack([rest, np.asarray(given, dtype=float)], axis=-1)
            result = difference.share_difference(counts, level)
            results.append(Base(counts, smallest).share(name, "rao_scott_bell_mccaffrey", result))
    asked = opinion + unknown + outside
    icc = _number(clustering.icc_anova(levels, scores))
    sizes = opinion if icc is not None else nobody
    spread = {
        name: (float(se), float(result.df))
        for name, result, cells in (("delta", delta, levels), ("top2", shares, top2))
        if np.isfinite(se := _uncertainty(result, cells, level))
    }
    detectable = {
        name: _number(difference.minimum_detectable(*map(np.float64, each)))
        for name, each in spread.items()
    }
    with np.errstate(invalid="ignore"):
        held = opinion.max(axis=1) / opinion.sum(axis=1)
    return Pair(
        n=_two(int(n) for n in opinion.sum(axis=1)),
        providers=_two(int(n) for n in np.count_nonzero(opinion, axis=1)),
        providers_both=int(within_provider.has_both_groups(levels).sum()),
        not_answering=_two(
            float((unknown + outside)[g].sum() / asked[g].sum()) if asked[g].any() else None
            for g in (0, 1)
        ),
        icc=icc,
        design_effect=_two(
            float(clustering.kish_design_effect(icc, sizes[g])) if sizes[g].any() else None
            for g in (0, 1)
        ),
        detectable_delta=detectable.get("delta"),
        detectable_top2=detectable.get("top2"),
        results=tuple(results),
        spread=spread,
        largest_provider=float(np.nan_to_num(held).max()),
    )


def _two(values: Iterable[T]) -> tuple[T, T]:
    a, b = values
    return a, b


@dataclass(frozen=True)
class Base:
    """The counts (2, C, K) a result is computed from, and when that is too little for it."""

    counts: Floats
    smallest: int
    dont_know: Floats | None = None

    def result(self, estimand: str, test: str, value: Contrast | nominal.FTest) -> Result:
        """A test, and what is given only beside one."""
        return self._line(estimand, test, value, self._reason() or self._rare())

    def share(self, estimand: str, test: str, value: Contrast) -> Result:
        """A difference of shares; where one answer is too rare its interval holds, and a p is not
        given, with the reason."""
        line = self._line(estimand, test, value, self._reason())
        rare = line.reason or self._rare()
        return replace(line, statistic=None, p_value=None, reason=rare) if rare else line

    def inside(self, estimand: str, test: str, value: Contrast) -> Result:
        """A result of the providers with both groups."""
        few = within_provider.has_both_groups(self.counts).sum() < 2
        reason = NotEstimable.ONE_PROVIDER if few else None
        return self._line(estimand, test, value, self._reason() or self._rare() or reason)

    def _line(self, estimand: str, test: str, value: Any, reason: NotEstimable | None) -> Result:
        if reason is None and _number(value.p) is None:
            reason = NotEstimable.NO_VARIANCE
        if reason is not None:
            return Result(estimand, test, reason=reason)
        names = {"p_value": "p", "ci_low": "low", "ci_high": "high"}
        columns = ("estimate", "ci_low", "ci_high", "statistic", "df", "df2", "p_value")
        absent: Any = np.nan
        numbers: Any = {c: _number(getattr(value, names.get(c, c), absent)) for c in columns}
        return Result(estimand, test, **numbers)

    def _rare(self) -> NotEstimable | None:
        return NotEstimable.TOO_RARE if difference.too_rare(self.counts) else None

    def _reason(self) -> NotEstimable | None:
        n = self.counts.sum(axis=(1, 2))
        if np.any(n == 0):
            silent = self.dont_know is not None and self.dont_know[n == 0].sum(axis=1).all()
            return NotEstimable.ALL_DONT_KNOW if silent else NotEstimable.NO_RESPONDENTS
        if np.any(n < self.smallest):
            return NotEstimable.TOO_FEW
        if np.any(np.count_nonzero(self.counts.sum(axis=2), axis=1) < 2):
            return NotEstimable.ONE_PROVIDER
        return None


def _test_only(line: Result) -> Result:
    """Without the estimate, which has no unit a reader knows."""
    return replace(line, estimate=None, ci_low=None, ci_high=None)


def superiority_line(line: Result) -> Result:
    """A line about delta, -1 to 1, told as the probability of superiority, 0 to 1."""
    if line.reason is not None:
        return line
    values = (line.estimate, line.ci_low, line.ci_high)
    estimate, low, high = (float(ordinal.superiority(value)) for value in values)
    return replace(line, estimate=estimate, ci_low=low, ci_high=high)


def _uncertainty(result: Contrast, counts: Floats, level: float) -> Floats:
    """The se; of a share with few dissenting answers, where CR2 is too small, what its interval
    says of it."""
    if counts.shape[-1] > 2 or small_groups.pool(counts).trust == 1:
        return result.se
    return (result.high - result.low) / 2 / t_quantile((1 + level) / 2, result.df)


def _number(value: Floats) -> float | None:
    return float(value) if np.isfinite(value) else None
