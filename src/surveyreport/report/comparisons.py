"""What may be said of the comparisons on a figure, in the words of their verdicts."""

from __future__ import annotations

import pandas as pd

from surveyreport.report.bound import Text, Words
from surveyreport.report.source import Source
from surveyreport.study.model import Figure

VERDICTS = "verdicts"
KEY = "comparison"
CLEAR = ("a_more_positive", "b_more_positive")


def comparison_sentences(source: Source, figure: Figure) -> list[Text]:
    """One comparison with its size, or for more a count per verdict; [] without comparisons."""
    rows = source.tables.tables[VERDICTS]
    rows = rows[rows["figure"].eq(figure.number)]
    if rows.empty:
        return []
    if len(rows) == 1:
        texts = [one(source, rows.iloc[0])]
    else:
        texts = [
            _many(source, figure, part, groups)
            for groups, part in rows.groupby(["group_a", "group_b"], sort=False)
        ]
    warnings = {
        "verdict.exploratory": rows["kind"].eq("exploratory").any(),
        "verdict.similar": rows["wording"].eq("similar").any(),
        "verdict.dont_know": rows["dont_know_differs"].any(),
    }
    return [*texts, *(source.say(name) for name, applies in warnings.items() if applies)]


def clear_differences(source: Source) -> Text:
    """How many comparisons there are, and every clear difference per pair of groups and direction;
    () without comparisons."""
    rows = source.tables.tables[VERDICTS]
    if rows.empty:
        return ()
    unclear = source.tables.count(VERDICTS, verdict="no_clear_difference")
    parts = list(source.say("clear.all", count=source.tables.count(VERDICTS), unclear=unclear))
    clear = rows[rows["verdict"].isin(CLEAR)]
    for (verdict, a, b), part in clear.groupby(["verdict", "group_a", "group_b"], sort=False):
        text = source.say(
            f"clear.{verdict}",
            count=source.tables.count(VERDICTS, verdict=verdict, group_a=a, group_b=b),
            themes=source.list([(Words(theme),) for theme in part["theme"]]),
            a=source.members(a),
            b=source.members(b),
        )
        parts += [" ", *text]
    return tuple(parts)


def one(source: Source, row: pd.Series) -> Text:
    """The verdict of one row of verdicts.csv; its numbers where the verdict has them."""
    name = row["verdict"]
    key = {KEY: row[KEY]}
    values = {
        "theme": Words(row["theme"]),
        "a": source.members(row["group_a"]),
        "b": source.members(row["group_b"]),
    }
    for column in ("pairs", "detectable_pairs"):
        if source.tables.has(VERDICTS, column, **key):
            values[column] = source.tables.number(VERDICTS, column, **key)
    if name == "no_clear_difference" and "detectable_pairs" not in values:
        name = "no_clear_difference_without_detectable"
    return source.say(f"verdict.one.{name}", **values)


def _many(source: Source, figure: Figure, rows: pd.DataFrame, groups: tuple[str, str]) -> Text:
    a, b = groups
    where = {"figure": figure.number, "group_a": a, "group_b": b}
    values = {"a": source.members(a), "b": source.members(b)}
    parts = [
        source.say(
            f"verdict.count.{name}",
            count=source.tables.count(VERDICTS, **where, verdict=name),
            themes=source.list([(Words(theme),) for theme in part["theme"]]),
            **values,
        )
        for name, part in rows.groupby("verdict")
    ]
    total = source.tables.count(VERDICTS, **where)
    return source.say("verdict.many", count=total, parts=source.list(parts), **values)
