"""Every comparison between groups: the picture of all differences, and the table beside it."""

from __future__ import annotations

import pandas as pd

from surveyreport.numbers.read import read_numbers
from surveyreport.report.bound import Text, Words
from surveyreport.report.comparisons import KEY, UNABLE, VERDICTS
from surveyreport.report.model import Block, FigureBlock, Grid, Paragraph
from surveyreport.report.source import Source
from surveyreport.report.tables import as_percent, as_points, as_two_decimals
from surveyreport.study.verdict_words import verdict_label

HEADS = ("theme", "shares", "difference", "verdict")


def all_comparisons(source: Source, _: dict) -> list[Block]:
    """The pictures and the table; [] for a wave without comparisons."""
    rows = source.tables.tables[VERDICTS]
    if rows.empty:
        return []
    pictures = [_picture(source, name, place) for place, name in enumerate(source.differences)]
    return [
        *(Paragraph(text) for text in source.say.each("differences.intro")),
        *pictures,
        comparison_table(source),
    ]


def comparison_table(source: Source) -> Block:
    """One row per comparison, under its block and groups: both shares, their difference with its
    interval, the verdict."""
    rows: list[tuple[Text, ...]] = []
    table = source.tables.tables[VERDICTS]
    for (family, a, b), block in table.groupby(["family", "group_a", "group_b"], sort=False):
        title = Words(source.comparisons.families[family].title)
        groups = {"a": source.members(a), "b": source.members(b)}
        rows.append((source.say("differences.block", title=title, **groups),))
        rows += [_row(source, row) for row in block.to_dict("records")]
    heads = tuple((source.say(f"table.{name}"), 1) for name in HEADS)
    grid = Grid(
        (heads,),
        tuple(rows),
        (False, True, True, False),
        (4.2, 2.0, 2.6, 3.2),
        whole=False,
    )
    return source.overview("comparisons", grid, tuple(source.say.each("differences.notes")))


def _row(source: Source, row: dict) -> tuple[Text, ...]:
    key = {KEY: row[KEY]}
    a, b = row["group_a"], row["group_b"]
    label = verdict_label(row["verdict"], a, b, source.study)
    if row["verdict"] in UNABLE or pd.isna(row["difference"]):
        nothing = source.say("table.no_count")
        return ((Words(row["theme"]),), nothing, nothing, (Words(label),))
    number = source.tables.number
    shares = [number(VERDICTS, f"top2_{side}", as_percent, **key) for side in "ab"]
    ends = [number(VERDICTS, f"difference_{end}", as_points, **key) for end in ("low", "high")]
    return (
        (Words(row["theme"]),),
        source.say("differences.shares", a=shares[0], b=shares[1]),
        source.say(
            "differences.points",
            points=number(VERDICTS, "difference", as_points, **key),
            low=ends[0],
            high=ends[1],
        ),
        (Words(label),),
    )


def _picture(source: Source, name: str, place: int) -> FigureBlock:
    picture = source.folder / "figures" / f"{name}.svg"
    data = read_numbers(picture.with_suffix(".csv"))
    families = [source.comparisons.families[name] for name in data["family"].unique()]
    title = families[0].title if len(families) == 1 else source.word("differences.title")
    return FigureBlock(
        id=name,
        number=0,
        label=source.word("differences.label" if not place else "differences.more"),
        title=title,
        picture=picture,
        alt=_alternative(source, data),
        findings=(),
        comparisons=(),
        notes=(),
        groups=tuple(dict.fromkeys([*data["group_a"], *data["group_b"]])),
        data=data,
    )


def _alternative(source: Source, data: pd.DataFrame) -> Text:
    """What the dots show, theme by theme."""
    parts: list[Text] = []
    for row in data.to_dict("records"):
        label = verdict_label(row["verdict"], row["group_a"], row["group_b"], source.study)
        values = {"theme": Words(row["theme"]), "verdict": Words(label)}
        key = {KEY: row["comparison"]}
        if source.tables.has(VERDICTS, "delta", **key):
            delta = source.tables.number(VERDICTS, "delta", as_two_decimals, **key)
            parts.append(source.say("differences.alt_dot", delta=delta, **values))
        else:
            parts.append(source.say("differences.alt_none", **values))
    boxes = {source.study.items[item].type == "option" for item in data["item_a"]} == {True}
    kind = source.say("differences.alt_boxes" if boxes else "differences.alt")
    return (*kind, " ", *(part for text in parts for part in (*text, " ")))


__all__ = ["all_comparisons", "comparison_table"]
