"""subgroups.csv: shares by a background question or by what the frame knows of providers.

A part that a public table may not show is left out, and so are others where the total less what is
shown would give it away.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from surveyreport.estimates.dominance import LARGEST_PROVIDER
from surveyreport.estimates.kinds import PROTECTS, UNWEIGHTED
from surveyreport.estimates.table import COLUMNS as ESTIMATES
from surveyreport.estimates.table import estimate_table
from surveyreport.estimates.too_small import HIDDEN, LEAVE_OUT, TOO_SMALL, too_small
from surveyreport.estimates.weighting import Weights
from surveyreport.protection.settings import Public
from surveyreport.study.model import Study
from surveyreport.study.subgroups import levels_of

COLUMNS = [
    "wave", "group", "by", "level", *(n for n in ESTIMATES[2:] if n not in ("figure", "reason")),
    "reason",
]  # fmt: skip


ProviderParts = Mapping[str, Mapping[str, str]]


def members(responses: pd.DataFrame, by: str, places: ProviderParts) -> pd.Series:
    """The part that each respondent belongs to, missing when unknown; places: as of
    `study.subgroups.provider_parts`."""
    return responses["provider_id"].map(places[by]) if by in places else responses[by]


def subgroup_table(
    wave: str,
    responses: dict[str, pd.DataFrame],
    study: Study,
    splits: Mapping[str, str],
    places: ProviderParts,
    rules: Public,
    level: float,
    largest_provider: float = LARGEST_PROVIDER,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """COLUMNS, a row per item of `splits`, part and category; as `estimate_table` for the rest.

    splits: item -> by, see `study.subgroups.splits`. Every part is a domain of one design of all
    providers. reason: TOO_SMALL, or PROTECTS of a part left out because the total less the others
    would tell of one too small; both only where `rules` leave small tables out. weights: of
    `wave_weights`, of the whole group; with them a column more, as in `estimate_table`.
    """
    tables = []
    for by in dict.fromkeys(splits.values()):
        items = [item for item, other in splits.items() if other == by]
        for group in dict.fromkeys(study.items[item].group for item in items):
            if group not in responses:
                continue
            mine = [item for item in items if item in responses[group]]
            tables.append(
                _parted(wave, responses, group, mine, by, study, places, rules, level,
                        largest_provider, weights)
            )  # fmt: skip
    columns = [*COLUMNS, UNWEIGHTED] if weights else COLUMNS
    filled = [table for table in tables if len(table)]
    table = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)
    return table[columns]


def _parted(
    wave: str, responses: dict[str, pd.DataFrame], group: str, items: list[str], by: str,
    study: Study, places: ProviderParts, rules: Public, level: float, largest_provider: float,
    weights: Weights | None,
) -> pd.DataFrame:  # fmt: skip
    part = members(responses[group], by, places)
    names = list(levels_of(study, by))
    found = {}
    for name in names:
        of_part = _only(responses, group, items, part.eq(name).fillna(False))
        table = estimate_table(wave, of_part, study, {}, level, largest_provider, weights)
        found[name] = table[table["item"].isin(items)].assign(by=by, level=name)
    if rules.too_small == LEAVE_OUT:
        for item in items:
            for name, reason in _left_out(responses, group, item, part, found, study, rules):
                hidden = found[name]["item"].eq(item)
                found[name] = found[name].astype({"n": "Int64"})
                told = [*HIDDEN, *found[name].columns.intersection([UNWEIGHTED])]
                found[name].loc[hidden, told] = pd.NA
                found[name]["reason"] = found[name]["reason"].astype(object).mask(hidden, reason)
    filled = [table for table in found.values() if len(table)]
    if not filled:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.concat([part.astype({"n": "Int64"}) for part in filled], ignore_index=True)
    order = {name: place for place, name in enumerate(items)}
    return table.sort_values("item", key=lambda ids: ids.map(order), kind="stable")


def _only(
    responses: dict[str, pd.DataFrame], group: str, items: list[str], inside: pd.Series
) -> dict[str, pd.DataFrame]:
    """The responses with these items of one group, answered by who is inside; all rows stay, so
    that the design does."""
    keys = ["provider_id", "included"]
    of_group = responses[group]
    answers = pd.DataFrame({item: of_group[item].where(inside) for item in items})
    return {
        name: pd.concat([table[keys], answers], axis=1) if name == group else table[keys]
        for name, table in responses.items()
    }


def _left_out(
    responses: dict[str, pd.DataFrame], group: str, item: str, part: pd.Series,
    found: dict[str, pd.DataFrame], study: Study, rules: Public,
) -> list[tuple[str, str]]:  # fmt: skip
    """(part, reason) of what may not be shown of an item.

    Besides the parts that are too small: the smallest others, until what is not shown together,
    those whose part is unknown included, is nobody or itself large enough for a public table.
    """
    bases = {
        name: int(rows["base"].max())
        for name, table in found.items()
        if len(rows := table[table["item"].eq(item)]) and rows["base"].max() > 0
    }
    hidden = {
        name: TOO_SMALL
        for name in bases
        if too_small(
            found[name][found[name]["item"].eq(item)],
            _only(responses, group, [item], part.eq(name).fillna(False)),
            rules,
        )
    }
    while True:
        shown = [name for name in bases if name not in hidden]
        rest = _only(responses, group, [item], ~part.isin(shown))
        table = estimate_table("", rest, study, {}, 0.95)
        if not shown or not too_small(table[table["item"].eq(item)], rest, rules):
            return list(hidden.items())
        hidden[min(shown, key=lambda name: bases[name])] = PROTECTS
