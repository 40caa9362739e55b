"""What may be said of three groups or parts together, in words: no number, so nothing to bind."""

from __future__ import annotations

import pandas as pd

from surveyreport.report.bound import Text, Words
from surveyreport.report.source import Source
from surveyreport.study.model import Figure
from surveyreport.study.subgroups import PROVIDER_TYPE, levels_of

TABLE, ANY = "several", "any_difference"
CLEAR = {"a_more_positive": ("a", "b"), "b_more_positive": ("b", "a")}


def several_sentences(source: Source, figure: Figure) -> list[Text]:
    """One sentence for each entry of `several` that names the figure; pairs only after a test of
    any difference that has one."""
    table = source.tables.tables.get(TABLE)
    if table is None:
        return []
    rows = table[table["figure"].eq(figure.number)]
    return [_one(source, own) for _, own in rows.groupby("comparison", sort=False)]


def _one(source: Source, rows: pd.DataFrame) -> Text:
    overall = rows[rows["line"].eq(ANY)].iloc[0]
    compared = rows[~rows["line"].eq(ANY)]
    by, name = overall["by"], overall["verdict"]
    parted = isinstance(by, str) and bool(by)

    def named(one: str) -> Text:
        if not parted:
            return (source.members(one),)
        if by == PROVIDER_TYPE:
            return (Words(levels_of(source.study, by)[one]),)
        return source.quoted(one)

    template = "pair_type" if by == PROVIDER_TYPE else "pair_part" if parted else "pair"
    pairs = [
        source.say(f"verdict.several.{template}", a=named(row[first]), b=named(row[second]))
        for row in compared.to_dict("records")
        if row["verdict"] in CLEAR
        for first, second in [CLEAR[row["verdict"]]]
    ]
    names = list(dict.fromkeys([*compared["a"], *compared["b"]]))
    told = source.say("verdict.several.parts") if parted else source.list(list(map(named, names)))
    if name == "groups_differ" and not pairs:
        name = "groups_differ_somewhere"
    parts = {"pairs": source.list(pairs)} if name == "groups_differ" else {}
    theme = Words(overall["theme"])
    said = source.say(f"verdict.several.{name}", theme=theme, names=told, **parts)
    if not source.tables.weighted:
        return said
    return (*said, " ", *source.say("verdict.several.unweighted"))
