"""Sentences and alternative text of figures whose results are parted (`by` in figures.yaml)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from surveyreport.report.bound import Part, Text, Words
from surveyreport.report.source import Source
from surveyreport.report.tables import as_percent
from surveyreport.study.model import Figure


def findings(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """Per item the favourable share in each part, or per question the answer chosen most.

    data: see `numbers.parts.parted_numbers`. No verdict: parts are described, not compared.
    """
    if figure.kind == "likert":
        return [_favourable(source, figure, rows) for _, rows in _by(data, "item")]
    return [_most(source, rows) for _, rows in _by(data, "statement", "group")]


def alternatives(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """What each bar shows, per item or question and part."""
    drawn = data[data["kind"].ne("not_selected")]
    texts = []
    keys = ["item"] if figure.kind == "likert" else ["statement", "group"]
    for _, block in _by(drawn, *keys):
        bars = []
        for _, rows in _by(block, "level"):
            ticked = rows["kind"].eq("selected").all()
            labels = rows["text"] if ticked else rows["category"]
            shares = [
                source.say("alt.share", label=Words(label), share=_number(source, row, "share"))
                if pd.notna(row.share)
                else source.say("alt.no_share", label=Words(label))
                for row, label in zip(rows.itertuples(), labels, strict=True)
            ]
            first = next(rows.itertuples())
            bars.append(
                source.say(
                    "alt.bar",
                    group=Words(first.part),
                    base=_number(source, first, "base"),
                    shares=_joined(shares, ", "),
                )
            )
        item = source.study.items[block["item"].iloc[0]]
        asked = item.stem if block["kind"].iloc[0] == "selected" else None
        statement = source.quoted(asked) if asked else source.statement(item, figure)
        texts.append(source.say("alt.statement", statement=statement, bars=_joined(bars, "; ")))
    return texts


def _favourable(source: Source, figure: Figure, data: pd.DataFrame) -> Text:
    item = source.study.items[data["item"].iloc[0]]
    shares, hidden = [], []
    for level, rows in _by(data, "level"):
        part = source.quoted(rows["part"].iloc[0])
        where = {"item": item.id, "level": level, "category": "top2"}
        if not source.tables.has("subgroups", "share", **where):
            hidden.append(part)
            continue
        share = source.tables.number("subgroups", "share", as_percent, **where)
        base = source.tables.number("subgroups", "base", **where)
        shares.append(source.say("sentence.part_share", share=share, part=part, base=base))
    return _told(
        source, item.group, "parts", shares, hidden,
        positive=source.answers(item, "positive"), statement=source.statement(item, figure),
    )  # fmt: skip


def _most(source: Source, data: pd.DataFrame) -> Text:
    shares, hidden = [], []
    for _, rows in _by(data[data["kind"].ne("not_selected")], "level"):
        part = source.quoted(rows["part"].iloc[0])
        if rows["share"].isna().any():
            hidden.append(part)
            continue
        labels = rows["text"] if rows["kind"].eq("selected").all() else rows["category"]
        most = rows[rows["n"].eq(rows["n"].max())]
        first = next(most.itertuples())
        named = source.list([source.quoted(labels[at]) for at in most.index])
        numbers = {name: _number(source, first, name) for name in ("share", "base")}
        shares.append(source.say("sentence.part_most", part=part, most=named, **numbers))
    return _told(source, data["group"].iloc[0], "parts_most", shares, hidden)


def _told(
    source: Source, group: str, name: str, shares: list[Text], hidden: list[Text], **parts: Text
) -> Text:
    members = source.members(group)
    if not shares:
        return source.say("sentence.no_answers", members=members)
    if hidden:
        named = source.list(hidden)
        shares = [source.list(shares), source.say("sentence.part_hidden", parts=named)]
        told = _joined(shares, "; ")
    else:
        told = source.list(shares)
    return source.say(f"sentence.{name}", members=members, shares=told, **parts)


def _number(source: Source, row: Any, column: str) -> Part:
    where = {"item": row.item, "level": row.level, "category": row.category}
    show = {"show": as_percent} if column == "share" else {}
    return source.tables.number("subgroups", column, **show, **where)


def _by(data: pd.DataFrame, *keys: str):
    return data.groupby(list(keys) if len(keys) > 1 else keys[0], sort=False)


def _joined(texts: list[Text], separator: str) -> Text:
    parts: list[Part] = []
    for index, text in enumerate(texts):
        parts += [separator, *text] if index else text
    return tuple(parts)
