"""What may be said of the comparisons on a figure, in the words of their verdicts."""

from __future__ import annotations

import pandas as pd

from surveyreport.files.dutch import percent
from surveyreport.report.bound import Number, Text, Words
from surveyreport.report.source import Source
from surveyreport.report.tables import as_points
from surveyreport.study.model import Figure
from surveyreport.study.verdict_words import DIFFERS as CLEAR
from surveyreport.study.verdict_words import DISAGREE

VERDICTS = "verdicts"
KEY = "comparison"
UNCLEAR = ("no_clear_difference", "small_difference")
UNABLE = ("too_few", "not_estimable")
OUTCOMES = (*CLEAR, *UNCLEAR, *UNABLE)


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
        "verdict.one_provider": rows["one_provider"].any(),
    }
    inside = [
        source.say(f"verdict.within.{name}", themes=_themes(source, part))
        for name, part in rows.groupby("within")
        if name in DISAGREE
    ]
    return [*texts, *inside, *(source.say(name) for name, applies in warnings.items() if applies)]


def clear_differences(source: Source) -> Text:
    """How many comparisons there are, how each kind came out over the whole report, and every
    clear difference; () without comparisons.

    Over the whole report: with p adjusted for all its comparisons (`report_verdict`). A difference
    that is clear in its block alone is named apart.
    """
    rows = source.tables.tables[VERDICTS]
    if rows.empty:
        return ()
    counts = [
        source.say(f"clear.count.{name}", count=source.tables.count(VERDICTS, report_verdict=name))
        for name in OUTCOMES
        if rows["report_verdict"].eq(name).any()
    ]
    total = source.tables.count(VERDICTS)
    parts = list(source.say("clear.all", count=total, parts=source.list(counts)))
    if rows["report_verdict"].isin(UNCLEAR).any():
        parts += [" ", *source.say("clear.not_the_same")]
    clear = rows[rows["verdict"].isin(CLEAR)]
    by = ["report_verdict", "verdict", "group_a", "group_b"]
    holds = clear["report_verdict"].isin(CLEAR)
    for name, shown in (("clear", clear[holds]), ("block", clear[~holds])):
        for keys, part in shown.groupby(by, sort=False):
            where = dict(zip(by, keys, strict=True))
            text = source.say(
                f"{name}.{where['verdict']}",
                count=source.tables.count(VERDICTS, **where),
                themes=_themes(source, part),
                a=source.members(where["group_a"]),
                b=source.members(where["group_b"]),
            )
            parts += [" ", *text]
    return tuple(parts)


def one(source: Source, row: pd.Series) -> Text:
    """The verdict of one row of verdicts.csv; its numbers where the verdict has them."""
    name = row["verdict"]
    key = {KEY: row[KEY]}
    values: dict[str, Words | Number] = {
        "theme": Words(row["theme"]),
        "a": source.members(row["group_a"]),
        "b": source.members(row["group_b"]),
    }
    for column in ("pairs", "detectable_pairs"):
        if source.tables.has(VERDICTS, column, **key):
            values[column] = source.tables.number(VERDICTS, column, **key)
    points = _points(source, row)
    if name in UNCLEAR and ("detectable_pairs" not in values or not points):
        name = "no_clear_difference_without_detectable"
    text = source.say(f"verdict.one.{name}", **values, **points)
    if name in CLEAR:
        if points:
            text = (*text, " ", *source.say("verdict.points", **points))
        if "pairs" in values:
            text = (*text, " ", *source.say("verdict.pairs", **values))
    return text


def _points(source: Source, row: pd.Series) -> dict[str, Number]:
    """The difference in percentage points, its limits, the largest of them and the margin."""
    columns = ["difference", "difference_low", "difference_high", "largest_difference", "margin"]
    names = ("points", "low", "high", "largest", "margin")
    shows = (as_points, as_points, as_points, percentage, percentage)
    if row[columns[:4]].isna().any():
        return {}
    return {
        name: source.tables.number(VERDICTS, column, show, **{KEY: row[KEY]})
        for name, column, show in zip(names, columns, shows, strict=True)
        if pd.notna(row[column])
    }


def percentage(share: float) -> str:
    """Whole percentage points without a sign."""
    return str(percent(share))


def _themes(source: Source, rows: pd.DataFrame) -> Text:
    """The themes; of a clear difference with its pairs of 100 and its percentage points."""
    texts = []
    for _, row in rows.iterrows():
        points = _points(source, row)
        if row["verdict"] in CLEAR and points and pd.notna(row["pairs"]):
            pairs = source.tables.number(VERDICTS, "pairs", **{KEY: row[KEY]})
            theme = Words(row["theme"])
            texts.append(source.say("verdict.theme", theme=theme, pairs=pairs, **points))
        else:
            texts.append((Words(row["theme"]),))
    return source.list(texts)


def _many(source: Source, figure: Figure, rows: pd.DataFrame, groups: tuple[str, str]) -> Text:
    a, b = groups
    where = {"figure": figure.number, "group_a": a, "group_b": b}
    values = {"a": source.members(a), "b": source.members(b)}
    parts = [
        source.say(
            f"verdict.count.{name}",
            count=source.tables.count(VERDICTS, **where, verdict=name),
            themes=_themes(source, part),
            **values,
        )
        for name, part in rows.groupby("verdict")
    ]
    total = source.tables.count(VERDICTS, **where)
    text = source.say("verdict.many", count=total, parts=source.list(parts), **values)
    unclear = rows[rows["verdict"].isin(UNCLEAR) & rows["largest_difference"].notna()]
    if unclear.empty:
        return text
    row = unclear.loc[unclear["largest_difference"].idxmax()]
    return (*text, " ", *source.say("verdict.at_most", **_points(source, row)))
