"""trends.csv: the difference between two waves of every comparable item, providers as clusters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveyreport.estimates.comparison_table import ADJUST, STEP, PairCounts, item_counts
from surveyreport.estimates.pair import Base, Pair, Result, compare
from surveyreport.estimates.too_small import least
from surveyreport.estimates.wave_trend import departure_from_linear, linear_trend
from surveyreport.estimates.weighted_pairs import weighted_top2, with_weights
from surveyreport.estimates.weighting import Weights
from surveyreport.questionnaires.comparability import comparable_pairs
from surveyreport.study.model import Item, Study

ALL, RETURNING = "all", "returning"
COLUMNS = [
    "group", "item_from", "item_to", "from", "to", "family", "panel", "n_from", "n_to",
    "providers", "estimand", "estimate", "ci_low", "ci_high", "test", "statistic", "df", "df2",
    "p_value", "p_adjusted", "alpha_step", "reason",
]  # fmt: skip
NUMBERS = [name for name in COLUMNS[11:21] if name != "test"]
# without favourable answers only the shares of all answers can be compared
NOMINAL = ("all_categories",)
Responses = dict[str, dict[str, pd.DataFrame]]
LeftOut = Mapping[str, Collection[str]]
Both = tuple[list[pd.DataFrame], set[str], list[pd.DataFrame]]


@dataclass(frozen=True)
class Step:
    """Two waves and the difference table of their questionnaires.

    skips: the waves between them; the table is then of the items that none of these asked.
    """

    earlier: str
    later: str
    table: pd.DataFrame
    skips: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """An item in two waves; its pairs have the later wave as group a.

    counts, pair: all respondents. returning: those of providers with a respondent in both waves.
    top2: the weighted shares (later, earlier), when there are weights.
    """

    step: Step
    item_from: Item
    item_to: Item
    counts: PairCounts
    pair: Pair
    returning: Pair
    top2: tuple[float, float] | None = None


def wave_changes(
    steps: list[Step],
    responses: Responses,
    study: Study,
    smallest: int,
    level: float,
    left_out: LeftOut | None = None,
    weights: Mapping[str, Weights] | None = None,
) -> list[Change]:
    """Every closed item that two waves may be compared on, step by step, in questionnaire order.

    responses: wave -> group -> recoded responses. smallest: see `pair.compare`. left_out: wave ->
    items that too few answered to show anything of; comparisons with them have too few answers.
    weights: wave -> those of `wave_weights`; pairs of items with favourable answers have weighted
    lines then.
    """
    changes = []
    for step in steps:
        pairs = comparable_pairs(step.table)
        both: dict[tuple[str, str], Both] = {}
        for item in study.items.values():
            if item.id not in pairs or not item.closed:
                continue
            before = study.items[pairs[item.id]]
            groups = (item.group, before.group)
            if groups not in both:
                both[groups] = _both(responses[step.later], responses[step.earlier], groups)
            whole, common, of_common = both[groups]
            items = [item, before]
            tables, panel = (list(map(_with_column, each, items)) for each in (whole, of_common))
            counts = item_counts(items, tables)
            limits = (_least(smallest, (item, before), step, left_out or {}), level)
            pair = _compare(counts, *limits)
            returning = _compare(item_counts(items, panel), *limits)
            top2 = None
            if weights and weights[step.later] and weights[step.earlier] and not is_nominal(item):
                parts = [weights[step.later][item.group], weights[step.earlier][before.group]]
                pair = with_weights(pair, items, tables, parts, *limits)
                of_panel = [part.at(common) for part in parts]
                returning = with_weights(returning, items, panel, of_panel, *limits)
                shares = map(weighted_top2, items, tables, parts)
                top2 = (next(shares), next(shares))
            changes.append(Change(step, before, item, counts, pair, returning, top2))
    return changes


def _with_column(table: pd.DataFrame, item: Item) -> pd.DataFrame:
    """The responses, without any answer where a code was too rare in its wave to have a column."""
    if item.id in table or item.coded_from is None:
        return table
    return table.assign(**{item.id: pd.array([pd.NA] * len(table), dtype="Int8")})


def _both(
    later: dict[str, pd.DataFrame], earlier: dict[str, pd.DataFrame], groups: tuple[str, str]
) -> Both:
    """The responses of a group in two waves, the providers in both, and the responses of these."""
    tables = [later[groups[0]], earlier[groups[1]]]
    common = set.intersection(*map(_providers, tables))
    return tables, common, [table[table["provider_id"].isin(common)] for table in tables]


def _providers(table: pd.DataFrame) -> set[str]:
    return set(table.loc[table["included"], "provider_id"])


def _least(smallest: int, items: tuple[Item, Item], step: Step, left_out: LeftOut) -> int:
    waves = (step.later, step.earlier)
    out = [i.id in left_out.get(wave, ()) for i, wave in zip(items, waves, strict=True)]
    return least(smallest, *out)


def _compare(counts: PairCounts, smallest: int, level: float) -> Pair:
    return compare(
        counts.levels, counts.favourable, counts.dont_know, counts.not_applicable, smallest, level
    )


def is_nominal(item: Item) -> bool:
    """Answers without a favourable end."""
    return item.scale is not None and not item.scale.top2


def family_of(item: Item, study: Study) -> tuple[str, str]:
    """(family, kind): what is tested together.

    The items of a part of the questionnaire with ordered answers (confirmatory, Holm); the boxes
    of a question, and a part's items without favourable answers (exploratory, Benjamini-Hochberg).
    """
    question = study.questions[item.question]
    if item.type == "option":
        return question.id, "exploratory"
    block = f"{item.group}.{question.part}"
    return (f"{block}.nominal", "exploratory") if is_nominal(item) else (block, "confirmatory")


def trend_table(
    changes: list[Change],
    responses: Responses,
    study: Study,
    smallest: int,
    level: float,
    alpha: float = 0.05,
    left_out: LeftOut | None = None,
) -> pd.DataFrame:
    """COLUMNS, one row per item, pair of waves, panel (all or returning) and estimand.

    Estimates are later - earlier, shares and deltas -1 to 1. p_adjusted: within waves, panel,
    family and estimand; alpha_step: as in `comparison_table`, at alpha. An item that three waves in
    a row or more may be compared on has, from its first to its last wave, also top2_per_wave and
    mean_level_per_wave (slopes) and the tests of departure from a line. Its n are those of the
    first and last wave.
    """
    rows = []
    for change in changes:
        family, _ = family_of(change.item_to, study)
        head = (
            change.item_to.group, change.item_from.id, change.item_to.id,
            change.step.earlier, change.step.later, family,
        )  # fmt: skip
        for panel, pair in ((ALL, change.pair), (RETURNING, change.returning)):
            either = sum(pair.providers) - pair.providers_both
            rows += [
                (*head, panel, *pair.n[::-1], either, *_numbers(line))
                for line in pair.results
                if line.estimand in NOMINAL or not is_nominal(change.item_to)
            ]
    for chain in _chains(changes):
        out = [_least(0, (c.item_to, c.item_from), c.step, left_out or {}) > 0 for c in chain]
        rows += _slope_rows(chain, responses, study, least(smallest, *out), level)
    table = pd.DataFrame(rows, columns=COLUMNS)
    kinds = dict(family_of(change.item_to, study) for change in changes)
    tested = ["from", "to", "family", "panel", "estimand"]
    for (_, _, family, _, _), part in table.groupby(tested, sort=False):
        known = [None if pd.isna(p) else float(p) for p in part["p_value"]]
        table.loc[part.index, "p_adjusted"] = ADJUST[kinds[family]](known)
        table.loc[part.index, "alpha_step"] = STEP[kinds[family]](known, alpha)
    return table.astype(dict.fromkeys(NUMBERS, float))


def _chains(changes: list[Change]) -> list[list[Change]]:
    """Runs of changes in which each begins with the item and wave the one before it ended with.

    A change that skips a wave is in none: the slope is per wave, all as far apart.
    """
    ends: dict[tuple[str, str], list[Change]] = {}
    for change in (change for change in changes if not change.step.skips):
        run = ends.pop((change.item_from.id, change.step.earlier), [])
        ends[change.item_to.id, change.step.later] = [*run, change]
    return [run for run in ends.values() if len(run) > 1 and not is_nominal(run[0].item_to)]


def _slope_rows(
    chain: list[Change], responses: Responses, study: Study, smallest: int, level: float
) -> list[tuple]:
    items = [chain[0].item_from, *(change.item_to for change in chain)]
    waves = [chain[0].step.earlier, *(change.step.later for change in chain)]
    tables = [
        _with_column(responses[wave][item.group], item)
        for wave, item in zip(waves, items, strict=True)
    ]
    counts = item_counts(items, tables)
    chosen, base = top2_and_base(counts)
    family, _ = family_of(items[-1], study)
    head = (items[-1].group, items[0].id, items[-1].id, waves[0], waves[-1], family, ALL)
    rows = []
    for name, each, values in (
        ("top2", np.stack([base - chosen, chosen], axis=-1), np.array([0.0, 1.0])),
        ("mean_level", counts.levels, np.arange(1.0, counts.levels.shape[-1] + 1)),
    ):
        n = each.sum(axis=(1, 2))
        providers = np.count_nonzero(each.sum(axis=(0, 2)))
        tested = Base(each, smallest)
        slope = linear_trend(each, values, level)
        departure = departure_from_linear(each, values)
        rows += [
            (*head, int(n[0]), int(n[-1]), providers, *_numbers(line))
            for line in (
                tested.result(f"{name}_per_wave", "cr2_bell_mccaffrey", slope),
                tested.result(f"{name}_departure_from_linear", "wald_f", departure),
            )
        ]
    return rows


def top2_and_base(counts: PairCounts) -> tuple[np.ndarray, np.ndarray]:
    """(W, C) respondents with a favourable answer, and with an opinion or don't know."""
    opinion = counts.levels.sum(axis=-1)
    base = opinion if counts.dont_know is None else opinion + counts.dont_know
    return counts.levels[..., counts.favourable].sum(axis=-1), base


def _numbers(line: Result) -> tuple:
    """What a row says of a result, p_adjusted and alpha_step still open."""
    return (
        line.estimand, line.estimate, line.ci_low, line.ci_high, line.test, line.statistic,
        line.df, line.df2, line.p_value, None, None, line.reason,
    )  # fmt: skip
