"""One or two sentences per figure, written from its numbers by the rule of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from surveyreport.files.dutch import date
from surveyreport.numbers.register import TOTAL
from surveyreport.numbers.visits import ALL
from surveyreport.report.bound import Number, Text, Words
from surveyreport.report.parts import findings
from surveyreport.report.source import Source
from surveyreport.report.tables import as_one_decimal, as_percent
from surveyreport.study.codebooks import UNPLACED
from surveyreport.study.model import Figure, Item

Rule = Callable[[Source, Figure, pd.DataFrame], list[Text]]


def findings_of(source: Source, figure: Figure, data: pd.DataFrame) -> tuple[Text, ...]:
    """What a reader should see in the figure. data: its numbers, see `figure_numbers`."""
    rule = findings if figure.by else RULES[figure.kind]
    return tuple(rule(source, figure, data))


def likert(source: Source, figure: Figure, _: pd.DataFrame) -> list[Text]:
    """Per group: both halves of the scale for one statement, the extremes for more."""
    by_group: dict[str, list[Item]] = {}
    for item in source.study.figure_items(figure):
        by_group.setdefault(item.group, []).append(item)
    return [_likert_group(source, figure, group, items) for group, items in by_group.items()]


def _likert_group(source: Source, figure: Figure, group: str, asked: list[Item]) -> Text:
    say, members = source.say, source.members(group)
    items = [item for item in asked if _known(source, item, "top2")]
    if not items:
        return say("sentence.no_answers", members=members)

    def share(item: Item, category: str = "top2"):
        return source.tables.number(
            "estimates", "share", as_percent, item=item.id, category=category
        )

    positive = source.answers(items[0], "positive")
    if len(items) == 1:
        return say(
            "sentence.likert_one",
            members=members,
            base=source.tables.number("estimates", "base", item=items[0].id, category="top2"),
            statement=source.statement(items[0], figure),
            positive=positive,
            positive_share=share(items[0]),
            negative=source.answers(items[0], "negative"),
            negative_share=share(items[0], "bottom2"),
        )
    ordered = sorted(items, key=lambda item: float(share(item).value))
    lowest, highest = ordered[0], max(items, key=lambda item: float(share(item).value))
    name = "likert_two" if len(items) == 2 else "likert_range"
    first, second = items if len(items) == 2 else (lowest, highest)
    if share(lowest).shown == share(highest).shown:
        name = "likert_equal"
    return say(
        f"sentence.{name}",
        members=members,
        positive=positive,
        first=source.statement(first, figure),
        first_share=share(first),
        second=source.statement(second, figure),
        second_share=share(second),
    )


def choice(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """The answers chosen most and least."""
    return [
        _extremes(source, "choice", rows, [source.quoted(label) for label in rows["category"]])
        for _, rows in data.groupby("item", sort=False)
    ]


def options(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """The options ticked most and least."""
    # what no code fits is no factor that is named most or least
    rest = [
        f"{item}.{code.id}"
        for book in source.study.codebooks.values()
        for item in book.items
        for code in book.codes
        if code.kind == UNPLACED
    ]
    ticked = data[data["kind"].eq("selected") & ~data["item"].isin(rest)]
    texts = (
        _extremes(source, "options", rows, [source.quoted(text) for text in rows["text"]])
        for _, rows in ticked.groupby("statement", sort=False)
    )
    return [text for text in texts if text]


def number(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """Per number its mean and its median."""
    texts = []
    for name, rows in data.groupby("item", sort=False):
        members, unit = source.members(rows["group"].iloc[0]), source.study.items[name].unit
        means = rows[rows["kind"].isin(["mean", "median"])]
        if means["share"].isna().any():
            texts.append(source.say("sentence.no_answers", members=members))
            continue
        shown = {
            kind: source.tables.number(
                "estimates", "share", as_one_decimal, item=name, category=kind
            )
            for kind in ("mean", "median")
        }
        base = source.tables.number("estimates", "base", item=name, category="mean")
        unit_words = Words(f" {unit}" if unit else "")
        texts.append(
            source.say("sentence.number", members=members, base=base, unit=unit_words, **shown)
        )
    return texts


def ranking(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """The option put first most often."""
    texts = []
    for _, rows in data[data["kind"].eq("ranked_first")].groupby("statement", sort=False):
        members = source.members(rows["group"].iloc[0])
        if rows["share"].isna().any():
            texts.append(source.say("sentence.no_answers", members=members))
            continue
        most = rows[rows["n"].eq(rows["n"].max())]
        named = [
            source.say(
                "word.with_share",
                label=source.quoted(text),
                share=source.tables.number(
                    "estimates", "share", as_percent, item=item, category="ranked_first"
                ),
            )
            for item, text in zip(most["item"], most["text"], strict=True)
        ]
        first = rows["item"].iloc[0]
        base = source.tables.number("estimates", "base", item=first, category="ranked_first")
        texts.append(
            source.say("sentence.ranking", members=members, base=base, most=source.list(named))
        )
    return texts


def _extremes(source: Source, name: str, rows: pd.DataFrame, labels: list[Text]) -> Text:
    members = source.members(rows["group"].iloc[0])
    counts = rows["n"].tolist()
    if rows["share"].isna().any():
        return source.say("sentence.no_answers", members=members)
    if source.study.items[rows["item"].iloc[0]].coded_from:
        name = "coded"

    def with_share(wanted: int) -> Text:
        texts = []
        for n, label, item, category in zip(
            counts, labels, rows["item"], rows["category"], strict=True
        ):
            if n == wanted:
                share = source.tables.number(
                    "estimates", "share", as_percent, item=item, category=category
                )
                texts.append(source.say("word.with_share", label=label, share=share))
        return source.list(texts)

    first = rows.iloc[0]
    if name == "coded" and not max(counts):
        # what is too rare to show was named, unlike what is shown
        return ()
    even = min(counts) == max(counts) and name != "coded"
    nobody = [label for n, label in zip(counts, labels, strict=True) if not n]
    # what is named least of a long codebook is no finding
    none = bool(nobody) and not even and name != "coded"
    return source.say(
        f"sentence.{name}{'_even' * even}{'_none' * none}",
        members=members,
        base=source.tables.number(
            "estimates", "base", item=first["item"], category=first["category"]
        ),
        most=with_share(max(counts)),
        least=source.list(nobody, "word.or") if none else with_share(min(counts)),
    )


def table(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """Per column the total, or where no row is a total the type of provider with the most."""
    register = figure.spec["register"]
    whole = data[data["grade"].eq(TOTAL) & data["count"].notna()]
    has_total = whole["provider_type"].eq(TOTAL).any()
    cells = whole[whole["provider_type"].eq(TOTAL)] if has_total else whole
    texts = []
    for _, column in cells.groupby(["date", "programme"], sort=False):
        cell = column.loc[column["count"].idxmax()]
        keys = {key: cell[key] for key in ("provider_type", "grade", "date", "programme")}
        texts.append(
            source.say(
                "sentence.table_cell" if has_total else "sentence.table_most_cell",
                count=source.tables.number("register", "count", register=register, **keys),
                programme=_label(source, "programmes", cell["programme"]),
                provider_type=_label(source, "provider_types", cell["provider_type"]),
                date=Words(date(cell["date"])),
            )
        )
    name = "table_total" if has_total else "table_most"
    unit = Words(source.word(f"unit.{register}"))
    return [source.say(f"sentence.{name}", cells=source.list(texts), unit=unit)]


def counts(source: Source, figure: Figure, data: pd.DataFrame) -> list[Text]:
    """How many providers were visited and how many pupils they have, by grade and programme."""
    register = figure.spec["register"]
    present = source.tables.tables["register"]
    present = present[present["register"].eq(register)]
    texts = []
    for grade, programme in data[["grade", "programme"]].drop_duplicates().itertuples(index=False):
        if (present["grade"].eq(grade) & present["programme"].eq(programme)).any():
            total = source.tables.total(
                "register", "count", register=register, grade=grade, programme=programme
            )
            texts.append(
                source.say(
                    "sentence.counts_cell",
                    count=total,
                    grade=_label(source, "grades", grade),
                    programme=_label(source, "programmes", programme),
                )
            )
    units = source.tables.distinct("register", "unit", register=register)
    return [source.say("sentence.counts", units=units, cells=source.list(texts))]


def schematic(source: Source, _: Figure, data: pd.DataFrame) -> list[Text]:
    """The systems that stand side by side."""
    headings: Sequence[str] = data["heading"].drop_duplicates().tolist()
    quoted = [source.quoted(heading) for heading in headings]
    return [source.say("sentence.schematic", headings=source.list(quoted))]


def visits(source: Source, _: Figure, data: pd.DataFrame) -> list[Text]:
    """The themes that came up in most and in fewest visits."""
    known = data[data["direction"].eq(ALL) & data["visits"].notna()]

    def named(count: int) -> tuple[Text, Number]:
        rows = known[known["visits"].eq(count)]
        where = {key: rows[key].iloc[0] for key in ("theme", "conversation", "direction")}
        texts = [source.quoted(text) for text in rows["text"]]
        return source.list(texts), source.tables.number("visits", "visits", **where)

    most, least = (named(edge(known["visits"])) for edge in (max, min))
    first = {key: known[key].iloc[0] for key in ("theme", "conversation", "direction")}
    return [
        source.say(
            "sentence.visits",
            most=most[0],
            most_count=most[1],
            least=least[0],
            least_count=least[1],
            of=source.tables.number("visits", "of", **first),
        )
    ]


def _known(source: Source, item: Item, category: str) -> bool:
    return source.tables.has("estimates", "share", item=item.id, category=category)


def _label(source: Source, vocabulary: str, code: str) -> Words:
    return Words(source.study.registers[vocabulary][code]["label"].lower())


RULES: dict[str, Rule] = {
    "likert": likert,
    "choice": choice,
    "multiple": options,
    "yes_no": options,
    "number": number,
    "ranking": ranking,
    "table": table,
    "counts": counts,
    "schematic": schematic,
    "visits": visits,
}
