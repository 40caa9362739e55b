"""How open answers were coded, and what the sources say side by side."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from surveyreport.report.bound import Text, Words
from surveyreport.report.model import Block, Bullets, Grid, Paragraph, Quotation, Together
from surveyreport.report.source import Source
from surveyreport.report.tables import as_two_decimals

AGREEMENT, BESIDE, QUOTES = "agreement", "side_by_side", "quotes"


def coding(source: Source, _: dict) -> list[Block]:
    """How far coders agreed about each code; [] for a wave that nobody coded."""
    if AGREEMENT not in source.tables.tables or source.tables.tables[AGREEMENT].empty:
        return []
    intro = (Paragraph(text) for text in source.say.each("coding.intro"))
    return [*intro, *_half_coded(source), agreement(source)]


def _half_coded(source: Source) -> Iterator[Block]:
    """Of how many answers to each question the codes are known, as long as some are not."""
    half: list[Text] = []
    few: list[Text] = []
    tables, say = source.tables, source.say
    for item in (item for book in source.study.codebooks.values() for item in book.items):
        if item not in source.study.items or not tables.has("open_answers", "answered", item=item):
            continue
        asked = source.study.items[item]
        members, question = source.members(asked.group), source.quoted(asked.text)
        rows = tables.tables["estimates"]
        rows = rows[rows["item"].str.startswith(f"{item}.") & rows["base"].gt(0)]
        if rows.empty:
            few.append(say("coding.question", members=members, question=question))
            continue
        first = rows.iloc[0]
        coded = tables.number("estimates", "base", item=first["item"], category=first["category"])
        written = tables.number("open_answers", "answered", item=item)
        if float(coded.value) < float(written.value):
            part = {"coded": coded, "written": written}
            half.append(say("coding.part", members=members, question=question, **part))
    for name, parts in (("half", half), ("few", few)):
        if parts:
            yield from (Paragraph(say(f"coding.{name}")), Bullets(tuple(parts)))


def agreement(source: Source) -> Block:
    """One row per code: answers coded twice, alpha with its interval, and the verdict."""
    books = source.study.codebooks
    labels = {(b.id, c.id): c.label for b in books.values() for c in b.codes}
    grouped: dict[Text, list[tuple[Text, ...]]] = {}
    for row in source.tables.tables[AGREEMENT].to_dict("records"):
        where = {"codebook": row["codebook"], "code": row["code"]}
        coded = (source.tables.number(AGREEMENT, "coded", **where),)
        alpha: Text = source.say("table.no_count")
        if source.tables.has(AGREEMENT, "alpha", **where):
            ends = {
                name: source.tables.number(AGREEMENT, name, as_two_decimals, **where)
                for name in ("alpha", "ci_low", "ci_high")
            }
            alpha = source.say("coding.alpha", **ends)
        label = Words(labels[row["codebook"], row["code"]])
        head: Text = (Words(books[row["codebook"]].title),)
        grouped.setdefault(head, []).append(((label,), coded, alpha, (Words(row["verdict"]),)))
    return _overview(source, AGREEMENT, grouped, (4, 1.2, 2.8, 2.4))


def quotes(source: Source, _: dict) -> list[Block]:
    """What somebody approved of the answers, word for word, per question; [] without any."""
    if QUOTES not in source.tables.tables:
        return []
    blocks: list[Block] = [Paragraph(text) for text in source.say.each("quotes.intro")]
    for item, rows in source.tables.tables[QUOTES].groupby("item", sort=False):
        asked = source.study.items[str(item)]
        group = source.group_label(asked.group)
        question = Words(asked.text.removesuffix("."))
        lead = Paragraph(source.say("quotes.question", group=group, question=question))
        first, *rest = (
            Quotation(source.say("quotes.line", text=Words(text), group=group))
            for text in rows["text"]
        )
        blocks += [Together((lead, first)), *rest]
    return blocks


def beside(source: Source, _: dict) -> list[Block]:
    """The display; [] for a wave without it."""
    if BESIDE not in source.tables.tables:
        return []
    return [*(Paragraph(text) for text in source.say.each("beside.intro")), display(source)]


def display(source: Source) -> Block:
    """Per research question what each source says and how it relates to the claim."""
    grouped: dict[Text, list[tuple[Text, ...]]] = {}
    for _, said in source.tables.tables[BESIDE].groupby("question", sort=False):
        rows: list[tuple[Text, ...]] = []
        for row in said.to_dict("records"):
            where = {name: row[name] for name in ("question", "source", "evidence")}
            value = source.tables.number(BESIDE, "value", str, **where)
            relation = Words(row["relation"] if pd.notna(row["relation"]) else "")
            rows.append(((Words(row["source"]),), (Words(row["evidence"]),), (value,), (relation,)))
            if len(rows) == 1:
                number = source.tables.number(BESIDE, "question", **where)
                grouped[source.say("beside.question", number=number)] = rows
    return _overview(source, BESIDE, grouped, (1.8, 5.2, 3.4, 2))


def _overview(
    source: Source, name: str, grouped: dict[Text, list[tuple[Text, ...]]], widths: tuple
) -> Block:
    """grouped: per heading row in the table the rows under it."""
    heads = tuple((text, 1) for text in source.say.each(f"{name}_heads"))
    rows = tuple(row for head, under in grouped.items() for row in ((head,), *under))
    grid = Grid((heads,), rows, (False,) * len(widths), widths, whole=False)
    return source.overview(name, grid, tuple(source.say.each(f"{name}_notes")))
