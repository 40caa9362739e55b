"""Answer patterns worth a look: the same answer all the way down, and implausible haste."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from surveyreport.study.config import Quality
from surveyreport.study.model import Item, Study


def batteries(group: str, study: Study, asked: pd.Index, rows: int) -> dict[str, tuple[Item, ...]]:
    """The batteries of at least `rows` items among the columns in `asked`, in fielded order.

    A battery is a matrix, or a run of single questions in one part of the questionnaire with the
    same ordinal scale. Its id is the question, or "<first>–<last without group>".
    """
    found = {}
    items = [item for item in study.group_items(group) if item.id in asked]
    for _, run in groupby(items, lambda item: _battery_key(item, study)):
        battery = tuple(run)
        first, last = battery[0], battery[-1]
        if len(battery) < rows or first.scale is None or first.scale.type != "ordinal":
            continue
        is_matrix = first.type == "row"
        name = first.question if is_matrix else f"{first.id}–{last.id.split('.', 1)[1]}"
        found[name] = battery
    return found


def _battery_key(item: Item, study: Study) -> tuple[str, ...]:
    if item.type == "row":
        return ("matrix", item.question)
    scale = item.scale.id if item.scale else ""
    return ("run", study.questions[item.question].part, scale, item.type)


def suspicious(table: pd.DataFrame, group: str, study: Study, thresholds: Quality) -> pd.Series:
    """Whether each respondent of `table` answered below the fast limit of who is included, and all
    the same down a battery at least once; see `answer_patterns`."""
    times = pd.Series(0, index=table.index)
    for items in batteries(group, study, table.columns, thresholds.straight_lining_rows).values():
        times += _straight(table, items)
    limit = thresholds.fast_share_of_median * table.loc[table["included"], "duration_s"].median()
    return table["duration_s"].lt(limit).fillna(False) & times.gt(0)


def _straight(table: pd.DataFrame, items: tuple[Item, ...]) -> pd.Series:
    """Whether a respondent gave the same substantive answer on every row."""
    answers = table[[item.id for item in items]]
    first = answers.iloc[:, 0]
    same = pd.concat([answers[column].eq(first) for column in answers], axis=1).all(axis=1)
    return answers.notna().all(axis=1) & same & first.isin(items[0].scale.substantive)


def answer_patterns(
    table: pd.DataFrame, group: str, study: Study, thresholds: Quality
) -> list[tuple[str, str, str, float]]:
    """(statistic, item, level, value) for the respondents in `table` (recoded, included).

    Per battery (item): battery_rows, battery_complete (answered every row), straight_lining (the
    same substantive answer on every row) and all_dont_know. straight_lining_batteries: respondents
    by the number of batteries (level) they straight-lined, from 1 on. duration_known,
    duration_median_s, fast_limit_s (the set share of the median), fast (below that limit) and
    fast_and_straight_lining.
    """
    rows: list[tuple[str, str, str, float]] = []
    times = pd.Series(0, index=table.index)
    for name, items in batteries(
        group, study, table.columns, thresholds.straight_lining_rows
    ).items():
        scale = items[0].scale
        answers = table[[item.id for item in items]]
        first = answers.iloc[:, 0]
        complete = answers.notna().all(axis=1)
        same = pd.concat([answers[column].eq(first) for column in answers], axis=1).all(axis=1)
        straight = _straight(table, items)
        unknown = [level.label for level in scale.levels if level.kind == "dont_know"]
        times += straight
        rows.append(("battery_rows", name, "", len(items)))
        rows.append(("battery_complete", name, "", int(complete.sum())))
        rows.append(("straight_lining", name, "", int(straight.sum())))
        rows.append(("all_dont_know", name, "", int((same & first.isin(unknown)).sum())))
    for count, people in times[times > 0].value_counts().sort_index().items():
        rows.append(("straight_lining_batteries", "", str(count), int(people)))
    duration = table["duration_s"]
    rows.append(("duration_known", "", "", int(duration.notna().sum())))
    if duration.notna().any():
        median = float(duration.median())
        limit = thresholds.fast_share_of_median * median
        fast = duration < limit
        rows.append(("duration_median_s", "", "", median))
        rows.append(("fast_limit_s", "", "", limit))
        rows.append(("fast", "", "", int(fast.sum())))
        rows.append(("fast_and_straight_lining", "", "", int((fast & (times > 0)).sum())))
    return rows
