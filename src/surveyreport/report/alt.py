"""Alternative text: what is in a picture, from its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from surveyreport.numbers.visits import ALL
from surveyreport.report.bound import Part, Text, Words
from surveyreport.report.parts import alternatives
from surveyreport.report.source import Source
from surveyreport.report.tables import as_percent
from surveyreport.study.model import Figure

# From more bars than this, only the sums of the favourable and unfavourable answers are read out
BARS_IN_FULL = 4
# kinds that draw the answers to an item, and not the items of a question
CATEGORIES = ("choice", "number")


def alternative_text(source: Source, figure: Figure, data: pd.DataFrame) -> Text:
    """The kind of picture, then its numbers in the order of drawing. data: see `figure_numbers`."""
    parts = [*source.say(f"alt.{'every_visit' if figure.kind == 'visits' else figure.kind}")]
    rule = alternatives if figure.by else ALTERNATIVES[figure.kind]
    for text in rule(source, figure, data):
        parts += [" ", *text]
    return tuple(parts)


def _likert(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    summed = data["item"].nunique() > BARS_IN_FULL
    texts = []
    for _, block in data.groupby("statement", sort=False):
        bars = []
        for item, rows in block.groupby("item", sort=False):
            shares = [
                _share(source, item, category, _level(source, item, category))
                for category in _read_out(rows, summed)
            ]
            bars.append(
                source.say(
                    "alt.bar",
                    group=source.group_label(rows["group"].iloc[0]),
                    base=_base(source, item, rows["category"].iloc[0]),
                    shares=_enumerated(shares),
                )
            )
        statement = source.statement(source.study.items[block["item"].iloc[0]], figure)
        texts.append(source.say("alt.statement", statement=statement, bars=_joined(bars, "; ")))
    return texts


def _read_out(rows: pd.DataFrame, summed: bool) -> list[str]:
    if not summed:
        return list(rows["category"])
    other = rows.loc[rows["kind"].ne("substantive"), "category"]
    return ["top2", "bottom2", *other]


def _level(source: Source, item: str, category: str) -> Words:
    scale = source.study.items[item].scale
    sums = {"top2": scale.top2, "bottom2": scale.bottom2}
    return Words(" + ".join(sums.get(category, (category,))))


def _options(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """Bars of one series, per question: level or option, and its share."""
    drawn = data[data["kind"].ne("not_selected")]
    by = "item" if figure.kind in CATEGORIES else "statement"
    texts = []
    for _, rows in drawn.groupby(by, sort=False):
        labels = rows["category"] if figure.kind in CATEGORIES else rows["text"]
        first = rows.iloc[0]
        shares = [
            _share(source, item, category, Words(label))
            for item, category, label in zip(rows["item"], rows["category"], labels, strict=True)
        ]
        bar = source.say(
            "alt.bar",
            group=source.group_label(first["group"]),
            base=_base(source, first["item"], first["category"]),
            shares=_enumerated(shares),
        )
        texts.append((*bar, "."))
    return texts


def _numbers(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """The classes of a number and their shares."""
    return _options(source, figure, data[data["kind"].eq("class")])


def _rankings(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """Who put each option first."""
    return _options(source, figure, data[data["kind"].eq("ranked_first")])


def _counts(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    register = source.tables.tables["register"]
    present = set(
        register.loc[
            register["register"].eq(figure.spec["register"]), ["unit", "grade", "programme"]
        ].itertuples(index=False, name=None)
    )
    texts = []
    for unit, rows in data.groupby("unit", sort=False):
        cells = []
        for grade, programme in zip(rows["grade"], rows["programme"], strict=True):
            labels = {
                "grade": Words(source.study.registers["grades"][grade]["label"].lower()),
                "programme": Words(
                    source.study.registers["programmes"][programme]["label"].lower()
                ),
            }
            if (str(unit), grade, programme) in present:
                where: dict[str, Any] = {"register": figure.spec["register"], "unit": unit}
                count = source.tables.number(
                    "register", "count", **where, grade=grade, programme=programme
                )
                cells.append(source.say("alt.count", count=count, **labels))
        name = source.study.texts["figures"]["unit"].format(unit=unit)
        texts.append(source.say("alt.unit", unit=Words(name), counts=_enumerated(cells)))
    return texts


def _schematic(source: Source, _: Figure, data: pd.DataFrame) -> list[Text]:
    texts = []
    for _, column in data.groupby("column", sort=False):
        components = [
            source.say(
                "alt.component",
                component=Words(component),
                points=_enumerated([(Words(point),) for point in rows["point"]]),
            )
            for component, rows in column.groupby("component", sort=False)
        ]
        first = column.iloc[0]
        texts.append(
            source.say(
                "alt.column",
                system=Words(first["system"]),
                heading=Words(first["heading"]),
                components=_joined(components, "; "),
            )
        )
    return texts


def _share(source: Source, item: str, category: str, label: Words) -> Text:
    if not source.tables.has("estimates", "share", item=item, category=category):
        return source.say("alt.no_share", label=label)
    share = source.tables.number("estimates", "share", as_percent, item=item, category=category)
    return source.say("alt.share", label=label, share=share)


def _base(source: Source, item: str, category: str) -> Part:
    return source.tables.number("estimates", "base", item=item, category=category)


def _enumerated(texts: list[Text]) -> Text:
    return _joined(texts, ", ")


def _joined(texts: list[Text], separator: str) -> Text:
    parts: list[Part] = []
    for index, text in enumerate(texts):
        parts += [separator, *text] if index else text
    return tuple(parts)


def _visits(source: Source, _: Figure, data: pd.DataFrame) -> list[Text]:
    """Per theme in how many visits it came up, and how often in each direction."""
    guide = source.study.visits
    texts = []
    for theme, rows in data.groupby("theme", sort=False):
        where = {"theme": theme, "conversation": rows["conversation"].iloc[0]}
        if rows["visits"].isna().iloc[0]:
            few = source.say("alt.visits_few", theme=Words(rows["text"].iloc[0]))
            texts.append(few)
            continue
        ways = [
            source.say(
                "alt.visits_way",
                direction=Words(guide.directions[row.direction]),
                visits=source.tables.number("visits", "visits", **where, direction=row.direction),
            )
            for row in rows.itertuples()
            if row.direction in guide.directions and pd.notna(row.visits) and row.visits
        ]
        total = {name: source.tables.number("visits", name, **where, direction=ALL)
                 for name in ("visits", "of")}  # fmt: skip
        text = source.say("alt.visits", theme=Words(rows["text"].iloc[0]), **total)
        texts.append((*text, *((" ", "(", *_enumerated(ways), ")") if ways else ()), "."))
    return texts


ALTERNATIVES: dict[str, Callable[[Source, Figure, pd.DataFrame], list[Text]]] = {
    "likert": _likert,
    "choice": _options,
    "multiple": _options,
    "yes_no": _options,
    "number": _numbers,
    "ranking": _rankings,
    "counts": _counts,
    "schematic": _schematic,
    "visits": _visits,
}
