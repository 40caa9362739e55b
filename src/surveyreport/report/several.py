"""What may be said of three groups or parts together, or of two groups in each part, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from surveyreport.report.bound import Number, Text, Words
from surveyreport.report.source import Source
from surveyreport.report.tables import as_points
from surveyreport.study.model import Figure
from surveyreport.study.subgroups import PROVIDER_TYPE, label_of, levels_of, of_providers

TABLE, ANY, IN_PART, TOO_FEW = "several", "any_difference", "in_part", "too_few"
CLEAR = {"a_more_positive": ("a", "b"), "b_more_positive": ("b", "a")}


def several_sentences(source: Source, figure: Figure) -> list[Text]:
    """One sentence for each entry of `several` that names the figure; pairs only after a test of
    any difference that has one."""
    table = source.tables.tables.get(TABLE)
    if table is None:
        return []
    rows = table[table["figure"].eq(figure.number)]
    texts = []
    for _, own in rows.groupby("comparison", sort=False):
        in_parts = own["line"].iloc[0] == IN_PART
        texts.append(_in_parts(source, own) if in_parts else _one(source, own))
        if source.tables.weighted:
            texts[-1] = (*texts[-1], " ", *source.say("verdict.several.unweighted"))
    return texts


def _one(source: Source, rows: pd.DataFrame) -> Text:
    overall = rows[rows["line"].eq(ANY)].iloc[0]
    compared = rows[~rows["line"].eq(ANY)]
    by, name = overall["by"], overall["verdict"]
    parted = isinstance(by, str) and bool(by)

    def named(one: str) -> Text:
        return _part(source, by, one) if parted else (source.members(one),)

    of_provider = parted and of_providers(source.study, by)
    template = "pair_type" if of_provider else "pair_part" if parted else "pair"
    pairs = [
        (*source.say(f"verdict.several.{template}", a=named(row[first]), b=named(row[second])),
         *_points(source, row, "a", "b"))
        for row in compared.to_dict("records")
        if row["verdict"] in CLEAR
        for first, second in [CLEAR[row["verdict"]]]
    ]  # fmt: skip
    names = list(dict.fromkeys([*compared["a"], *compared["b"]]))
    told = source.say("verdict.several.parts") if parted else source.list(list(map(named, names)))
    if name == "groups_differ" and not pairs:
        name = "groups_differ_somewhere"
    parts = {"pairs": source.list(pairs)} if name == "groups_differ" else {}
    theme = Words(overall["theme"])
    return source.say(f"verdict.several.{name}", theme=theme, names=told, **parts)


def _in_parts(source: Source, rows: pd.DataFrame) -> Text:
    """The two groups in each part, in the order of the parts."""
    first = rows.iloc[0]
    groups = {"a": source.members(first["a"]), "b": source.members(first["b"])}
    parts, theme = [], Words(first["theme"])
    if rows["verdict"].eq(TOO_FEW).all():
        return source.say("verdict.several.in_no_part", theme=theme, **groups)
    for row in rows.to_dict("records"):
        part = _part(source, row["by"], row["level"])
        if not of_providers(source.study, row["by"]):
            part = source.say("verdict.several.chose", part=part)
        said = source.say(f"verdict.several.in_part.{row['verdict']}", part=part, **groups)
        parts.append((*said, *_points(source, row, "level")))
    text = source.say("verdict.several.in_parts", theme=theme, parts=source.list(parts), **groups)
    if rows["verdict"].nunique() == 1:
        return text
    return (*text, " ", *source.say("verdict.several.not_between"))


def _part(source: Source, by: str, level: str) -> Text:
    """A part by name; of a characteristic of providers after what it is."""
    if by == PROVIDER_TYPE:
        return (Words(levels_of(source.study, by)[level]),)
    if not of_providers(source.study, by):
        return source.quoted(level)
    label = label_of(source.study, by)
    return (Words(label[:1].lower() + label[1:]), " ", *source.quoted(level))


def _points(source: Source, row: dict[str, Any], *keys: str) -> Text:
    """Behind what is said of a row: its percentage points with their interval; () without."""
    columns = {"points": "difference", "low": "difference_low", "high": "difference_high"}
    if any(pd.isna(row[column]) for column in columns.values()):
        return ()
    where = {key: row[key] for key in ("comparison", "line", *keys)}
    points: dict[str, Number] = {
        name: source.tables.number(TABLE, column, as_points, **where)
        for name, column in columns.items()
    }
    return (" ", *source.say("verdict.several.points", **points))
